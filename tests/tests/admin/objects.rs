//! Rules about single rows, on every way to a row.

use fjango::admin::contract::Can;
use fjango::admin::{Actor, AdminSite, Policy};
use fjango::prelude::*;
use fjango::schema::ModelMeta;
use fjango::testing::json;
use fjango_tests::{FreshDatabase, each_database};
use serde_json::Value as Json;

use super::models::*;
use super::paper::*;

/// An article that is closed may not be changed; the fourth may not be deleted, the fifth not even opened and the sixth
/// not exported. Nobody touches a note that says `sealed`.
struct Vault;

impl Policy for Vault {
    fn has_objects(&self, meta: &'static ModelMeta) -> bool {
        meta.is(Article::META) || meta.is(Note::META)
    }

    fn object(&self, _: &Actor, meta: &'static ModelMeta, values: &[fjango::value::Value], can: Can) -> bool {
        let value = |name: &str| &values[meta.field_index(name).unwrap()];
        if meta.is(Note::META) {
            return value("text").as_str() != Some("sealed") || can == Can::View;
        }
        let closed = value("body").as_str() == Some("closed");
        match (value("id").to_text().as_str(), can) {
            ("4", Can::Delete) | ("5", _) | ("6", Can::Export) => false,
            (_, can) => can != Can::Change || !closed,
        }
    }
}

fn guarded(admin: AdminSite) -> AdminSite {
    site(admin).policy(Vault)
}

async fn close(db: &Db, id: i64) {
    let closed = ArticlePatch {
        body: Some("closed".into()),
        ..ArticlePatch::default()
    };
    Article::objects()
        .filter(|a| a.id().eq(id))
        .update(db, closed)
        .await
        .unwrap();
}

/// The version of a record, as a header.
fn quoted(version: &Json) -> String {
    format!("\"{}\"", version.as_str().unwrap())
}

each_database! {
    async fn a_row_is_opened_changed_and_deleted_only_as_its_rule_allows(database: &FreshDatabase) {
        let app = paper_with(database, guarded).await;
        let chief = chief(&app).await;
        close(app.db(), 3).await;
        // The ten newest: number 3 is the last.
        let list = read(&chief, "/m/press.article?size=10").await;
        let row = |id: usize| &list["rows"][12 - id];
        let cans = |id: usize| -> Vec<&str> {
            row(id)["can"].as_array().unwrap().iter().map(|can| can.as_str().unwrap()).collect()
        };
        assert_eq!(row(3)["id"], "3");
        assert!(cans(7).contains(&"change") && !cans(3).contains(&"change") && cans(3).contains(&"delete"), "{list}");
        assert!(!cans(4).contains(&"delete") && cans(5).is_empty() && !cans(6).contains(&"export"), "{list}");

        let third = read(&chief, "/m/press.article/3").await;
        let change = json!({"set": {"body": "changed"}});
        patch(&chief, "/m/press.article/3", &third["v"], &change).await.assert_status(403);
        let cells = json!({"changes": [
            {"id": "3", "v": row(3)["v"], "set": {"stage": "printed"}},
            {"id": "7", "v": row(7)["v"], "set": {"stage": "printed"}},
        ]});
        let cells = chief.change("PATCH", "/m/press.article/cells").json(&cells).await.assert_status(200).value();
        assert_eq!(cells["results"][0]["problem"]["code"], "forbidden", "{cells}");
        assert_eq!(cells["results"][1]["row"]["cells"]["stage"], "printed", "{cells}");

        let fourth = read(&chief, "/m/press.article/4").await;
        let fourth = patch(&chief, "/m/press.article/4", &fourth["v"], &change).await.assert_status(200).value();
        let gone = chief.change("DELETE", "/m/press.article/4").header("if-match", &quoted(&fourth["v"])).await;
        gone.assert_status(403);

        chief.get("/m/press.article/5").await.assert_status(404);
        patch(&chief, "/m/press.article/5", &row(5)["v"], &change).await.assert_status(404);
        chief.get("/m/press.article/5/history").await.assert_status(404);
        chief.get("/m/press.article/5/delete-preview").await.assert_status(404);

        let rows = Article::objects().order_by(|a| a.id().asc()).all(app.db()).await.unwrap();
        assert_eq!(rows.len(), 12);
        assert_eq!((rows[2].body.as_str(), &rows[2].stage), ("closed", &Stage::Draft));
        assert_eq!(rows[4].body.as_str(), "one two three");
    }

    async fn many_rows_are_treated_only_as_the_rule_of_each_allows(database: &FreshDatabase) {
        let app = paper_with(database, guarded).await;
        let chief = chief(&app).await;
        close(app.db(), 3).await;
        let body = json!({"selection": ids([2, 3, 5]), "form": {}});
        let done = chief.post("/m/press.article/actions/print").json(&body).await.value();
        let printed = Article::objects().filter(|a| a.stage().eq(Stage::Printed)).all(app.db()).await.unwrap();
        assert!(printed.iter().all(|article| article.id == 2), "{done}");

        let body = json!({"selection": ids([1, 4, 5])});
        let done = chief.post("/m/press.article/delete").json(&body).await.value();
        let left: Vec<i64> = Article::objects().order_by(|a| a.id().asc()).values(app.db(), |a| a.id()).await.unwrap();
        assert!(left.contains(&4) && left.contains(&5), "{done}");

        let all = json!({"format": "json", "fields": ["id"], "selection": {"all": true, "query": {}, "expected": 12}});
        let rows = chief.post("/m/press.article/export").json(&all).await.assert_status(200).value();
        let out: Vec<&str> = rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
        assert!(out.contains(&"3") && !out.contains(&"5") && !out.contains(&"6"), "{out:?}");
    }

    async fn a_change_is_taken_back_only_where_a_change_is_allowed(database: &FreshDatabase) {
        let app = paper_with(database, guarded).await;
        let chief = chief(&app).await;
        let path = "/m/press.article/2";
        let second = read(&chief, path).await;
        patch(&chief, path, &second["v"], &json!({"set": {"title": "New"}})).await.assert_status(200);
        let rev = read(&chief, &format!("{path}/history")).await["entries"][0]["rev"].as_str().unwrap().to_owned();
        close(app.db(), 2).await;
        let now = read(&chief, path).await;
        let revert = chief.post(&format!("{path}/revert/{rev}")).header("if-match", &quoted(&now["v"]));
        revert.json(&json!({})).await.assert_status(403);
        assert_eq!(Article::objects().get(app.db(), 2).await.unwrap().title, "New");
    }

    async fn rows_of_an_inline_have_their_own_rules(database: &FreshDatabase) {
        let app = paper_with(database, guarded).await;
        let chief = chief(&app).await;
        let path = "/m/press.article/1";
        let seal = NotePatch { text: Some("sealed".to_owned()), ..NotePatch::default() };
        Note::objects().filter(|note| note.article().eq(1)).update(app.db(), seal).await.unwrap();
        let record = read(&chief, path).await;
        let sealed = &record["inlines"]["notes"]["rows"][0];
        let open = json!({"set": {"text": "open"}});
        let notes = |create: Json, update: Json, delete: Json, order: Json| {
            let mut notes = json!({"create": create, "update": update, "delete": delete});
            if !order.is_null() {
                notes["order"] = order;
            }
            json!({"set": {}, "inlines": {"notes": notes}})
        };
        let (id, v) = (&sealed["id"], &sealed["v"]);
        let refused = [
            ("made so", notes(json!([open, {"set": {"text": "sealed"}}]), json!([]), json!([]), Json::Null)),
            ("changed", notes(json!([]), json!([{"id": id, "v": v, "set": {"weight": 2}}]), json!([]), Json::Null)),
            ("deleted", notes(json!([]), json!([]), json!([{"id": id, "v": v}]), Json::Null)),
            ("moved", notes(json!([open]), json!([]), json!([]), json!(["+0", id]))),
        ];
        for (what, body) in refused {
            let answer = patch(&chief, path, &record["v"], &body).await;
            assert_eq!(answer.status(), 403, "{what}: {}", answer.text());
        }
        assert_eq!(Note::objects().filter(|note| note.article().eq(1)).count(app.db()).await.unwrap(), 1);

        let body = notes(json!([open]), json!([]), json!([]), Json::Null);
        let saved = patch(&chief, path, &record["v"], &body).await.assert_status(200).value();
        let row = saved["inlines"]["notes"]["rows"].as_array().unwrap().iter().find(|row| row["values"]["text"] == "open");
        let row = row.unwrap();
        let body = notes(json!([]), json!([{"id": row["id"], "v": row["v"], "set": {"text": "sealed"}}]), json!([]), Json::Null);
        patch(&chief, path, &saved["v"], &body).await.assert_status(403);
    }
}
