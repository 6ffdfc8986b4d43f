//! The OpenAPI document and the two pages that show it, from memory: no network, no CDN.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::{Method, header};

use super::Api;
use crate::http::Routes;

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const STYLESHEET: &str = "text/css; charset=utf-8";

/// A viewer of OpenAPI documents.
struct Viewer {
    /// Its address below the API's prefix; its files lie below that.
    path: &'static str,
    /// What runs once its script is there; `{url}` is the document's address.
    start: &'static str,
    script: &'static str,
    style: Option<&'static str>,
    /// Its files: name, content compressed with gzip, media type.
    files: &'static [(&'static str, &'static [u8], &'static str)],
    /// Only what this server itself sends.
    content_security_policy: &'static str,
}

static VIEWERS: [Viewer; 2] = [
    Viewer {
        path: "docs",
        start: "SwaggerUIBundle({ url: {url}, dom_id: \"#docs\", deepLinking: true, persistAuthorization: true, \
                validatorUrl: null });\n",
        script: "swagger-ui-bundle.js",
        style: Some("swagger-ui.css"),
        files: &[
            (
                "swagger-ui-bundle.js",
                include_bytes!("assets/swagger-ui-bundle.js.gz"),
                JAVASCRIPT,
            ),
            ("swagger-ui.css", include_bytes!("assets/swagger-ui.css.gz"), STYLESHEET),
        ],
        // Swagger UI sets styles on elements and draws icons from `data:`.
        content_security_policy: "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                                  img-src 'self' data:; connect-src 'self'; font-src 'self' data:; base-uri 'none'; \
                                  form-action 'none'; frame-ancestors 'none'",
    },
    Viewer {
        path: "redoc",
        start: "Redoc.init({url}, { hideDownloadButton: false, nativeScrollbars: true }, \
                document.getElementById(\"docs\"));\n",
        script: "redoc.standalone.js",
        style: None,
        files: &[(
            "redoc.standalone.js",
            include_bytes!("assets/redoc.standalone.js.gz"),
            JAVASCRIPT,
        )],
        // ReDoc writes its styles into the page and starts its search in a worker made from its own text.
        content_security_policy: "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; \
                                  img-src 'self' data:; connect-src 'self'; worker-src blob:; base-uri 'none'; \
                                  form-action 'none'; frame-ancestors 'none'",
    },
];

/// Adds `openapi.json` and the pages below the API's prefix.
pub(super) fn mount(api: &Api, routes: Routes) -> Routes {
    let prefix = &api.prefix;
    let url = format!("{prefix}/openapi.json");
    let document: Arc<str> = api.openapi().to_string().into();
    let routes = routes.add(Method::GET, &url, move || {
        let document = Arc::clone(&document);
        async move {
            HttpResponse::Ok()
                .content_type("application/json")
                .body(document.to_string())
        }
    });
    VIEWERS.iter().fold(routes, |routes, viewer| {
        viewer.mount(&format!("{prefix}/{}", viewer.path), &url, &api.title, routes)
    })
}

impl Viewer {
    fn mount(&'static self, base: &str, document: &str, title: &str, routes: Routes) -> Routes {
        let page: Arc<str> = self.page(base, document, title).into();
        let url = serde_json::Value::from(document).to_string();
        let start: Arc<str> = self.start.replace("{url}", &url).into();
        let routes = routes
            .add(Method::GET, base, move || {
                text(
                    Arc::clone(&page),
                    "text/html; charset=utf-8",
                    self.content_security_policy,
                )
            })
            .add(Method::GET, &format!("{base}/start.js"), move || {
                text(Arc::clone(&start), JAVASCRIPT, self.content_security_policy)
            });
        self.files.iter().fold(routes, |routes, (name, content, kind)| {
            routes.add(Method::GET, &format!("{base}/{name}"), || file(content, kind))
        })
    }

    fn page(&self, base: &str, document: &str, title: &str) -> String {
        let [base, document, title] = [base, document, title].map(escape);
        let style = self.style.map_or_else(String::new, |style| {
            format!("<link rel=\"stylesheet\" href=\"{base}/{style}\">\n")
        });
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
             <link rel=\"icon\" href=\"data:,\">\n{style}<style>body {{ margin: 0 }}</style>\n</head>\n<body>\n\
             <div id=\"docs\"></div>\n<noscript>This page needs JavaScript. The document itself is at \
             <a href=\"{document}\">{document}</a>.</noscript>\n\
             <script src=\"{base}/{script}\"></script>\n<script src=\"{base}/start.js\"></script>\n</body>\n</html>\n",
            script = self.script,
        )
    }
}

async fn text(content: Arc<str>, kind: &'static str, content_security_policy: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CONTENT_SECURITY_POLICY, content_security_policy))
        .body(content.to_string())
}

/// Stored compressed; every browser reads gzip.
async fn file(content: &'static [u8], kind: &'static str) -> HttpResponse {
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
