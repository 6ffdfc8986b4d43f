//! What rows are called tells nothing of a field that is hidden.

use fjango::admin::{Actor, AdminSite, FieldAccess, Policy};
use fjango::prelude::*;
use fjango::schema::ModelMeta;
use fjango::testing::json;
use fjango_tests::{FreshDatabase, each_database};

use super::models::{Author, Topic, site};
use super::paper::{chief, clerk, ids, paper_with, patch, read};

/// Who is called `blind` knows neither the names of authors nor the words of topics.
struct Nameless;

impl Policy for Nameless {
    fn field(&self, actor: &Actor, meta: &'static ModelMeta, field: &str) -> FieldAccess {
        let is_name = (meta.is(Author::META) && field == "name") || (meta.is(Topic::META) && field == "word");
        match actor.username == "blind" && is_name {
            true => FieldAccess::Hidden,
            false => FieldAccess::Write,
        }
    }
}

fn nameless(admin: AdminSite) -> AdminSite {
    site(admin).policy(Nameless)
}

each_database! {
    async fn a_hidden_name_is_said_nowhere(database: &FreshDatabase) {
        let app = paper_with(database, nameless).await;
        let chief = chief(&app).await;
        let names = ["zacharias", "quebec"];
        let author = read(&chief, "/m/press.author/1").await;
        patch(&chief, "/m/press.author/1", &author["v"], &json!({"set": {"name": names[0], "salary": 3}})).await.assert_status(200);
        let topic = read(&chief, "/m/press.topic/1").await;
        patch(&chief, "/m/press.topic/1", &topic["v"], &json!({"set": {"word": names[1]}})).await.assert_status(200);
        let article = read(&chief, "/m/press.article/1").await;
        let change = json!({"set": {"author": "2", "topics": ["2"]}});
        patch(&chief, "/m/press.article/1", &article["v"], &change).await.assert_status(200);
        let all = ["view_article", "view_author", "change_author", "delete_author", "view_topic", "view_revision"];
        let blind = clerk(&app, "blind", &all).await;
        for path in [
            "/m/press.article?size=20",
            "/m/press.article/3",
            "/m/press.article/1/history",
            "/m/press.author",
            "/m/press.author/1",
            "/m/press.author/1/history",
            "/m/press.author/1/delete-preview",
            "/m/press.topic",
            "/rel/press.article/author",
            "/rel/press.article/topics",
            "/search?q=zacharias",
            "/search?q=nobody@example.com",
            "/audit",
        ] {
            let told = |text: &str| names.iter().any(|name| text.contains(name));
            let known = chief.get(path).await.text();
            assert!(told(&known), "a name is there to be known: {path}: {known}");
            let answer = blind.get(path).await;
            let status = answer.status();
            assert!(matches!(status, 200 | 400), "{path}: {}", answer.text());
            assert!(!told(&answer.text()), "{path}: {}", answer.text());
        }
        for format in ["csv", "json"] {
            let body = json!({"format": format, "selection": ids([3])});
            let file = blind.post("/m/press.article/export").json(&body).await.assert_status(200).text();
            assert!(file.contains("Story 02") && names.iter().all(|name| !file.contains(name)), "{file}");
        }
        let options = read(&blind, "/rel/press.article/author").await;
        assert_eq!(options["options"][0]["repr"], "Author #1", "by its key: {options}");
    }
}
