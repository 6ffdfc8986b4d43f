//! Written by `cargo xtask admin-ui`. Do not edit.

use super::asset::{Asset, Content};

/// The document, in which each place says what it is.
pub(super) const INDEX: &str = include_str!("assets/index.html");

/// The assets, ordered by path.
pub(super) static ASSETS: &[Asset] = &[
    Asset {
        path: "THIRD-PARTY-LICENSES.txt",
        content_type: "text/plain; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/THIRD-PARTY-LICENSES.txt.br"),
            gzip: include_bytes!("assets/THIRD-PARTY-LICENSES.txt.gz"),
        },
    },
    Asset {
        path: "assets/ActionIcon-DXnuzZ1L.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/ActionIcon-DXnuzZ1L.js.br"),
            gzip: include_bytes!("assets/ActionIcon-DXnuzZ1L.js.gz"),
        },
    },
    Asset {
        path: "assets/CheckIcon-yUDrgVOt.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/CheckIcon-yUDrgVOt.js.br"),
            gzip: include_bytes!("assets/CheckIcon-yUDrgVOt.js.gz"),
        },
    },
    Asset {
        path: "assets/Checkbox-Bz1MXb1y.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/Checkbox-Bz1MXb1y.js.br"),
            gzip: include_bytes!("assets/Checkbox-Bz1MXb1y.js.gz"),
        },
    },
    Asset {
        path: "assets/CloseButton-By8uDdcy.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/CloseButton-By8uDdcy.js.br"),
            gzip: include_bytes!("assets/CloseButton-By8uDdcy.js.gz"),
        },
    },
    Asset {
        path: "assets/FocusTrap-BmjeOzvZ.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/FocusTrap-BmjeOzvZ.js.br"),
            gzip: include_bytes!("assets/FocusTrap-BmjeOzvZ.js.gz"),
        },
    },
    Asset {
        path: "assets/Input-DHxsiIHp.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/Input-DHxsiIHp.js.br"),
            gzip: include_bytes!("assets/Input-DHxsiIHp.js.gz"),
        },
    },
    Asset {
        path: "assets/InputBase-C0v1RlLI.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/InputBase-C0v1RlLI.js.br"),
            gzip: include_bytes!("assets/InputBase-C0v1RlLI.js.gz"),
        },
    },
    Asset {
        path: "assets/Mantine.context-zw97klU_.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/Mantine.context-zw97klU_.js.br"),
            gzip: include_bytes!("assets/Mantine.context-zw97klU_.js.gz"),
        },
    },
    Asset {
        path: "assets/Modal-Bh21MrvL.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/Modal-Bh21MrvL.js.br"),
            gzip: include_bytes!("assets/Modal-Bh21MrvL.js.gz"),
        },
    },
    Asset {
        path: "assets/Popover-a1MxgHja.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/Popover-a1MxgHja.js.br"),
            gzip: include_bytes!("assets/Popover-a1MxgHja.js.gz"),
        },
    },
    Asset {
        path: "assets/Radio-BcdTOrgu.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/Radio-BcdTOrgu.js.br"),
            gzip: include_bytes!("assets/Radio-BcdTOrgu.js.gz"),
        },
    },
    Asset {
        path: "assets/RadioIcon-QDW_j21N.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/RadioIcon-QDW_j21N.js.br"),
            gzip: include_bytes!("assets/RadioIcon-QDW_j21N.js.gz"),
        },
    },
    Asset {
        path: "assets/ScrollArea-BDuGNF7J.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/ScrollArea-BDuGNF7J.js.br"),
            gzip: include_bytes!("assets/ScrollArea-BDuGNF7J.js.gz"),
        },
    },
    Asset {
        path: "assets/Select-CU5IdHaC.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/Select-CU5IdHaC.js.br"),
            gzip: include_bytes!("assets/Select-CU5IdHaC.js.gz"),
        },
    },
    Asset {
        path: "assets/TextInput-Dwikvixl.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/TextInput-Dwikvixl.js.br"),
            gzip: include_bytes!("assets/TextInput-Dwikvixl.js.gz"),
        },
    },
    Asset {
        path: "assets/Transition-B1zt4xCN.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/Transition-B1zt4xCN.js.br"),
            gzip: include_bytes!("assets/Transition-B1zt4xCN.js.gz"),
        },
    },
    Asset {
        path: "assets/audit-page-DPqRpSkY.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/audit-page-DPqRpSkY.js.br"),
            gzip: include_bytes!("assets/audit-page-DPqRpSkY.js.gz"),
        },
    },
    Asset {
        path: "assets/cell-editor-_EA_BLpK.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/cell-editor-_EA_BLpK.js.br"),
            gzip: include_bytes!("assets/cell-editor-_EA_BLpK.js.gz"),
        },
    },
    Asset {
        path: "assets/columns-panel-UVVpV-VH.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/columns-panel-UVVpV-VH.js.br"),
            gzip: include_bytes!("assets/columns-panel-UVVpV-VH.js.gz"),
        },
    },
    Asset {
        path: "assets/confirm-CbAqNEkk.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/confirm-CbAqNEkk.js.br"),
            gzip: include_bytes!("assets/confirm-CbAqNEkk.js.gz"),
        },
    },
    Asset {
        path: "assets/confirm-dialog-C1FNoN5u.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/confirm-dialog-C1FNoN5u.js.br"),
            gzip: include_bytes!("assets/confirm-dialog-C1FNoN5u.js.gz"),
        },
    },
    Asset {
        path: "assets/create-dialog-eQ6nJpT0.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/create-dialog-eQ6nJpT0.js.br"),
            gzip: include_bytes!("assets/create-dialog-eQ6nJpT0.js.gz"),
        },
    },
    Asset {
        path: "assets/dashboard-page-DavI7-7b.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/dashboard-page-DavI7-7b.js.br"),
            gzip: include_bytes!("assets/dashboard-page-DavI7-7b.js.gz"),
        },
    },
    Asset {
        path: "assets/de-TIMCkFsU.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/de-TIMCkFsU.js.br"),
            gzip: include_bytes!("assets/de-TIMCkFsU.js.gz"),
        },
    },
    Asset {
        path: "assets/delete-dialog-CrhgmnQJ.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/delete-dialog-CrhgmnQJ.js.br"),
            gzip: include_bytes!("assets/delete-dialog-CrhgmnQJ.js.gz"),
        },
    },
    Asset {
        path: "assets/dialog-BgoHN8Su.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/dialog-BgoHN8Su.js.br"),
            gzip: include_bytes!("assets/dialog-BgoHN8Su.js.gz"),
        },
    },
    Asset {
        path: "assets/dialog-Snx1etlG.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/dialog-Snx1etlG.css.br"),
            gzip: include_bytes!("assets/dialog-Snx1etlG.css.gz"),
        },
    },
    Asset {
        path: "assets/drawings-WWXF8wjX.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/drawings-WWXF8wjX.css.br"),
            gzip: include_bytes!("assets/drawings-WWXF8wjX.css.gz"),
        },
    },
    Asset {
        path: "assets/drawings-cQ6ggGlk.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/drawings-cQ6ggGlk.js.br"),
            gzip: include_bytes!("assets/drawings-cQ6ggGlk.js.gz"),
        },
    },
    Asset {
        path: "assets/export-dialog-BHFgsRaP.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/export-dialog-BHFgsRaP.js.br"),
            gzip: include_bytes!("assets/export-dialog-BHFgsRaP.js.gz"),
        },
    },
    Asset {
        path: "assets/field-C0Zn3A5S.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/field-C0Zn3A5S.js.br"),
            gzip: include_bytes!("assets/field-C0Zn3A5S.js.gz"),
        },
    },
    Asset {
        path: "assets/fields-CS6EYv3v.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/fields-CS6EYv3v.css.br"),
            gzip: include_bytes!("assets/fields-CS6EYv3v.css.gz"),
        },
    },
    Asset {
        path: "assets/fields.module-DWxFAuth.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/fields.module-DWxFAuth.js.br"),
            gzip: include_bytes!("assets/fields.module-DWxFAuth.js.gz"),
        },
    },
    Asset {
        path: "assets/file-field-DkWIOve0.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/file-field-DkWIOve0.js.br"),
            gzip: include_bytes!("assets/file-field-DkWIOve0.js.gz"),
        },
    },
    Asset {
        path: "assets/filter-editor-CK3Eubfx.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/filter-editor-CK3Eubfx.js.br"),
            gzip: include_bytes!("assets/filter-editor-CK3Eubfx.js.gz"),
        },
    },
    Asset {
        path: "assets/format-DbWVA61J.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/format-DbWVA61J.js.br"),
            gzip: include_bytes!("assets/format-DbWVA61J.js.gz"),
        },
    },
    Asset {
        path: "assets/frame-BbQydcCe.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/frame-BbQydcCe.js.br"),
            gzip: include_bytes!("assets/frame-BbQydcCe.js.gz"),
        },
    },
    Asset {
        path: "assets/geist-cyrillic-ext-wght-normal-DjL33-gN.woff2",
        content_type: "font/woff2",
        content: Content::Plain(include_bytes!("assets/geist-cyrillic-ext-wght-normal-DjL33-gN.woff2")),
    },
    Asset {
        path: "assets/geist-cyrillic-wght-normal-BEAKL7Jp.woff2",
        content_type: "font/woff2",
        content: Content::Plain(include_bytes!("assets/geist-cyrillic-wght-normal-BEAKL7Jp.woff2")),
    },
    Asset {
        path: "assets/geist-latin-ext-wght-normal-DC-KSUi6.woff2",
        content_type: "font/woff2",
        content: Content::Plain(include_bytes!("assets/geist-latin-ext-wght-normal-DC-KSUi6.woff2")),
    },
    Asset {
        path: "assets/geist-latin-wght-normal-BgDaEnEv.woff2",
        content_type: "font/woff2",
        content: Content::Plain(include_bytes!("assets/geist-latin-wght-normal-BgDaEnEv.woff2")),
    },
    Asset {
        path: "assets/geist-mono-cyrillic-ext-wght-normal-X_5orZeX.woff2",
        content_type: "font/woff2",
        content: Content::Plain(include_bytes!("assets/geist-mono-cyrillic-ext-wght-normal-X_5orZeX.woff2")),
    },
    Asset {
        path: "assets/geist-mono-cyrillic-wght-normal-DiZS0aHC.woff2",
        content_type: "font/woff2",
        content: Content::Plain(include_bytes!("assets/geist-mono-cyrillic-wght-normal-DiZS0aHC.woff2")),
    },
    Asset {
        path: "assets/geist-mono-latin-ext-wght-normal-Bwz-egvJ.woff2",
        content_type: "font/woff2",
        content: Content::Plain(include_bytes!("assets/geist-mono-latin-ext-wght-normal-Bwz-egvJ.woff2")),
    },
    Asset {
        path: "assets/geist-mono-latin-wght-normal-XN7g48iV.woff2",
        content_type: "font/woff2",
        content: Content::Plain(include_bytes!("assets/geist-mono-latin-wght-normal-XN7g48iV.woff2")),
    },
    Asset {
        path: "assets/geist-mono-symbols2-wght-normal-CO5SzqOn.woff2",
        content_type: "font/woff2",
        content: Content::Plain(include_bytes!("assets/geist-mono-symbols2-wght-normal-CO5SzqOn.woff2")),
    },
    Asset {
        path: "assets/geist-mono-vietnamese-wght-normal-DadHysG0.woff2",
        content_type: "font/woff2",
        content: Content::Plain(include_bytes!("assets/geist-mono-vietnamese-wght-normal-DadHysG0.woff2")),
    },
    Asset {
        path: "assets/geist-vietnamese-wght-normal-6IgcOCM7.woff2",
        content_type: "font/woff2",
        content: Content::Plain(include_bytes!("assets/geist-vietnamese-wght-normal-6IgcOCM7.woff2")),
    },
    Asset {
        path: "assets/history-page-D0OBc0ht.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/history-page-D0OBc0ht.js.br"),
            gzip: include_bytes!("assets/history-page-D0OBc0ht.js.gz"),
        },
    },
    Asset {
        path: "assets/i18n-CZjJD6tl.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/i18n-CZjJD6tl.js.br"),
            gzip: include_bytes!("assets/i18n-CZjJD6tl.js.gz"),
        },
    },
    Asset {
        path: "assets/icon-BHW_FN7c.svg",
        content_type: "image/svg+xml",
        content: Content::Compressed {
            brotli: include_bytes!("assets/icon-BHW_FN7c.svg.br"),
            gzip: include_bytes!("assets/icon-BHW_FN7c.svg.gz"),
        },
    },
    Asset {
        path: "assets/icons-B5Ziu_zx.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/icons-B5Ziu_zx.js.br"),
            gzip: include_bytes!("assets/icons-B5Ziu_zx.js.gz"),
        },
    },
    Asset {
        path: "assets/import-page-CQ5Zk1Nd.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/import-page-CQ5Zk1Nd.css.br"),
            gzip: include_bytes!("assets/import-page-CQ5Zk1Nd.css.gz"),
        },
    },
    Asset {
        path: "assets/import-page-DUT5_hx6.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/import-page-DUT5_hx6.js.br"),
            gzip: include_bytes!("assets/import-page-DUT5_hx6.js.gz"),
        },
    },
    Asset {
        path: "assets/index-BbFB8y2a.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/index-BbFB8y2a.js.br"),
            gzip: include_bytes!("assets/index-BbFB8y2a.js.gz"),
        },
    },
    Asset {
        path: "assets/index-Bz25uHyk.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/index-Bz25uHyk.css.br"),
            gzip: include_bytes!("assets/index-Bz25uHyk.css.gz"),
        },
    },
    Asset {
        path: "assets/json-field-Cp3AFkAD.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/json-field-Cp3AFkAD.js.br"),
            gzip: include_bytes!("assets/json-field-Cp3AFkAD.js.gz"),
        },
    },
    Asset {
        path: "assets/line-chart-B7hVtAns.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/line-chart-B7hVtAns.js.br"),
            gzip: include_bytes!("assets/line-chart-B7hVtAns.js.gz"),
        },
    },
    Asset {
        path: "assets/line-chart-CnsZ1jie.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/line-chart-CnsZ1jie.css.br"),
            gzip: include_bytes!("assets/line-chart-CnsZ1jie.css.gz"),
        },
    },
    Asset {
        path: "assets/list-DAt5QjA3.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/list-DAt5QjA3.css.br"),
            gzip: include_bytes!("assets/list-DAt5QjA3.css.gz"),
        },
    },
    Asset {
        path: "assets/list.module-BC1Pzm6T.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/list.module-BC1Pzm6T.js.br"),
            gzip: include_bytes!("assets/list.module-BC1Pzm6T.js.gz"),
        },
    },
    Asset {
        path: "assets/login-page-D1huF39G.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/login-page-D1huF39G.js.br"),
            gzip: include_bytes!("assets/login-page-D1huF39G.js.gz"),
        },
    },
    Asset {
        path: "assets/mantine-fields-xsMpxgEl.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/mantine-fields-xsMpxgEl.css.br"),
            gzip: include_bytes!("assets/mantine-fields-xsMpxgEl.css.gz"),
        },
    },
    Asset {
        path: "assets/noop-mXPS5vjY.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/noop-mXPS5vjY.js.br"),
            gzip: include_bytes!("assets/noop-mXPS5vjY.js.gz"),
        },
    },
    Asset {
        path: "assets/notice-DVmmOTVs.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/notice-DVmmOTVs.js.br"),
            gzip: include_bytes!("assets/notice-DVmmOTVs.js.gz"),
        },
    },
    Asset {
        path: "assets/objections-CLGgMWOy.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/objections-CLGgMWOy.js.br"),
            gzip: include_bytes!("assets/objections-CLGgMWOy.js.gz"),
        },
    },
    Asset {
        path: "assets/overlays-fl-dEcbo.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/overlays-fl-dEcbo.js.br"),
            gzip: include_bytes!("assets/overlays-fl-dEcbo.js.gz"),
        },
    },
    Asset {
        path: "assets/page-B0-h2-TB.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/page-B0-h2-TB.js.br"),
            gzip: include_bytes!("assets/page-B0-h2-TB.js.gz"),
        },
    },
    Asset {
        path: "assets/palette-BtKvJZN7.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/palette-BtKvJZN7.js.br"),
            gzip: include_bytes!("assets/palette-BtKvJZN7.js.gz"),
        },
    },
    Asset {
        path: "assets/palette-c8i75gjM.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/palette-c8i75gjM.css.br"),
            gzip: include_bytes!("assets/palette-c8i75gjM.css.gz"),
        },
    },
    Asset {
        path: "assets/plain-DK8bGO5z.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/plain-DK8bGO5z.js.br"),
            gzip: include_bytes!("assets/plain-DK8bGO5z.js.gz"),
        },
    },
    Asset {
        path: "assets/queries-Bece6e6R.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/queries-Bece6e6R.js.br"),
            gzip: include_bytes!("assets/queries-Bece6e6R.js.gz"),
        },
    },
    Asset {
        path: "assets/record-page-kS3oZq9A.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/record-page-kS3oZq9A.js.br"),
            gzip: include_bytes!("assets/record-page-kS3oZq9A.js.gz"),
        },
    },
    Asset {
        path: "assets/record-page-tmOQtVtC.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/record-page-tmOQtVtC.css.br"),
            gzip: include_bytes!("assets/record-page-tmOQtVtC.css.gz"),
        },
    },
    Asset {
        path: "assets/revisions-B6wWz38s.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/revisions-B6wWz38s.css.br"),
            gzip: include_bytes!("assets/revisions-B6wWz38s.css.gz"),
        },
    },
    Asset {
        path: "assets/revisions-DIS-aPat.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/revisions-DIS-aPat.js.br"),
            gzip: include_bytes!("assets/revisions-DIS-aPat.js.gz"),
        },
    },
    Asset {
        path: "assets/rolldown-runtime-XKyaHtl9.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/rolldown-runtime-XKyaHtl9.js.br"),
            gzip: include_bytes!("assets/rolldown-runtime-XKyaHtl9.js.gz"),
        },
    },
    Asset {
        path: "assets/run-action-Nr482KMU.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/run-action-Nr482KMU.js.br"),
            gzip: include_bytes!("assets/run-action-Nr482KMU.js.gz"),
        },
    },
    Asset {
        path: "assets/save-view-CXXMQsxd.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/save-view-CXXMQsxd.js.br"),
            gzip: include_bytes!("assets/save-view-CXXMQsxd.js.gz"),
        },
    },
    Asset {
        path: "assets/scheme-48688eed.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/scheme-48688eed.js.br"),
            gzip: include_bytes!("assets/scheme-48688eed.js.gz"),
        },
    },
    Asset {
        path: "assets/shell-TAMDo2Xf.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/shell-TAMDo2Xf.css.br"),
            gzip: include_bytes!("assets/shell-TAMDo2Xf.css.gz"),
        },
    },
    Asset {
        path: "assets/shell.module--_FIqhd7.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/shell.module--_FIqhd7.js.br"),
            gzip: include_bytes!("assets/shell.module--_FIqhd7.js.gz"),
        },
    },
    Asset {
        path: "assets/shortcuts-Cz-eSQz-.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/shortcuts-Cz-eSQz-.js.br"),
            gzip: include_bytes!("assets/shortcuts-Cz-eSQz-.js.gz"),
        },
    },
    Asset {
        path: "assets/sign-in-form-Bbijjlkb.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/sign-in-form-Bbijjlkb.css.br"),
            gzip: include_bytes!("assets/sign-in-form-Bbijjlkb.css.gz"),
        },
    },
    Asset {
        path: "assets/sign-in-form-D8WSC2T9.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/sign-in-form-D8WSC2T9.js.br"),
            gzip: include_bytes!("assets/sign-in-form-D8WSC2T9.js.gz"),
        },
    },
    Asset {
        path: "assets/sign-in-modal-DlycoXLY.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/sign-in-modal-DlycoXLY.js.br"),
            gzip: include_bytes!("assets/sign-in-modal-DlycoXLY.js.gz"),
        },
    },
    Asset {
        path: "assets/status-DG28t1Cw.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/status-DG28t1Cw.js.br"),
            gzip: include_bytes!("assets/status-DG28t1Cw.js.gz"),
        },
    },
    Asset {
        path: "assets/toasts-BX-mPUM1.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/toasts-BX-mPUM1.js.br"),
            gzip: include_bytes!("assets/toasts-BX-mPUM1.js.gz"),
        },
    },
    Asset {
        path: "assets/ui-mK3-yEgE.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/ui-mK3-yEgE.css.br"),
            gzip: include_bytes!("assets/ui-mK3-yEgE.css.gz"),
        },
    },
    Asset {
        path: "assets/ui.module-Cf6Rzeqt.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/ui.module-Cf6Rzeqt.js.br"),
            gzip: include_bytes!("assets/ui.module-Cf6Rzeqt.js.gz"),
        },
    },
    Asset {
        path: "assets/use-debounced-value-Jw76pc5y.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/use-debounced-value-Jw76pc5y.js.br"),
            gzip: include_bytes!("assets/use-debounced-value-Jw76pc5y.js.gz"),
        },
    },
    Asset {
        path: "assets/use-mantine-color-scheme-C_RXZnTT.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/use-mantine-color-scheme-C_RXZnTT.js.br"),
            gzip: include_bytes!("assets/use-mantine-color-scheme-C_RXZnTT.js.gz"),
        },
    },
    Asset {
        path: "assets/use-media-query-DBBivN9L.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/use-media-query-DBBivN9L.js.br"),
            gzip: include_bytes!("assets/use-media-query-DBBivN9L.js.gz"),
        },
    },
    Asset {
        path: "assets/use-merged-ref-CYc9M8RX.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/use-merged-ref-CYc9M8RX.js.br"),
            gzip: include_bytes!("assets/use-merged-ref-CYc9M8RX.js.gz"),
        },
    },
    Asset {
        path: "assets/value-FmyUQour.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/value-FmyUQour.js.br"),
            gzip: include_bytes!("assets/value-FmyUQour.js.gz"),
        },
    },
];
