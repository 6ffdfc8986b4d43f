//! What a deletion would do, told before: what goes, what stays without it, and what keeps it from being done.

use fjango::admin::contract::Can;
use fjango::admin::{Actor, AdminSite, Policy};
use fjango::orm::{Expr, Query};
use fjango::prelude::*;
use fjango::schema::ModelMeta;
use fjango::testing::{TestApp, json};
use fjango_tests::{FreshDatabase, each_database};
use serde_json::Value as Json;

use super::league::*;
use super::paper::{chief, clerk, read};

const ANTS: &str = "/m/league.team/1";
const PREVIEW: &str = "/m/league.team/1/delete-preview";

/// Who is called `shortsighted` sees one game only, and nobody one that is sealed.
struct Blinkers;

impl Policy for Blinkers {
    fn scope(&self, actor: &Actor, mut query: Query) -> Query {
        if actor.username == "shortsighted" && query.meta.is(Game::META) {
            let code = Game::META.field("code").unwrap();
            query
                .filter
                .push(Expr::own(code, fjango::value::Value::Text("seen".to_owned())));
        }
        query
    }

    fn has_objects(&self, meta: &'static ModelMeta) -> bool {
        meta.is(Game::META)
    }

    fn object(&self, _: &Actor, meta: &'static ModelMeta, values: &[fjango::value::Value], _: Can) -> bool {
        let code = meta.field_index("code").map(|at| &values[at]);
        !meta.is(Game::META) || code.and_then(|code| code.as_str()) != Some("sealed")
    }
}

async fn players(app: &TestApp, team: i64, number: usize) {
    let new = (0..number).map(|n| PlayerCreate {
        team: Some(team),
        ..PlayerCreate::new(format!("player {n}"))
    });
    Player::objects().bulk_create(app.db(), new).await.unwrap();
}

each_database! {
    async fn a_preview_tells_what_a_deletion_then_does(database: &FreshDatabase) {
        let app = league(database).await;
        let chief = chief(&app).await;
        game(&app, 1, 2, "A-B").await;
        game(&app, 1, 3, "A-C").await;
        players(&app, 1, 1).await;
        players(&app, 2, 1).await;
        let fan = Fan::objects().create(app.db(), FanCreate::new("Ida")).await.unwrap();
        let ants = Team::objects().get(app.db(), 1).await.unwrap();
        ants.related(|team| team.fans()).add(app.db(), [fan.id]).await.unwrap();

        let preview = read(&chief, PREVIEW).await;
        assert_eq!((&preview["repr"], &preview["soft"], &preview["possible"]), (&json!("Ants"), &json!(false), &json!(true)));
        let counted = |list: &Json| -> Vec<(String, u64)> {
            let all = list.as_array().unwrap().iter();
            all.map(|one| (one["model"].as_str().unwrap_or("").to_owned(), one["n"].as_u64().unwrap())).collect()
        };
        assert_eq!(counted(&preview["goes"]), [("league.game".to_owned(), 2), (String::new(), 1)], "{preview}");
        // Players are no model of this admin, so they have no key.
        assert_eq!(counted(&preview["unlinks"]), [(String::new(), 1)]);
        assert_eq!(preview["unlinks"][0]["label"], "player");
        assert_eq!(preview["protects"], json!([]));

        let version = read(&chief, ANTS).await["v"].as_str().unwrap().to_owned();
        chief.change("DELETE", ANTS).header("if-match", &format!("\"{version}\"")).await.assert_status(204);
        assert_eq!(Game::objects().count(app.db()).await.unwrap(), 0);
        let left = Player::objects().order_by(|p| p.id().asc()).all(app.db()).await.unwrap();
        assert!(left[0].team.is_none() && left[1].team.is_some());
        assert_eq!(Fan::objects().count(app.db()).await.unwrap(), 1);
    }

    async fn what_forbids_a_deletion_is_counted_and_named_where_it_may_be_seen(database: &FreshDatabase) {
        let app = league_with(database, |admin: AdminSite| site(admin).policy(Blinkers)).await;
        let chief = chief(&app).await;
        for code in ["seen", "sealed", "third"] {
            game(&app, 2, 1, code).await;
        }
        Debt::objects().create(app.db(), DebtCreate::new(1, "a new roof")).await.unwrap();
        let all = ["view_team", "delete_team", "view_game"];
        let clear = clerk(&app, "clear", &all).await;
        let short = clerk(&app, "shortsighted", &all).await;
        let gameless = clerk(&app, "gameless", &all[..2]).await;
        for (who, browser, named) in [
            ("chief", &chief, vec!["seen", "third"]),
            ("clear", &clear, vec!["seen", "third"]),
            ("shortsighted", &short, vec!["seen"]),
            ("gameless", &gameless, vec![]),
        ] {
            let preview = read(browser, PREVIEW).await;
            assert_eq!(preview["possible"], false);
            let protects = preview["protects"].as_array().unwrap();
            let of = |label: &str| protects.iter().find(|one| one["label"] == label).unwrap_or_else(|| panic!("{who}: {preview}"));
            let games = of("games");
            assert_eq!((&games["n"], &games["more"]), (&json!(3), &json!(false)), "{who} is told of all: {preview}");
            assert_eq!(games.get("model").is_some(), who != "gameless", "{who}: {preview}");
            let names: Vec<_> = games["examples"].as_array().unwrap().iter().map(|one| one["repr"].as_str().unwrap()).collect();
            assert_eq!(names, named, "{who}");
            // What restricts is no model of this admin: it counts, and has no name.
            let debts = of("debt");
            assert_eq!((&debts["n"], &debts["examples"]), (&json!(1), &json!([])));
            let text = preview.to_string();
            assert!(!text.contains("roof") && !text.contains("cake") && !text.contains("bribe"), "{who}: {text}");
        }

        let version = read(&chief, ANTS).await["v"].as_str().unwrap().to_owned();
        let refused = chief.change("DELETE", ANTS).header("if-match", &format!("\"{version}\"")).await.assert_status(409);
        assert_eq!(refused.value()["code"], "protected");
        assert!(!refused.text().contains("cake") && !refused.text().contains("roof"), "{}", refused.text());
        assert_eq!(Team::objects().count(app.db()).await.unwrap(), 3);
    }


    async fn a_thousand_stands_for_more(database: &FreshDatabase) {
        let app = league(database).await;
        let chief = chief(&app).await;
        players(&app, 1, 1_000).await;
        let told = async || read(&chief, PREVIEW).await["unlinks"].clone();
        assert_eq!(told().await, json!([{"label": "players", "n": 1_000, "more": false}]));
        players(&app, 1, 1).await;
        assert_eq!(told().await, json!([{"label": "players", "n": 1_000, "more": true}]));
    }
}
