//! The admin anywhere: below a path of two steps, and at the root of the site.

use fjango::admin::session::AdminSession;
use fjango::admin::{AdminSite, Theme};
use fjango::prelude::*;
use fjango::testing::{TestApp, json};
use fjango_tests::{FreshDatabase, each_database};

use super::models::{Article, ArticlePatch};
use super::paper::{paper_with, patch, read};
use super::support::{Browser, PASSWORD, user};
use super::uploads::scan;

/// A place, and the paper's site there.
type Mount = (&'static str, fn(AdminSite) -> AdminSite);

const OFFICE: Mount = ("/back/office", |site| themed(site).path("/back/office/"));
const ROOT: Mount = ("", |site| themed(site).path("/"));

fn themed(site: AdminSite) -> AdminSite {
    super::models::site(site).theme(Theme::new().radius(4))
}

/// The paper with its admin at a place, and somebody who may do everything.
async fn open(database: &FreshDatabase, (mount, site): Mount) -> (TestApp, Browser) {
    let app = paper_with(database, site).await;
    user(&app, "chief", |user| {
        user.is_staff = Some(true);
        user.is_superuser = Some(true);
    })
    .await;
    let mut browser = Browser::at(&app, mount);
    browser.sign_in("chief", PASSWORD).await.assert_status(200);
    (app, browser)
}

/// Every address of the page is below the place, and answers.
async fn page_and_assets(app: &TestApp, mount: &str) {
    for path in [
        "/",
        "/login?next=/x",
        "/m/press.article",
        "/m/press.article/1",
        "/m/press.article/a%2Fb.c",
        "/pages/a.b",
        "/audit",
    ] {
        let page = app
            .get(&format!("{mount}{path}"))
            .header("accept", "text/html")
            .await
            .assert_status(200);
        assert!(
            page.text()
                .contains(&format!(r#"<meta name="fj-base" content="{mount}">"#)),
            "{path}"
        );
        assert_eq!(page.header("location"), None);
    }
    let page = app
        .get(if mount.is_empty() { "/" } else { mount })
        .await
        .assert_status(200)
        .text();
    let addresses = page.split("href=\"").chain(page.split("src=\"")).skip(1);
    let addresses: Vec<_> = addresses
        .filter_map(|rest| rest.split('"').next())
        .filter(|address| address.starts_with('/'))
        .collect();
    assert!(addresses.len() > 3, "{page}");
    for address in &addresses {
        assert!(
            address.starts_with(&format!("{mount}/assets/")) || address.starts_with(&format!("{mount}/theme.")),
            "{address}"
        );
        app.get(address).await.assert_status(200);
    }
    let theme = addresses
        .iter()
        .find(|address| address.contains("/theme."))
        .expect("the page has the theme");
    let theme = app.get(theme).await.assert_status(200);
    assert_eq!(theme.header("content-type"), Some("text/css; charset=utf-8"));
    assert!(theme.text().contains("--radius:4px"), "{}", theme.text());
    for missing in [
        "/assets/index-0.js",
        "/assets/",
        "/assets/a/b.css",
        "/theme.0.css",
        "/theme.0.css/x",
        "/x.js",
        "/api/nothing",
        "/api",
    ] {
        let answer = app
            .get(&format!("{mount}{missing}"))
            .header("accept", "text/html")
            .await
            .assert_status(404);
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json"),
            "{missing}"
        );
    }
}

/// Rows, their files and where they are said to be.
async fn rows_and_files(app: &TestApp, browser: &Browser, mount: &str) {
    let new = browser
        .post("/m/press.topic")
        .json(&json!({"set": {"word": "ice"}}))
        .await
        .assert_status(201);
    let location = new.header("location").unwrap();
    assert_eq!(location, format!("{mount}/api/m/press.topic/3"));
    browser.with_cookie(app.get(location)).await.assert_status(200);

    let with_scan = ArticlePatch {
        scan: Some(Some(scan().into())),
        ..ArticlePatch::default()
    };
    Article::objects()
        .filter(|a| a.id().eq(1))
        .update(app.db(), with_scan)
        .await
        .unwrap();
    let record = read(browser, "/m/press.article/1").await;
    let url = record["values"]["scan"]["url"].as_str().unwrap();
    assert_eq!(url, format!("{mount}/api/m/press.article/1/files/scan"));
    let file = browser.with_cookie(app.get(url)).await.assert_status(200);
    assert_eq!(file.text(), "as it was printed");
    app.get(url).await.assert_status(401);
    patch(
        browser,
        "/m/press.article/1",
        &record["v"],
        &json!({"set": {"title": "Moved"}}),
    )
    .await
    .assert_status(200);
    assert_eq!(Article::objects().get(app.db(), 1).await.unwrap().title, "Moved");
}

/// The session is the host's, leads on only inside, and ends on the server.
async fn session(app: &TestApp, browser: &Browser, mount: &str) {
    for (next, expected) in [
        (format!("{mount}/m/press.article?sort=-id"), true),
        (format!("//evil.example{mount}/"), false),
        ("https://evil.example/".to_owned(), false),
        (format!("{mount}/../x"), false),
    ] {
        let login = json!({"username": "chief", "password": PASSWORD, "next": next});
        let answer = Browser::at(app, mount)
            .post("/login")
            .json(&login)
            .await
            .assert_status(200);
        assert_eq!(answer.value()["next"].as_str() == Some(&next), expected, "{next}");
        assert!(answer.value()["next"].is_null() || expected, "{next}");
        for (_, cookie) in answer.headers().into_iter().filter(|(name, _)| *name == "set-cookie") {
            assert!(cookie.contains("; Path=/; HttpOnly; SameSite=Lax"), "{cookie}");
        }
    }
    let before = AdminSession::objects().count(app.db()).await.unwrap();
    let gone = browser.post("/logout").await.assert_status(204);
    assert!(gone.header("set-cookie").unwrap().contains("; Path=/;"));
    assert_eq!(AdminSession::objects().count(app.db()).await.unwrap(), before - 1);
    browser.get("/schema").await.assert_status(401);
}

each_database! {
    async fn below_any_path_all_of_it_is_there_and_nothing_elsewhere(database: &FreshDatabase) {
        let (app, browser) = open(database, OFFICE).await;
        page_and_assets(&app, "/back/office").await;
        rows_and_files(&app, &browser, "/back/office").await;
        assert_eq!(read(&browser, "/schema").await["site"]["site_url"], "/");
        for path in ["/admin", "/admin/api/session", "/back", "/back/officer", "/back/office2/", "/api/session", "/assets/"] {
            app.get(path).await.assert_status(404);
        }
        session(&app, &browser, "/back/office").await;
    }

    async fn at_the_root_it_leaves_the_others_their_places(database: &FreshDatabase) {
        let (app, browser) = open(database, ROOT).await;
        page_and_assets(&app, "").await;
        rows_and_files(&app, &browser, "").await;
        assert!(read(&browser, "/schema").await["site"].get("site_url").is_none(), "there is nothing beside it");
        app.get("/healthz").await.assert_status(200);
        app.get("/readyz").await.assert_status(200);
        let api = app.post("/api/auth/token").json(&json!({"username": "chief", "password": PASSWORD})).await;
        assert!(api.assert_status(200).value()["access"].is_string());
        assert!(app.get("/api/openapi.json").await.assert_status(200).value()["paths"].is_object());
        app.get("/media/nothing.txt").await.assert_status(404);
        session(&app, &browser, "").await;
    }
}

#[test]
fn a_path_that_no_address_can_have_is_a_mistake() {
    for path in ["back office", "/a//b", "/é", "/a?b", "/{id}", "/a#b"] {
        let mistakes = AdminSite::default().path(path).mistakes();
        let expected = "only letters, digits, `-`, `_`, `.`, `~` and single `/` are allowed";
        let path = path.trim_start_matches('/');
        assert_eq!(mistakes, [format!("the admin cannot be at `/{path}`: {expected}")]);
    }
    for path in ["", "/", "admin", "/admin/", "back/office", "/a-b_c.d~e"] {
        assert_eq!(
            AdminSite::default().path(path).mistakes(),
            Vec::<String>::new(),
            "{path}"
        );
    }
}
