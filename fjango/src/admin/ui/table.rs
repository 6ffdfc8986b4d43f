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
        path: "assets/Modal-BKrdBTXA.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/Modal-BKrdBTXA.js.br"),
            gzip: include_bytes!("assets/Modal-BKrdBTXA.js.gz"),
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
        path: "assets/audit-page-CA-rvlse.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/audit-page-CA-rvlse.js.br"),
            gzip: include_bytes!("assets/audit-page-CA-rvlse.js.gz"),
        },
    },
    Asset {
        path: "assets/cell-editor-DyNOL4eZ.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/cell-editor-DyNOL4eZ.js.br"),
            gzip: include_bytes!("assets/cell-editor-DyNOL4eZ.js.gz"),
        },
    },
    Asset {
        path: "assets/columns-panel-BQN9eMjJ.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/columns-panel-BQN9eMjJ.js.br"),
            gzip: include_bytes!("assets/columns-panel-BQN9eMjJ.js.gz"),
        },
    },
    Asset {
        path: "assets/confirm-D-kK7_Ya.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/confirm-D-kK7_Ya.js.br"),
            gzip: include_bytes!("assets/confirm-D-kK7_Ya.js.gz"),
        },
    },
    Asset {
        path: "assets/confirm-dialog-lS58qNA3.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/confirm-dialog-lS58qNA3.js.br"),
            gzip: include_bytes!("assets/confirm-dialog-lS58qNA3.js.gz"),
        },
    },
    Asset {
        path: "assets/create-dialog-BbAqKg4O.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/create-dialog-BbAqKg4O.js.br"),
            gzip: include_bytes!("assets/create-dialog-BbAqKg4O.js.gz"),
        },
    },
    Asset {
        path: "assets/dashboard-page-CXzoVP60.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/dashboard-page-CXzoVP60.js.br"),
            gzip: include_bytes!("assets/dashboard-page-CXzoVP60.js.gz"),
        },
    },
    Asset {
        path: "assets/de-DC3n4_BY.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/de-DC3n4_BY.js.br"),
            gzip: include_bytes!("assets/de-DC3n4_BY.js.gz"),
        },
    },
    Asset {
        path: "assets/delete-dialog-Cn9yJq60.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/delete-dialog-Cn9yJq60.js.br"),
            gzip: include_bytes!("assets/delete-dialog-Cn9yJq60.js.gz"),
        },
    },
    Asset {
        path: "assets/dialog-C6HIO65F.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/dialog-C6HIO65F.js.br"),
            gzip: include_bytes!("assets/dialog-C6HIO65F.js.gz"),
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
        path: "assets/drawings-BVM50xWt.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/drawings-BVM50xWt.css.br"),
            gzip: include_bytes!("assets/drawings-BVM50xWt.css.gz"),
        },
    },
    Asset {
        path: "assets/drawings-ucZ9SZZb.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/drawings-ucZ9SZZb.js.br"),
            gzip: include_bytes!("assets/drawings-ucZ9SZZb.js.gz"),
        },
    },
    Asset {
        path: "assets/export-dialog-CYigNWnP.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/export-dialog-CYigNWnP.js.br"),
            gzip: include_bytes!("assets/export-dialog-CYigNWnP.js.gz"),
        },
    },
    Asset {
        path: "assets/field-BXBBOe8n.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/field-BXBBOe8n.css.br"),
            gzip: include_bytes!("assets/field-BXBBOe8n.css.gz"),
        },
    },
    Asset {
        path: "assets/field-DjZY60wg.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/field-DjZY60wg.js.br"),
            gzip: include_bytes!("assets/field-DjZY60wg.js.gz"),
        },
    },
    Asset {
        path: "assets/fields-C9kBu2PZ.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/fields-C9kBu2PZ.css.br"),
            gzip: include_bytes!("assets/fields-C9kBu2PZ.css.gz"),
        },
    },
    Asset {
        path: "assets/fields.module-AogkI3uR.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/fields.module-AogkI3uR.js.br"),
            gzip: include_bytes!("assets/fields.module-AogkI3uR.js.gz"),
        },
    },
    Asset {
        path: "assets/file-field-qj6uDlS3.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/file-field-qj6uDlS3.js.br"),
            gzip: include_bytes!("assets/file-field-qj6uDlS3.js.gz"),
        },
    },
    Asset {
        path: "assets/filter-editor-DoYK8XMi.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/filter-editor-DoYK8XMi.js.br"),
            gzip: include_bytes!("assets/filter-editor-DoYK8XMi.js.gz"),
        },
    },
    Asset {
        path: "assets/format-C7zqhTQo.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/format-C7zqhTQo.js.br"),
            gzip: include_bytes!("assets/format-C7zqhTQo.js.gz"),
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
        path: "assets/history-page-pz4klMjW.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/history-page-pz4klMjW.js.br"),
            gzip: include_bytes!("assets/history-page-pz4klMjW.js.gz"),
        },
    },
    Asset {
        path: "assets/i18n-C8R3tWdr.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/i18n-C8R3tWdr.js.br"),
            gzip: include_bytes!("assets/i18n-C8R3tWdr.js.gz"),
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
        path: "assets/import-page-CQ5Zk1Nd.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/import-page-CQ5Zk1Nd.css.br"),
            gzip: include_bytes!("assets/import-page-CQ5Zk1Nd.css.gz"),
        },
    },
    Asset {
        path: "assets/import-page-DU3RKHH0.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/import-page-DU3RKHH0.js.br"),
            gzip: include_bytes!("assets/import-page-DU3RKHH0.js.gz"),
        },
    },
    Asset {
        path: "assets/index-BoasWs6S.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/index-BoasWs6S.js.br"),
            gzip: include_bytes!("assets/index-BoasWs6S.js.gz"),
        },
    },
    Asset {
        path: "assets/index-CSCmUDYR.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/index-CSCmUDYR.css.br"),
            gzip: include_bytes!("assets/index-CSCmUDYR.css.gz"),
        },
    },
    Asset {
        path: "assets/json-field-CyBxqINn.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/json-field-CyBxqINn.js.br"),
            gzip: include_bytes!("assets/json-field-CyBxqINn.js.gz"),
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
        path: "assets/line-chart-qJkcfVLw.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/line-chart-qJkcfVLw.js.br"),
            gzip: include_bytes!("assets/line-chart-qJkcfVLw.js.gz"),
        },
    },
    Asset {
        path: "assets/list-NM-7Vghq.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/list-NM-7Vghq.css.br"),
            gzip: include_bytes!("assets/list-NM-7Vghq.css.gz"),
        },
    },
    Asset {
        path: "assets/list.module-DAhWARyz.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/list.module-DAhWARyz.js.br"),
            gzip: include_bytes!("assets/list.module-DAhWARyz.js.gz"),
        },
    },
    Asset {
        path: "assets/login-page-COoP9Vtl.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/login-page-COoP9Vtl.js.br"),
            gzip: include_bytes!("assets/login-page-COoP9Vtl.js.gz"),
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
        path: "assets/notice-CQNJ40xW.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/notice-CQNJ40xW.js.br"),
            gzip: include_bytes!("assets/notice-CQNJ40xW.js.gz"),
        },
    },
    Asset {
        path: "assets/objections-0IAR0KmI.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/objections-0IAR0KmI.js.br"),
            gzip: include_bytes!("assets/objections-0IAR0KmI.js.gz"),
        },
    },
    Asset {
        path: "assets/overlays-DgrT_-8y.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/overlays-DgrT_-8y.js.br"),
            gzip: include_bytes!("assets/overlays-DgrT_-8y.js.gz"),
        },
    },
    Asset {
        path: "assets/page-COngFq_p.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/page-COngFq_p.js.br"),
            gzip: include_bytes!("assets/page-COngFq_p.js.gz"),
        },
    },
    Asset {
        path: "assets/palette-DgKCvEr2.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/palette-DgKCvEr2.js.br"),
            gzip: include_bytes!("assets/palette-DgKCvEr2.js.gz"),
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
        path: "assets/plain-Bq0H-fM7.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/plain-Bq0H-fM7.js.br"),
            gzip: include_bytes!("assets/plain-Bq0H-fM7.js.gz"),
        },
    },
    Asset {
        path: "assets/queries-oe_BcKoH.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/queries-oe_BcKoH.js.br"),
            gzip: include_bytes!("assets/queries-oe_BcKoH.js.gz"),
        },
    },
    Asset {
        path: "assets/record-page-DaodgRma.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/record-page-DaodgRma.js.br"),
            gzip: include_bytes!("assets/record-page-DaodgRma.js.gz"),
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
        path: "assets/revisions-BIjNKiud.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/revisions-BIjNKiud.js.br"),
            gzip: include_bytes!("assets/revisions-BIjNKiud.js.gz"),
        },
    },
    Asset {
        path: "assets/revisions-DC6kqnzq.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/revisions-DC6kqnzq.css.br"),
            gzip: include_bytes!("assets/revisions-DC6kqnzq.css.gz"),
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
        path: "assets/run-action-D9x4i5jz.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/run-action-D9x4i5jz.js.br"),
            gzip: include_bytes!("assets/run-action-D9x4i5jz.js.gz"),
        },
    },
    Asset {
        path: "assets/save-view-D1Eh9obE.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/save-view-D1Eh9obE.js.br"),
            gzip: include_bytes!("assets/save-view-D1Eh9obE.js.gz"),
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
        path: "assets/shortcuts-C4ZBwmbg.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/shortcuts-C4ZBwmbg.js.br"),
            gzip: include_bytes!("assets/shortcuts-C4ZBwmbg.js.gz"),
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
        path: "assets/sign-in-form-DOmPntLQ.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/sign-in-form-DOmPntLQ.js.br"),
            gzip: include_bytes!("assets/sign-in-form-DOmPntLQ.js.gz"),
        },
    },
    Asset {
        path: "assets/sign-in-modal-I4RO9l4N.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/sign-in-modal-I4RO9l4N.js.br"),
            gzip: include_bytes!("assets/sign-in-modal-I4RO9l4N.js.gz"),
        },
    },
    Asset {
        path: "assets/status-DZ-sQf7B.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/status-DZ-sQf7B.js.br"),
            gzip: include_bytes!("assets/status-DZ-sQf7B.js.gz"),
        },
    },
    Asset {
        path: "assets/toasts-CYUT3GEW.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/toasts-CYUT3GEW.js.br"),
            gzip: include_bytes!("assets/toasts-CYUT3GEW.js.gz"),
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
        path: "assets/value-Co2r5fzA.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/value-Co2r5fzA.js.br"),
            gzip: include_bytes!("assets/value-Co2r5fzA.js.gz"),
        },
    },
];
