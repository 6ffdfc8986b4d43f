use actix_web::body::MessageBody as _;
use actix_web::http::header;
use actix_web::test::TestRequest;

use super::asset::{self, Content};
use super::page::Page;
use super::table::ASSETS;

#[test]
fn assets_are_in_the_order_in_which_they_are_looked_for() {
    assert!(ASSETS.is_sorted_by(|one, other| one.path < other.path));
}

#[test]
fn every_asset_is_the_same_however_it_is_sent() {
    let compressed = ASSETS
        .iter()
        .filter(|asset| matches!(asset.content, Content::Compressed { .. }));
    for asset in compressed {
        let request = TestRequest::default().to_http_request();
        let plain = asset::answer(&request, asset.path).unwrap();
        assert_eq!(plain.headers().get(header::CONTENT_ENCODING).unwrap(), "identity");
        let plain = plain.into_body().try_into_bytes().unwrap();
        let accepting = |encoding| {
            let request = TestRequest::default().insert_header((header::ACCEPT_ENCODING, encoding));
            asset::answer(&request.to_http_request(), asset.path).unwrap()
        };
        let (gzip, brotli) = (accepting("gzip"), accepting("gzip, br"));
        assert_eq!(brotli.headers().get(header::CONTENT_ENCODING).unwrap(), "br");
        let size = |response: actix_web::HttpResponse| response.into_body().try_into_bytes().unwrap().len();
        let (gzip, brotli) = (size(gzip), size(brotli));
        assert!(
            brotli <= gzip && gzip < plain.len() + 32,
            "{}: {brotli}, {gzip}, {}",
            asset.path,
            plain.len()
        );
    }
}

#[test]
fn a_missing_asset_is_no_page() {
    for path in ["assets/missing.js", "assets/", "assets", "", "assets/../table.rs"] {
        let request = TestRequest::default().to_http_request();
        assert_eq!(asset::answer(&request, path).unwrap_err().status(), 404, "{path}");
    }
}

#[test]
fn the_document_fits_its_place_and_lets_nothing_in() {
    let page = Page::new("/back/office", "<Fjord> & \"Co\"", Some("theme.abc.css"));
    let answer = || {
        let response = page.answer();
        let policy = response.headers().get(header::CONTENT_SECURITY_POLICY).unwrap();
        let policy = policy.to_str().unwrap().to_owned();
        let text = response.into_body().try_into_bytes().unwrap();
        (policy, String::from_utf8(text.to_vec()).unwrap())
    };
    let (policy, text) = answer();
    let nonce = text.split("nonce=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(
        nonce.len() == 24 && policy.contains(&format!("'nonce-{nonce}'")),
        "{nonce} {policy}"
    );
    assert!(
        !policy.contains("unsafe") && policy.starts_with("default-src 'none';"),
        "{policy}"
    );
    assert!(
        text.contains(r#"<meta name="fj-base" content="/back/office">"#),
        "{text}"
    );
    assert!(
        text.contains("<title>&lt;Fjord&gt; &amp; &quot;Co&quot;</title>"),
        "{text}"
    );
    assert!(text.contains(r#"href="/back/office/theme.abc.css"></head>"#), "{text}");
    assert!(!text.contains("\"./") && !text.contains("{nonce}"), "{text}");
    assert_ne!(answer().0, policy, "a nonce is used once");
}
