//! What the admin's pages are told of the blog, as snapshots: whoever changes a model or the admin sees what becomes of it.

use fjango::App;
use fjango::auth::create_superuser;
use fjango::testing::{Request, Response, TestApp, TestDb, json};
use serde_json::{Map, Value};

use crate::admin;

const PASSWORD: &str = "correct horse battery";

/// The blog without rows, and the cookie of its superuser.
async fn open() -> (TestApp, String) {
    let app = TestApp::with(App::new().admin(admin::site), TestDb::new().await).await;
    create_superuser(app.db(), "lena", "lena@example.com", PASSWORD)
        .await
        .expect("nobody has the name");
    let login = app
        .post("/admin/api/login")
        .json(&json!({"username": "lena", "password": PASSWORD}));
    let answer = login.header("sec-fetch-site", "same-origin").await.assert_status(200);
    let cookie = cookie(&answer);
    (app, cookie)
}

fn cookie(answer: &Response) -> String {
    let cookie = answer.header("set-cookie").expect("a session has a cookie");
    cookie.split(';').next().unwrap_or_default().to_owned()
}

/// What a request answers, without what changes when anything does.
async fn told(request: Request, cookie: &str) -> Value {
    let mut told = request.header("cookie", cookie).await.assert_status(200).value();
    assert!(told["rev"].is_string(), "{told}");
    told["rev"] = Value::Null;
    told
}

#[fjango::test]
async fn the_schema_of_the_site() {
    let (app, cookie) = open().await;
    insta::assert_json_snapshot!(told(app.get("/admin/api/schema"), &cookie).await);
}

#[fjango::test]
async fn the_schema_of_every_model() {
    let (app, cookie) = open().await;
    let site = told(app.get("/admin/api/schema"), &cookie).await;
    let models = site["models"].as_object().expect("there are models");
    let mut schemas = Map::new();
    for key in models.keys() {
        let schema = told(app.get(&format!("/admin/api/schema/{key}")), &cookie).await;
        schemas.insert(key.clone(), schema);
    }
    assert!(schemas.len() > 4, "the blog's own and those of accounts");
    insta::assert_json_snapshot!(schemas);
}
