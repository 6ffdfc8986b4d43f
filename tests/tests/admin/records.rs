//! One row: opened, made, changed against what was seen, and deleted.

use fjango::auth::User;
use fjango::prelude::*;
use fjango::testing::json;
use fjango_tests::{FreshDatabase, each_database};
use serde_json::Value;

use super::models::*;
use super::paper::{chief, clerk, decimal, ids, paper, patch, read};
use super::support::{Browser, staff};

each_database! {
    async fn a_record_is_made_opened_and_changed(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let body = json!({"set": {"title": "New", "author": "1", "topics": ["2"], "fee": "12.50", "stage": "printed", "printed_on": "2026-01-02"},
            "inlines": {"notes": {"create": [{"set": {"text": "a"}}, {"set": {"text": "b", "weight": 3}}], "update": [], "delete": []}}});
        let made = chief.post("/m/press.article").json(&body).await.assert_status(201);
        let etag = made.header("etag").unwrap().to_owned();
        let record = made.value();
        assert_eq!(made.header("location"), Some(format!("/admin/api/m/press.article/{}", record["id"].as_str().unwrap()).as_str()));
        assert_eq!(record["values"]["slug"], "new");
        assert_eq!(record["values"]["topics"], json!([{"id": "2", "repr": "sea"}]));
        assert_eq!(record["inlines"]["notes"]["rows"].as_array().unwrap().len(), 2);
        assert_eq!(etag, format!("\"{}\"", record["v"].as_str().unwrap()));

        let path = format!("/m/press.article/{}", record["id"].as_str().unwrap());
        assert_eq!(read(&chief, &path).await, record);
        let changed = patch(&chief, &path, &record["v"], &json!({"set": {"title": "Newer", "topics": ["1", "2"]}})).await;
        let changed = changed.assert_status(200).value();
        assert_eq!((&changed["values"]["title"], decimal(&changed["values"]["fee"])), (&json!("Newer"), 12.5));
        assert_eq!(changed["values"]["topics"].as_array().unwrap().len(), 2);
        assert_ne!(changed["v"], record["v"]);
    }

    async fn what_somebody_else_wrote_is_not_overwritten(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let seen = read(&chief, "/m/press.article/1").await;
        let path = "/m/press.article/1";
        patch(&chief, path, &seen["v"], &json!({"set": {"fee": "1.00"}})).await.assert_status(200);
        let stale = patch(&chief, path, &seen["v"], &json!({"set": {"title": "Mine"}})).await.assert_status(412).value();
        assert_eq!(stale["code"], "stale");
        assert_eq!(stale["stale"]["fields"], json!(["title"]));
        assert_eq!(decimal(&stale["stale"]["current"]["values"]["fee"]), 1.0);
        let none = chief.change("PATCH", path).json(&json!({"set": {"title": "Mine"}})).await.assert_status(428);
        assert_eq!(none.value()["code"], "if_match_required");
        chief.change("PATCH", path).header("if-match", "*").json(&json!({"set": {}})).await.assert_status(428);
        chief.change("DELETE", path).await.assert_status(428);
        chief.change("DELETE", path).header("if-match", &format!("\"{}\"", seen["v"].as_str().unwrap())).await.assert_status(412);
        assert_eq!(Article::objects().get(app.db(), 1).await.unwrap().title, "Story 00");
        // Topics are part of what was seen only where they are written.
        let seen = read(&chief, path).await;
        patch(&chief, path, &seen["v"], &json!({"set": {"topics": ["1"]}})).await.assert_status(200);
        patch(&chief, path, &seen["v"], &json!({"set": {"topics": ["2"]}})).await.assert_status(412);
        patch(&chief, path, &seen["v"], &json!({"set": {"fee": "2"}})).await.assert_status(200);
    }

    async fn every_objection_stands_at_its_field(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let code = |answer: &Value, field: &str| answer["errors"][field][0]["code"].as_str().unwrap_or_default().to_owned();
        let body = json!({"set": {"fee": "-1", "stage": "lost", "printed_on": "yesterday", "reads": "1", "secret": 1},
            "inlines": {"notes": {"create": [{"set": {"text": "ok"}}, {"at": 4, "set": {"weight": 0}}], "update": [], "delete": []}}});
        let refused = chief.post("/m/press.article").json(&body).await.assert_status(422).value();
        assert_eq!(refused["code"], "validation");
        for (field, expected) in [
            ("title", "required"), ("author", "required"), ("fee", "min"), ("stage", "choice"), ("printed_on", "type"),
            ("reads", "read_only"), ("secret", "unknown"), ("notes[4].text", "required"), ("notes[4].weight", "min"),
        ] {
            assert_eq!(code(&refused, field), expected, "{field}: {refused}");
        }
        let taken = json!({"set": {"title": "Story 01", "author": "99"}});
        let refused = chief.post("/m/press.article").json(&taken).await.value();
        assert_eq!(code(&refused, "title"), "unique", "{refused}");
        assert!(!code(&refused, "author").is_empty(), "{refused}");
        let nowhere = json!({"set": {"title": "Fine", "author": "99"}});
        let refused = chief.post("/m/press.article").json(&nowhere).await.value();
        assert_eq!(code(&refused, "author"), "does_not_exist", "{refused}");
        let seen = read(&chief, "/m/press.article/1").await;
        let refused = patch(&chief, "/m/press.article/1", &seen["v"], &json!({"set": {"title": "Story 01"}})).await;
        let refused = refused.assert_status(409).value();
        assert_eq!((code(&refused, "title").as_str(), &refused["code"]), ("unique", &json!("unique")));
        for body in [json!([]), json!({"set": {"nothing": 1}, "more": 2})] {
            let answer = chief.post("/m/press.article").json(&body).await;
            assert!(matches!(answer.status(), 400 | 422), "{}", answer.text());
        }
    }

    async fn inlines_are_written_all_or_nothing(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let path = "/m/press.article/1";
        let record = read(&chief, path).await;
        let first = &record["inlines"]["notes"]["rows"][0];
        let (id, v) = (&first["id"], &first["v"]);
        let body = json!({"set": {}, "inlines": {"notes": {
            "create": [{"set": {"text": "second"}}, {"set": {"text": "third"}}],
            "update": [{"id": id, "v": v, "set": {"text": "FIRST"}}],
            "delete": [], "order": ["+1", id, "+0"],
        }}});
        let saved = patch(&chief, path, &record["v"], &body).await.assert_status(200).value();
        let texts = |record: &Value| -> Vec<String> {
            let rows = record["inlines"]["notes"]["rows"].as_array().unwrap().iter();
            rows.map(|row| row["values"]["text"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(texts(&saved), ["third", "FIRST", "second"]);

        let rows = saved["inlines"]["notes"]["rows"].as_array().unwrap().clone();
        let body = json!({"set": {"title": "Not saved"}, "inlines": {"notes": {
            "create": [], "update": [{"id": rows[0]["id"], "v": rows[0]["v"], "at": 2, "set": {"text": "x".repeat(30)}}],
            "delete": [{"id": rows[1]["id"], "v": rows[1]["v"]}],
        }}});
        let refused = patch(&chief, path, &saved["v"], &body).await.assert_status(422).value();
        assert_eq!(refused["errors"]["notes[2].text"][0]["code"], "max_length", "{refused}");
        assert_eq!(texts(&read(&chief, path).await), ["third", "FIRST", "second"]);

        let stale = json!({"set": {}, "inlines": {"notes": {"create": [], "delete": [],
            "update": [{"id": rows[0]["id"], "v": "old", "set": {"text": "y"}}]}}});
        let refused = patch(&chief, path, &saved["v"], &stale).await.assert_status(412).value();
        assert_eq!(refused["stale"]["fields"], json!(["notes[0]"]));
        // A note of another article is none of this one's.
        let other = Note::objects().filter(|n| n.article().eq(2)).first(app.db()).await.unwrap().unwrap();
        let foreign = json!({"set": {}, "inlines": {"notes": {"create": [], "update": [], "delete": [{"id": other.id.to_string(), "v": ""}]}}});
        patch(&chief, path, &saved["v"], &foreign).await.assert_status(412);
        let six = (0..6).map(|n| json!({"set": {"text": format!("n{n}")}})).collect::<Vec<_>>();
        let body = json!({"set": {}, "inlines": {"notes": {"create": six, "update": [], "delete": []}}});
        let refused = patch(&chief, path, &saved["v"], &body).await.assert_status(422).value();
        assert_eq!(refused["errors"]["notes"][0]["code"], "max_rows");
        assert_eq!(Note::objects().filter(|n| n.article().eq(1)).count(app.db()).await.unwrap(), 3);
    }

    async fn of_many_who_change_a_record_at_once_one_does(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let clipping = chief.post("/m/press.clipping").json(&json!({"set": {"name": "first"}})).await.assert_status(201).value();
        for (path, seen, field) in [
            ("/m/press.article/1", read(&chief, "/m/press.article/1").await["v"].clone(), "body"),
            ("/m/press.clipping/1", clipping["v"].clone(), "name"),
        ] {
            let sent = (0..8).map(|n| {
                let (chief, seen) = (chief.clone(), seen.clone());
                async move { patch(&chief, path, &seen, &json!({"set": {field: format!("by {n}")}})).await }
            });
            let answers: Vec<_> = futures_util::future::join_all(sent).await;
            let statuses: Vec<_> = answers.iter().map(|answer| answer.status()).collect();
            assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{path}: {statuses:?}");
            assert!(statuses.iter().all(|status| [200, 412].contains(status)), "{path}: {statuses:?}");
            let won = statuses.iter().position(|status| *status == 200).unwrap();
            assert_eq!(read(&chief, path).await["values"][field], format!("by {won}"));
            let old = format!("\"{}\"", seen.as_str().unwrap());
            chief.change("DELETE", path).header("if-match", &old).await.assert_status(412);
        }
    }

    async fn permissions_of_inlines_are_their_own(database: &FreshDatabase) {
        let app = paper(database).await;
        let bob = clerk(&app, "bob", &["change_article", "view_note"]).await;
        let record = read(&bob, "/m/press.article/1").await;
        let body = json!({"set": {}, "inlines": {"notes": {"create": [{"set": {"text": "x"}}], "update": [], "delete": []}}});
        patch(&bob, "/m/press.article/1", &record["v"], &body).await.assert_status(403);
        let reader = clerk(&app, "reader", &["change_article"]).await;
        let record = read(&reader, "/m/press.article/1").await;
        assert!(record.get("inlines").is_none(), "{record}");
        let body = json!({"set": {"title": "x"}});
        let refused = patch(&reader, "/m/press.article/1", &record["v"], &body).await.assert_status(422).value();
        assert_eq!(refused["errors"]["title"][0]["code"], "read_only");
    }

    async fn deletions_say_what_goes_and_what_forbids_them(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let preview = read(&chief, "/m/press.article/1/delete-preview").await;
        assert_eq!((&preview["possible"], &preview["repr"]), (&json!(true), &json!("Story 00")));
        assert!(preview["goes"].as_array().unwrap().iter().any(|one| one["label"] == "note" && one["n"] == 1), "{preview}");
        let preview = read(&chief, "/m/press.author/1/delete-preview").await;
        assert_eq!(preview["possible"], false);
        assert_eq!((&preview["protects"][0]["model"], &preview["protects"][0]["n"]), (&json!("press.article"), &json!(6)));
        assert_eq!(preview["protects"][0]["examples"].as_array().unwrap().len(), 5);
        let author = read(&chief, "/m/press.author/1").await;
        let version = format!("\"{}\"", author["v"].as_str().unwrap());
        let refused = chief.change("DELETE", "/m/press.author/1").header("if-match", &version).await.assert_status(409);
        assert_eq!(refused.value()["code"], "protected");
        let version = read(&chief, "/m/press.article/1").await["v"].as_str().unwrap().to_owned();
        chief.change("DELETE", "/m/press.article/1").header("if-match", &format!("\"{version}\"")).await.assert_status(204);
        chief.get("/m/press.article/1").await.assert_status(404);
        assert_eq!(Note::objects().count(app.db()).await.unwrap(), 11);
    }

    async fn the_trash_is_emptied_and_searched(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        for name in ["a", "b", "c"] {
            chief.post("/m/press.clipping").json(&json!({"set": {"name": name}})).await.assert_status(201);
        }
        let version = |record: &Value| format!("\"{}\"", record["v"].as_str().unwrap());
        let a = read(&chief, "/m/press.clipping/1").await;
        chief.change("DELETE", "/m/press.clipping/1").header("if-match", &version(&a)).await.assert_status(204);
        let rows = |list: &Value| list["rows"].as_array().unwrap().len();
        assert_eq!(rows(&read(&chief, "/m/press.clipping").await), 2);
        assert_eq!(rows(&read(&chief, "/m/press.clipping?trash=1").await), 1);
        let trashed = read(&chief, "/m/press.clipping/1").await;
        assert!(trashed["deleted"].is_string());
        let restored = chief.post("/m/press.clipping/1/restore").json(&json!({})).await.assert_status(200).value();
        assert!(restored.get("deleted").is_none());
        let many = json!({"selection": ids([1, 2])});
        let deleted = chief.post("/m/press.clipping/delete").json(&many).await.assert_status(200).value();
        assert_eq!(deleted["done"], 2);
        assert_eq!(rows(&read(&chief, "/m/press.clipping?trash=1").await), 2);
        let back = chief.post("/m/press.clipping/restore").json(&json!({"selection": ids([2])})).await.assert_status(200);
        assert_eq!(back.value()["done"], 1);
        // Out of the trash a row goes for good.
        let trashed = read(&chief, "/m/press.clipping/1").await;
        chief.change("DELETE", "/m/press.clipping/1").header("if-match", &version(&trashed)).await.assert_status(204);
        chief.get("/m/press.clipping/1").await.assert_status(404);
        assert_eq!(Clipping::objects().with_deleted().count(app.db()).await.unwrap(), 2);
    }

    async fn relations_are_picked_twenty_at_a_time(database: &FreshDatabase) {
        let app = paper(database).await;
        let all = chief(&app).await;
        let more = (0..50).map(|n| AuthorCreate::new(format!("writer {n:02}")));
        Author::objects().bulk_create(app.db(), more).await.unwrap();
        let first = read(&all, "/rel/press.article/author").await;
        assert_eq!(first["options"].as_array().unwrap().len(), 20);
        assert_eq!(first["options"][0], json!({"id": "1", "repr": "ada", "sub": "nobody@example.com"}));
        let next = first["next"].as_str().unwrap();
        let second = read(&all, &format!("/rel/press.article/author?after={next}")).await;
        assert_eq!(second["options"].as_array().unwrap().len(), 20);
        let found = read(&all, "/rel/press.article/author?q=writer+33").await;
        assert_eq!(found["options"].as_array().unwrap().len(), 1);
        let named = read(&all, "/rel/press.article/topics?ids=2").await;
        assert_eq!(named["options"], json!([{"id": "2", "repr": "sea"}]));
        all.get("/rel/press.article/title").await.assert_status(404);
        let clerk = clerk(&app, "bob", &["change_article"]).await;
        clerk.get("/rel/press.article/author").await.assert_status(403);
    }

    async fn actions_run_over_what_was_selected(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let act = "/m/press.article/actions";
        let body = json!({"selection": ids([1, 2]), "form": {}});
        let done = chief.post(&format!("{act}/print")).json(&body).await.assert_status(200).value();
        assert_eq!((&done["message"], &done["done"]), (&json!("2 printed"), &json!(2)));
        let all = json!({"selection": {"all": true, "query": {"f": {"stage": {"eq": "draft"}}}, "except": ["3"], "expected": 10}, "form": {}});
        let done = chief.post(&format!("{act}/print")).json(&all).await.assert_status(200).value();
        assert_eq!(done["done"], 9);
        let grown = json!({"selection": {"all": true, "query": {}, "expected": 10}, "form": {}});
        let refused = chief.post(&format!("{act}/print")).json(&grown).await.assert_status(409).value();
        assert_eq!(refused["code"], "selection_grew");
        let wrong = json!({"selection": ids([1]), "form": {"reason": "x"}});
        let refused = chief.post(&format!("{act}/withdraw")).json(&wrong).await.assert_status(422).value();
        assert_eq!(refused["errors"]["reason"][0]["code"], "min_length", "{refused}");
        let right = json!({"selection": ids([1]), "form": {"reason": "wrong page"}});
        chief.post(&format!("{act}/withdraw")).json(&right).await.assert_status(200);
        let article = Article::objects().get(app.db(), 1).await.unwrap();
        assert_eq!((&article.stage, article.body.as_str()), (&Stage::Draft, "wrong page"));
        let many = json!({"selection": ids([1, 2, 3, 4]), "form": {"reason": "all of it"}});
        chief.post(&format!("{act}/withdraw")).json(&many).await.assert_status(413);
        chief.post(&format!("{act}/nothing")).json(&right).await.assert_status(404);
        let viewer = clerk(&app, "bob", &["view_article"]).await;
        viewer.post(&format!("{act}/print")).json(&body).await.assert_status(403);
        let own = clerk(&app, "own", &["change_article"]).await;
        own.post(&format!("{act}/print")).json(&body).await.assert_status(404);
    }

    async fn accounts_are_kept_without_a_hash_in_sight(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let body = json!({"set": {"username": "dora", "is_staff": true, "user_permissions": ["1"]}});
        let made = chief.post("/m/auth.user").json(&body).await.assert_status(201).value();
        assert!(made["values"].get("password").is_none(), "{made}");
        let id: i64 = made["id"].as_str().unwrap().parse().unwrap();
        let refused = chief.post("/m/auth.user").json(&json!({"set": {"username": "eve", "password": "x"}})).await;
        assert_eq!(refused.assert_status(422).value()["errors"]["password"][0]["code"], "unknown");
        let weak = json!({"selection": ids([id]), "form": {"password": "1234"}});
        let refused = chief.post("/m/auth.user/actions/password").json(&weak).await.assert_status(422).value();
        assert!(refused["errors"]["password"][0]["message"].is_string(), "{refused}");
        let good = json!({"selection": ids([id]), "form": {"password": "correct horse battery"}});
        chief.post("/m/auth.user/actions/password").json(&good).await.assert_status(200);
        Browser::signed_in(&app, "dora").await;
        let group = json!({"set": {"name": "editors", "permissions": ["1", "2"]}});
        let group = chief.post("/m/auth.group").json(&group).await.assert_status(201).value();
        assert_eq!(group["values"]["permissions"].as_array().unwrap().len(), 2);
        let list = chief.get("/m/auth.user?q=dora").await.assert_status(200).text();
        assert!(list.contains("dora") && !list.contains("argon2"), "{list}");
        assert_eq!(User::objects().get(app.db(), id).await.unwrap().username, "dora");
    }

    async fn who_may_not_do_everything_makes_nobody_who_may(database: &FreshDatabase) {
        let app = paper(database).await;
        let clerk = staff(&app, "clerk").await;
        let names = ["change_user", "view_user"].map(str::to_owned);
        let may = fjango::auth::Permission::objects()
            .filter(|p| p.codename().in_(names) & p.content_type().app_label().eq("auth"))
            .values(app.db(), |p| p.id())
            .await
            .unwrap();
        clerk.related(|user: <User as Model>::Columns| user.user_permissions()).add(app.db(), may).await.unwrap();
        let browser = Browser::signed_in(&app, "clerk").await;
        let path = format!("/m/auth.user/{}", clerk.id);
        let record = read(&browser, &path).await;
        let refused = patch(&browser, &path, &record["v"], &json!({"set": {"is_superuser": true}})).await;
        assert_eq!(refused.assert_status(422).value()["errors"]["is_superuser"][0]["code"], "read_only");
        patch(&browser, &path, &record["v"], &json!({"set": {"email": "clerk@example.com"}})).await.assert_status(200);
    }

    async fn a_text_that_is_required_is_not_empty(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let schema = read(&chief, "/schema/press.article").await;
        assert_eq!((&schema["fields"]["title"]["required"], &schema["fields"]["body"]["required"]), (&json!(true), &json!(null)));
        let new = json!({"set": {"title": "", "body": "", "author": "1"}});
        let refused = chief.post("/m/press.article").json(&new).await.assert_status(422).value();
        assert_eq!(refused["errors"], json!({"title": [{"code": "blank", "message": "must not be empty"}]}));
        let record = read(&chief, "/m/press.article/1").await;
        let refused = patch(&chief, "/m/press.article/1", &record["v"], &json!({"set": {"title": ""}})).await;
        assert_eq!(refused.assert_status(422).value()["errors"]["title"][0]["code"], "blank");
        // What has a default may be emptied.
        patch(&chief, "/m/press.article/1", &record["v"], &json!({"set": {"body": ""}})).await.assert_status(200);
        let note = json!({"inlines": {"notes": {"create": [{"set": {"text": ""}}]}}});
        let record = read(&chief, "/m/press.article/1").await;
        let refused = patch(&chief, "/m/press.article/1", &record["v"], &note).await.assert_status(422).value();
        assert_eq!(refused["errors"]["notes[0].text"][0]["code"], "blank");
    }
}
