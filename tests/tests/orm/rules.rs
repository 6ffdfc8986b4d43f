//! Rules among some of the rows, over expressions and spans, and columns that the database computes.

use fjango::App;
use fjango::db::{Executor as _, Statement};
use fjango::orm::Error;
use fjango::prelude::*;
use fjango::testing::{Options, Schema, TestApp, TestDb, json};
use fjango_tests::FreshDatabase;

#[model(
    app = "rules",
    index(name = "open", "lower(guest)", -arrives.nulls_last(), where = "cancelled = FALSE"),
    index(room, -arrives, include(guest)),
    index(guest, using = "hash"),
    unique(name = "once", "lower(guest)", arrives, where = "NOT cancelled"),
    unique(room, name = "one_waiting", where = "arrives IS NULL"),
    unique(reference, floor, nulls_not_distinct),
    exclude(name = "double_booking", room, overlap(arrives, leaves), where = "NOT cancelled AND arrives IS NOT NULL"),
    check(nights_hold = "nights IS NULL OR nights < 100"),
    comment = "One row for each stay, or somebody's wish for one."
)]
#[api(path = "/stays", read = "anyone", write = "anyone")]
pub struct Stay {
    pub id: i64,
    pub room: i32,
    #[field(collation = "C", comment = "Who pays.")]
    pub guest: String,
    pub reference: Option<String>,
    #[field(default = 1)]
    pub floor: i32,
    pub arrives: Option<NaiveDate>,
    pub leaves: Option<NaiveDate>,
    #[field(default = false)]
    pub cancelled: bool,
    pub price: i64,
    #[field(default = 1)]
    pub nights: Option<i64>,
    #[field(generated = "price * coalesce(nights, 0)", index)]
    pub total: i64,
}

#[model(app = "rules", unique(place, deferrable = "deferred"))]
pub struct Runner {
    pub id: i64,
    pub place: i32,
    #[field(on_delete = "do_nothing", db_constraint = false)]
    pub club: ForeignKey<Stay>,
    #[field(on_delete = "cascade", deferrable = "immediate", related_name = "led")]
    pub leader: Option<ForeignKey<Self>>,
}

async fn fresh(database: &FreshDatabase) -> TestDb {
    let url = Some(database.url().to_owned());
    let schema = Schema::Models;
    TestDb::with(Options { url, schema }).await
}

fn day(day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2026, 5, day)
}

fn stay(room: i32, guest: &str, from: u32, to: u32) -> StayCreate {
    StayCreate {
        arrives: day(from),
        leaves: day(to),
        // Unlike any other, where nothing else is said.
        reference: Some(format!("{room} {guest} {from}")),
        ..StayCreate::new(room, guest, 100_i64)
    }
}

fn told(error: &Error) -> String {
    let Error::Integrity { kind, fields, .. } = error else {
        panic!("no constraint: {error:?}");
    };
    format!("{kind} {}", fields.join(" "))
}

fjango_tests::each_database! {
    async fn a_rule_among_some_rows_refuses_those_alone(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        Stay::objects().create(db, stay(1, "Ann", 1, 5)).await.unwrap();
        let waiting = StayCreate { arrives: None, leaves: day(2), ..stay(9, "Cid", 1, 2) };
        Stay::objects().create(db, StayCreate { room: 5, ..waiting.clone() }).await.unwrap();
        let nobody = StayCreate { reference: None, ..stay(6, "Dan", 1, 2) };
        Stay::objects().create(db, nobody.clone()).await.unwrap();
        for (input, expected) in [
            (stay(2, "ANN", 1, 2), "unique guest arrives"),
            (StayCreate { room: 5, guest: "Eve".into(), leaves: day(1), reference: Some("r".into()), ..waiting }, "unique room"),
            (StayCreate { room: 7, guest: "Fay".into(), ..nobody }, "unique reference floor"),
            (stay(1, "Bob", 4, 8), "exclusion room arrives leaves"),
            (StayCreate { leaves: None, ..stay(1, "Bob", 3, 8) }, "exclusion room arrives leaves"),
            (stay(3, "Gil", 5, 4), "check "),
            (StayCreate { nights: Some(100), ..stay(4, "Hal", 5, 6) }, "check "),
        ] {
            let refused = Stay::objects().create(db, input.clone()).await.unwrap_err();
            assert_eq!(told(&refused), expected, "{input:?}");
            // What only the database can tell is left to it.
            let before = input.full_clean(db).await;
            let by_database = expected.starts_with("exclusion") || expected.contains("reference") || input.guest == "Gil";
            if !by_database {
                assert_eq!(told(&before.unwrap_err()), expected, "before, {input:?}");
            }
        }
        // The same again where the condition does not hold, or the spans only touch.
        let gone = StayCreate { cancelled: Some(true), ..stay(1, "ann", 1, 5) };
        Stay::objects().create(db, gone.clone()).await.unwrap();
        Stay::objects().create(db, StayCreate { reference: Some("again".into()), ..gone }).await.unwrap();
        let mut next = Stay::objects().create(db, stay(1, "Bob", 5, 8)).await.unwrap();
        stay(1, "Ivo", 8, 9).full_clean(db).await.unwrap();
        // A change is looked at as well, and a row is not in its own way.
        next.leaves = day(9);
        next.full_clean(db).await.unwrap();
        next.save(db).await.unwrap();
        next.arrives = day(4);
        assert_eq!(told(&next.save(db).await.unwrap_err()), "exclusion room arrives leaves");
        (next.arrives, next.guest) = (day(1), "aNN".into());
        next.room = 8;
        assert_eq!(told(&next.full_clean(db).await.unwrap_err()), "unique guest arrives");
        assert_eq!(told(&next.save(db).await.unwrap_err()), "unique guest arrives");
    }

    async fn clients_are_told_of_a_conflict_and_its_fields(database: &FreshDatabase) {
        let test = fresh(database).await;
        Stay::objects().create(test.db(), stay(1, "Ann", 1, 5)).await.unwrap();
        let app = TestApp::with(App::new(), test).await;
        for (body, pointers) in [
            (json!({"room": 2, "guest": "ANN", "arrives": "2026-05-01", "price": 1}), vec!["/guest", "/arrives"]),
            (json!({"room": 1, "guest": "Bob", "arrives": "2026-05-04", "price": 1}), vec!["/room", "/arrives", "/leaves"]),
        ] {
            let told = app.post("/api/stays").json(&body).await.assert_status(409).problem();
            let found: Vec<_> = told["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
            assert_eq!(found, pointers, "{told}");
        }
        // What the database computes is told, and not taken.
        let made = app.post("/api/stays").json(&json!({"room": 3, "guest": "Eve", "price": 7, "nights": 3})).await;
        assert_eq!(made.assert_status(201).json::<serde_json::Value>()["total"], 21);
        let given = json!({"room": 4, "guest": "Fay", "price": 7, "total": 3, "reference": "x"});
        app.post("/api/stays").json(&given).await.assert_status(422);
    }

    async fn the_database_computes_a_column(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let mut one = Stay::objects().create(db, StayCreate { nights: Some(3), ..stay(1, "Ann", 1, 5) }).await.unwrap();
        assert_eq!(one.total, 300);
        one.price = 7;
        one.total = 5;
        one.save(db).await.unwrap();
        let read = Stay::objects().get(db, one.id).await.unwrap();
        assert_eq!((read.price, read.total), (7, 21));
        Stay::objects().filter(|stay| stay.id().eq(one.id)).update(db, StayPatch { nights: Some(None), ..StayPatch::default() }).await.unwrap();
        assert_eq!(Stay::objects().filter(|stay| stay.total().eq(0)).count(db).await.unwrap(), 1);
        let many = Stay::objects().bulk_create(db, vec![stay(2, "Bob", 1, 2), stay(3, "Cid", 1, 2)]).await.unwrap();
        assert!(many.iter().all(|stay| stay.total == 100));
    }

    async fn a_rule_can_be_put_off_and_a_key_be_free(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let first = Runner::objects().create(db, RunnerCreate::new(1, 404_i64)).await.unwrap();
        let second = Runner::objects().create(db, RunnerCreate::new(2, 404_i64)).await.unwrap();
        let swap = async |tx: &Tx| {
            for (id, place) in [(first.id, 2), (second.id, 1)] {
                tx.execute(Statement::sql(format!("UPDATE rules_runner SET place = {place} WHERE id = {id}"))).await?;
            }
            fjango::db::Result::Ok(())
        };
        let swapped: fjango::db::Result<()> = db.transaction(swap).await;
        // SQLite looks at once.
        assert_eq!(swapped.is_ok(), database.kind() == fjango_tests::Kind::Postgres, "{swapped:?}");
        let nobody = RunnerCreate { leader: Some(99), ..RunnerCreate::new(3, 404_i64) };
        let given_up: fjango::orm::Result<()> = db
            .transaction(async |tx| {
                let refused = Runner::objects().create(tx, nobody.clone()).await;
                Err(refused.expect_err("at once, not at the end"))
            })
            .await;
        assert!(given_up.is_err());
    }
}
