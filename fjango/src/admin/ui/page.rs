use actix_web::HttpResponse;
use actix_web::http::header;
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::table::INDEX;

/// Where the nonce goes in [`Page::text`].
const NONCE: &str = "{nonce}";

/// The document of every page, made for one place.
pub(super) struct Page {
    text: String,
}

impl Page {
    /// The document of the admin mounted at `mount`, with a stylesheet of its own beside it, if there is one.
    pub(super) fn new(mount: &str, title: &str, stylesheet: Option<&str>) -> Self {
        let mount = escape(mount);
        let head =
            format!(r#"<head><meta property="csp-nonce" nonce="{NONCE}"><meta name="fj-base" content="{mount}">"#);
        let mut text = INDEX
            .replacen("<head>", &head, 1)
            .replace("\"./", &format!("\"{mount}/"));
        if let (Some(start), Some(end)) = (text.find("<title>"), text.find("</title>")) {
            text.replace_range(start..end, &format!("<title>{}", escape(title)));
        }
        if let Some(stylesheet) = stylesheet {
            // After the pages' own, which it overrides.
            let link = format!(r#"<link rel="stylesheet" href="{mount}/{stylesheet}"></head>"#);
            text = text.replacen("</head>", &link, 1);
        }
        Self { text }
    }

    /// The document with a nonce that no other answer has.
    pub(super) fn answer(&self) -> HttpResponse {
        let mut bytes = [0_u8; 16];
        rand::fill(&mut bytes);
        let nonce = STANDARD.encode(bytes);
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; \
             font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        );
        HttpResponse::Ok()
            .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
            .insert_header((header::CONTENT_SECURITY_POLICY, policy))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .insert_header((header::X_FRAME_OPTIONS, "DENY"))
            .insert_header((header::REFERRER_POLICY, "same-origin"))
            .insert_header(("cross-origin-opener-policy", "same-origin"))
            .insert_header((
                "permissions-policy",
                "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            ))
            .insert_header(("x-robots-tag", "noindex"))
            .body(self.text.replacen(NONCE, &nonce, 1))
    }
}

/// Text as it stands in an attribute or between tags.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
