//! What can be taken back, and what cannot.

use fjango::admin::history::{Revision, RevisionCreate};
use fjango::prelude::*;
use fjango::testing::{Response, TestApp, json};
use fjango_tests::{FreshDatabase, each_database};
use serde_json::Value;

use super::models::*;
use super::paper::{chief, clerk, ids, paper, patch, read};
use super::support::Browser;

/// The latest entry of a row.
async fn latest(browser: &Browser, path: &str) -> Value {
    read(browser, &format!("{path}/history")).await["entries"][0].clone()
}

/// Takes an entry back, of the row as it is now.
async fn revert(browser: &Browser, path: &str, entry: &Value) -> Response {
    let record = browser.get(path).await;
    let version = match record.status() {
        200 => record.value()["v"].as_str().unwrap().to_owned(),
        _ => "gone".to_owned(),
    };
    let revert = format!("{path}/revert/{}", entry["rev"].as_str().unwrap());
    browser
        .post(&revert)
        .header("if-match", &format!("\"{version}\""))
        .json(&json!({}))
        .await
}

async fn delete(browser: &Browser, path: &str) {
    let version = read(browser, path).await["v"].as_str().unwrap().to_owned();
    let deletion = browser
        .change("DELETE", path)
        .header("if-match", &format!("\"{version}\""));
    deletion.await.assert_status(204);
}

/// Writes down that an author got another name and another secret, as nothing of the admin's does.
async fn forge(app: &TestApp, changes: Value) -> Value {
    let now = Utc::now();
    let entry = RevisionCreate::new(now, "change", "ui", "press.author", "1", changes);
    let entry = Revision::objects().create(app.db(), entry).await.unwrap();
    json!({"rev": entry.id.to_string()})
}

each_database! {
    async fn what_made_or_ended_a_row_is_not_taken_back(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let refuse = async |path: &str, entry: &Value| {
            let refused = revert(&chief, path, entry).await.assert_status(409).value();
            assert_eq!((&refused["code"], &refused["detail"]), (&json!("conflict"), &json!("Nothing of this can be taken back.")));
        };
        let made = chief.post("/m/press.topic").json(&json!({"set": {"word": "ice"}})).await.assert_status(201).value();
        let topic = format!("/m/press.topic/{}", made["id"].as_str().unwrap());
        let created = latest(&chief, &topic).await;
        assert_eq!(created["verb"], "create");
        refuse(&topic, &created).await;
        assert_eq!(read(&chief, &topic).await["values"]["word"], "ice");
        delete(&chief, &topic).await;
        let deleted = latest(&chief, &topic).await;
        assert_eq!(deleted["verb"], "delete");
        refuse(&topic, &deleted).await;
        chief.get(&topic).await.assert_status(404);

        // Of a row that stays when it is deleted the trash gives it back, not a revision.
        chief.post("/m/press.clipping").json(&json!({"set": {"name": "kept"}})).await.assert_status(201);
        delete(&chief, "/m/press.clipping/1").await;
        refuse("/m/press.clipping/1", &latest(&chief, "/m/press.clipping/1").await).await;
        chief.post("/m/press.clipping/1/restore").json(&json!({})).await.assert_status(200);
        let restored = latest(&chief, "/m/press.clipping/1").await;
        assert_eq!(restored["verb"], "restore");
        refuse("/m/press.clipping/1", &restored).await;
    }

    async fn fields_that_may_not_be_written_stay(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let path = "/m/press.article/1";
        let change = async |set: Value| {
            let seen = read(&chief, path).await;
            patch(&chief, path, &seen["v"], &json!({"set": set})).await.assert_status(200);
            latest(&chief, path).await
        };
        // The policy lets who is called `reader` see a title, and not write it.
        let reader = clerk(&app, "reader", &["view_article", "change_article"]).await;
        let title = change(json!({"title": "New"})).await;
        revert(&reader, path, &title).await.assert_status(409);
        let both = change(json!({"title": "Newer", "body": "new"})).await;
        revert(&reader, path, &both).await.assert_status(200);
        let now = Article::objects().get(app.db(), 1).await.unwrap();
        assert_eq!((now.title.as_str(), now.body.as_str()), ("Newer", "one two three"));
        let entry = latest(&chief, path).await;
        let fields: Vec<_> = entry["changes"].as_array().unwrap().iter().map(|change| &change["f"]).collect();
        assert_eq!((&entry["verb"], fields), (&json!("revert"), vec![&json!("body")]));
    }

    async fn a_sensitive_field_is_neither_shown_nor_taken_back(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let path = "/m/press.author/1";
        let only = forge(&app, json!({"secret": ["old", "hush"]})).await;
        let both = forge(&app, json!({"secret": ["old", "hush"], "name": ["eve", "ada"]})).await;
        let history = chief.get(&format!("{path}/history")).await.assert_status(200).text();
        let audit = chief.get("/audit").await.assert_status(200).text();
        for text in [&history, &audit] {
            assert!(text.contains("eve") && !text.contains("secret") && !text.contains("hush"), "{text}");
        }
        revert(&chief, path, &only).await.assert_status(409);
        revert(&chief, path, &both).await.assert_status(200);
        let author = Author::objects().get(app.db(), 1).await.unwrap();
        assert_eq!((author.name.as_str(), author.secret.as_str()), ("eve", "hush"));
    }

    async fn a_row_that_is_gone_is_not_pointed_at_again(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let path = "/m/press.article/1";
        let eve = Author::objects().create(app.db(), AuthorCreate::new("eve")).await.unwrap();
        let ice = Topic::objects().create(app.db(), TopicCreate::new("ice")).await.unwrap();
        for set in [
            json!({"author": eve.id.to_string(), "topics": [ice.id.to_string()], "title": "First"}),
            json!({"author": "1", "title": "Second"}),
            json!({"topics": ["1"], "title": "Third"}),
        ] {
            let seen = read(&chief, path).await;
            patch(&chief, path, &seen["v"], &json!({"set": set})).await.assert_status(200);
        }
        let entries = read(&chief, &format!("{path}/history")).await["entries"].clone();
        delete(&chief, &format!("/m/press.author/{}", eve.id)).await;
        delete(&chief, &format!("/m/press.topic/{}", ice.id)).await;
        let before = Revision::objects().count(app.db()).await.unwrap();
        for (entry, place) in [(&entries[1], "author"), (&entries[0], "topics")] {
            let refused = revert(&chief, path, entry).await;
            assert!(matches!(refused.status(), 409 | 422), "{}", refused.text());
            let refused = refused.value();
            let places: Vec<_> = refused["errors"].as_object().unwrap().keys().collect();
            assert!(places.len() == 1 && places[0].starts_with(place), "{refused}");
        }
        assert_eq!(Article::objects().get(app.db(), 1).await.unwrap().title, "Third");
        assert_eq!(Revision::objects().count(app.db()).await.unwrap(), before, "what is refused leaves no trace");
    }

    async fn what_an_action_changed_and_what_was_taken_back_is_taken_back_too(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let path = "/m/press.article/1";
        let body = json!({"selection": ids([1]), "form": {}});
        chief.post("/m/press.article/actions/print").json(&body).await.assert_status(200);
        let stage = async || Article::objects().get(app.db(), 1).await.unwrap().stage;
        for (verb, after) in [("action", Stage::Draft), ("revert", Stage::Printed), ("revert", Stage::Draft)] {
            let entry = latest(&chief, path).await;
            assert_eq!(entry["verb"], verb);
            revert(&chief, path, &entry).await.assert_status(200);
            assert_eq!(stage().await, after);
        }
        assert_eq!(read(&chief, &format!("{path}/history")).await["entries"].as_array().unwrap().len(), 4);
    }
}
