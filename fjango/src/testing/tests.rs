use std::path::Path;

use super::{Options, TestApp, TestDb, assert_queries, json};
use crate::App;
use crate::auth::{User, create_user};
use crate::conf::Environment;
use crate::http::{Path as PathOf, Problem};
use crate::orm::Model as _;
use actix_web::web;

const PASSWORD: &str = "correct horse battery";

#[fjango::test]
async fn two_databases_share_nothing() {
    let (one, two) = (TestDb::new().await, TestDb::new().await);
    create_user(one.db(), "ann", "", PASSWORD).await.unwrap();
    assert_eq!(User::objects().count(one.db()).await.unwrap(), 1);
    assert_eq!(User::objects().count(two.db()).await.unwrap(), 0);
}

#[fjango::test]
async fn a_database_goes_with_its_value() {
    let test = TestDb::new().await;
    assert_eq!(test.settings().env, Environment::Test);
    let url = test.settings().database_url().expose().to_owned();
    let file = Path::new(url.strip_prefix("sqlite://").expect("tests of the library use SQLite")).to_owned();
    assert!(file.is_file(), "{}", file.display());
    drop(test);
    assert!(!file.parent().unwrap().exists(), "{} is left behind", file.display());
}

#[fjango::test]
async fn the_settings_database_is_not_touched() {
    let place = tempfile::tempdir().unwrap();
    let mine = place.path().join("mine.sqlite3");
    let url = format!("sqlite://{}", mine.display());
    let test = TestDb::with(Options {
        url: Some(url),
        ..Options::default()
    })
    .await;
    assert_eq!(User::objects().count(test.db()).await.unwrap(), 0);
    assert!(!mine.exists());
}

#[fjango::test]
#[should_panic(expected = "the database's URL is wrong")]
async fn a_wrong_url_is_said() {
    let url = Some("nonsense".to_owned());
    TestDb::with(Options {
        url,
        ..Options::default()
    })
    .await;
}

#[fjango::test]
async fn a_login_by_password_and_a_forced_one_are_the_same_user() {
    let app = TestApp::of(App::new().configure(|services| {
        services.route(
            "/whoami",
            web::get().to(async |user: crate::auth::CurrentUser| user.username),
        );
    }))
    .await;
    app.get("/whoami").await.assert_status(401);
    let id = create_user(app.db(), "ann", "", PASSWORD).await.unwrap();
    let ann = User::objects().get(app.db(), id).await.unwrap();
    for client in [app.login("ann", PASSWORD).await, app.force_login(&ann)] {
        assert_eq!(client.get("/whoami").await.assert_status(200).text(), "ann");
    }
}

#[fjango::test]
async fn users_are_what_was_asked_for() {
    let app = TestApp::new().await;
    assert!(!app.create_user("ann").await.is_superuser);
    let root = app.create_superuser("root").await;
    assert!(root.is_superuser && root.is_staff);
}

#[fjango::test]
async fn a_response_is_read_as_what_it_is() {
    let app = TestApp::of(App::new().configure(|services| {
        services.route("/echo", web::to(async |body: String| body));
        services.route(
            "/half/{n}",
            web::get().to(async |n: PathOf<u32>| {
                n.is_multiple_of(2)
                    .then(|| (*n / 2).to_string())
                    .ok_or_else(Problem::not_found)
            }),
        );
    }))
    .await;
    let sent = app.put("/echo").json(&json!({"a": [1, 2]})).header("x-a", "b").await;
    assert_eq!(sent.value(), json!({"a": [1, 2]}));
    assert_eq!(sent.json::<std::collections::BTreeMap<String, Vec<u8>>>()["a"], [1, 2]);
    assert_eq!(sent.bytes().len(), sent.text().len());
    assert!(
        sent.header("content-type")
            .is_some_and(|value| value.starts_with("text/plain"))
    );
    assert_eq!(app.get("/half/8").await.text(), "4");
    assert_eq!(app.get("/half/7").await.assert_status(404).problem()["status"], 404);
}

#[fjango::test]
#[should_panic(expected = "the status is 404 Not Found where 200 was expected; the body:\n{")]
async fn a_wrong_status_shows_the_body() {
    TestApp::new().await.get("/nowhere").await.assert_status(200);
}

#[fjango::test]
#[should_panic(expected = "with status 200 OK, is no problem document but `application/json`")]
async fn what_is_no_problem_is_none() {
    TestApp::new().await.get("/healthz").await.problem();
}

#[fjango::test]
async fn statements_of_handlers_are_counted() {
    let app = TestApp::new().await;
    app.create_user("ann").await;
    assert_queries!(0, app.get("/healthz").await.assert_status(200));
    assert_queries!(1, app.get("/readyz").await.assert_status(200));
}
