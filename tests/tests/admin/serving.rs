//! The pages, as a browser gets them.

use fjango::App;
use fjango::admin::Theme;
use fjango_tests::{FreshDatabase, each_database};

use super::support::{open, open_with};

each_database! {
    async fn every_address_below_the_admin_is_its_page_and_its_assets_are_kept(database: &FreshDatabase) {
        let app = open_with(database, App::new().admin(|site| site.path("/back/office").title("Fjord").theme(Theme::new().accent(0x7A_3E_9D)))).await;
        for path in ["/back/office", "/back/office/", "/back/office/m/press.article/1", "/back/office/login?next=/x"] {
            let page = app.get(path).header("accept", "text/html").await.assert_status(200);
            assert_eq!(page.header("cache-control"), Some("no-store"), "{path}");
            let policy = page.header("content-security-policy").unwrap();
            assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
            assert!(page.text().contains(r#"<meta name="fj-base" content="/back/office">"#));
        }
        let page = app.get("/back/office").await.text();
        let assets: Vec<&str> = page.split('"').filter(|part| part.starts_with("/back/office/")).collect();
        assert!(assets.len() > 2, "{page}");
        for asset in assets {
            let answer = app.get(asset).header("accept-encoding", "br").await.assert_status(200);
            assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"), "{asset}");
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        }
        for missing in ["/back/office/assets/missing-1.js", "/back/office/assets/", "/back/office/api/missing", "/back/office/theme.1.css", "/back/office/x.js"] {
            let answer = app.get(missing).header("accept", "text/html").await.assert_status(404);
            assert!(!answer.text().contains("<html"), "{missing}");
        }
        app.get("/admin").await.assert_status(404);
    }

    async fn an_admin_where_it_always_is(database: &FreshDatabase) {
        let app = open(database).await;
        app.get("/admin").await.assert_status(200);
        app.get("/administrator").await.assert_status(404);
        app.post("/admin").await.assert_status(405);
    }
}
