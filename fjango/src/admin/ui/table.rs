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
        path: "assets/FocusTrap-CXYWPqfX.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/FocusTrap-CXYWPqfX.js.br"),
            gzip: include_bytes!("assets/FocusTrap-CXYWPqfX.js.gz"),
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
        path: "assets/Modal-CJ82sMrO.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/Modal-CJ82sMrO.js.br"),
            gzip: include_bytes!("assets/Modal-CJ82sMrO.js.gz"),
        },
    },
    Asset {
        path: "assets/Popover-DmpxS4nk.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/Popover-DmpxS4nk.js.br"),
            gzip: include_bytes!("assets/Popover-DmpxS4nk.js.gz"),
        },
    },
    Asset {
        path: "assets/Radio-C0k1U70L.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/Radio-C0k1U70L.js.br"),
            gzip: include_bytes!("assets/Radio-C0k1U70L.js.gz"),
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
        path: "assets/ScrollArea-CfMudBsk.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/ScrollArea-CfMudBsk.js.br"),
            gzip: include_bytes!("assets/ScrollArea-CfMudBsk.js.gz"),
        },
    },
    Asset {
        path: "assets/Select-D4emuFVH.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/Select-D4emuFVH.js.br"),
            gzip: include_bytes!("assets/Select-D4emuFVH.js.gz"),
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
        path: "assets/audit-page-DtEUujWg.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/audit-page-DtEUujWg.js.br"),
            gzip: include_bytes!("assets/audit-page-DtEUujWg.js.gz"),
        },
    },
    Asset {
        path: "assets/cell-editor-aPNoaxHa.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/cell-editor-aPNoaxHa.js.br"),
            gzip: include_bytes!("assets/cell-editor-aPNoaxHa.js.gz"),
        },
    },
    Asset {
        path: "assets/columns-panel-BIOGgR7z.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/columns-panel-BIOGgR7z.js.br"),
            gzip: include_bytes!("assets/columns-panel-BIOGgR7z.js.gz"),
        },
    },
    Asset {
        path: "assets/confirm-QQKk1RXa.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/confirm-QQKk1RXa.js.br"),
            gzip: include_bytes!("assets/confirm-QQKk1RXa.js.gz"),
        },
    },
    Asset {
        path: "assets/confirm-dialog-DG5cUGU8.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/confirm-dialog-DG5cUGU8.js.br"),
            gzip: include_bytes!("assets/confirm-dialog-DG5cUGU8.js.gz"),
        },
    },
    Asset {
        path: "assets/create-dialog-Dn8q0JzC.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/create-dialog-Dn8q0JzC.js.br"),
            gzip: include_bytes!("assets/create-dialog-Dn8q0JzC.js.gz"),
        },
    },
    Asset {
        path: "assets/dashboard-page-CD8GiTaY.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/dashboard-page-CD8GiTaY.js.br"),
            gzip: include_bytes!("assets/dashboard-page-CD8GiTaY.js.gz"),
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
        path: "assets/delete-dialog-BcQN4yJQ.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/delete-dialog-BcQN4yJQ.js.br"),
            gzip: include_bytes!("assets/delete-dialog-BcQN4yJQ.js.gz"),
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
        path: "assets/dialog-wYiKLnk-.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/dialog-wYiKLnk-.js.br"),
            gzip: include_bytes!("assets/dialog-wYiKLnk-.js.gz"),
        },
    },
    Asset {
        path: "assets/drawings-BDFruCh6.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/drawings-BDFruCh6.js.br"),
            gzip: include_bytes!("assets/drawings-BDFruCh6.js.gz"),
        },
    },
    Asset {
        path: "assets/drawings-CCycqUZU.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/drawings-CCycqUZU.css.br"),
            gzip: include_bytes!("assets/drawings-CCycqUZU.css.gz"),
        },
    },
    Asset {
        path: "assets/export-dialog-CiiWMple.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/export-dialog-CiiWMple.js.br"),
            gzip: include_bytes!("assets/export-dialog-CiiWMple.js.gz"),
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
        path: "assets/field-Uy80Kxhm.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/field-Uy80Kxhm.js.br"),
            gzip: include_bytes!("assets/field-Uy80Kxhm.js.gz"),
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
        path: "assets/file-field-BF_M9L6d.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/file-field-BF_M9L6d.js.br"),
            gzip: include_bytes!("assets/file-field-BF_M9L6d.js.gz"),
        },
    },
    Asset {
        path: "assets/filter-editor-DI9BBRVL.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/filter-editor-DI9BBRVL.js.br"),
            gzip: include_bytes!("assets/filter-editor-DI9BBRVL.js.gz"),
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
        path: "assets/history-page-CwQVueS7.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/history-page-CwQVueS7.js.br"),
            gzip: include_bytes!("assets/history-page-CwQVueS7.js.gz"),
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
        path: "assets/import-page-IKaTyuCK.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/import-page-IKaTyuCK.js.br"),
            gzip: include_bytes!("assets/import-page-IKaTyuCK.js.gz"),
        },
    },
    Asset {
        path: "assets/index-CPRkDJtu.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/index-CPRkDJtu.js.br"),
            gzip: include_bytes!("assets/index-CPRkDJtu.js.gz"),
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
        path: "assets/line-chart-BsmWun9Z.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/line-chart-BsmWun9Z.js.br"),
            gzip: include_bytes!("assets/line-chart-BsmWun9Z.js.gz"),
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
        path: "assets/list-BPZq5vvX.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/list-BPZq5vvX.css.br"),
            gzip: include_bytes!("assets/list-BPZq5vvX.css.gz"),
        },
    },
    Asset {
        path: "assets/list.module-BOwlhg5V.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/list.module-BOwlhg5V.js.br"),
            gzip: include_bytes!("assets/list.module-BOwlhg5V.js.gz"),
        },
    },
    Asset {
        path: "assets/login-page-25kWHRUD.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/login-page-25kWHRUD.js.br"),
            gzip: include_bytes!("assets/login-page-25kWHRUD.js.gz"),
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
        path: "assets/notice-DCIe1sko.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/notice-DCIe1sko.js.br"),
            gzip: include_bytes!("assets/notice-DCIe1sko.js.gz"),
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
        path: "assets/overlays-jw_uvTbQ.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/overlays-jw_uvTbQ.js.br"),
            gzip: include_bytes!("assets/overlays-jw_uvTbQ.js.gz"),
        },
    },
    Asset {
        path: "assets/page-B1QrJcru.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/page-B1QrJcru.js.br"),
            gzip: include_bytes!("assets/page-B1QrJcru.js.gz"),
        },
    },
    Asset {
        path: "assets/palette-DDVgbOP1.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/palette-DDVgbOP1.js.br"),
            gzip: include_bytes!("assets/palette-DDVgbOP1.js.gz"),
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
        path: "assets/plain-hRlwlJCs.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/plain-hRlwlJCs.js.br"),
            gzip: include_bytes!("assets/plain-hRlwlJCs.js.gz"),
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
        path: "assets/record-page-BwvzJB1c.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/record-page-BwvzJB1c.js.br"),
            gzip: include_bytes!("assets/record-page-BwvzJB1c.js.gz"),
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
        path: "assets/revisions-BRXnWfzP.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/revisions-BRXnWfzP.js.br"),
            gzip: include_bytes!("assets/revisions-BRXnWfzP.js.gz"),
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
        path: "assets/run-action-DoKS_-iA.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/run-action-DoKS_-iA.js.br"),
            gzip: include_bytes!("assets/run-action-DoKS_-iA.js.gz"),
        },
    },
    Asset {
        path: "assets/save-view-DUpgQUZv.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/save-view-DUpgQUZv.js.br"),
            gzip: include_bytes!("assets/save-view-DUpgQUZv.js.gz"),
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
        path: "assets/shell-pXJ01zI8.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/shell-pXJ01zI8.css.br"),
            gzip: include_bytes!("assets/shell-pXJ01zI8.css.gz"),
        },
    },
    Asset {
        path: "assets/shell.module-BzGdLQCC.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/shell.module-BzGdLQCC.js.br"),
            gzip: include_bytes!("assets/shell.module-BzGdLQCC.js.gz"),
        },
    },
    Asset {
        path: "assets/shortcuts-aj84qjEf.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/shortcuts-aj84qjEf.js.br"),
            gzip: include_bytes!("assets/shortcuts-aj84qjEf.js.gz"),
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
        path: "assets/sign-in-form-DF8mESFP.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/sign-in-form-DF8mESFP.js.br"),
            gzip: include_bytes!("assets/sign-in-form-DF8mESFP.js.gz"),
        },
    },
    Asset {
        path: "assets/sign-in-modal-D8x9jQTs.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/sign-in-modal-D8x9jQTs.js.br"),
            gzip: include_bytes!("assets/sign-in-modal-D8x9jQTs.js.gz"),
        },
    },
    Asset {
        path: "assets/status-DkmvjPrG.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/status-DkmvjPrG.js.br"),
            gzip: include_bytes!("assets/status-DkmvjPrG.js.gz"),
        },
    },
    Asset {
        path: "assets/toasts-C-fm98EN.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/toasts-C-fm98EN.js.br"),
            gzip: include_bytes!("assets/toasts-C-fm98EN.js.gz"),
        },
    },
    Asset {
        path: "assets/ui-YDGY0-Y-.css",
        content_type: "text/css; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/ui-YDGY0-Y-.css.br"),
            gzip: include_bytes!("assets/ui-YDGY0-Y-.css.gz"),
        },
    },
    Asset {
        path: "assets/ui.module-XJKCFF_x.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/ui.module-XJKCFF_x.js.br"),
            gzip: include_bytes!("assets/ui.module-XJKCFF_x.js.gz"),
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
        path: "assets/value-CqlH0ziH.js",
        content_type: "text/javascript; charset=utf-8",
        content: Content::Compressed {
            brotli: include_bytes!("assets/value-CqlH0ziH.js.br"),
            gzip: include_bytes!("assets/value-CqlH0ziH.js.gz"),
        },
    },
];
