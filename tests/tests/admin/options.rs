//! What options of a model must hold for everybody: what is sensitive stays so, rows are counted as said, pages by the last
//! row lead through all rows, and an unknown model is nowhere.

use std::collections::BTreeSet;

use fjango::App;
use fjango::admin::{Admin, AdminSite, Asks, ModelBuilder};
use fjango::db::{Executor as _, QueryCount, Statement};
use fjango::prelude::*;
use fjango::testing::json;
use fjango_tests::{FreshDatabase, Kind, each_database};
use serde_json::Value as Json;

use super::models::{Article, Author, Clipping, Topic, site};
use super::paper::{chief, filter, paper, paper_with, patch, read};
use super::support::{Browser, open_with};

/// What is counted one by one.
#[model(app = "desk")]
#[admin(count = "exact")]
pub struct Coin {
    pub id: i64,
    pub worth: i64,
}

/// What is counted as far as it is quick.
#[model(app = "desk")]
#[admin(list_filter(worth))]
pub struct Grain {
    pub id: i64,
    pub worth: i64,
}

/// What nobody counts, in a list that goes on from its last row.
#[model(app = "desk")]
#[admin(
    count = "none",
    paging = "keyset",
    sortable(worth, found),
    list_display(worth, found),
    list_per_page = 5
)]
pub struct Bead {
    pub id: i64,
    pub worth: i64,
    pub found: Option<NaiveDate>,
}

type Said<M> = fn(ModelBuilder<M>) -> ModelBuilder<M>;

#[test]
fn what_is_sensitive_is_named_nowhere() {
    let cases: [(&str, Said<Author>); 9] = [
        ("a column", |m| m.columns(|a| (a.name(), a.secret()))),
        ("a column", |m| m.link(|a| a.secret())),
        ("a column", |m| m.editable(|a| a.secret())),
        ("a column", |m| m.sum(|a| a.secret())),
        ("a filter", |m| m.filters(|a| (a.salary(), a.secret()))),
        ("the search", |m| m.search(|a| (a.name(), a.secret()))),
        ("the search", |m| m.search_exact(|a| a.secret())),
        ("the order", |m| m.order(|a| (a.secret().desc(), a.id().asc()))),
        ("`sortable`", |m| m.sortable(|a| a.secret())),
    ];
    let told = |what: &str, name: &str| {
        format!("{what} names `{name}`, which is sensitive, and so shown to nobody; take it out")
    };
    for (what, said) in cases {
        let admin = AdminSite::default().model(said(Admin::model::<Author>()));
        assert_eq!(
            admin.mistakes(),
            [format!("the admin of press.Author: {}", told(what, "secret"))]
        );
    }
    for said in [
        (|m| m.readonly(|a| a.secret())) as Said<Author>,
        |m| m.layout(|form| form.section("", |s| s.fields(|a| (a.name(), a.secret())))),
        |m| m.layout(|form| form.aside(|a| a.secret())),
    ] {
        let admin = AdminSite::default().model(said(Admin::model::<Author>()));
        assert_eq!(
            admin.mistakes(),
            [format!("the admin of press.Author: {}", told("the form", "secret"))]
        );
    }
    let ways: [(&str, Said<Article>); 4] = [
        ("a column", |m| m.columns(|a| (a.title(), a.author().secret()))),
        ("a filter", |m| m.filters(|a| a.author().secret())),
        ("the search", |m| m.search(|a| a.author().secret())),
        ("the order", |m| m.order(|a| a.author().secret().asc())),
    ];
    for (what, said) in ways {
        let admin = AdminSite::default().model(said(Admin::model::<Article>()));
        assert_eq!(
            admin.mistakes(),
            [format!("the admin of press.Article: {}", told(what, "author__secret"))]
        );
    }
    // To leave it out is no mistake.
    let admin = AdminSite::default().model(Admin::model::<Author>().exclude(|a| a.secret()));
    assert_eq!(admin.mistakes(), Vec::<String>::new());
}

/// Pages of a list, forward to its end and back to its beginning, as the keys on them.
async fn walked(browser: &Browser, list: &str) -> [Vec<Vec<String>>; 2] {
    let mut there = Vec::new();
    let mut page = read(browser, list).await;
    while let Some(next) = page["page"]["next"].as_str().map(str::to_owned) {
        there.push(keys(&page));
        page = read(browser, &format!("{list}&after={next}")).await;
    }
    there.push(keys(&page));
    let mut back = vec![keys(&page)];
    while let Some(prev) = page["page"]["prev"].as_str().map(str::to_owned) {
        page = read(browser, &format!("{list}&after={prev}")).await;
        back.push(keys(&page));
        assert!(back.len() <= 20, "it goes round: {back:?}");
    }
    [there, back]
}

fn keys(page: &Json) -> Vec<String> {
    let rows = page["rows"].as_array().unwrap().iter();
    rows.map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

each_database! {
    async fn nobody_asks_for_what_is_sensitive(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        for (model, field) in [("press.author", "secret"), ("press.article", "author__secret"), ("auth.user", "password")] {
            let schema = read(&chief, &format!("/schema/{model}")).await;
            assert!(schema["fields"].get(field).is_none() && schema["fields"].get("id").is_some(), "{schema}");
            let shown = format!("{}{}", schema["list"], schema["form"]);
            assert!(!shown.contains(&format!("\"{field}\"")), "{shown}");
            for query in [
                format!("fields={field}"), format!("sort={field}"), format!("sort=-{field}"),
                filter(json!({field: {"starts": "h"}})), filter(json!({"or": [{field: {"eq": "hush"}}]})),
                filter(json!({"not": {field: {"null": true}}})), filter(json!({format!("{field}__startswith"): {"eq": "h"}})),
            ] {
                for list in ["", "/count"] {
                    chief.get(&format!("/m/{model}{list}?{query}")).await.assert_status(400);
                }
            }
            chief.get(&format!("/m/{model}/facets?field={field}")).await.assert_status(400);
            chief.get(&format!("/rel/{model}/{field}")).await.assert_status(404);
            for format in ["csv", "json", "xlsx"] {
                let wanted = json!({"format": format, "fields": [field], "selection": {"ids": ["1"]}});
                chief.post(&format!("/m/{model}/export")).json(&wanted).await.assert_status(400);
                let sorted = json!({"format": format, "sort": [field], "selection": {"ids": ["1"]}});
                chief.post(&format!("/m/{model}/export")).json(&sorted).await.assert_status(400);
            }
        }
        for path in ["/m/press.author", "/m/press.author/1", "/m/press.article/1", "/m/press.author/1/history", "/search?q=hush"] {
            let text = chief.get(path).await.assert_status(200).text();
            assert!(!text.contains("hush") && !text.contains("\"secret\""), "{path}: {text}");
        }
        let all = json!({"format": "json", "selection": {"all": true, "query": {}, "expected": 2}});
        let file = chief.post("/m/press.author/export").json(&all).await.assert_status(200).text();
        assert!(file.contains("ada") && !file.contains("hush") && !file.contains("secret"), "{file}");
        assert_eq!(read(&chief, "/m/press.author?q=hush").await["rows"], json!([]));

        let seen = read(&chief, "/m/press.author/1").await;
        let set = json!({"set": {"secret": "mine"}});
        let refused = patch(&chief, "/m/press.author/1", &seen["v"], &set).await.assert_status(422).value();
        assert_eq!(refused["errors"]["secret"][0]["code"], "unknown");
        let new = json!({"set": {"name": "eve", "secret": "mine"}});
        chief.post("/m/press.author").json(&new).await.assert_status(422);
        let secrets = Author::objects().values(app.db(), |a| a.secret()).await.unwrap();
        assert_eq!(secrets, ["hush", "hush"]);
    }

    async fn what_is_left_out_of_the_form_is_neither_shown_there_nor_written(database: &FreshDatabase) {
        fn without_body(admin: AdminSite) -> AdminSite {
            let articles = Admin::model::<Article>().columns(|a| (a.title(), a.reads()));
            admin.model(articles.exclude(|a| (a.body(), a.reads(), a.topics())))
        }
        let app = paper_with(database, without_body).await;
        let chief = chief(&app).await;
        let form = read(&chief, "/schema/press.article").await["form"].to_string();
        for (field, is_there) in [("title", true), ("fee", true), ("body", false), ("reads", false), ("topics", false)] {
            assert_eq!(form.contains(&format!("\"{field}\"")), is_there, "{field}: {form}");
        }
        let path = "/m/press.article/1";
        let record = read(&chief, path).await;
        let values = record["values"].as_object().unwrap();
        assert!(values.contains_key("title") && !values.contains_key("body") && !values.contains_key("topics"), "{record}");
        for set in [json!({"body": "x"}), json!({"reads": "1"}), json!({"topics": []})] {
            let refused = patch(&chief, path, &record["v"], &json!({"set": set})).await.assert_status(422).value();
            let field = set.as_object().unwrap().keys().next().unwrap();
            assert_eq!(refused["errors"][field][0]["code"], "unknown", "{refused}");
        }
        // It is about the form: a list shows what it was told to, and others write it still.
        assert_eq!(read(&chief, "/m/press.article?size=1").await["rows"][0]["cells"]["reads"], (i64::MAX - 11).to_string());
        patch(&chief, path, &record["v"], &json!({"set": {"title": "New"}})).await.assert_status(200);
        let row = Article::objects().get(app.db(), 1).await.unwrap();
        assert_eq!((row.title.as_str(), row.body.as_str()), ("New", "one two three"));
    }

    async fn rows_are_counted_as_it_is_said(database: &FreshDatabase) {
        const ROWS: i64 = 10_050;
        let app = open_with(database, App::new().admin(|site| site)).await;
        let db = app.db();
        for number in 0..3 {
            Bead::objects().create(db, BeadCreate::new(number)).await.unwrap();
        }
        Coin::objects().bulk_create(db, (0..ROWS).map(CoinCreate::new)).await.unwrap();
        Grain::objects().bulk_create(db, (0..ROWS).map(GrainCreate::new)).await.unwrap();
        db.execute(Statement::sql("ANALYZE")).await.unwrap();
        let chief = chief(&app).await;
        let total = async |path: &str| read(&chief, path).await["page"]["total"].clone();

        assert_eq!(total("/m/desk.coin?size=1").await, json!({"n": ROWS, "kind": "exact"}));
        assert_eq!(read(&chief, "/m/desk.coin/count").await, json!({"n": ROWS, "kind": "exact"}));

        let grains = match database.kind() {
            // Nobody knows without counting, so it is counted up to there.
            Kind::Sqlite => json!({"n": 10_000, "kind": "at_least"}),
            Kind::Postgres => json!({"n": ROWS, "kind": "estimate"}),
        };
        assert_eq!(total("/m/desk.grain?size=1").await, grains);
        assert_eq!(read(&chief, "/m/desk.grain/count").await, grains);
        let few = filter(json!({"worth": {"lt": "7"}}));
        assert_eq!(total(&format!("/m/desk.grain?size=1&{few}")).await, json!({"n": 7, "kind": "exact"}));

        let counted = QueryCount::new();
        assert_eq!(total("/m/desk.bead?size=1").await, json!({"kind": "none"}));
        let counts = counted.statements().into_iter().filter(|sql| sql.to_uppercase().contains("COUNT("));
        assert_eq!(counts.collect::<Vec<_>>(), Vec::<String>::new());
        drop(counted);
        // Who asks for the number by itself is told it.
        assert_eq!(read(&chief, "/m/desk.bead/count").await, json!({"n": 3, "kind": "exact"}));
    }

    async fn pages_by_the_last_row_lead_through_all_rows_once_there_and_back(database: &FreshDatabase) {
        const ROWS: i64 = 23;
        let app = open_with(database, App::new().admin(|site| site)).await;
        let beads = (0..ROWS).map(|number| BeadCreate {
            // Many are worth the same, and of a third nobody knows when they were found.
            found: (number % 3 != 0).then(|| NaiveDate::from_ymd_opt(2026, 1, 1 + (number % 4) as u32).unwrap()),
            ..BeadCreate::new(number % 5)
        });
        Bead::objects().bulk_create(app.db(), beads).await.unwrap();
        let chief = chief(&app).await;
        for sort in ["", "worth", "-worth", "found", "-found", "-found,worth", "worth,-found", "-id"] {
            let list = format!("/m/desk.bead?size=5&sort={sort}");
            let [there, mut back] = walked(&chief, &list).await;
            assert_eq!(there.iter().map(Vec::len).collect::<Vec<_>>(), [5, 5, 5, 5, 3], "{sort}");
            let all: BTreeSet<_> = there.iter().flatten().collect();
            assert_eq!(all.len(), 23, "{sort}: each row once in {there:?}");
            // The same rows in the same order as in one piece.
            let whole = keys(&read(&chief, &format!("/m/desk.bead?size=200&sort={sort}")).await);
            assert_eq!(there.concat(), whole, "{sort}");
            back.reverse();
            assert_eq!(back, there, "back by {sort}");
        }
        let first = read(&chief, "/m/desk.bead?size=5").await;
        assert!(first["page"].get("prev").is_none() && first["page"].get("number").is_none(), "{}", first["page"]);
    }

    async fn an_unknown_model_is_nowhere(database: &FreshDatabase) {
        fn smaller(admin: AdminSite) -> AdminSite {
            site(admin).without::<Clipping>().without::<Topic>()
        }
        let app = paper_with(database, smaller).await;
        let chief = chief(&app).await;
        let filled = |path: &str, model: &str| {
            let parts = path.split('/').map(|part| match part {
                "{model}" => model,
                part if part.starts_with('{') => "1",
                part => part,
            });
            parts.collect::<Vec<_>>().join("/")
        };
        let of_models = AdminSite::endpoints().into_iter().filter(|endpoint| endpoint.path.contains("{model}"));
        let of_models = of_models.map(|endpoint| (endpoint.method.to_string(), endpoint.path, endpoint.asks));
        let of_models: Vec<_> = of_models.collect();
        assert!(of_models.len() > 15, "{of_models:?}");
        // One that never was, one of the application that nobody registered, and two that were taken away.
        for model in ["press.nothing", "press.note", "press.clipping", "press.topic", "article", ".", "PRESS.ARTICLE", "press.article%20"] {
            for (method, path, asks) in &of_models {
                assert_ne!(*asks, Asks::Nothing, "{path}");
                let path = filled(path, model);
                let answer = match method.as_str() {
                    "GET" => chief.get(&path).await,
                    method => chief.change(method, &path).header("if-match", "\"1\"").json(&json!({})).await,
                };
                assert_eq!(answer.status(), 404, "{method} {path}: {}", answer.text());
                assert_eq!(answer.problem()["code"], "not_found", "{method} {path}");
            }
        }
        for model in ["press.nothing", "press.clipping"] {
            chief.get(&format!("/views?model={model}")).await.assert_status(404);
            let view = json!({"model": model, "label": "Mine", "shared": "private"});
            chief.post("/views").json(&view).await.assert_status(404);
            chief.post(&format!("/uploads?model={model}&field=scan")).json(&json!({})).await.assert_status(404);
        }
        let site = read(&chief, "/schema").await.to_string();
        assert!(site.contains("press.article") && !site.contains("press.clipping") && !site.contains("press.topic"), "{site}");
        // What leads to one that was taken away is still shown, and leads nowhere.
        let article = read(&chief, "/schema/press.article").await;
        let topics = &article["fields"]["topics"];
        assert_eq!((&topics["type"], topics.get("to"), topics.get("create")), (&json!("relation"), None, None), "{topics}");
    }
}
