//! What an action is offered for, to whom, and what is left when it fails.

use fjango::admin::contract::{ActionPlace, Can, Tone};
use fjango::admin::{ActionBuilder, ActionContext, ActionOutcome, Admin, AdminSite};
use fjango::http::Problem;
use fjango::prelude::*;
use fjango::testing::{TestApp, json};
use fjango_tests::{FreshDatabase, each_database};
use serde_json::Value;

use super::models::{Topic, TopicCreate, TopicPatch};
use super::paper::{chief, clerk, ids, paper_with, read};

type Topics = ActionContext<Topic>;

const ACTIONS: &str = "/m/press.topic/actions";

/// Gives a topic another word.
async fn rename(db: &impl fjango::db::Executor, id: i64, word: &str) -> fjango::orm::Result<()> {
    let patch = TopicPatch {
        word: Some(word.to_owned()),
    };
    Topic::objects().filter(|t| t.id().eq(id)).update(db, patch).await?;
    Ok(())
}

async fn shout(topics: Topics, (): ()) -> fjango::orm::Result<ActionOutcome> {
    for topic in topics.rows().all(&topics.db).await? {
        rename(&topics.db, topic.id, &topic.word.to_uppercase()).await?;
    }
    Ok(ActionOutcome::from("shouted"))
}

/// Makes a topic and leads to it.
async fn invent(topics: Topics, (): ()) -> fjango::orm::Result<ActionOutcome> {
    assert!(topics.is_empty());
    let topic = Topic::objects().create(&topics.db, TopicCreate::new("new")).await?;
    Ok(ActionOutcome::new("invented")
        .tone(Tone::Ok)
        .done(1)
        .redirect(format!("/m/press.topic/{}", topic.id)))
}

/// Changes the first topic and fails at the second.
async fn half(topics: Topics, (): ()) -> Result<ActionOutcome, Problem> {
    for topic in topics.rows().order_by(|t| t.id().asc()).all(&topics.db).await? {
        if topic.id > 1 {
            return Err(Problem::conflict().with_detail(format!("`{}` cannot be done.", topic.word)));
        }
        rename(&topics.db, topic.id, "half").await?;
    }
    Ok(ActionOutcome::from("all"))
}

/// The same, all or nothing.
async fn whole(topics: Topics, (): ()) -> fjango::orm::Result<ActionOutcome> {
    let rows = topics.rows().order_by(|t| t.id().asc());
    topics
        .db
        .transaction(async |tx| {
            for topic in rows.all(tx).await? {
                rename(tx, topic.id, "same").await?;
            }
            Ok(ActionOutcome::from("all"))
        })
        .await
}

/// Does what it can, and says what it could not do.
async fn some(topics: Topics, (): ()) -> fjango::orm::Result<ActionOutcome> {
    let (mut done, mut outcome) = (0, ActionOutcome::new("some"));
    for topic in topics.rows().all(&topics.db).await? {
        if topic.id == 2 {
            outcome = outcome.failed(topic.id, topic.word, "the sea is too deep");
        } else {
            rename(&topics.db, topic.id, "done").await?;
            done += 1;
        }
    }
    Ok(outcome.done(done))
}

fn site(site: AdminSite) -> AdminSite {
    let act = |key: &'static str| ActionBuilder::new(key, key, shout);
    super::models::site(site).model(
        Admin::model::<Topic>()
            .action(act("row").on([ActionPlace::Row]))
            .action(act("detail").on([ActionPlace::Detail]))
            .action(act("bulk").on([ActionPlace::Bulk]).confirm("Shout {n} {many}?"))
            .action(
                ActionBuilder::new("list", "Invent", invent)
                    .on([ActionPlace::List])
                    .needs(Can::Add),
            )
            .action(act("gated").permission("press.delete_author"))
            .action(act("danger").needs(Can::Delete).tone(Tone::Danger))
            .action(act("few").max(2))
            .action(ActionBuilder::new("half", "Half", half))
            .action(ActionBuilder::new("whole", "Whole", whole))
            .action(ActionBuilder::new("some", "Some", some)),
    )
}

fn selected<const N: usize>(rows: [i64; N]) -> Value {
    json!({"selection": ids(rows)})
}

async fn words(app: &TestApp) -> Vec<String> {
    Topic::objects()
        .order_by(|t| t.id().asc())
        .values(app.db(), |t| t.word())
        .await
        .unwrap()
}

each_database! {
    async fn an_action_takes_what_it_is_offered_for(database: &FreshDatabase) {
        let app = paper_with(database, site).await;
        let chief = chief(&app).await;
        let (one, two, none) = (selected([1]), selected([1, 2]), json!({}));
        let all = json!({"selection": {"all": true, "query": {}, "expected": 2}});
        for (action, [of_one, of_two, of_all, of_none]) in [
            ("row", [200, 400, 400, 400]),
            ("detail", [200, 400, 400, 400]),
            ("bulk", [200, 200, 200, 400]),
            ("list", [400, 400, 400, 200]),
        ] {
            for (body, expected) in [(&one, of_one), (&two, of_two), (&all, of_all), (&none, of_none)] {
                let answer = chief.post(&format!("{ACTIONS}/{action}")).json(body).await;
                assert_eq!(answer.status(), expected, "{action} of {body}: {}", answer.text());
            }
        }
        let schema = read(&chief, "/schema/press.topic").await;
        let actions = schema["actions"].as_array().unwrap();
        let of = |key: &str| actions.iter().find(|action| action["key"] == key).unwrap();
        assert_eq!(of("list")["on"], json!(["list"]));
        assert_eq!(of("few")["on"], json!(["row", "bulk", "detail"]));
        assert_eq!((&of("bulk")["confirm"], &of("danger")["tone"]), (&json!("Shout {n} {many}?"), &json!("danger")));
        assert_eq!((&of("few")["max"], &of("row")["max"]), (&json!(2), &json!(1_000)));
    }

    async fn what_an_action_says_is_told(database: &FreshDatabase) {
        let app = paper_with(database, site).await;
        let chief = chief(&app).await;
        let told = chief.post(&format!("{ACTIONS}/list")).json(&json!({})).await.assert_status(200).value();
        assert_eq!(told, json!({"message": "invented", "tone": "ok", "done": 1, "redirect": "/m/press.topic/3"}));
        let told = chief.post(&format!("{ACTIONS}/bulk")).json(&selected([1, 2])).await.value();
        assert_eq!(told, json!({"message": "shouted", "done": 2}));
        let refused = chief.post(&format!("{ACTIONS}/few")).json(&selected([1, 2, 3])).await.assert_status(413).value();
        assert_eq!((&refused["code"], &refused["detail"]), (&json!("too_large"), &json!("At most 2 rows can be treated at once.")));
        assert_eq!(words(&app).await, ["AIR", "SEA", "new"]);
    }

    async fn an_action_is_for_those_whom_it_names(database: &FreshDatabase) {
        let app = paper_with(database, site).await;
        let people = [
            ("viewer", clerk(&app, "viewer", &["view_topic"]).await),
            ("editor", clerk(&app, "editor", &["change_topic"]).await),
            ("adder", clerk(&app, "adder", &["view_topic", "add_topic"]).await),
            ("cleaner", clerk(&app, "cleaner", &["view_topic", "delete_topic"]).await),
            ("gated", clerk(&app, "gated", &["view_topic", "delete_author"]).await),
        ];
        for (action, allowed) in [("bulk", "editor"), ("list", "adder"), ("danger", "cleaner"), ("gated", "gated")] {
            let body = if action == "list" { json!({}) } else { selected([1]) };
            for (name, browser) in &people {
                let expected = if *name == allowed { 200 } else { 403 };
                let answer = browser.post(&format!("{ACTIONS}/{action}")).json(&body).await;
                assert_eq!(answer.status(), expected, "{action} by {name}: {}", answer.text());
                // What is refused is not offered.
                let schema = read(browser, "/schema/press.topic").await;
                let keys = schema["actions"].as_array().cloned().unwrap_or_default();
                assert_eq!(keys.iter().any(|one| one["key"] == action), *name == allowed, "{action} by {name}");
            }
        }
        // A permission opens the action, not rows that the user may not see.
        let stranger = clerk(&app, "stranger", &["delete_author"]).await;
        stranger.post(&format!("{ACTIONS}/gated")).json(&selected([1])).await.assert_status(403);
    }

    async fn an_action_that_fails_half_way_hides_nothing(database: &FreshDatabase) {
        let app = paper_with(database, site).await;
        let chief = chief(&app).await;
        let refused = chief.post(&format!("{ACTIONS}/half")).json(&selected([1, 2])).await.assert_status(409).value();
        assert_eq!(refused["detail"], "`sea` cannot be done.");
        assert_eq!(words(&app).await, ["half", "sea"]);
        let entries = read(&chief, "/audit").await["entries"].clone();
        assert_eq!(entries.as_array().unwrap().len(), 1, "what was done is written down, and nothing else: {entries}");
        assert_eq!((&entries[0]["id"], &entries[0]["via"], &entries[0]["note"]), (&json!("1"), &json!("action"), &json!("Half")));
        assert_eq!(entries[0]["changes"][0]["after"], "half");

        // Two topics of one word: the transaction takes the first back.
        let refused = chief.post(&format!("{ACTIONS}/whole")).json(&selected([1, 2])).await;
        assert!(matches!(refused.status(), 409 | 422), "{}", refused.text());
        assert_eq!(words(&app).await, ["half", "sea"]);
        assert_eq!(read(&chief, "/audit").await["entries"].as_array().unwrap().len(), 1);

        let told = chief.post(&format!("{ACTIONS}/some")).json(&selected([1, 2])).await.assert_status(200).value();
        assert_eq!(told["done"], 1);
        assert_eq!(told["failed"], json!([{"id": "2", "repr": "sea", "message": "the sea is too deep"}]));
        assert_eq!(words(&app).await, ["done", "sea"]);
    }
}
