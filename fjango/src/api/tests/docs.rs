//! The pages that show the document.

use std::io::Read as _;

use actix_web::http::header;
use actix_web::test::TestRequest;
use actix_web::web::Bytes;
use flate2::read::GzDecoder;

use super::support::api;
use crate::http::{Config, InProcess, Routes, Server};

struct File {
    kind: String,
    policy: String,
    compressed: bool,
    content: Bytes,
}

impl File {
    fn text(&self) -> String {
        if !self.compressed {
            return String::from_utf8(self.content.to_vec()).unwrap();
        }
        let mut text = String::new();
        GzDecoder::new(&self.content[..]).read_to_string(&mut text).unwrap();
        text
    }
}

async fn server() -> InProcess {
    let server = Server::new(Config::default()).configure(|services| api().mount(Routes::new()).configure(services));
    server.in_process().await.unwrap()
}

async fn get(server: &InProcess, uri: &str) -> File {
    let request = TestRequest::get().uri(uri).insert_header((header::HOST, "localhost"));
    let response = server.call(request.to_request()).await;
    assert_eq!(response.status(), 200, "{uri}");
    let header = |name| {
        let value = response.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    File {
        kind: header(header::CONTENT_TYPE),
        policy: header(header::CONTENT_SECURITY_POLICY),
        compressed: header(header::CONTENT_ENCODING) == "gzip",
        content: actix_web::body::to_bytes(response.into_body()).await.unwrap(),
    }
}

/// What `src` and `href` say in a page.
fn references(page: &str) -> Vec<&str> {
    let parts = page.split(" src=\"").skip(1).chain(page.split(" href=\"").skip(1));
    parts.filter_map(|part| part.split('"').next()).collect()
}

#[actix_web::test]
async fn all_that_a_page_names_is_served_and_nothing_is_elsewhere() {
    let server = server().await;
    for (page, kinds) in [
        ("/api/docs", &["javascript", "css"][..]),
        ("/api/redoc", &["javascript"]),
    ] {
        let file = get(&server, page).await;
        assert_eq!(file.kind, "text/html; charset=utf-8");
        let text = file.text();
        let mut served = Vec::new();
        for reference in references(&text) {
            assert!(
                reference == "data:," || reference.starts_with("/api/"),
                "{page} names {reference}"
            );
            if reference != "data:," {
                served.push(get(&server, reference).await);
            }
        }
        for kind in kinds {
            let of_kind = served
                .iter()
                .find(|file| file.kind == format!("text/{kind}; charset=utf-8"));
            assert!(
                of_kind.is_some_and(|file| file.text().len() > 1000),
                "{page} has no {kind}"
            );
        }
        // Where a viewer fetches by itself: its logo, fonts, validator.
        for file in &served {
            let text = file.text();
            for elsewhere in ["://cdn.", "://fonts.", "@import url(http", "src:url(http", "url(//"] {
                assert!(!text.contains(elsewhere), "{page} has a file with {elsewhere}");
            }
        }
    }
}

#[actix_web::test]
async fn a_page_may_only_ask_its_own_server() {
    let server = server().await;
    for page in ["/api/docs", "/api/redoc"] {
        let policy = get(&server, page).await.policy;
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
        for open in ["http", "*", "'unsafe-eval'", "script-src 'self' "] {
            assert!(!policy.contains(open), "{page}: {policy}");
        }
    }
}

#[actix_web::test]
async fn without_docs_there_is_no_document_either() {
    let api = api().without_docs();
    let server = Server::new(Config::default()).configure(move |services| {
        api.mount(Routes::new()).configure(services);
    });
    let server = server.in_process().await.unwrap();
    for uri in ["/api/openapi.json", "/api/docs", "/api/redoc", "/api/redoc/start.js"] {
        let request = TestRequest::get().uri(uri).insert_header((header::HOST, "localhost"));
        assert_eq!(server.call(request.to_request()).await.status(), 404, "{uri}");
    }
}
