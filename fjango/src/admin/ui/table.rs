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
        path: "assets/ActionIcon-CAC9G8zt.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/ActionIcon-CAC9G8zt.js.br"),
            gzip: include_bytes!("assets/ActionIcon-CAC9G8zt.js.gz"),
        },
    },
    Asset {
        path: "assets/CheckIcon-BVfY8kSP.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/CheckIcon-BVfY8kSP.js.br"),
            gzip: include_bytes!("assets/CheckIcon-BVfY8kSP.js.gz"),
        },
    },
    Asset {
        path: "assets/Checkbox-BHg45mIb.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/Checkbox-BHg45mIb.js.br"),
            gzip: include_bytes!("assets/Checkbox-BHg45mIb.js.gz"),
        },
    },
    Asset {
        path: "assets/CloseButton-BHZ8O46J.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/CloseButton-BHZ8O46J.js.br"),
            gzip: include_bytes!("assets/CloseButton-BHZ8O46J.js.gz"),
        },
    },
    Asset {
        path: "assets/FocusTrap-Dme-Ju7q.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/FocusTrap-Dme-Ju7q.js.br"),
            gzip: include_bytes!("assets/FocusTrap-Dme-Ju7q.js.gz"),
        },
    },
    Asset {
        path: "assets/Input-BNPeEy3h.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/Input-BNPeEy3h.js.br"),
            gzip: include_bytes!("assets/Input-BNPeEy3h.js.gz"),
        },
    },
    Asset {
        path: "assets/InputBase-C5PQbKdN.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/InputBase-C5PQbKdN.js.br"),
            gzip: include_bytes!("assets/InputBase-C5PQbKdN.js.gz"),
        },
    },
    Asset {
        path: "assets/Mantine.context-ChfAGVLi.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/Mantine.context-ChfAGVLi.js.br"),
            gzip: include_bytes!("assets/Mantine.context-ChfAGVLi.js.gz"),
        },
    },
    Asset {
        path: "assets/Modal-B_tUbhtJ.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/Modal-B_tUbhtJ.js.br"),
            gzip: include_bytes!("assets/Modal-B_tUbhtJ.js.gz"),
        },
    },
    Asset {
        path: "assets/Popover-BRYfKO0q.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/Popover-BRYfKO0q.js.br"),
            gzip: include_bytes!("assets/Popover-BRYfKO0q.js.gz"),
        },
    },
    Asset {
        path: "assets/Radio-CBncZc_A.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/Radio-CBncZc_A.js.br"),
            gzip: include_bytes!("assets/Radio-CBncZc_A.js.gz"),
        },
    },
    Asset {
        path: "assets/RadioIcon-CDeAaC-H.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/RadioIcon-CDeAaC-H.js.br"),
            gzip: include_bytes!("assets/RadioIcon-CDeAaC-H.js.gz"),
        },
    },
    Asset {
        path: "assets/ScrollArea-BFzjI99n.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/ScrollArea-BFzjI99n.js.br"),
            gzip: include_bytes!("assets/ScrollArea-BFzjI99n.js.gz"),
        },
    },
    Asset {
        path: "assets/Select-q6SxMVAU.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/Select-q6SxMVAU.js.br"),
            gzip: include_bytes!("assets/Select-q6SxMVAU.js.gz"),
        },
    },
    Asset {
        path: "assets/TextInput-BhN36-O5.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/TextInput-BhN36-O5.js.br"),
            gzip: include_bytes!("assets/TextInput-BhN36-O5.js.gz"),
        },
    },
    Asset {
        path: "assets/Transition-LfqTroap.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/Transition-LfqTroap.js.br"),
            gzip: include_bytes!("assets/Transition-LfqTroap.js.gz"),
        },
    },
    Asset {
        path: "assets/audit-page-CtWzt6NZ.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/audit-page-CtWzt6NZ.js.br"),
            gzip: include_bytes!("assets/audit-page-CtWzt6NZ.js.gz"),
        },
    },
    Asset {
        path: "assets/cell-editor-B9OfIBiT.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/cell-editor-B9OfIBiT.js.br"),
            gzip: include_bytes!("assets/cell-editor-B9OfIBiT.js.gz"),
        },
    },
    Asset {
        path: "assets/columns-panel-B4V9OdDS.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/columns-panel-B4V9OdDS.js.br"),
            gzip: include_bytes!("assets/columns-panel-B4V9OdDS.js.gz"),
        },
    },
    Asset {
        path: "assets/confirm-dialog-BxCmrjjC.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/confirm-dialog-BxCmrjjC.js.br"),
            gzip: include_bytes!("assets/confirm-dialog-BxCmrjjC.js.gz"),
        },
    },
    Asset {
        path: "assets/confirm-olOyjs5o.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/confirm-olOyjs5o.js.br"),
            gzip: include_bytes!("assets/confirm-olOyjs5o.js.gz"),
        },
    },
    Asset {
        path: "assets/create-dialog-Cyc-zE7e.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/create-dialog-Cyc-zE7e.js.br"),
            gzip: include_bytes!("assets/create-dialog-Cyc-zE7e.js.gz"),
        },
    },
    Asset {
        path: "assets/dashboard-page-Brh3MNm9.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/dashboard-page-Brh3MNm9.js.br"),
            gzip: include_bytes!("assets/dashboard-page-Brh3MNm9.js.gz"),
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
        path: "assets/delete-dialog-BNFWgf2e.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/delete-dialog-BNFWgf2e.js.br"),
            gzip: include_bytes!("assets/delete-dialog-BNFWgf2e.js.gz"),
        },
    },
    Asset {
        path: "assets/dialog-Dc2Ej1ia.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/dialog-Dc2Ej1ia.js.br"),
            gzip: include_bytes!("assets/dialog-Dc2Ej1ia.js.gz"),
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
        path: "assets/drawings-CXULoffk.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/drawings-CXULoffk.js.br"),
            gzip: include_bytes!("assets/drawings-CXULoffk.js.gz"),
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
        path: "assets/export-dialog-CBkDDfFD.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/export-dialog-CBkDDfFD.js.br"),
            gzip: include_bytes!("assets/export-dialog-CBkDDfFD.js.gz"),
        },
    },
    Asset {
        path: "assets/field-CGBkfrC9.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/field-CGBkfrC9.js.br"),
            gzip: include_bytes!("assets/field-CGBkfrC9.js.gz"),
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
        path: "assets/file-field-tqp59oBa.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/file-field-tqp59oBa.js.br"),
            gzip: include_bytes!("assets/file-field-tqp59oBa.js.gz"),
        },
    },
    Asset {
        path: "assets/filter-editor-Ba591oft.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/filter-editor-Ba591oft.js.br"),
            gzip: include_bytes!("assets/filter-editor-Ba591oft.js.gz"),
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
        path: "assets/frame-D29Yfion.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/frame-D29Yfion.js.br"),
            gzip: include_bytes!("assets/frame-D29Yfion.js.gz"),
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
        path: "assets/history-page-CDdXwwgI.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/history-page-CDdXwwgI.js.br"),
            gzip: include_bytes!("assets/history-page-CDdXwwgI.js.gz"),
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
        path: "assets/icons-CfdRGnWM.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/icons-CfdRGnWM.js.br"),
            gzip: include_bytes!("assets/icons-CfdRGnWM.js.gz"),
        },
    },
    Asset {
        path: "assets/import-page-BoHgRA3Z.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/import-page-BoHgRA3Z.js.br"),
            gzip: include_bytes!("assets/import-page-BoHgRA3Z.js.gz"),
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
        path: "assets/index-BDnCZtEP.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/index-BDnCZtEP.js.br"),
            gzip: include_bytes!("assets/index-BDnCZtEP.js.gz"),
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
        path: "assets/json-field-CATKWJVL.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/json-field-CATKWJVL.js.br"),
            gzip: include_bytes!("assets/json-field-CATKWJVL.js.gz"),
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
        path: "assets/line-chart-Cs5HDqcY.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/line-chart-Cs5HDqcY.js.br"),
            gzip: include_bytes!("assets/line-chart-Cs5HDqcY.js.gz"),
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
        path: "assets/login-page-Cg73a24F.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/login-page-Cg73a24F.js.br"),
            gzip: include_bytes!("assets/login-page-Cg73a24F.js.gz"),
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
        path: "assets/notice-l4eNmeiG.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/notice-l4eNmeiG.js.br"),
            gzip: include_bytes!("assets/notice-l4eNmeiG.js.gz"),
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
        path: "assets/overlays-CUuIB4hP.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/overlays-CUuIB4hP.js.br"),
            gzip: include_bytes!("assets/overlays-CUuIB4hP.js.gz"),
        },
    },
    Asset {
        path: "assets/page-GwmGtz14.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/page-GwmGtz14.js.br"),
            gzip: include_bytes!("assets/page-GwmGtz14.js.gz"),
        },
    },
    Asset {
        path: "assets/palette-Kigc2Osa.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/palette-Kigc2Osa.js.br"),
            gzip: include_bytes!("assets/palette-Kigc2Osa.js.gz"),
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
        path: "assets/plain-jkzwpCjd.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/plain-jkzwpCjd.js.br"),
            gzip: include_bytes!("assets/plain-jkzwpCjd.js.gz"),
        },
    },
    Asset {
        path: "assets/queries-D2iMls0f.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/queries-D2iMls0f.js.br"),
            gzip: include_bytes!("assets/queries-D2iMls0f.js.gz"),
        },
    },
    Asset {
        path: "assets/record-page-C4HDBn4l.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/record-page-C4HDBn4l.js.br"),
            gzip: include_bytes!("assets/record-page-C4HDBn4l.js.gz"),
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
        path: "assets/revisions-H9vZE8jP.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/revisions-H9vZE8jP.js.br"),
            gzip: include_bytes!("assets/revisions-H9vZE8jP.js.gz"),
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
        path: "assets/run-action-BJrpyrZI.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/run-action-BJrpyrZI.js.br"),
            gzip: include_bytes!("assets/run-action-BJrpyrZI.js.gz"),
        },
    },
    Asset {
        path: "assets/save-view-OBxIh-Rz.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/save-view-OBxIh-Rz.js.br"),
            gzip: include_bytes!("assets/save-view-OBxIh-Rz.js.gz"),
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
        path: "assets/shell-C-eoy3nR.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/shell-C-eoy3nR.css.br"),
            gzip: include_bytes!("assets/shell-C-eoy3nR.css.gz"),
        },
    },
    Asset {
        path: "assets/shell.module-C0IYU0Zl.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/shell.module-C0IYU0Zl.js.br"),
            gzip: include_bytes!("assets/shell.module-C0IYU0Zl.js.gz"),
        },
    },
    Asset {
        path: "assets/shortcuts-BkxCt2qL.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/shortcuts-BkxCt2qL.js.br"),
            gzip: include_bytes!("assets/shortcuts-BkxCt2qL.js.gz"),
        },
    },
    Asset {
        path: "assets/sign-in-form-BHJyH--M.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/sign-in-form-BHJyH--M.js.br"),
            gzip: include_bytes!("assets/sign-in-form-BHJyH--M.js.gz"),
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
        path: "assets/sign-in-modal-DNhBPAiJ.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/sign-in-modal-DNhBPAiJ.js.br"),
            gzip: include_bytes!("assets/sign-in-modal-DNhBPAiJ.js.gz"),
        },
    },
    Asset {
        path: "assets/status-BXphE2tZ.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/status-BXphE2tZ.js.br"),
            gzip: include_bytes!("assets/status-BXphE2tZ.js.gz"),
        },
    },
    Asset {
        path: "assets/toasts-SMeERfA0.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/toasts-SMeERfA0.js.br"),
            gzip: include_bytes!("assets/toasts-SMeERfA0.js.gz"),
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
        path: "assets/ui.module-DAAXPPYF.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/ui.module-DAAXPPYF.js.br"),
            gzip: include_bytes!("assets/ui.module-DAAXPPYF.js.gz"),
        },
    },
    Asset {
        path: "assets/use-debounced-value-B0_ocrUZ.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/use-debounced-value-B0_ocrUZ.js.br"),
            gzip: include_bytes!("assets/use-debounced-value-B0_ocrUZ.js.gz"),
        },
    },
    Asset {
        path: "assets/use-mantine-color-scheme-RXc6ug8E.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/use-mantine-color-scheme-RXc6ug8E.js.br"),
            gzip: include_bytes!("assets/use-mantine-color-scheme-RXc6ug8E.js.gz"),
        },
    },
    Asset {
        path: "assets/use-media-query-CErscIcV.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/use-media-query-CErscIcV.js.br"),
            gzip: include_bytes!("assets/use-media-query-CErscIcV.js.gz"),
        },
    },
    Asset {
        path: "assets/use-merged-ref-B1DZBISf.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/use-merged-ref-B1DZBISf.js.br"),
            gzip: include_bytes!("assets/use-merged-ref-B1DZBISf.js.gz"),
        },
    },
    Asset {
        path: "assets/value-CWenQN8E.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/value-CWenQN8E.js.br"),
            gzip: include_bytes!("assets/value-CWenQN8E.js.gz"),
        },
    },
];
