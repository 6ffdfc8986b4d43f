//! Pages from Rust, and the dashboard when nobody made one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fjango::admin::contract::{Chart, ChartStyle, LinkItem, LinkList, Stat, Table};
use fjango::admin::{ActionOutcome, AdminSite, Page, PageAction, PageContext};
use fjango::auth::sync_permissions;
use fjango::http::{Problem, ProblemType};
use fjango::prelude::*;
use fjango::testing::json;
use fjango_tests::{FreshDatabase, each_database};

use super::fair::{self, Ware, stock};
use super::models;
use super::paper::clerk;
use super::support::{Browser, open_with};

#[derive(serde::Deserialize, schemars::JsonSchema)]
struct Note {
    /// Everybody reads it.
    #[schemars(length(min = 3, max = 20))]
    text: String,
}

async fn numbers(page: PageContext) -> fjango::orm::Result<Vec<Stat>> {
    let wares = Ware::objects().count(&page.db).await?;
    Ok(vec![Stat::new("Wares", wares).to("/m/fair.ware").note("in all")])
}

fn books(told: Arc<AtomicUsize>) -> Page {
    let tell = move |page: PageContext, note: Note| {
        told.fetch_add(1, Ordering::Relaxed);
        async move { Ok::<_, Problem>(ActionOutcome::new(format!("{}: {}", page.actor.username, note.text))) }
    };
    Page::new("books", "Books")
        .group("Office")
        .icon("book")
        .allow(|actor| actor.username != "viewer")
        .stats(numbers)
        .chart("Sales", |_| async {
            Ok::<_, Problem>(Chart::over_names(ChartStyle::Bar, ["a", "b"]).series("Sold", [1.0, f64::NAN]))
        })
        .table("Wares", |page| async move {
            let mut table = Table::new(["Number", "Title"]).numeric(0);
            for ware in Ware::objects().all(&page.db).await? {
                table = table.row_to(format!("/m/fair.ware/{}", ware.id), [ware.id.into(), ware.title.into()]);
            }
            Ok::<_, fjango::orm::Error>(table)
        })
        .table("Broken", |_| async {
            let cause = Problem::new(ProblemType::Internal).with_cause_text("nothing of the kind");
            Err::<Table, _>(cause)
        })
        .list("Panics", |page: PageContext| async move {
            assert_ne!(page.actor.username, "editor", "as it does");
            Ok::<_, Problem>(LinkList::new("None").item(LinkItem::new("One").to("/m/fair.ware/1")))
        })
        .list("Refused", |_| async {
            Err::<LinkList, _>(Problem::new(ProblemType::Conflict).with_detail("Not on Mondays."))
        })
        .markdown("Read **this**: <b>no</b>")
        .markdown_from(|page| async move { Ok::<_, Problem>(page.parameter("say").unwrap_or("nothing").to_owned()) })
        .form(PageAction::new("tell", "Tell everybody", tell).submit("Tell"))
        .form(
            PageAction::new("close", "Close", async |_: PageContext, (): ()| {
                Ok::<_, Problem>(ActionOutcome::new("closed"))
            })
            .permission("fair.close_fair"),
        )
}

each_database! {
    async fn a_page_is_made_of_its_parts_and_one_that_fails_takes_no_other_along(database: &FreshDatabase) {
        let told = Arc::new(AtomicUsize::new(0));
        let app = fair::open_as(database, |site| fair::site(site).page(books(told.clone()))).await;
        stock(&app, 2).await;
        let editor = Browser::signed_in(&app, "editor").await;
        let page = editor.get("/pages/books?say=*hello*").await.assert_status(200).value();
        assert_eq!((&page["key"], &page["title"]), (&json!("books"), &json!("Books")));
        let blocks = page["blocks"].as_array().unwrap();
        let kinds: Vec<_> = blocks.iter().map(|block| block["kind"].as_str().unwrap()).collect();
        assert_eq!(
            kinds,
            ["stats", "chart", "table", "failed", "failed", "failed", "markdown", "markdown", "form"],
            "the form that needs a permission is not there"
        );
        assert_eq!(blocks[0]["stats"][0], json!({"label": "Wares", "value": "2", "note": "in all", "to": "/m/fair.ware"}));
        assert_eq!(blocks[1]["title"], "Sales");
        assert_eq!(blocks[1]["series"][0]["values"], json!([1.0, null]), "what is no number is none");
        assert_eq!(blocks[2]["rows"][1], json!({"cells": [2, "Ware 2"], "to": "/m/fair.ware/2"}));
        for (block, title) in [(&blocks[3], "Broken"), (&blocks[4], "Panics")] {
            assert_eq!(block["title"], title);
            assert!(block["request_id"].is_string() && !block["message"].as_str().unwrap().contains("nothing"), "{block}");
        }
        assert_eq!(blocks[5], json!({"kind": "failed", "title": "Refused", "message": "Not on Mondays."}));
        assert!(blocks[6].to_string().contains("<b>no</b>"), "HTML is text");
        assert_eq!(blocks[7]["content"][0]["content"][0]["kind"], "emphasis");
        assert_eq!(blocks[8]["action"], "tell");
        assert_eq!(blocks[8]["form"]["fields"]["text"]["max"], 20);
        assert!(page.to_string().len() < 4_000);
    }

    async fn pages_and_their_forms_are_for_those_who_may(database: &FreshDatabase) {
        let told = Arc::new(AtomicUsize::new(0));
        let app = fair::open_as(database, |site| fair::site(site).page(books(told.clone()))).await;
        let editor = Browser::signed_in(&app, "editor").await;
        let has_page = |site: &serde_json::Value| site["nav"].to_string().contains("\"books\"");
        assert!(has_page(&editor.get("/schema").await.value()));
        for name in ["viewer", "blind"] {
            let browser = Browser::signed_in(&app, name).await;
            assert!(!has_page(&browser.get("/schema").await.value()), "{name}");
            browser.get("/pages/books").await.assert_status(403);
            browser.post("/pages/books/tell").json(&json!({"form": {"text": "hello"}})).await.assert_status(403);
        }
        Browser::new(&app).get("/pages/books").await.assert_status(401);
        editor.get("/pages/other").await.assert_status(404);
        editor.get("/pages/%2e%2e").await.assert_status(404);
        editor.post("/pages/books/other").json(&json!({})).await.assert_status(404);
        editor.post("/pages/home/other").json(&json!({})).await.assert_status(404);
        editor.post("/pages/books/close").json(&json!({})).await.assert_status(403);
        let root = Browser::signed_in(&app, "root").await;
        let done = root.post("/pages/books/close").json(&json!({})).await.assert_status(200).value();
        assert_eq!(done["message"], "closed");

        for (body, status) in [
            (json!({"form": {"text": "hi"}}), 422), (json!({"form": {}}), 422), (json!({}), 422),
            (json!({"form": {"text": 7}}), 422), (json!({"form": {"text": "x".repeat(21)}}), 422),
            (json!({"form": []}), 422), (json!({"fro": {}}), 422),
        ] {
            let refused = editor.post("/pages/books/tell").json(&body).await;
            assert_eq!(refused.status(), status, "{body}");
        }
        let refused = editor.post("/pages/books/tell").json(&json!({"form": {"text": "hi"}})).await.value();
        assert!(refused["errors"]["text"][0]["message"].is_string(), "{refused}");
        assert_eq!(told.load(Ordering::Relaxed), 0, "nothing wrong gets through");
        let done = editor.post("/pages/books/tell").json(&json!({"form": {"text": "hello"}})).await.assert_status(200);
        assert_eq!(done.value()["message"], "editor: hello");
        let forged = editor.with_cookie(app.post("/admin/api/pages/books/tell")).json(&json!({"form": {"text": "hello"}}));
        forged.await.assert_status(403);
        assert_eq!(told.load(Ordering::Relaxed), 1);
    }

    async fn markdown_is_taken_apart_for_who_writes_it(database: &FreshDatabase) {
        let app = fair::open(database).await;
        let editor = Browser::signed_in(&app, "editor").await;
        let tree = editor.post("/markdown").json(&json!({"text": "Read **this**: <b>no</b> [x](javascript:y)"})).await;
        let text = |text: &str| json!({"kind": "text", "text": text});
        let strong = json!({"kind": "strong", "content": [text("this")]});
        let paragraph = json!({"kind": "paragraph", "content": [text("Read "), strong, text(": <b>no</b> "), text("x")]});
        assert_eq!(tree.assert_status(200).value(), json!({"content": [paragraph]}));
        editor.post("/markdown").json(&json!({})).await.assert_status(422);
    }

    async fn without_a_dashboard_there_is_one_that_counts_what_may_be_seen(database: &FreshDatabase) {
        let app = fair::open(database).await;
        stock(&app, 5).await;
        let stats = |page: serde_json::Value| -> Vec<(String, String)> {
            let stats = page["blocks"][0]["stats"].as_array().cloned().unwrap_or_default();
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            stats.iter().map(|stat| (text(&stat["to"]), text(&stat["value"]))).collect()
        };
        let pair = |to: &str, n: &str| (to.to_owned(), n.to_owned());
        let editor = Browser::signed_in(&app, "editor").await;
        let page = editor.get("/pages/home").await.assert_status(200).value();
        assert_eq!(page["title"], "Fair");
        assert_eq!(page["blocks"][1]["kind"], "list");
        assert_eq!(stats(page.clone()), [pair("/m/fair.ware", "5"), pair("/m/fair.stall", "2"), pair("/m/fair.mark", "3")]);
        let own = Browser::signed_in(&app, "own").await.get("/pages/home").await.value();
        assert_eq!(stats(own)[0], pair("/m/fair.ware", "2"), "of the first stall");
        assert_eq!(page["blocks"][1]["items"], json!([]));
        let ware = editor.get("/m/fair.ware/2").await.assert_status(200).value();
        let version = format!("\"{}\"", ware["v"].as_str().unwrap());
        let change = json!({"set": {"title": "Changed"}});
        editor.change("PATCH", "/m/fair.ware/2").header("if-match", &version).json(&change).await.assert_status(200);
        let list = editor.get("/pages/home").await.value()["blocks"][1].clone();
        assert_eq!(list["items"].as_array().unwrap().len(), 1, "{list}");
        assert_eq!(list["items"][0]["to"], "/m/fair.ware/2", "{list}");
        let nobody = Browser::signed_in(&app, "nobody").await.get("/pages/home").await.assert_status(200).value();
        assert_eq!(nobody["blocks"], json!([]));
    }

    async fn a_dashboard_stands_in_place_of_that(database: &FreshDatabase) {
        let made = |site: AdminSite| fair::site(site).dashboard(|page| page.markdown("Good morning").stats(numbers));
        let app = fair::open_as(database, made).await;
        let browser = Browser::signed_in(&app, "viewer").await;
        let page = browser.get("/pages/home").await.assert_status(200).value();
        let kinds: Vec<_> = page["blocks"].as_array().unwrap().iter().map(|block| block["kind"].clone()).collect();
        assert_eq!(kinds, ["markdown", "stats"]);
    }

    async fn a_page_with_a_permission_is_for_those_who_have_it(database: &FreshDatabase) {
        let told = Arc::new(AtomicUsize::new(0));
        let count = told.clone();
        let tell = move |_: PageContext, note: Note| {
            count.fetch_add(1, Ordering::Relaxed);
            async move { Ok::<_, Problem>(ActionOutcome::new(note.text)) }
        };
        let close = async |_: PageContext, (): ()| Ok::<_, Problem>(ActionOutcome::new("closed"));
        let office = Page::new("office", "Office")
            .permission("press.view_clipping")
            .markdown("Come in")
            .form(PageAction::new("tell", "Tell", tell))
            .form(PageAction::new("close", "Close", close).permission("press.delete_clipping"));
        let app = open_with(database, App::new().admin(|site| models::site(site).page(office))).await;
        sync_permissions(app.db()).await.unwrap();
        let note = json!({"form": {"text": "hello"}});
        for (who, permissions, [opens, tells, closes]) in [
            ("outsider", &["view_topic"][..], [403, 403, 403]),
            ("reader", &["view_clipping"], [200, 200, 403]),
            ("boss", &["view_clipping", "delete_clipping"], [200, 200, 200]),
            // The permission of a form opens no page.
            ("stray", &["delete_clipping"], [403, 403, 403]),
        ] {
            let browser = clerk(&app, who, permissions).await;
            let page = browser.get("/pages/office").await;
            assert_eq!(page.status(), opens, "{who}");
            let listed = browser.get("/schema").await.value()["nav"].to_string().contains("\"office\"");
            assert_eq!(listed, opens == 200, "{who}");
            if opens == 200 {
                let page = page.value();
                let blocks = page["blocks"].as_array().unwrap();
                let forms: Vec<_> = blocks.iter().filter_map(|block| block["action"].as_str()).collect();
                assert_eq!(forms, if closes == 200 { vec!["tell", "close"] } else { vec!["tell"] }, "{who}");
            }
            assert_eq!(browser.post("/pages/office/tell").json(&note).await.status(), tells, "{who}");
            assert_eq!(browser.post("/pages/office/close").json(&json!({})).await.status(), closes, "{who}");
        }
        assert_eq!(told.load(Ordering::Relaxed), 2);
    }
}
