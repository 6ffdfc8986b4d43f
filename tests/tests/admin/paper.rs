//! The paper, filled, and those who work on it.

use fjango::App;
use fjango::admin::AdminSite;
use fjango::auth::{User, sync_permissions};
use fjango::prelude::*;
use fjango::testing::{Response, TestApp, json};
use fjango_tests::FreshDatabase;
use serde_json::Value;

use super::models::*;
use super::support::{Browser, open_with, staff, user};

/// The paper with twelve articles of two authors, of whom one is called `own`.
pub async fn paper(database: &FreshDatabase) -> TestApp {
    paper_with(database, site).await
}

/// The same with an admin of its own.
pub async fn paper_with(database: &FreshDatabase, site: fn(AdminSite) -> AdminSite) -> TestApp {
    let app = open_with(database, App::new().admin(site)).await;
    sync_permissions(app.db()).await.unwrap();
    let authors = ["ada", "own"].map(AuthorCreate::new);
    let authors = Author::objects().bulk_create(app.db(), authors).await.unwrap();
    let topics = ["air", "sea"].map(TopicCreate::new);
    let topics = Topic::objects().bulk_create(app.db(), topics).await.unwrap();
    for number in 0..12_usize {
        let article = ArticleCreate {
            body: Some("one two three".into()),
            fee: Some(Decimal::new(number as i64 * 50, 2)),
            reads: Some(i64::MAX - number as i64),
            topics: if number % 2 == 0 {
                topics.iter().map(|topic| topic.id).collect()
            } else {
                Vec::new()
            },
            ..ArticleCreate::new(format!("Story {number:02}"), authors[number % 2].id)
        };
        let article = Article::objects().create(app.db(), article).await.unwrap();
        Note::objects()
            .create(app.db(), NoteCreate::new(article.id, "first"))
            .await
            .unwrap();
    }
    app
}

/// Somebody who may do everything.
pub async fn chief(app: &TestApp) -> Browser {
    user(app, "chief", |user| {
        user.is_staff = Some(true);
        user.is_superuser = Some(true);
    })
    .await;
    Browser::signed_in(app, "chief").await
}

/// The applications whose permissions [`clerk`] gives.
const APPS: [&str; 3] = ["admin", "league", "press"];

/// Somebody of the staff with these permissions, such as `change_article`.
pub async fn clerk(app: &TestApp, username: &str, permissions: &[&str]) -> Browser {
    let user = staff(app, username).await;
    let names: Vec<String> = permissions.iter().map(|name| (*name).to_owned()).collect();
    let all = fjango::auth::Permission::objects()
        .filter(|permission| permission.codename().in_(names) & permission.content_type().app_label().in_(APPS))
        .values(app.db(), |permission| permission.id())
        .await
        .unwrap();
    assert_eq!(all.len(), permissions.len());
    user.related(|user: <User as Model>::Columns| user.user_permissions())
        .add(app.db(), all)
        .await
        .unwrap();
    Browser::signed_in(app, username).await
}

/// What a GET request answers.
pub async fn read(browser: &Browser, path: &str) -> Value {
    browser.get(path).await.assert_status(200).value()
}

/// Sends a change of a record that was read as `record`.
pub async fn patch(browser: &Browser, path: &str, version: &Value, body: &Value) -> Response {
    let version = format!("\"{}\"", version.as_str().expect("a version is text"));
    browser
        .change("PATCH", path)
        .header("if-match", &version)
        .json(body)
        .await
}

/// What a list's rows have in a column.
pub fn column(list: &Value, name: &str) -> Vec<Value> {
    let rows = list["rows"].as_array().expect("a list has rows").iter();
    rows.map(|row| row["cells"][name].clone()).collect()
}

/// A decimal, which is exact and so a string; SQLite does not keep zeros at its end.
pub fn decimal(value: &Value) -> f64 {
    value
        .as_str()
        .expect("a decimal is text")
        .parse()
        .expect("a decimal is a number")
}

/// A filter as an address has it.
pub fn filter(conditions: Value) -> String {
    let text: String = url::form_urlencoded::byte_serialize(conditions.to_string().as_bytes()).collect();
    format!("f={text}")
}

/// A selection of rows by their keys.
pub fn ids<const N: usize>(ids: [i64; N]) -> Value {
    json!({"ids": ids.map(|id| id.to_string()).to_vec()})
}
