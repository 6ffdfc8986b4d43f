//! Saved views and preferences.

use fjango::admin::preference::{AdminPreference, AdminView};
use fjango::auth::{Group, GroupCreate, User};
use fjango::prelude::*;
use fjango::testing::{TestApp, json};
use fjango_tests::{FreshDatabase, each_database};
use serde_json::Value;

use super::fair;
use super::support::Browser;

async fn join(app: &TestApp, group: &Group, username: &str) {
    let user = User::objects()
        .filter(|user| user.username().eq(username))
        .first(app.db())
        .await
        .unwrap()
        .unwrap();
    user.related(|user| user.groups())
        .add(app.db(), [group.id])
        .await
        .unwrap();
}

fn view(label: &str, shared: &str) -> Value {
    json!({
        "model": "fair.ware", "label": label, "shared": shared, "q": "pot", "f": {"sold": {"eq": true}},
        "sort": ["-title"], "columns": [{"f": "title", "hidden": false, "width": 200}, {"f": "gone", "hidden": true}],
    })
}

async fn labels(browser: &Browser) -> Vec<String> {
    let views = browser.get("/views?model=fair.ware").await.assert_status(200).value();
    views["views"]
        .as_array()
        .unwrap()
        .iter()
        .map(|view| view["label"].as_str().unwrap().to_owned())
        .collect()
}

each_database! {
    async fn a_view_is_seen_by_those_it_is_shared_with(database: &FreshDatabase) {
        let app = fair::open(database).await;
        let buyers = Group::objects().create(app.db(), GroupCreate::new("Buyers")).await.unwrap();
        let others = Group::objects().create(app.db(), GroupCreate::new("Others")).await.unwrap();
        join(&app, &buyers, "editor").await;
        join(&app, &buyers, "viewer").await;
        let editor = Browser::signed_in(&app, "editor").await;
        let viewer = Browser::signed_in(&app, "viewer").await;
        let own = Browser::signed_in(&app, "own").await;
        let root = Browser::signed_in(&app, "root").await;

        let saved = editor.post("/views").json(&view("Mine", "private")).await.assert_status(201).value();
        assert_eq!((&saved["own"], &saved["q"], &saved["sort"]), (&json!(true), &json!("pot"), &json!(["-title"])));
        assert_eq!(saved["columns"], json!([{"f": "title", "hidden": false, "width": 200}]), "what is gone is left out");
        let mut shared = view("Ours", "role");
        shared["role"] = json!(buyers.id.to_string());
        let ours = editor.post("/views").json(&shared).await.assert_status(201).value();
        shared["role"] = json!(others.id.to_string());
        let refused = editor.post("/views").json(&shared).await.assert_status(422).value();
        assert!(refused["errors"]["role"].is_array(), "a group that the user is not in: {refused}");
        let refused = editor.post("/views").json(&view("All", "everyone")).await.assert_status(422).value();
        assert!(refused["errors"]["shared"].is_array(), "{refused}");
        root.post("/views").json(&view("All", "everyone")).await.assert_status(201);

        assert_eq!(labels(&editor).await, ["All", "Mine", "Ours"]);
        assert_eq!(labels(&viewer).await, ["All", "Ours"]);
        assert_eq!(labels(&own).await, ["All"]);
        let told = editor.get("/views?model=fair.ware").await.value();
        assert_eq!(told["roles"], json!([{"id": buyers.id.to_string(), "repr": "Buyers"}]));
        assert_eq!(told["everyone"], json!(false));
        assert_eq!(root.get("/views?model=fair.ware").await.value()["everyone"], json!(true));

        // What may not be changed is refused, and what may not be seen is not there.
        let ours = format!("/views/{}", ours["id"].as_str().unwrap());
        let mine = format!("/views/{}", saved["id"].as_str().unwrap());
        viewer.change("DELETE", &ours).await.assert_status(403);
        viewer.change("PUT", &ours).json(&view("x", "private")).await.assert_status(403);
        for browser in [&viewer, &root] {
            browser.change("DELETE", &mine).await.assert_status(404);
        }
        own.change("DELETE", &ours).await.assert_status(404);
        editor.change("DELETE", "/views/x").await.assert_status(404);
        let changed = editor.change("PUT", &mine).json(&view("Renamed", "private")).await.assert_status(200).value();
        assert_eq!(changed["label"], "Renamed");
        root.change("DELETE", &ours).await.assert_status(204);
        assert_eq!(labels(&editor).await, ["All", "Renamed"]);
        app.post("/admin/api/views").json(&view("x", "private")).await.assert_status(401);
    }

    async fn a_view_tells_nobody_of_what_the_reader_may_not_ask(database: &FreshDatabase) {
        let app = fair::open(database).await;
        let root = Browser::signed_in(&app, "root").await;
        let mut costly = view("Costly", "everyone");
        costly["f"] = json!({"cost": {"eq": "cost-of-the-crown"}});
        root.post("/views").json(&costly).await.assert_status(201);
        let mut columns = view("Columns", "everyone");
        columns["columns"] = json!([{"f": "cost"}, {"f": "title"}]);
        root.post("/views").json(&columns).await.assert_status(201);
        assert_eq!(labels(&root).await, ["Columns", "Costly"]);

        let blind = Browser::signed_in(&app, "blind").await;
        let told = blind.get("/views?model=fair.ware").await.assert_status(200);
        assert!(!told.text().contains("cost"), "{}", told.text());
        assert_eq!(labels(&blind).await, ["Columns"]);
        Browser::signed_in(&app, "nobody").await.get("/views?model=fair.ware").await.assert_status(403);
        blind.get("/views?model=fair.none").await.assert_status(404);
        blind.get("/views").await.assert_status(400);
        // Nor can such a view be saved.
        blind.post("/views").json(&costly).await.assert_status(422);
    }

    async fn views_that_make_no_sense_are_refused(database: &FreshDatabase) {
        let app = fair::open(database).await;
        let editor = Browser::signed_in(&app, "editor").await;
        for (member, value) in [
            ("label", json!("")), ("label", json!("   ")), ("label", json!("x".repeat(81))), ("label", json!("a\0")),
            ("f", json!({"token": {"eq": "x"}})), ("f", json!({"nothing": {"eq": "x"}})), ("sort", json!(["cost"])),
            ("sort", json!(["token"])), ("q", json!("a ".repeat(40))), ("q", json!("\0")),
            ("columns", json!([{"f": "title", "width": 1_000_000}])), ("shared", json!("world")),
            ("f", json!({"or": vec![json!({"sold": {"eq": true}}); 51]})),
        ] {
            let mut wrong = view("Fine", "private");
            wrong[member] = value.clone();
            let refused = editor.post("/views").json(&wrong).await;
            assert_eq!(refused.status(), 422, "{member}: {value}: {}", refused.text());
        }
        let mut wrong = view("Fine", "private");
        wrong["model"] = json!("auth.user");
        editor.post("/views").json(&wrong).await.assert_status(403);
        wrong["model"] = json!("x");
        editor.post("/views").json(&wrong).await.assert_status(404);
        assert_eq!(AdminView::objects().count(app.db()).await.unwrap(), 0);
    }

    async fn preferences_are_ones_own_and_hold_what_still_means_something(database: &FreshDatabase) {
        let app = fair::open(database).await;
        let editor = Browser::signed_in(&app, "editor").await;
        assert_eq!(editor.get("/prefs").await.assert_status(200).value(), json!({}));
        let wanted = json!({
            "theme": "dark", "density": "compact", "locale": "de", "sizes": {"fair.ware": 50, "gone.model": 50},
            "columns": {"fair.ware": [{"f": "code", "hidden": false}, {"f": "title", "hidden": true}, {"f": "token"}], "x": []},
        });
        let kept = editor.change("PUT", "/prefs").json(&wanted).await.assert_status(200).value();
        let expected = json!({
            "theme": "dark", "density": "compact", "locale": "de", "sizes": {"fair.ware": 50},
            "columns": {"fair.ware": [{"f": "code", "hidden": false}, {"f": "title", "hidden": true}]},
        });
        assert_eq!(kept, expected);
        assert_eq!(editor.get("/prefs").await.value(), expected);
        editor.change("PUT", "/prefs").json(&json!({"theme": "light"})).await.assert_status(200);
        assert_eq!(editor.get("/prefs").await.value(), json!({"theme": "light"}));
        assert_eq!(Browser::signed_in(&app, "own").await.get("/prefs").await.value(), json!({}));
        for wrong in [
            json!({"locale": "tlh"}), json!({"theme": "pink"}), json!({"sizes": {"fair.ware": 0}}),
            json!({"sizes": {"fair.ware": 1_000_000}}), json!({"columns": {"fair.ware": [{"f": "title", "width": 1}]}}), json!(7),
        ] {
            let status = editor.change("PUT", "/prefs").json(&wrong).await.status();
            assert!(matches!(status, 400 | 422), "{wrong}: {status}");
        }
        app.get("/admin/api/prefs").await.assert_status(401);
        assert_eq!(AdminPreference::objects().count(app.db()).await.unwrap(), 1);
    }
}
