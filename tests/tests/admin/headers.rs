//! Every header of every kind of answer: one that is added or lost is seen here.

use fjango::prelude::*;
use fjango::testing::{Response, json};
use fjango_tests::{FreshDatabase, each_database};

use super::models::{Article, ArticlePatch};
use super::paper::{chief, paper};
use super::uploads::scan;

/// What every answer of the server has.
const ALWAYS: [(&str, &str); 4] = [
    ("referrer-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("x-request-id", "…"),
];
/// What differs each time.
const VOLATILE: [&str; 3] = ["x-request-id", "etag", "last-modified"];

/// Compares all headers with [`ALWAYS`] and these.
#[track_caller]
fn check<const N: usize>(answer: &Response, expected: [(&str, &str); N]) {
    let found = answer.headers().into_iter().map(|(name, value)| {
        let is_volatile = VOLATILE.contains(&name) && !value.is_empty();
        (name.to_owned(), if is_volatile { "…" } else { value }.to_owned())
    });
    let found: Vec<_> = found.collect();
    let expected = ALWAYS.into_iter().chain(expected);
    let mut expected: Vec<_> = expected
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    expected.sort();
    assert_eq!(found, expected);
}

/// The nonce in a page, which the policy has to name.
fn nonce(page: &Response) -> String {
    let text = page.text();
    let nonce = text.split("nonce=\"").nth(1).and_then(|rest| rest.split('"').next());
    nonce.expect("the page has a nonce").to_owned()
}

each_database! {
    async fn of_a_page(database: &FreshDatabase) {
        let app = paper(database).await;
        let mut nonces = Vec::new();
        for path in ["/admin", "/admin/", "/admin/m/press.article/1", "/admin/m/press.article/1"] {
            let page = app.get(path).await.assert_status(200);
            let nonce = nonce(&page);
            let policy = format!(
                "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; \
                 font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
            );
            check(&page, [
                ("cache-control", "no-store"),
                ("content-security-policy", &policy),
                ("content-type", "text/html; charset=utf-8"),
                ("cross-origin-opener-policy", "same-origin"),
                ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
                ("x-robots-tag", "noindex"),
            ]);
            // 16 random bytes in base64.
            assert_eq!(nonce.len(), 24);
            assert!(!nonces.contains(&nonce), "{nonce} is there twice");
            nonces.push(nonce);
        }
    }

    async fn of_an_asset(database: &FreshDatabase) {
        let app = paper(database).await;
        let page = app.get("/admin").await.text();
        let script = page.split('"').find(|part| part.ends_with(".js") && part.contains("/index-")).expect("the page has a script");
        for (accepted, encoding) in [("br, gzip", "br"), ("gzip", "gzip"), ("identity", "identity")] {
            let asset = app.get(script).header("accept-encoding", accepted).await.assert_status(200);
            check(&asset, [
                ("cache-control", "public, max-age=31536000, immutable"),
                ("content-encoding", encoding),
                ("content-type", "text/javascript; charset=utf-8"),
                ("vary", "Accept-Encoding"),
            ]);
        }
        let styles = page.split('"').find(|part| part.ends_with(".css") && part.contains("/index-")).expect("the page has styles");
        let styles = app.get(styles).header("accept-encoding", "identity").await.text();
        let font = styles.split(['(', ')']).find(|part| part.ends_with(".woff2")).expect("the styles have a font");
        let font = font.trim_matches(['"', '\'']).trim_start_matches("./");
        let font = app.get(&format!("/admin/assets/{font}")).header("accept-encoding", "br").await.assert_status(200);
        // It is compressed as it is.
        check(&font, [("cache-control", "public, max-age=31536000, immutable"), ("content-type", "font/woff2")]);
    }

    async fn of_what_the_endpoints_answer(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let json = ("content-type", "application/json");
        let robots = ("x-robots-tag", "noindex");
        let schema = chief.get("/schema/press.article").await.assert_status(200);
        check(&schema, [("cache-control", "private, no-cache"), json, ("etag", "…"), robots]);
        let etag = schema.header("etag").unwrap();
        let known = chief.get("/schema/press.article").header("if-none-match", etag).await.assert_status(304);
        check(&known, [("cache-control", "private, no-cache"), ("etag", "…"), robots]);
        let never = ("cache-control", "no-store");
        for path in ["/session", "/m/press.article", "/m/press.article/count", "/search?q=a", "/audit", "/prefs"] {
            check(&chief.get(path).await.assert_status(200), [never, json, robots]);
        }
        check(&chief.get("/m/press.article/1").await.assert_status(200), [never, json, ("etag", "…"), robots]);
        let export = json!({"format": "csv", "selection": {"ids": ["1"]}});
        let export = chief.post("/m/press.article/export").json(&export).await.assert_status(200);
        check(&export, [
            never,
            ("content-disposition", "attachment; filename=\"press.article.csv\""),
            ("content-type", "text/csv; charset=utf-8"),
            robots,
        ]);
    }

    async fn of_a_file(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let with_scan = ArticlePatch { scan: Some(Some(scan().into())), ..ArticlePatch::default() };
        Article::objects().filter(|a| a.id().eq(1)).update(app.db(), with_scan).await.unwrap();
        let common = [
            ("accept-ranges", "bytes"),
            ("cache-control", "private, no-cache"),
            ("content-security-policy", "default-src 'none'; sandbox"),
            ("cross-origin-resource-policy", "same-origin"),
            ("etag", "…"),
            ("last-modified", "…"),
            ("x-robots-tag", "noindex"),
        ];
        let [a, b, c, d, e, f, g] = common;
        let file = chief.get("/m/press.article/1/files/scan").await.assert_status(200);
        check(&file, [a, b, c, d, e, f, g, ("content-type", "text/plain; charset=utf-8")]);
        let etag = file.header("etag").unwrap();
        let known = chief.get("/m/press.article/1/files/scan").header("if-none-match", etag).await.assert_status(304);
        check(&known, common);
    }

    async fn of_a_refusal(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let refusal = [("cache-control", "no-store"), ("content-type", "application/problem+json"), ("x-robots-tag", "noindex")];
        for missing in ["/admin/assets/missing-1.js", "/admin/api/missing", "/admin/theme.1.css", "/admin/x.js"] {
            check(&app.get(missing).header("accept", "text/html").await.assert_status(404), refusal);
        }
        for (path, status) in [("/m/press.nothing", 404), ("/m/press.article/999", 404), ("/m/press.article?page=0", 400)] {
            check(&chief.get(path).await.assert_status(status), refusal);
        }
        // It shows the row as it is.
        let stale = chief.change("PATCH", "/m/press.article/1").header("if-match", "\"old\"").json(&json!({"set": {"title": "x"}}));
        check(&stale.await.assert_status(412), refusal);
        check(&app.post("/admin/api/login").json(&json!({"username": "x", "password": "x"})).await.assert_status(403), refusal);
    }
}
