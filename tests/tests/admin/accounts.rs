//! Who may make whom do what: nobody becomes somebody who may do more.

use fjango::auth::{Group, GroupCreate, Permission, User};
use fjango::prelude::*;
use fjango::testing::{Response, TestApp, json};
use fjango_tests::{FreshDatabase, each_database};
use serde_json::Value;

use super::paper::{chief, paper, patch, read};
use super::support::{Browser, staff};

/// The key of a permission, such as `auth.change_user`.
async fn permission(app: &TestApp, name: &str) -> i64 {
    let (label, codename) = name.split_once('.').unwrap();
    let (label, codename) = (label.to_owned(), codename.to_owned());
    let one = Permission::objects()
        .filter(|permission| permission.content_type().app_label().eq(label) & permission.codename().eq(codename));
    one.get_one(app.db()).await.unwrap().id
}

/// Somebody who looks after accounts, and may see articles beside.
async fn clerk(app: &TestApp) -> (User, Browser) {
    let user = staff(app, "clerk").await;
    let mut own = Vec::new();
    for name in [
        "auth.view_user",
        "auth.add_user",
        "auth.change_user",
        "auth.delete_user",
        "auth.view_group",
        "auth.add_group",
        "auth.change_group",
        "auth.view_permission",
        "auth.change_permission",
        "auth.view_contenttype",
        "press.view_article",
    ] {
        own.push(permission(app, name).await);
    }
    user.related(|user: <User as Model>::Columns| user.user_permissions())
        .add(app.db(), own)
        .await
        .unwrap();
    let browser = Browser::signed_in(app, "clerk").await;
    (user, browser)
}

/// Changes a row as it is now.
async fn change(browser: &Browser, path: &str, set: Value) -> Response {
    let seen = read(browser, path).await;
    patch(browser, path, &seen["v"], &json!({"set": set})).await
}

/// The keys that a record has in a many-to-many field.
fn keys(record: &Value, field: &str) -> Vec<String> {
    let all = record["values"][field].as_array().unwrap().iter();
    all.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

each_database! {
    async fn who_may_change_users_cannot_do_more_by_it(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let (user, clerk) = clerk(&app).await;
        let me = format!("/m/auth.user/{}", user.id);
        let refused = |answer: Response, field: &str| {
            let answer = answer.assert_status(422).value();
            assert_eq!(answer["errors"][field][0]["code"], if field == "is_superuser" { "read_only" } else { "not_yours" }, "{answer}");
        };
        refused(change(&clerk, &me, json!({"is_superuser": true})).await, "is_superuser");
        let mine = keys(&read(&clerk, &me).await, "user_permissions");
        let more = permission(&app, "press.delete_article").await;
        let mut wanted = mine.clone();
        wanted.push(more.to_string());
        refused(change(&clerk, &me, json!({"user_permissions": wanted})).await, "user_permissions");
        let new = json!({"set": {"username": "puppet", "user_permissions": [more.to_string()]}});
        refused(clerk.post("/m/auth.user").json(&new).await, "user_permissions");
        let new = json!({"set": {"username": "puppet", "is_superuser": true}});
        refused(clerk.post("/m/auth.user").json(&new).await, "is_superuser");

        // Nor through a group: by joining it, or by what it may do.
        let group = Group::objects().create(app.db(), GroupCreate { permissions: vec![more], ..GroupCreate::new("editors") }).await.unwrap();
        let editors = format!("/m/auth.group/{}", group.id);
        refused(change(&clerk, &me, json!({"groups": [group.id.to_string()]})).await, "groups");
        refused(change(&clerk, &editors, json!({"permissions": []})).await, "permissions");
        change(&clerk, &editors, json!({"name": "authors"})).await.assert_status(200);
        let new = json!({"set": {"name": "own", "permissions": [more.to_string()]}});
        refused(clerk.post("/m/auth.group").json(&new).await, "permissions");

        // What one may do can be given.
        let view = permission(&app, "press.view_article").await.to_string();
        let made = clerk.post("/m/auth.group").json(&json!({"set": {"name": "readers", "permissions": [view]}})).await;
        let readers = made.assert_status(201).value();
        let new = json!({"set": {"username": "reader", "is_staff": true, "groups": [readers["id"]], "user_permissions": [view]}});
        let reader = clerk.post("/m/auth.user").json(&new).await.assert_status(201).value();
        assert_eq!(keys(&reader, "user_permissions"), std::slice::from_ref(&view));
        // What others gave stays, and need not be named.
        let theirs = format!("/m/auth.user/{}", reader["id"].as_str().unwrap());
        change(&chief, &theirs, json!({"user_permissions": [view, more.to_string()]})).await.assert_status(200);
        change(&clerk, &theirs, json!({"first_name": "R.", "user_permissions": [more.to_string()]})).await.assert_status(200);
        refused(change(&clerk, &theirs, json!({"user_permissions": []})).await, "user_permissions");
        change(&chief, &theirs, json!({"user_permissions": [], "groups": [group.id.to_string()]})).await.assert_status(200);
        assert_eq!(mine, keys(&read(&clerk, &me).await, "user_permissions"));
    }

    async fn a_superuser_and_what_permissions_mean_are_only_changed_by_superusers(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let (user, clerk) = clerk(&app).await;
        let boss = User::objects().filter(|user| user.username().eq("chief")).get_one(app.db()).await.unwrap();
        let path = format!("/m/auth.user/{}", boss.id);
        let seen = read(&clerk, &path).await;
        assert_eq!(seen["can"], json!(["view", "export"]));
        let taken = json!({"set": {"email": "clerk@example.com"}});
        patch(&clerk, &path, &seen["v"], &taken).await.assert_status(403);
        let version = format!("\"{}\"", seen["v"].as_str().unwrap());
        clerk.change("DELETE", &path).header("if-match", &version).await.assert_status(403);
        let cells = json!({"changes": [{"id": seen["id"], "v": seen["v"], "set": {"is_active": false}}]});
        assert_ne!(clerk.change("PATCH", "/m/auth.user/cells").json(&cells).await.value()["results"][0]["problem"], Value::Null);
        clerk.post("/m/auth.user/delete").json(&json!({"selection": {"ids": [seen["id"]]}})).await;
        let all = json!({"selection": {"all": true, "query": {}, "expected": 3}});
        clerk.post("/m/auth.user/delete").json(&all).await;
        assert!(User::objects().filter(|user| user.id().eq(boss.id)).exists(app.db()).await.unwrap());

        // A permission by another name would be another permission.
        let more = permission(&app, "press.delete_article").await;
        let path = format!("/m/auth.permission/{more}");
        let seen = read(&clerk, &path).await;
        patch(&clerk, &path, &seen["v"], &json!({"set": {"codename": "view_article"}})).await.assert_status(403);
        let seen = read(&chief, &path).await;
        patch(&chief, &path, &seen["v"], &json!({"set": {"name": "Can throw articles away"}})).await.assert_status(200);
        let _ = user;
    }

    async fn a_password_is_not_set_of_somebody_who_may_do_more(database: &FreshDatabase) {
        let app = paper(database).await;
        let (_, clerk) = clerk(&app).await;
        let other = staff(&app, "other").await;
        let set = json!({"selection": {"ids": [other.id.to_string()]}, "form": {"password": "a longer one for you"}});
        clerk.post("/m/auth.user/actions/password").json(&set).await.assert_status(200);
        let more = permission(&app, "press.delete_article").await;
        other.related(|user: <User as Model>::Columns| user.user_permissions()).add(app.db(), vec![more]).await.unwrap();
        clerk.post("/m/auth.user/actions/password").json(&set).await.assert_status(403);
        assert_eq!(Browser::new(&app).sign_in("other", "a longer one for you").await.status(), 200);
    }
}
