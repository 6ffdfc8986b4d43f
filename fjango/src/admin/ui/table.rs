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
        path: "assets/Modal-DkHD4Ndm.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/Modal-DkHD4Ndm.js.br"),
            gzip: include_bytes!("assets/Modal-DkHD4Ndm.js.gz"),
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
        path: "assets/ScrollArea-Bd4CY9e2.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/ScrollArea-Bd4CY9e2.js.br"),
            gzip: include_bytes!("assets/ScrollArea-Bd4CY9e2.js.gz"),
        },
    },
    Asset {
        path: "assets/Select-CXbmgzUQ.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/Select-CXbmgzUQ.js.br"),
            gzip: include_bytes!("assets/Select-CXbmgzUQ.js.gz"),
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
        path: "assets/audit-page-SOnb6la_.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/audit-page-SOnb6la_.js.br"),
            gzip: include_bytes!("assets/audit-page-SOnb6la_.js.gz"),
        },
    },
    Asset {
        path: "assets/cell-editor-BJKP5ztf.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/cell-editor-BJKP5ztf.js.br"),
            gzip: include_bytes!("assets/cell-editor-BJKP5ztf.js.gz"),
        },
    },
    Asset {
        path: "assets/columns-panel-BzzLpfUJ.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/columns-panel-BzzLpfUJ.js.br"),
            gzip: include_bytes!("assets/columns-panel-BzzLpfUJ.js.gz"),
        },
    },
    Asset {
        path: "assets/confirm-ZMKfelJ5.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/confirm-ZMKfelJ5.js.br"),
            gzip: include_bytes!("assets/confirm-ZMKfelJ5.js.gz"),
        },
    },
    Asset {
        path: "assets/confirm-dialog-CNRM_I8B.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/confirm-dialog-CNRM_I8B.js.br"),
            gzip: include_bytes!("assets/confirm-dialog-CNRM_I8B.js.gz"),
        },
    },
    Asset {
        path: "assets/create-dialog-CRLb9OZE.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/create-dialog-CRLb9OZE.js.br"),
            gzip: include_bytes!("assets/create-dialog-CRLb9OZE.js.gz"),
        },
    },
    Asset {
        path: "assets/dashboard-page-CkRxNjgY.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/dashboard-page-CkRxNjgY.js.br"),
            gzip: include_bytes!("assets/dashboard-page-CkRxNjgY.js.gz"),
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
        path: "assets/delete-dialog-DBFmYGnb.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/delete-dialog-DBFmYGnb.js.br"),
            gzip: include_bytes!("assets/delete-dialog-DBFmYGnb.js.gz"),
        },
    },
    Asset {
        path: "assets/dialog-4jQ_N0DN.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/dialog-4jQ_N0DN.js.br"),
            gzip: include_bytes!("assets/dialog-4jQ_N0DN.js.gz"),
        },
    },
    Asset {
        path: "assets/dialog-nLGFUlI4.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/dialog-nLGFUlI4.css.br"),
            gzip: include_bytes!("assets/dialog-nLGFUlI4.css.gz"),
        },
    },
    Asset {
        path: "assets/drawings-5qLhbQZ3.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/drawings-5qLhbQZ3.js.br"),
            gzip: include_bytes!("assets/drawings-5qLhbQZ3.js.gz"),
        },
    },
    Asset {
        path: "assets/drawings-BliPkEah.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/drawings-BliPkEah.css.br"),
            gzip: include_bytes!("assets/drawings-BliPkEah.css.gz"),
        },
    },
    Asset {
        path: "assets/export-dialog-DNaBh8MR.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/export-dialog-DNaBh8MR.js.br"),
            gzip: include_bytes!("assets/export-dialog-DNaBh8MR.js.gz"),
        },
    },
    Asset {
        path: "assets/field-BCTapJHC.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/field-BCTapJHC.js.br"),
            gzip: include_bytes!("assets/field-BCTapJHC.js.gz"),
        },
    },
    Asset {
        path: "assets/fields-Do8AzMaE.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/fields-Do8AzMaE.css.br"),
            gzip: include_bytes!("assets/fields-Do8AzMaE.css.gz"),
        },
    },
    Asset {
        path: "assets/fields.module-B0PtJ0cK.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/fields.module-B0PtJ0cK.js.br"),
            gzip: include_bytes!("assets/fields.module-B0PtJ0cK.js.gz"),
        },
    },
    Asset {
        path: "assets/file-field-AFUrDYHJ.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/file-field-AFUrDYHJ.js.br"),
            gzip: include_bytes!("assets/file-field-AFUrDYHJ.js.gz"),
        },
    },
    Asset {
        path: "assets/filter-editor-BbZt22Qb.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/filter-editor-BbZt22Qb.js.br"),
            gzip: include_bytes!("assets/filter-editor-BbZt22Qb.js.gz"),
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
        path: "assets/history-page-B-sxozPW.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/history-page-B-sxozPW.js.br"),
            gzip: include_bytes!("assets/history-page-B-sxozPW.js.gz"),
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
        path: "assets/icons-BfSAbRon.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/icons-BfSAbRon.js.br"),
            gzip: include_bytes!("assets/icons-BfSAbRon.js.gz"),
        },
    },
    Asset {
        path: "assets/import-page-BmcAvETb.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/import-page-BmcAvETb.js.br"),
            gzip: include_bytes!("assets/import-page-BmcAvETb.js.gz"),
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
        path: "assets/index-BWIZqSWU.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/index-BWIZqSWU.js.br"),
            gzip: include_bytes!("assets/index-BWIZqSWU.js.gz"),
        },
    },
    Asset {
        path: "assets/index-HuSJ-COP.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/index-HuSJ-COP.css.br"),
            gzip: include_bytes!("assets/index-HuSJ-COP.css.gz"),
        },
    },
    Asset {
        path: "assets/json-field-VEiUE4YJ.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/json-field-VEiUE4YJ.js.br"),
            gzip: include_bytes!("assets/json-field-VEiUE4YJ.js.gz"),
        },
    },
    Asset {
        path: "assets/line-chart-BCVeJQBb.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/line-chart-BCVeJQBb.js.br"),
            gzip: include_bytes!("assets/line-chart-BCVeJQBb.js.gz"),
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
        path: "assets/list-BUFGKT0Y.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/list-BUFGKT0Y.css.br"),
            gzip: include_bytes!("assets/list-BUFGKT0Y.css.gz"),
        },
    },
    Asset {
        path: "assets/list.module-D_FTjMOd.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/list.module-D_FTjMOd.js.br"),
            gzip: include_bytes!("assets/list.module-D_FTjMOd.js.gz"),
        },
    },
    Asset {
        path: "assets/login-page-DunVkndD.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/login-page-DunVkndD.js.br"),
            gzip: include_bytes!("assets/login-page-DunVkndD.js.gz"),
        },
    },
    Asset {
        path: "assets/mantine-fields-BkYZq1WL.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/mantine-fields-BkYZq1WL.css.br"),
            gzip: include_bytes!("assets/mantine-fields-BkYZq1WL.css.gz"),
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
        path: "assets/notice-BWRXe4Fx.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/notice-BWRXe4Fx.js.br"),
            gzip: include_bytes!("assets/notice-BWRXe4Fx.js.gz"),
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
        path: "assets/overlays-Dcb-baSq.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/overlays-Dcb-baSq.js.br"),
            gzip: include_bytes!("assets/overlays-Dcb-baSq.js.gz"),
        },
    },
    Asset {
        path: "assets/page-DMsSYno-.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/page-DMsSYno-.js.br"),
            gzip: include_bytes!("assets/page-DMsSYno-.js.gz"),
        },
    },
    Asset {
        path: "assets/palette-RXXCD9F0.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/palette-RXXCD9F0.js.br"),
            gzip: include_bytes!("assets/palette-RXXCD9F0.js.gz"),
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
        path: "assets/queries-D-_7qiuY.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/queries-D-_7qiuY.js.br"),
            gzip: include_bytes!("assets/queries-D-_7qiuY.js.gz"),
        },
    },
    Asset {
        path: "assets/record-page-DmgtXKem.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/record-page-DmgtXKem.js.br"),
            gzip: include_bytes!("assets/record-page-DmgtXKem.js.gz"),
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
        path: "assets/revisions-CnDZ_I-x.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/revisions-CnDZ_I-x.css.br"),
            gzip: include_bytes!("assets/revisions-CnDZ_I-x.css.gz"),
        },
    },
    Asset {
        path: "assets/revisions-eXBpAqS3.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/revisions-eXBpAqS3.js.br"),
            gzip: include_bytes!("assets/revisions-eXBpAqS3.js.gz"),
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
        path: "assets/run-action-CVA1b7zW.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/run-action-CVA1b7zW.js.br"),
            gzip: include_bytes!("assets/run-action-CVA1b7zW.js.gz"),
        },
    },
    Asset {
        path: "assets/save-view-BlnZVt0M.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/save-view-BlnZVt0M.js.br"),
            gzip: include_bytes!("assets/save-view-BlnZVt0M.js.gz"),
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
        path: "assets/shell-anORw4Cs.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/shell-anORw4Cs.css.br"),
            gzip: include_bytes!("assets/shell-anORw4Cs.css.gz"),
        },
    },
    Asset {
        path: "assets/shell.module-DyKzbEYZ.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/shell.module-DyKzbEYZ.js.br"),
            gzip: include_bytes!("assets/shell.module-DyKzbEYZ.js.gz"),
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
        path: "assets/sign-in-form-CK5XBobR.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/sign-in-form-CK5XBobR.js.br"),
            gzip: include_bytes!("assets/sign-in-form-CK5XBobR.js.gz"),
        },
    },
    Asset {
        path: "assets/sign-in-modal-BuKpaFAI.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/sign-in-modal-BuKpaFAI.js.br"),
            gzip: include_bytes!("assets/sign-in-modal-BuKpaFAI.js.gz"),
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
        path: "assets/to-int-ldO3wfo2.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/to-int-ldO3wfo2.js.br"),
            gzip: include_bytes!("assets/to-int-ldO3wfo2.js.gz"),
        },
    },
    Asset {
        path: "assets/toasts-BmZciO1Z.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/toasts-BmZciO1Z.js.br"),
            gzip: include_bytes!("assets/toasts-BmZciO1Z.js.gz"),
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
