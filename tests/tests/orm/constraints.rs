//! Constraints asked for before a write say what the database would say.

use fjango::App;
use fjango::orm::Error;
use fjango::prelude::*;
use fjango::testing::{Options, Schema, TestApp, TestDb, assert_queries, json};
use fjango_tests::FreshDatabase;

#[model(app = "constraints")]
pub struct Shelf {
    pub id: i64,
    #[field(unique, max_length = 8)]
    pub label: String,
}

#[derive(Choices)]
pub enum Binding {
    Paper,
    Cloth,
}

#[model(
    app = "constraints",
    unique(shelf, place),
    check(thick = "pages > 3 OR price IS NULL"),
    check(sold = "price <> 7")
)]
#[api(path = "/volumes", read = "anyone", write = "anyone")]
pub struct Volume {
    pub id: i64,
    #[field(unique)]
    pub isbn: Option<String>,
    #[field(on_delete = "cascade")]
    pub shelf: ForeignKey<Shelf>,
    #[field(on_delete = "set_null", related_name = "second_volumes")]
    pub second: Option<ForeignKey<Shelf>>,
    pub place: i32,
    #[field(min = 1)]
    pub pages: i32,
    #[field(max = 900)]
    pub price: Option<Decimal>,
    #[field(max_length = 5, default = "plain")]
    pub state: String,
    #[field(default = Binding::Paper)]
    pub binding: Binding,
    pub others: ManyToMany<Shelf>,
}

async fn fresh(database: &FreshDatabase) -> TestDb {
    let url = Some(database.url().to_owned());
    TestDb::with(Options {
        url,
        schema: Schema::Models,
    })
    .await
}

/// Two shelves, and a volume on the first.
async fn filled(db: &Db) -> (Shelf, Shelf, Volume) {
    let one = Shelf::objects().create(db, ShelfCreate::new("one")).await.unwrap();
    let two = Shelf::objects().create(db, ShelfCreate::new("two")).await.unwrap();
    let input = VolumeCreate {
        isbn: Some("978".into()),
        ..VolumeCreate::new(one.id, 1, 50)
    };
    let volume = Volume::objects().create(db, input).await.unwrap();
    (one, two, volume)
}

/// The error without what the database said.
fn told(error: &Error) -> String {
    let Error::Integrity {
        kind,
        model,
        fields,
        errors,
        ..
    } = error
    else {
        panic!("no constraint: {error:?}");
    };
    format!("{kind} {model} {fields:?} {errors}")
}

fn price(price: i64) -> Option<Decimal> {
    Some(Decimal::from(price))
}

fjango_tests::each_database! {
    async fn a_broken_constraint_is_the_same_error_from_validation_and_from_the_database(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let (one, two, _) = filled(db).await;
        let plain = VolumeCreate::new(two.id, 2, 50);
        plain.full_clean(db).await.unwrap();
        let cases = [
            (VolumeCreate { isbn: Some("978".into()), ..plain.clone() }, r#"unique Volume ["isbn"] `isbn` is taken already"#),
            (
                VolumeCreate { shelf: one.id, place: 1, ..plain.clone() },
                r#"unique Volume ["shelf", "place"] `shelf` is taken already; `place` is taken already"#,
            ),
            (
                VolumeCreate { shelf: 99, ..plain.clone() },
                r#"foreign key Volume ["shelf"] `shelf` points at a row that does not exist"#,
            ),
            (
                VolumeCreate { second: Some(98), ..plain.clone() },
                r#"foreign key Volume ["second"] `second` points at a row that does not exist"#,
            ),
            (
                VolumeCreate { pages: 2, price: price(1), ..plain.clone() },
                "check Volume [] `` must meet the condition `thick`",
            ),
            (
                VolumeCreate { price: price(7), ..plain.clone() },
                "check Volume [] `` must meet the condition `sold`",
            ),
        ];
        for (input, expected) in cases {
            let before = input.full_clean(db).await.unwrap_err();
            let refused = Volume::objects().create(db, input.clone()).await.unwrap_err();
            assert_eq!(told(&before), expected);
            assert_eq!(told(&refused), expected);
            // The same of a row that exists and is changed.
            let place = 1000 + Volume::objects().count(db).await.unwrap() as i32;
            let mut row = Volume::objects().create(db, VolumeCreate { place, ..plain.clone() }).await.unwrap();
            row.full_clean(db).await.unwrap();
            (row.isbn, row.pages, row.price) = (input.isbn, input.pages, input.price);
            row.shelf = ForeignKey::new(input.shelf);
            row.second = input.second.map(ForeignKey::new);
            row.place = if input.place == 1 { 1 } else { place };
            let (before, refused) = (row.full_clean(db).await.unwrap_err(), row.save(db).await.unwrap_err());
            assert_eq!(told(&before), expected);
            assert_eq!(told(&refused), expected);
        }
        let many = VolumeCreate { others: vec![one.id, 97], ..plain };
        let refused = Volume::objects().create(db, many).await.unwrap_err();
        assert_eq!(
            told(&refused),
            r#"foreign key Volume ["others"] `others/1` points at a row that does not exist"#
        );
    }

    async fn a_rule_of_a_field_is_told_alike_by_validation_and_by_the_database(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let (_, _, mut volume) = filled(db).await;
        // Expressions are checked by the database alone.
        let volumes = Volume::objects();
        for (way, wrong) in [("pages", "min"), ("price", "max"), ("state", "max_length")] {
            let refused = match way {
                "pages" => volumes.update_with(db, |v| v.pages().set(v.pages() - 50)).await,
                "price" => volumes.update_with(db, |v| v.price().set(Decimal::from(899))).await.and(
                    volumes.update_with(db, |v| v.price().set(v.price() + Decimal::from(2))).await,
                ),
                _ => volumes.update_with(db, |v| v.state().set(v.state().concat(v.state()))).await,
            };
            let refused = refused.unwrap_err();
            if way == "state" && database.kind() == fjango_tests::Kind::Postgres {
                // PostgreSQL refuses the value as such, and does not say whose it is.
                assert!(matches!(refused, Error::Database(fjango::db::Error::Value { .. })), "{refused:?}");
                continue;
            }
            assert!(matches!(refused, Error::Integrity { .. }), "{refused:?}");
            let (pages, paid, state) = (volume.pages, volume.price, volume.state.clone());
            match way {
                "pages" => volume.pages = 0,
                "price" => volume.price = price(901),
                _ => volume.state = "plainplain".into(),
            }
            let before = volume.full_clean(db).await.unwrap_err();
            assert_eq!(refused.field_errors(), before.field_errors());
            assert_eq!(before.field_errors().unwrap().errors()[0].code, wrong);
            (volume.pages, volume.price, volume.state) = (pages, paid, state);
        }
    }

    async fn everything_wrong_is_told_at_once_by_one_query(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        filled(db).await;
        let wrong = VolumeCreate {
            isbn: Some("978".into()),
            second: Some(98),
            price: price(7),
            state: Some("too long".into()),
            ..VolumeCreate::new(99, 1, 0)
        };
        let error = assert_queries!(1, wrong.full_clean(db).await.unwrap_err());
        let Error::Validation(errors) = &error else { panic!("{error:?}") };
        let found: Vec<_> = errors.errors().iter().map(|e| (e.pointer.as_str(), e.code)).collect();
        assert_eq!(
            found,
            [
                ("/pages", "min"),
                ("/state", "max_length"),
                ("/isbn", "unique"),
                ("/shelf", "does_not_exist"),
                ("/second", "does_not_exist"),
            ],
            "a check is not asked when a field is wrong"
        );
        let tied = VolumeCreate { isbn: Some("978".into()), price: price(7), ..VolumeCreate::new(99, 1, 2) };
        let error = tied.full_clean(db).await.unwrap_err();
        let codes: Vec<_> = error.field_errors().unwrap().errors().iter().map(|e| e.code).collect();
        assert_eq!(codes, ["unique", "does_not_exist", "check", "check"]);
        // In a transaction that goes on.
        db.transaction(async |tx| {
            assert!(tied.full_clean(tx).await.is_err());
            Volume::objects().count(tx).await
        })
        .await
        .unwrap();
    }

    async fn clients_are_told_the_same_both_ways(database: &FreshDatabase) {
        let test = fresh(database).await;
        let (one, two, _) = filled(test.db()).await;
        let app = TestApp::with(App::new(), test).await;
        use fjango::http::ToProblem as _;
        for (body, input, status) in [
            (json!({"isbn": "978", "shelf": two.id, "place": 2, "pages": 5}), VolumeCreate { isbn: Some("978".into()), ..VolumeCreate::new(two.id, 2, 5) }, 409),
            (json!({"shelf": one.id, "place": 1, "pages": 5}), VolumeCreate::new(one.id, 1, 5), 409),
            (json!({"shelf": 99, "place": 1, "pages": 5}), VolumeCreate::new(99, 1, 5), 422),
            (json!({"shelf": one.id, "place": 3, "pages": 2, "price": "1"}), VolumeCreate { price: price(1), ..VolumeCreate::new(one.id, 3, 2) }, 422),
            (json!({"isbn": "978", "shelf": 99, "place": 3, "pages": 2, "price": "1"}), VolumeCreate { isbn: Some("978".into()), price: price(1), ..VolumeCreate::new(99, 3, 2) }, 422),
        ] {
            let sent = app.post("/api/volumes").json(&body).await.assert_status(status).problem();
            let problem = input.full_clean(app.db()).await.unwrap_err().to_problem();
            assert_eq!(problem.status().as_u16(), status);
            let validated = problem.to_json();
            for member in ["type", "title", "detail", "errors"] {
                assert_eq!(sent[member], validated[member], "{member} of {body}");
            }
        }
        let volume = Volume::objects().create(app.db(), VolumeCreate::new(two.id, 9, 5)).await.unwrap();
        let path = format!("/api/volumes/{}", volume.id);
        // Only what was sent is looked at, and a row is not in its own way.
        app.patch(&path).json(&json!({"place": 9})).await.assert_status(200);
        let taken = app.patch(&path).json(&json!({"isbn": "978", "second": 99})).await.assert_status(422).problem();
        assert_eq!(taken["errors"].as_array().map(Vec::len), Some(2), "{taken}");
    }
}
