//! What an inline is told: which rows are its own, how many it wants, and what may be done with them.

use fjango::admin::{Admin, AdminSite};
use fjango::prelude::*;
use fjango::testing::json;
use fjango_tests::{FreshDatabase, each_database};
use serde_json::Value;

use super::league::*;
use super::paper::{chief, clerk, patch, read};

const TEAMS: &str = "/m/league.team";

fn codes(rows: &Value) -> Vec<&str> {
    let rows = rows["rows"].as_array().unwrap().iter();
    rows.map(|row| row["values"]["code"].as_str().unwrap()).collect()
}

fn objection<'a>(refused: &'a Value, field: &str) -> &'a str {
    refused["errors"][field][0]["code"]
        .as_str()
        .unwrap_or_else(|| panic!("nothing stands at `{field}`: {refused}"))
}

#[test]
fn a_way_back_that_is_not_clear_is_told_at_the_start() {
    let told = |site: AdminSite| site.mistakes().join("\n");
    let unsaid = AdminSite::default().model(Admin::model::<Team>().inline::<Game>(|i| i));
    assert_eq!(
        told(unsaid),
        "the admin of league.Team: the inline of `Game` has several foreign keys to `Team`, `home` and `away`; say which, as in \
         `.inline::<Game>(|i| i.foreign_key(|row| row.home()))`"
    );
    let elsewhere = AdminSite::default().model(Admin::model::<Fan>().inline::<Game>(|i| i));
    assert!(told(elsewhere).contains("`Game` cannot be an inline, as it has no foreign key to `Fan`"));
    let wrong = AdminSite::default().model(Admin::model::<Team>().inline::<Player>(|i| i.foreign_key(|p| p.name())));
    assert_eq!(
        told(wrong),
        "the admin of league.Team: the inline of `Player` names `name`, which is no foreign key to `Team`; name one, or leave \
         `foreign_key` out"
    );
    assert_eq!(told(site(AdminSite::default())), "");
}

each_database! {
    async fn rows_come_back_by_the_foreign_key_that_was_said(database: &FreshDatabase) {
        let app = league(database).await;
        let chief = chief(&app).await;
        game(&app, 1, 2, "A-B").await;
        game(&app, 2, 1, "B-A").await;
        game(&app, 2, 3, "B-C").await;
        let team = read(&chief, &format!("{TEAMS}/1")).await;
        assert_eq!(codes(&team["inlines"]["home_games"]), ["A-B"]);
        assert_eq!(codes(&team["inlines"]["away_games"]), ["B-A"]);
        let schema = read(&chief, "/schema/league.team").await;
        let inlines = &schema["form"]["inlines"];
        assert_eq!((&inlines["home_games"]["fk"], &inlines["away_games"]["fk"]), (&json!("home"), &json!("away")));
        assert_eq!((&inlines["home_games"]["min"], &inlines["home_games"]["extra"]), (&json!(1), &json!(2)));
        assert_eq!(inlines["away_games"]["max"], 3);

        // A new row belongs to the record by the inline's own key, and the other one is a field like any.
        let body = json!({"set": {}, "inlines": {"away_games": {"create": [{"set": {"home": "3", "code": "C-A"}}]}}});
        patch(&chief, &format!("{TEAMS}/1"), &team["v"], &body).await.assert_status(200);
        let made = Game::objects().filter(|g| g.code().eq("C-A")).first(app.db()).await.unwrap().unwrap();
        assert_eq!((*made.home.key(), *made.away.key()), (3, 1));
    }

    async fn a_record_has_no_fewer_rows_than_its_inline_wants(database: &FreshDatabase) {
        let app = league(database).await;
        let chief = chief(&app).await;
        let nothing = json!({"create": [], "update": [], "delete": []});
        for inlines in [json!({}), json!({"home_games": nothing}), json!({"away_games": nothing})] {
            let body = json!({"set": {"name": "Dogs"}, "inlines": inlines});
            let refused = chief.post(TEAMS).json(&body).await.assert_status(422).value();
            assert_eq!(objection(&refused, "home_games"), "min_rows", "{inlines}");
            assert_eq!(refused["errors"]["home_games"][0]["message"], "needs at least 1 rows");
        }
        assert_eq!(Team::objects().count(app.db()).await.unwrap(), 3, "a team that is refused is not there");

        let body = json!({"set": {"name": "Dogs"}, "inlines": {"home_games": {"create": [{"set": {"away": "1", "code": "D-A"}}]}}});
        let team = chief.post(TEAMS).json(&body).await.assert_status(201).value();
        let path = format!("{TEAMS}/{}", team["id"].as_str().unwrap());
        let row = &team["inlines"]["home_games"]["rows"][0];
        let gone = json!({"id": row["id"], "v": row["v"]});
        let body = json!({"set": {"name": "Wolves"}, "inlines": {"home_games": {"delete": [gone]}}});
        let refused = patch(&chief, &path, &team["v"], &body).await.assert_status(422).value();
        assert_eq!(objection(&refused, "home_games"), "min_rows");
        assert_eq!(read(&chief, &path).await["values"]["name"], "Dogs");
        // What goes may be replaced in the same step.
        let new = json!({"set": {"away": "2", "code": "D-B"}});
        let body = json!({"set": {}, "inlines": {"home_games": {"create": [new], "delete": [gone]}}});
        let team = patch(&chief, &path, &team["v"], &body).await.assert_status(200).value();
        assert_eq!(codes(&team["inlines"]["home_games"]), ["D-B"]);
        // A team that has none from before can be changed all the same.
        let old = read(&chief, &format!("{TEAMS}/1")).await;
        patch(&chief, &format!("{TEAMS}/1"), &old["v"], &json!({"set": {"name": "Antelopes"}})).await.assert_status(200);
    }

    async fn who_may_not_add_rows_makes_records_without(database: &FreshDatabase) {
        let app = league(database).await;
        let founder = clerk(&app, "founder", &["add_team", "view_team", "view_game"]).await;
        founder.post(TEAMS).json(&json!({"set": {"name": "Dogs"}})).await.assert_status(201);
        let manager = clerk(&app, "manager", &["add_team", "view_team", "view_game", "add_game"]).await;
        manager.post(TEAMS).json(&json!({"set": {"name": "Emus"}})).await.assert_status(422);
    }

    async fn a_record_has_no_more_rows_than_its_inline_takes(database: &FreshDatabase) {
        let app = league(database).await;
        let chief = chief(&app).await;
        let path = format!("{TEAMS}/1");
        let team = read(&chief, &path).await;
        let games = |n: usize| (0..n).map(|n| json!({"set": {"home": "2", "code": format!("B-A {n}")}})).collect::<Vec<_>>();
        let body = |n| json!({"set": {}, "inlines": {"away_games": {"create": games(n)}}});
        let refused = patch(&chief, &path, &team["v"], &body(4)).await.assert_status(422).value();
        assert_eq!(objection(&refused, "away_games"), "max_rows");
        assert_eq!(Game::objects().count(app.db()).await.unwrap(), 0);
        patch(&chief, &path, &team["v"], &body(3)).await.assert_status(200);
    }

    async fn rows_are_not_deleted_where_the_inline_keeps_them(database: &FreshDatabase) {
        let app = league(database).await;
        let chief = chief(&app).await;
        let player = PlayerCreate { team: Some(1), ..PlayerCreate::new("Zoe") };
        Player::objects().create(app.db(), player).await.unwrap();
        let path = format!("{TEAMS}/1");
        let schema = read(&chief, "/schema/league.team").await;
        let can = |name: &str| schema["form"]["inlines"][name]["can"].as_array().unwrap().contains(&json!("delete"));
        assert!(can("home_games") && !can("players"), "{schema}");
        let team = read(&chief, &path).await;
        let row = &team["inlines"]["players"]["rows"][0];
        let body = json!({"set": {"name": "Other"}, "inlines": {"players": {"delete": [{"id": row["id"], "v": row["v"]}]}}});
        patch(&chief, &path, &team["v"], &body).await.assert_status(403);
        assert_eq!(Player::objects().count(app.db()).await.unwrap(), 1);
        assert_eq!(read(&chief, &path).await["values"]["name"], "Ants");
        let body = json!({"set": {}, "inlines": {"players": {"update": [{"id": row["id"], "v": row["v"], "set": {"name": "Zoë"}}]}}});
        patch(&chief, &path, &team["v"], &body).await.assert_status(200);
    }

    async fn many_rows_come_page_by_page(database: &FreshDatabase) {
        let app = league(database).await;
        let chief = chief(&app).await;
        for n in 1..=5 {
            game(&app, 1, 2, &format!("g{n}")).await;
        }
        game(&app, 3, 2, "another's").await;
        let mut page = read(&chief, &format!("{TEAMS}/1")).await["inlines"]["home_games"].clone();
        let mut pages = vec![codes(&page).join(" ")];
        while let Some(next) = page["next"].as_str().map(str::to_owned) {
            page = read(&chief, &format!("{TEAMS}/1/inlines/home_games?after={next}")).await;
            pages.push(codes(&page).join(" "));
        }
        assert_eq!(pages, ["g1 g2", "g3 g4", "g5"]);
        chief.get(&format!("{TEAMS}/1/inlines/home_games?after=x")).await.assert_status(400);
        chief.get(&format!("{TEAMS}/1/inlines/debts")).await.assert_status(404);
    }

    async fn what_the_database_refuses_stands_at_its_row_and_undoes_all(database: &FreshDatabase) {
        let app = league(database).await;
        let chief = chief(&app).await;
        let taken = game(&app, 2, 3, "taken").await;
        let kept = game(&app, 1, 2, "kept").await;
        let path = format!("{TEAMS}/1");
        let team = read(&chief, &path).await;
        let row = &team["inlines"]["home_games"]["rows"][0];
        let new = |code: &str, away: &str| json!({"set": {"away": away, "code": code}});
        let change = |code: &str| json!([{"id": row["id"], "v": row["v"], "set": {"code": code}}]);
        // A row of the same save is in the way, or one of another record, or the one that was there before is changed.
        let refused = [
            ("home_games[2].code", json!({"create": [new("a", "2"), new("b", "2"), new("a", "3"), new("c", "3")]})),
            ("home_games[1].code", json!({"create": [new("a", "2"), new("taken", "2")], "update": change("fine")})),
            ("home_games[0].code", json!({"update": change("taken"), "create": []})),
            ("home_games[1].away", json!({"create": [new("a", "2"), new("b", "77")]})),
        ];
        for (place, games) in refused {
            let body = json!({"set": {"name": "Other"}, "inlines": {"home_games": games}});
            let answer = patch(&chief, &path, &team["v"], &body).await;
            assert!(matches!(answer.status(), 409 | 422), "{}", answer.text());
            let answer = answer.value();
            let places: Vec<_> = answer["errors"].as_object().unwrap().keys().collect();
            assert_eq!(places, [place], "{answer}");
        }
        // Of a record that is new as well, whose own key is gone with it.
        for (place, code, away) in [("home_games[1].code", "taken", "2"), ("home_games[1].away", "b", "77")] {
            let games = json!({"create": [new("a", "2"), new(code, away)]});
            let refused = chief.post(TEAMS).json(&json!({"set": {"name": "Dogs"}, "inlines": {"home_games": games}})).await;
            assert!(matches!(refused.status(), 409 | 422), "{}", refused.text());
            let refused = refused.value();
            assert_eq!(refused["errors"].as_object().unwrap().keys().collect::<Vec<_>>(), [place], "{refused}");
        }
        assert_eq!(Team::objects().count(app.db()).await.unwrap(), 3);
        let games = Game::objects().order_by(|g| g.id().asc()).all(app.db()).await.unwrap();
        assert_eq!(games.iter().map(|game| game.code.as_str()).collect::<Vec<_>>(), ["taken", "kept"]);
        assert_eq!((taken.id, kept.id), (games[0].id, games[1].id));
        assert_eq!(read(&chief, &path).await["values"]["name"], "Ants");
        assert!(read(&chief, "/audit").await["entries"].as_array().unwrap().is_empty(), "nothing was done");
    }
}
