//! Every endpoint, asked by everybody. An endpoint that is not here fails the test.

use std::collections::BTreeSet;

use fjango::admin::AdminSite;
use fjango::auth::{User, UserPatch};
use fjango::prelude::*;
use fjango::testing::{TestApp, json};
use fjango_tests::{FreshDatabase, each_database};
use serde_json::Value;

use super::models::{Article, ArticleCreate};
use super::paper::{chief, clerk, filter, paper, patch, read};
use super::support::{Browser, staff};
use super::uploads::scan;

/// Who asks, in the order of [`Case::expected`]. The one called `own` sees only own rows, and asks for another's and for an
/// own; the editor, called `blind`, may not know of the fields `fee` and `salary`.
const USERS: [&str; 8] = [
    "anonymous",
    "user",
    "staff without rights",
    "viewer",
    "editor without a field",
    "own rows only, another's",
    "own rows only, an own",
    "superuser",
];

/// A file whose only row lacks what an article must have, as a body of [`FORM`].
const FILE: &str =
    "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nTitle\nBrought in\n\r\n--x--\r\n";
/// What kind of body a file is sent in.
const FORM: &str = "multipart/form-data; boundary=x";

/// An endpoint, what is sent, and the status that each of [`USERS`] gets.
struct Case {
    method: &'static str,
    path: &'static str,
    body: Value,
    expected: [u16; 8],
}

fn case(method: &'static str, path: &'static str, body: Value, expected: [u16; 8]) -> Case {
    Case {
        method,
        path,
        body,
        expected,
    }
}

fn cases() -> Vec<Case> {
    let none = || Value::Null;
    let mine = || json!({"selection": {"ids": ["{id}"]}, "form": {}});
    let selected = || json!({"selection": {"ids": ["{id}"]}});
    let file = || json!(FILE);
    let view = || json!({"model": "press.article", "label": "Mine", "shared": "private"});
    vec![
        case("GET", "/session", none(), [200; 8]),
        case(
            "POST",
            "/login",
            json!({"username": "nobody", "password": "x"}),
            [401; 8],
        ),
        case(
            "POST",
            "/reauth",
            json!({"password": "wrong"}),
            [401, 403, 401, 401, 401, 401, 401, 401],
        ),
        case("GET", "/schema", none(), [401, 403, 200, 200, 200, 200, 200, 200]),
        case(
            "GET",
            "/schema/{model}",
            none(),
            [401, 403, 403, 200, 200, 200, 200, 200],
        ),
        case("GET", "/m/{model}", none(), [401, 403, 403, 200, 200, 200, 200, 200]),
        case(
            "GET",
            "/m/{model}/count",
            none(),
            [401, 403, 403, 200, 200, 200, 200, 200],
        ),
        case(
            "GET",
            "/m/{model}/facets?field=stage",
            none(),
            [401, 403, 403, 200, 200, 200, 200, 200],
        ),
        case(
            "PATCH",
            "/m/{model}/cells",
            json!({"changes": [{"id": "{id}", "v": "{v}", "set": {"stage": "printed"}}]}),
            [401, 403, 403, 403, 200, 200, 200, 200],
        ),
        case(
            "POST",
            "/m/{model}",
            json!({"set": {"title": "{new}", "author": "{author}"}}),
            [401, 403, 403, 403, 201, 422, 201, 201],
        ),
        case(
            "GET",
            "/m/{model}/{id}",
            none(),
            [401, 403, 403, 200, 200, 404, 200, 200],
        ),
        case(
            "PATCH",
            "/m/{model}/{id}",
            json!({"set": {"body": "new"}}),
            [401, 403, 403, 403, 200, 404, 200, 200],
        ),
        case(
            "DELETE",
            "/m/{model}/{id}",
            none(),
            [401, 403, 403, 403, 204, 404, 204, 204],
        ),
        case(
            "GET",
            "/m/{model}/{id}/delete-preview",
            none(),
            [401, 403, 403, 403, 200, 404, 200, 200],
        ),
        case(
            "POST",
            "/m/{model}/{id}/restore",
            json!({}),
            [401, 403, 403, 403, 404, 404, 404, 404],
        ),
        case(
            "GET",
            "/m/{model}/{id}/inlines/{inline}",
            none(),
            [401, 403, 403, 200, 200, 404, 200, 200],
        ),
        case(
            "GET",
            "/m/{model}/{id}/history",
            none(),
            [401, 403, 403, 200, 200, 404, 200, 200],
        ),
        case(
            "GET",
            "/m/{model}/{id}/history/{rev}",
            none(),
            [401, 403, 403, 200, 200, 404, 200, 200],
        ),
        case(
            "POST",
            "/m/{model}/{id}/revert/{rev}",
            json!({}),
            [401, 403, 403, 403, 200, 404, 200, 200],
        ),
        case("GET", "/audit", none(), [401, 403, 403, 403, 403, 403, 403, 200]),
        case(
            "POST",
            "/m/{model}/actions/{action}",
            mine(),
            [401, 403, 403, 403, 200, 404, 200, 200],
        ),
        case(
            "POST",
            "/m/{model}/delete",
            selected(),
            [401, 403, 403, 403, 200, 404, 200, 200],
        ),
        case(
            "POST",
            "/m/{model}/restore",
            selected(),
            [401, 403, 403, 403, 404, 404, 404, 404],
        ),
        case(
            "POST",
            "/m/{model}/export",
            json!({"format": "json", "selection": {"ids": ["{id}"]}}),
            [401, 403, 403, 200, 200, 200, 200, 200],
        ),
        case(
            "POST",
            "/m/{model}/import",
            file(),
            [401, 403, 403, 403, 200, 200, 200, 200],
        ),
        // The file is the superuser's.
        case(
            "POST",
            "/imports/{import}/run?dry=1",
            json!({"mapping": {"Title": "title"}}),
            [401, 403, 404, 404, 404, 404, 404, 200],
        ),
        case(
            "GET",
            "/imports/{import}/failed",
            none(),
            [401, 403, 404, 404, 404, 404, 404, 200],
        ),
        case(
            "GET",
            "/rel/{model}/{field}",
            none(),
            [401, 403, 403, 200, 200, 200, 200, 200],
        ),
        case(
            "GET",
            "/search?q=Story",
            none(),
            [401, 403, 200, 200, 200, 200, 200, 200],
        ),
        case("GET", "/pages/{page}", none(), [401, 403, 200, 200, 200, 200, 200, 200]),
        case(
            "POST",
            "/pages/{page}/{action}",
            json!({"form": {}}),
            [401, 403, 404, 404, 404, 404, 404, 404],
        ),
        case(
            "POST",
            "/markdown",
            json!({"text": "*new*"}),
            [401, 403, 200, 200, 200, 200, 200, 200],
        ),
        case(
            "GET",
            "/views?model=press.article",
            none(),
            [401, 403, 403, 200, 200, 200, 200, 200],
        ),
        case("POST", "/views", view(), [401, 403, 403, 201, 201, 201, 201, 201]),
        case("PUT", "/views/{view}", view(), [401, 403, 404, 404, 404, 404, 404, 404]),
        case(
            "DELETE",
            "/views/{view}",
            none(),
            [401, 403, 404, 404, 404, 404, 404, 404],
        ),
        case(
            "POST",
            "/uploads?model=press.article&field=scan",
            file(),
            [401, 403, 403, 403, 201, 201, 201, 201],
        ),
        case(
            "GET",
            "/m/{model}/{id}/files/{file}",
            none(),
            [401, 403, 403, 200, 200, 404, 200, 200],
        ),
        case("GET", "/prefs", none(), [401, 403, 200, 200, 200, 200, 200, 200]),
        case("PUT", "/prefs", json!({}), [401, 403, 200, 200, 200, 200, 200, 200]),
        // Last, as nobody is left after it; who is out, is out.
        case("POST", "/logout", json!({}), [204; 8]),
    ]
}

/// What an endpoint's path is called in the table above, whatever its places are called.
fn shape(method: &str, path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let parts = path
        .split('/')
        .map(|part| if part.starts_with('{') { "{}" } else { part });
    format!("{method} {}", parts.collect::<Vec<_>>().join("/"))
}

#[test]
fn every_endpoint_is_in_the_matrix() {
    let known: BTreeSet<String> = cases().iter().map(|case| shape(case.method, case.path)).collect();
    let there: BTreeSet<String> = AdminSite::endpoints()
        .iter()
        .map(|endpoint| shape(endpoint.method.as_str(), endpoint.path))
        .collect();
    let missing: Vec<_> = there.difference(&known).collect();
    let gone: Vec<_> = known.difference(&there).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "not in the matrix: {missing:?}; not in the admin: {gone:?}"
    );
}

/// A row that a case is about: an article of `ada`, or of `own`.
struct Target {
    id: String,
    version: String,
    revision: String,
    author: i64,
    /// A file of the superuser's, to bring in.
    import: String,
}

async fn target(app: &TestApp, chief: &Browser, name: &str, author: i64, import: &str) -> Target {
    let article = ArticleCreate {
        scan: Some(scan().into()),
        ..ArticleCreate::new(name, author)
    };
    let article = Article::objects().create(app.db(), article).await.unwrap();
    let path = format!("/m/press.article/{}", article.id);
    let seen = read(chief, &path).await;
    // A change to take back, in which is what not everybody may know.
    let changed = patch(
        chief,
        &path,
        &seen["v"],
        &json!({"set": {"body": "changed", "fee": "77.5"}}),
    )
    .await;
    let version = changed.assert_status(200).value()["v"].as_str().unwrap().to_owned();
    let history = read(chief, &format!("{path}/history")).await;
    Target {
        id: article.id.to_string(),
        version,
        revision: history["entries"][0]["rev"].as_str().unwrap().to_owned(),
        author,
        import: import.to_owned(),
    }
}

fn filled(text: &str, target: &Target, new: &str) -> String {
    let own = [
        ("{model}", "press.article"),
        ("{id}", &target.id),
        ("{v}", &target.version),
        ("{rev}", &target.revision),
        ("{field}", "author"),
        ("{file}", "scan"),
        ("{inline}", "notes"),
        ("{action}", "print"),
        ("{page}", "home"),
        ("{new}", new),
        ("{view}", "999"),
        ("{import}", &target.import),
        ("{author}", &target.author.to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    own.iter()
        .fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
}

/// Everybody, in the order of [`USERS`].
async fn everybody(app: &TestApp) -> Vec<Browser> {
    let all = [
        "view_article",
        "add_article",
        "change_article",
        "delete_article",
        "view_author",
        "view_topic",
        "view_note",
        "change_note",
    ];
    let plain = staff(app, "plain").await;
    let demoted = Browser::signed_in(app, "plain").await;
    let patch = UserPatch {
        is_staff: Some(false),
        ..UserPatch::default()
    };
    User::objects()
        .filter(|user| user.id().eq(plain.id))
        .update(app.db(), patch)
        .await
        .unwrap();
    let own = clerk(app, "own", &all).await;
    vec![
        Browser::new(app),
        demoted,
        clerk(app, "none", &[]).await,
        clerk(
            app,
            "viewer",
            &["view_article", "view_author", "view_topic", "view_note"],
        )
        .await,
        clerk(app, "blind", &all).await,
        own.clone(),
        own,
        Browser::signed_in(app, "chief").await,
    ]
}

each_database! {
    async fn everybody_gets_what_is_theirs(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let everybody = everybody(&app).await;
        let file = chief.post("/m/press.article/import").body(FORM, FILE).await.assert_status(200).value();
        let import = file["id"].as_str().unwrap();
        let mut wrong = Vec::new();
        for (number, case) in cases().into_iter().enumerate() {
            for (who, browser) in everybody.iter().enumerate() {
                let is_own = who == 6;
                let title = format!("{} {number} {who}", if is_own { "Mine" } else { "Theirs" });
                let target = target(&app, &chief, &title, if is_own { 2 } else { 1 }, import).await;
                let path = filled(case.path, &target, "");
                let request = match case.method {
                    "GET" => browser.get(&path),
                    method => browser.change(method, &path).header("if-match", &format!("\"{}\"", target.version)),
                };
                let request = match &case.body {
                    Value::Null => request,
                    Value::String(file) => request.body(FORM, file.clone()),
                    body => {
                        let text = filled(&body.to_string(), &target, &format!("New {number} {who}"));
                        request.body("application/json", text)
                    }
                };
                let answer = request.await;
                let text = answer.text();
                let asked = format!("{} {} by {}", case.method, case.path, USERS[who]);
                if answer.status() != case.expected[who] {
                    wrong.push(format!("{asked}: {} in place of {}: {text}", answer.status(), case.expected[who]));
                }
                assert!(!text.contains("hush") && !text.contains("\"secret\""), "{asked} tells what nobody may know: {text}");
                if who == 4 {
                    let leaks = ["\"fee\"", "77.5", "salary"].into_iter().find(|leak| text.contains(leak));
                    assert!(leaks.is_none(), "{asked} tells of a field: {text}");
                }
                if who == 5 || who == 6 {
                    assert!(!text.contains("Theirs") && !text.contains("Story 00"), "{asked} tells of another's row: {text}");
                }
                if who < 3 {
                    assert!(!text.contains("Story") && !text.contains("Theirs"), "{asked} tells of rows: {text}");
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    async fn what_may_not_be_known_cannot_be_asked_for_either(database: &FreshDatabase) {
        let app = paper(database).await;
        let blind = clerk(&app, "blind", &["view_article", "change_article", "view_author"]).await;
        let chief = chief(&app).await;
        for field in ["fee", "author__salary", "author__secret"] {
            for query in [
                format!("sort={field}"), format!("fields=title,{field}"),
                filter(json!({field: {"gte": "1"}})),
            ] {
                let status = blind.get(&format!("/m/press.article?{query}")).await.status();
                assert!(matches!(status, 400 | 403 | 422), "{query}: {status}");
            }
            let facets = blind.get(&format!("/m/press.article/facets?field={field}")).await.status();
            assert!(matches!(facets, 400 | 403 | 404 | 422), "facets of {field}: {facets}");
            let export = json!({"format": "csv", "fields": [field], "selection": {"ids": ["1"]}});
            let status = blind.post("/m/press.article/export").json(&export).await.status();
            assert!(matches!(status, 400 | 403 | 422), "export of {field}: {status}");
        }
        // Not even by who may do everything.
        let asked = filter(json!({"secret": {"starts": "h"}}));
        let status = chief.get(&format!("/m/press.author?{asked}")).await.status();
        assert!(matches!(status, 400 | 422), "{status}");
    }
}
