//! What was done, by whom, and back again.

use fjango::admin::history::Revision;
use fjango::prelude::*;
use fjango::testing::json;
use fjango_tests::{FreshDatabase, each_database};
use serde_json::Value;

use super::models::*;
use super::paper::{chief, clerk, ids, paper, patch, read};

fn verbs(page: &Value) -> Vec<&str> {
    page["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["verb"].as_str().unwrap())
        .collect()
}

each_database! {
    async fn every_change_is_written_down_with_what_it_changed(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let new = json!({"set": {"title": "New", "author": "1", "topics": ["2"], "fee": "5"}});
        let made = chief.post("/m/press.article").json(&new).await.assert_status(201).value();
        let path = format!("/m/press.article/{}", made["id"].as_str().unwrap());
        let change = json!({"set": {"title": "Newer", "author": "2", "topics": ["1", "2"]}});
        let changed = patch(&chief, &path, &made["v"], &change).await.assert_status(200).value();
        // Nothing is changed, so nothing is written down.
        let same = patch(&chief, &path, &changed["v"], &json!({"set": {"title": "Newer"}})).await.assert_status(200).value();
        chief.post("/m/press.article/actions/print").json(&json!({"selection": {"ids": [made["id"]]}, "form": {}})).await.assert_status(200);

        let page = read(&chief, &format!("{path}/history")).await;
        assert_eq!(verbs(&page), ["action", "change", "create"]);
        let entry = &page["entries"][1];
        assert_eq!((&entry["by"]["repr"], &entry["via"], &entry["repr"]), (&json!("chief"), &json!("ui"), &json!("Newer")));
        assert!(entry["request_id"].is_string() && entry["at"].is_string());
        let changes = entry["changes"].as_array().unwrap();
        let of = |name: &str| changes.iter().find(|change| change["f"] == name).unwrap_or_else(|| panic!("{name} is in {entry}"));
        assert_eq!(changes.len(), 3, "{entry}");
        assert_eq!((&of("title")["before"], &of("title")["after"], &of("title")["label"]), (&json!("New"), &json!("Newer"), &json!("Title")));
        assert_eq!(of("author")["before"], json!({"id": "1", "repr": "ada"}));
        assert_eq!(of("topics")["before"], json!([{"id": "2", "repr": "sea"}]));
        assert_eq!(page["entries"][0]["note"], "Print");
        assert_eq!(page["entries"][0]["changes"][0]["f"], "stage");
        let one = read(&chief, &format!("{path}/history/{}", entry["rev"].as_str().unwrap())).await;
        assert_eq!(&one, entry);

        let now = read(&chief, &path).await;
        assert_ne!(now["v"], same["v"]);
        chief.change("DELETE", &path).header("if-match", &format!("\"{}\"", now["v"].as_str().unwrap())).await.assert_status(204);
        let gone = read(&chief, &format!("{path}/history")).await;
        assert_eq!(verbs(&gone)[0], "delete");
        assert!(gone["entries"][0]["changes"].as_array().unwrap().iter().any(|change| change["before"] == "Newer" && change["after"].is_null()));
    }

    async fn a_refused_change_leaves_no_trace(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let seen = read(&chief, "/m/press.article/1").await;
        patch(&chief, "/m/press.article/1", &seen["v"], &json!({"set": {"title": "Story 01"}})).await.assert_status(409);
        patch(&chief, "/m/press.article/1", &json!("old"), &json!({"set": {"title": "x"}})).await.assert_status(412);
        chief.post("/m/press.article").json(&json!({"set": {"title": "Story 01", "author": "1"}})).await.assert_status(409);
        assert_eq!(Revision::objects().count(app.db()).await.unwrap(), 0);
    }

    async fn a_change_is_taken_back_and_that_is_a_change_too(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let path = "/m/press.article/1";
        let before = read(&chief, path).await;
        let change = json!({"set": {"title": "Other", "topics": [], "author": "2", "fee": "9.25", "printed_on": "2026-02-03"}});
        let changed = patch(&chief, path, &before["v"], &change).await.assert_status(200).value();
        let rev = read(&chief, &format!("{path}/history")).await["entries"][0]["rev"].as_str().unwrap().to_owned();
        let revert = format!("{path}/revert/{rev}");
        chief.post(&revert).json(&json!({})).await.assert_status(428);
        chief.post(&revert).json(&json!({})).header("if-match", &format!("\"{}\"", before["v"].as_str().unwrap())).await.assert_status(412);
        let version = format!("\"{}\"", changed["v"].as_str().unwrap());
        let back = chief.post(&revert).json(&json!({})).header("if-match", &version).await.assert_status(200).value();
        assert_eq!(back["values"], before["values"]);
        let page = read(&chief, &format!("{path}/history")).await;
        assert_eq!(verbs(&page), ["revert", "change"]);
        assert_eq!(page["entries"][0]["note"], format!("#{rev}"));
        // Of another row it is not there, and what made a row cannot be taken back.
        let version = format!("\"{}\"", back["v"].as_str().unwrap());
        for wrong in [format!("/m/press.article/2/revert/{rev}"), format!("{path}/revert/x"), format!("{path}/revert/999999")] {
            chief.post(&wrong).json(&json!({})).header("if-match", &version).await.assert_status(404);
        }
    }

    async fn fields_are_shown_and_taken_back_only_to_who_may(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let path = "/m/press.article/1";
        let seen = read(&chief, path).await;
        patch(&chief, path, &seen["v"], &json!({"set": {"fee": "50", "body": "other"}})).await.assert_status(200);
        let author = json!({"set": {"salary": 7}});
        let ada = read(&chief, "/m/press.author/1").await;
        patch(&chief, "/m/press.author/1", &ada["v"], &author).await.assert_status(200);
        let blind = clerk(&app, "blind", &["view_article", "change_article", "view_author"]).await;
        let page = read(&blind, &format!("{path}/history")).await;
        let names: Vec<_> = page["entries"][0]["changes"].as_array().unwrap().iter().map(|change| &change["f"]).collect();
        assert_eq!(names, ["body"]);
        assert!(read(&blind, "/m/press.author/1/history").await["entries"][0]["changes"].as_array().unwrap().is_empty());
        let rev = page["entries"][0]["rev"].as_str().unwrap();
        let version = format!("\"{}\"", read(&blind, path).await["v"].as_str().unwrap());
        blind.post(&format!("{path}/revert/{rev}")).json(&json!({})).header("if-match", &version).await.assert_status(200);
        let now = Article::objects().get(app.db(), 1).await.unwrap();
        assert_eq!((now.body.as_str(), now.fee), ("one two three", Decimal::new(50, 0)));
    }

    async fn the_audit_is_filtered_and_paged(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let editor = clerk(&app, "editor", &["view_topic", "add_topic"]).await;
        for number in 0..60 {
            let body = json!({"set": {"word": format!("w{number}")}});
            editor.post("/m/press.topic").json(&body).await.assert_status(201);
        }
        chief.post("/m/press.article/delete").json(&json!({"selection": ids([3])})).await.assert_status(200);
        let first = read(&chief, "/audit").await;
        assert_eq!(first["entries"].as_array().unwrap().len(), 50);
        let next = first["next"].as_str().unwrap();
        let second = read(&chief, &format!("/audit?after={next}")).await;
        assert_eq!(second["entries"].as_array().unwrap().len(), 11);
        assert!(second.get("next").is_none());
        let count = async |query: &str| read(&chief, &format!("/audit?{query}")).await["entries"].as_array().unwrap().len();
        assert_eq!(count("user=chief").await, 1);
        assert_eq!(count("model=press.topic&user=edit").await, 50);
        assert_eq!(count("verb=delete").await, 1);
        assert_eq!(count("model=press.article&id=3").await, 1);
        assert_eq!(count("from=2020-01-01&to=2020-12-31").await, 0);
        assert_eq!(count("from=2020-01-01&verb=delete").await, 1);
        for wrong in ["from=x", "to=2026-13-01", "after=x", "who=me"] {
            chief.get(&format!("/audit?{wrong}")).await.assert_status(400);
        }
        chief.get("/audit?model=press.nothing").await.assert_status(404);
        chief.get("/audit?user=%00").await.assert_status(400);
        editor.get("/audit").await.assert_status(403);
    }

    async fn a_change_says_by_which_way_it_came(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let seen = read(&chief, "/m/press.topic/1").await;
        patch(&chief, "/m/press.topic/1", &seen["v"], &json!({"set": {"word": "wind"}})).await.assert_status(200);
        let file = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nid,word\n,ice\n2,lake\n\r\n--x--\r\n";
        let file = chief.post("/m/press.topic/import").body("multipart/form-data; boundary=x", file).await.assert_status(200).value();
        let run = format!("/imports/{}/run", file["id"].as_str().unwrap());
        chief.post(&run).json(&json!({"mapping": file["mapping"]})).await.assert_status(200);
        chief.post("/m/press.article/actions/print").json(&json!({"selection": ids([1]), "form": {}})).await.assert_status(200);
        let ways = async |query: &str| -> Vec<String> {
            let page = read(&chief, &format!("/audit?{query}")).await;
            let text = |entry: &Value, name: &str| entry[name].as_str().unwrap().to_owned();
            let entries = page["entries"].as_array().unwrap().iter();
            entries.map(|entry| ["model", "id", "verb", "via"].map(|name| text(entry, name)).join(" ")).collect()
        };
        assert_eq!(ways("").await, [
            "press.article 1 action action",
            "press.topic 2 change import",
            "press.topic 3 create import",
            "press.topic 1 change ui",
        ]);
        assert_eq!(ways("via=import").await.len(), 2);
    }

    async fn rows_of_an_inline_have_entries_of_their_own(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let path = "/m/press.article/1";
        let record = read(&chief, path).await;
        let row = &record["inlines"]["notes"]["rows"][0];
        let notes = json!({"update": [{"id": row["id"], "v": row["v"], "set": {"text": "FIRST"}}], "create": [{"set": {"text": "second"}}]});
        let saved = patch(&chief, path, &record["v"], &json!({"set": {}, "inlines": {"notes": notes}})).await.assert_status(200).value();
        let row = saved["inlines"]["notes"]["rows"].as_array().unwrap().iter().find(|row| row["values"]["text"] == "second").unwrap();
        let notes = json!({"delete": [{"id": row["id"], "v": row["v"]}]});
        patch(&chief, path, &saved["v"], &json!({"set": {}, "inlines": {"notes": notes}})).await.assert_status(200);

        // Notes are edited with their article alone; what was done with them is told all the same.
        let page = read(&chief, "/audit").await;
        assert_eq!(verbs(&page), ["delete", "create", "change"]);
        for entry in page["entries"].as_array().unwrap() {
            assert_eq!((&entry["model"], &entry["by"]["repr"], &entry["via"]), (&json!("press.note"), &json!("chief"), &json!("ui")));
        }
        let change = &page["entries"][2]["changes"];
        assert_eq!(change.as_array().unwrap().len(), 1, "{change}");
        assert_eq!((&change[0]["f"], &change[0]["before"], &change[0]["after"]), (&json!("text"), &json!("first"), &json!("FIRST")));
        assert_eq!(verbs(&read(&chief, "/audit?model=press.note&verb=create").await), ["create"]);
        let auditor = clerk(&app, "auditor", &["view_revision", "view_article"]).await;
        assert_eq!(verbs(&read(&auditor, "/audit").await), Vec::<&str>::new());
        auditor.get("/audit?model=press.note").await.assert_status(403);
        let noted = clerk(&app, "noted", &["view_revision", "view_note"]).await;
        assert_eq!(verbs(&read(&noted, "/audit").await).len(), 3);
    }

    async fn nothing_sensitive_is_ever_written_down(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let made = chief.post("/m/press.author").json(&json!({"set": {"name": "eve"}})).await.assert_status(201).value();
        let path = format!("/m/press.author/{}", made["id"].as_str().unwrap());
        let secret = AuthorPatch { secret: Some("hush2".to_owned()), ..AuthorPatch::default() };
        Author::objects().filter(|a| a.name().eq("eve")).update(app.db(), secret).await.unwrap();
        let seen = read(&chief, &path).await;
        let changed = patch(&chief, &path, &seen["v"], &json!({"set": {"salary": 7}})).await.assert_status(200).value();
        let version = format!("\"{}\"", changed["v"].as_str().unwrap());
        chief.change("DELETE", &path).header("if-match", &version).await.assert_status(204);
        let password = json!({"selection": ids([1]), "form": {"password": "another horse battery"}});
        chief.post("/m/auth.user/actions/password").json(&password).await.assert_status(200);
        let entries = Revision::objects().all(app.db()).await.unwrap();
        assert_eq!(entries.len(), 4);
        for entry in entries {
            let text = format!("{} {} {}", entry.changes, entry.repr, entry.note);
            for secret in ["secret", "hush", "argon", "horse"] {
                assert!(!text.contains(secret), "{secret}: {text}");
            }
        }
    }

    async fn the_audit_hides_the_fields_that_its_reader_may_not_see(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        for (path, set) in [
            ("/m/press.article/1", json!({"fee": "50", "body": "other"})),
            ("/m/press.author/1", json!({"salary": 7})),
        ] {
            let seen = read(&chief, path).await;
            patch(&chief, path, &seen["v"], &json!({"set": set})).await.assert_status(200);
        }
        let blind = clerk(&app, "blind", &["view_revision", "view_article", "view_author"]).await;
        let page = read(&blind, "/audit").await;
        let fields = |page: &Value, at: usize| -> Vec<String> {
            let changes = page["entries"][at]["changes"].as_array().unwrap().iter();
            changes.map(|change| change["f"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!((fields(&page, 0), fields(&page, 1)), (vec![], vec!["body".to_owned()]), "that it was changed is known, not what");
        let page = read(&chief, "/audit").await;
        assert_eq!((fields(&page, 0).len(), fields(&page, 1).len()), (1, 2));
        // Rows out of sight are in nobody's audit who may not see them, whatever the permission.
        let own = clerk(&app, "own", &["view_revision", "view_article", "view_author"]).await;
        assert_eq!(read(&own, "/audit").await["entries"], json!([]));
    }
}
