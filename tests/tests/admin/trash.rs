//! The trash by role: who sees what is in it, who brings it back, who throws it away for good.

use fjango::admin::{Actor, AdminSite, Policy};
use fjango::orm::{Expr, Query};
use fjango::prelude::*;
use fjango::testing::{TestApp, json};
use fjango::value::Value;
use fjango_tests::{FreshDatabase, each_database};
use serde_json::Value as Json;

use super::models::{Clipping, ClippingCreate};
use super::paper::{chief, clerk, column, ids, paper_with, read};
use super::support::Browser;

const CLIPPINGS: &str = "/m/press.clipping";

/// Who is called `own` has the clippings called `mine`.
struct Drawer;

impl Policy for Drawer {
    fn scope(&self, actor: &Actor, mut query: Query) -> Query {
        if actor.username == "own" && query.meta.is(Clipping::META) {
            let name = Clipping::META.field("name").unwrap();
            query.filter.push(Expr::own(name, Value::Text("mine".to_owned())));
        }
        query
    }
}

fn site(admin: AdminSite) -> AdminSite {
    super::models::site(admin).policy(Drawer)
}

/// Clippings of which `1` (mine) and `2` are in the trash, `3` (mine) and `4` are not.
async fn drawer(database: &FreshDatabase) -> TestApp {
    let app = paper_with(database, site).await;
    let names = ["mine", "theirs", "mine", "theirs"].map(ClippingCreate::new);
    Clipping::objects().bulk_create(app.db(), names).await.unwrap();
    let thrown = Clipping::objects().filter(|c| c.id().le(2));
    thrown.delete(app.db()).await.unwrap();
    app
}

/// Everybody who has to do with clippings.
async fn people(app: &TestApp) -> [(&'static str, Browser); 5] {
    let all = ["view_clipping", "add_clipping", "change_clipping", "delete_clipping"];
    [
        ("viewer", clerk(app, "viewer", &all[..1]).await),
        ("editor", clerk(app, "editor", &all[..3]).await),
        (
            "cleaner",
            clerk(app, "cleaner", &["view_clipping", "delete_clipping"]).await,
        ),
        ("own", clerk(app, "own", &all).await),
        ("chief", chief(app).await),
    ]
}

/// The clippings that are there, and those in the trash.
async fn state(app: &TestApp) -> (Vec<i64>, Vec<i64>) {
    let all = Clipping::objects()
        .with_deleted()
        .order_by(|c| c.id().asc())
        .all(app.db())
        .await
        .unwrap();
    let (there, thrown): (Vec<_>, Vec<_>) = all.iter().partition(|clipping| clipping.deleted_at.is_none());
    let ids = |clippings: Vec<&Clipping>| clippings.iter().map(|clipping| clipping.id).collect();
    (ids(there), ids(thrown))
}

/// Throws a clipping of the trash away, of the version that the chief sees.
async fn purge(browser: &Browser, version: &Json, id: i64) -> u16 {
    let version = format!("\"{}\"", version.as_str().unwrap());
    let path = format!("{CLIPPINGS}/{id}");
    browser
        .change("DELETE", &path)
        .header("if-match", &version)
        .await
        .status()
}

each_database! {
    async fn the_trash_is_seen_by_those_who_may_delete(database: &FreshDatabase) {
        let app = drawer(database).await;
        for (who, browser) in people(&app).await {
            let (list, mine, theirs) = match who {
                "cleaner" | "chief" => (Some(2), 200, 200),
                "own" => (Some(1), 200, 404),
                _ => (None, 404, 404),
            };
            let trash = browser.get(&format!("{CLIPPINGS}?trash=1")).await;
            let count = browser.get(&format!("{CLIPPINGS}/count?trash=1")).await;
            match list {
                Some(rows) => {
                    let names = column(&trash.assert_status(200).value(), "name");
                    assert_eq!(names.len(), rows, "{who}");
                    assert!(names.contains(&json!("mine")) && (who != "own" || !names.contains(&json!("theirs"))), "{who}");
                    assert_eq!(count.assert_status(200).value()["n"], rows, "{who}");
                }
                None => {
                    trash.assert_status(403);
                    count.assert_status(403);
                }
            }
            let status = async |path: String| browser.get(&format!("{CLIPPINGS}/{path}")).await.status();
            for (id, expected) in [(1, mine), (2, theirs)] {
                assert_eq!(status(format!("{id}")).await, expected, "{who} opens {id}");
                // Who may not delete anything does not get to a preview at all.
                let preview = if list.is_none() { 403 } else { expected };
                assert_eq!(status(format!("{id}/delete-preview")).await, preview, "{who} of {id}");
                // What was done to a row that is gone is known where all rows may be.
                let history = if who == "own" { expected } else { 200 };
                assert_eq!(status(format!("{id}/history")).await, history, "{who} of {id}");
            }
            // Elsewhere it is as if it were gone.
            assert!(!column(&read(&browser, CLIPPINGS).await, "name").is_empty());
            let found = read(&browser, "/search?q=mine").await;
            assert_eq!(found["groups"][0]["rows"], json!([{"id": "3", "repr": "mine"}]), "{who}");
        }
    }

    async fn the_trash_gives_back_to_those_who_may_delete(database: &FreshDatabase) {
        let app = drawer(database).await;
        let nothing = (vec![3, 4], vec![1, 2]);
        for (who, browser) in people(&app).await {
            let one = async |id: i64| browser.post(&format!("{CLIPPINGS}/{id}/restore")).json(&json!({})).await.status();
            let many = async |ids: Json| browser.post(&format!("{CLIPPINGS}/restore")).json(&json!({"selection": ids})).await.status();
            match who {
                "viewer" | "editor" => {
                    assert_eq!((one(1).await, many(ids([1])).await), (403, 403), "{who}");
                    assert_eq!(state(&app).await, nothing, "{who}");
                }
                "own" => {
                    assert_eq!((one(2).await, many(ids([1, 2])).await), (404, 404));
                    assert_eq!(state(&app).await, nothing, "all or none");
                    assert_eq!(one(1).await, 200);
                    assert_eq!(state(&app).await, (vec![1, 3, 4], vec![2]));
                    assert_eq!(one(1).await, 404, "it is back already");
                    Clipping::objects().filter(|c| c.id().eq(1)).delete(app.db()).await.unwrap();
                }
                _ => {
                    assert_eq!(many(ids([1, 2])).await, 200, "{who}");
                    assert_eq!(state(&app).await, (vec![1, 2, 3, 4], vec![]), "{who}");
                    Clipping::objects().filter(|c| c.id().le(2)).delete(app.db()).await.unwrap();
                }
            }
        }
    }

    async fn the_trash_is_emptied_by_those_who_may_delete(database: &FreshDatabase) {
        let app = drawer(database).await;
        let [viewer, editor, cleaner, own, chief] = people(&app).await.map(|(_, browser)| browser);
        let mine = read(&chief, &format!("{CLIPPINGS}/1")).await["v"].clone();
        let theirs = read(&chief, &format!("{CLIPPINGS}/2")).await["v"].clone();
        let many = async |browser: &Browser, ids: Json| browser.post(&format!("{CLIPPINGS}/delete")).json(&json!({"selection": ids})).await.status();
        for browser in [&viewer, &editor] {
            assert_eq!(purge(browser, &mine, 1).await, 403);
            assert_eq!(many(browser, ids([1])).await, 403);
        }
        assert_eq!((purge(&own, &theirs, 2).await, many(&own, ids([1, 2])).await), (404, 404));
        assert_eq!(state(&app).await, (vec![3, 4], vec![1, 2]));
        assert_eq!(purge(&own, &mine, 1).await, 204);
        assert_eq!(state(&app).await, (vec![3, 4], vec![2]));
        assert_eq!(many(&cleaner, ids([2])).await, 200);
        assert_eq!(state(&app).await, (vec![3, 4], vec![]));
    }

    async fn what_lies_in_the_trash_is_not_worked_on(database: &FreshDatabase) {
        let app = drawer(database).await;
        let all = ["view_clipping", "change_clipping"];
        let editor = clerk(&app, "editor", &all).await;
        let chief = chief(&app).await;
        let version = read(&chief, &format!("{CLIPPINGS}/1")).await["v"].clone();
        let header = format!("\"{}\"", version.as_str().unwrap());
        let body = json!({"set": {"name": "taken"}});
        editor.change("PATCH", &format!("{CLIPPINGS}/1")).header("if-match", &header).json(&body).await.assert_status(404);
        let cells = json!({"changes": [{"id": "1", "v": version, "set": {"name": "taken"}}]});
        let answer = editor.change("PATCH", &format!("{CLIPPINGS}/cells")).json(&cells).await.assert_status(200).value();
        assert_eq!(answer["results"][0]["problem"]["code"], "not_found", "{answer}");
        let named = Clipping::objects().with_deleted().filter(|c| c.name().eq("taken"));
        assert_eq!(named.count(app.db()).await.unwrap(), 0);
        let rows = json!({"format": "json", "selection": {"ids": ["1", "3"]}});
        let rows = chief.post(&format!("{CLIPPINGS}/export")).json(&rows).await.assert_status(200).value();
        assert_eq!(rows.as_array().unwrap().len(), 1);
    }
}
