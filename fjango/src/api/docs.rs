//! The OpenAPI document and the page that shows it, from memory: no network, no CDN.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::{Method, header};

use super::Api;
use crate::http::Routes;

const BUNDLE: &[u8] = include_bytes!("assets/swagger-ui-bundle.js.gz");
const STYLE: &[u8] = include_bytes!("assets/swagger-ui.css.gz");

/// Only what this server itself sends; Swagger UI sets styles on elements and draws icons from `data:`.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; connect-src 'self'; font-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";

/// Adds `openapi.json` and `docs` below the API's prefix.
pub(super) fn mount(api: &Api, routes: Routes) -> Routes {
    let prefix = &api.prefix;
    let document: Arc<str> = api.openapi().to_string().into();
    let page: Arc<str> = page(prefix, &api.title).into();
    let start: Arc<str> = start(prefix).into();
    routes
        .add(Method::GET, &format!("{prefix}/openapi.json"), move || {
            text(Arc::clone(&document), "application/json")
        })
        .add(Method::GET, &format!("{prefix}/docs"), move || {
            text(Arc::clone(&page), "text/html; charset=utf-8")
        })
        .add(Method::GET, &format!("{prefix}/docs/start.js"), move || {
            text(Arc::clone(&start), "text/javascript; charset=utf-8")
        })
        .add(Method::GET, &format!("{prefix}/docs/swagger-ui-bundle.js"), || {
            asset(BUNDLE, "text/javascript; charset=utf-8")
        })
        .add(Method::GET, &format!("{prefix}/docs/swagger-ui.css"), || {
            asset(STYLE, "text/css; charset=utf-8")
        })
}

async fn text(content: Arc<str>, kind: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .body(content.to_string())
}

/// Stored compressed; every browser reads gzip.
async fn asset(content: &'static [u8], kind: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CONTENT_ENCODING, "gzip"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
        .body(content)
}

fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}

fn page(prefix: &str, title: &str) -> String {
    let (prefix, title) = (escape(prefix), escape(title));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"{prefix}/docs/swagger-ui.css\">\n</head>\n<body>\n\
         <div id=\"docs\"></div>\n<noscript>This page needs JavaScript. The document itself is at \
         <a href=\"{prefix}/openapi.json\">{prefix}/openapi.json</a>.</noscript>\n\
         <script src=\"{prefix}/docs/swagger-ui-bundle.js\"></script>\n<script src=\"{prefix}/docs/start.js\"></script>\n\
         </body>\n</html>\n"
    )
}

fn start(prefix: &str) -> String {
    let url = serde_json::Value::from(format!("{prefix}/openapi.json"));
    format!(
        "SwaggerUIBundle({{ url: {url}, dom_id: \"#docs\", deepLinking: true, persistAuthorization: true, validatorUrl: null }});\n"
    )
}
