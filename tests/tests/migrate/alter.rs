//! Every kind of alteration, with rows in place.

use fjango::db::Db;
use fjango::migrate::Target;
use fjango::migrate::state::{FieldState, Literal};
use fjango::value::SqlType;
use fjango_tests::FreshDatabase;

use super::states::foreign_key;
use super::support::{History, model, run, schema, state, texts};

fn plain(kind: SqlType) -> FieldState {
    FieldState::new("x", kind)
}

/// From, what is stored, to, what is read as text.
fn cases() -> Vec<(FieldState, &'static str, FieldState, &'static str)> {
    use SqlType::{BigInt, Bool, Date, DateTime, Integer, Json, SmallInt, Text, Uuid};
    let nullable = |kind| FieldState {
        nullable: true,
        ..plain(kind)
    };
    let varchar = |max| FieldState {
        max_length: Some(max),
        ..plain(Text)
    };
    vec![
        (plain(SmallInt), "7", plain(BigInt), "7"),
        (plain(BigInt), "7", plain(SmallInt), "7"),
        (plain(Integer), "7", plain(Text), "7"),
        (plain(Text), "'7'", plain(Integer), "7"),
        (plain(Integer), "1", plain(Bool), "true"),
        (plain(Bool), "TRUE", plain(Integer), "1"),
        (plain(Bool), "TRUE", plain(Text), "true"),
        (plain(Text), "'hello'", varchar(5), "hello"),
        (varchar(5), "'hello'", varchar(10), "hello"),
        (plain(Text), "'{\"a\":1}'", plain(Json), "{\"a\":1}"),
        (
            plain(Text),
            "'7d444840-9dc0-11d1-b245-5ffdce74fad2'",
            plain(Uuid),
            "7d444840-9dc0-11d1-b245-5ffdce74fad2",
        ),
        (plain(Date), "'2026-01-02'", plain(DateTime), "2026-01-02 00:00:00+00"),
        (
            plain(DateTime),
            "'2026-01-02 03:04:05+00:00'",
            plain(Date),
            "2026-01-02",
        ),
        (plain(Text), "'a'", nullable(Text), "a"),
        (
            nullable(Text),
            "NULL",
            FieldState {
                fill: Some(Literal::Text("it's".into())),
                ..plain(Text)
            },
            "it's",
        ),
        (
            nullable(Text),
            "NULL",
            FieldState {
                db_default: Some("'d'".into()),
                ..plain(Text)
            },
            "d",
        ),
        (
            plain(Text),
            "'a'",
            FieldState {
                column: "y".into(),
                ..plain(Text)
            },
            "a",
        ),
        (
            plain(Text),
            "'a'",
            FieldState {
                unique: true,
                ..plain(Text)
            },
            "a",
        ),
        (
            FieldState {
                unique: true,
                ..plain(Text)
            },
            "'a'",
            FieldState {
                index: true,
                ..plain(Text)
            },
            "a",
        ),
        (
            plain(Text),
            "'a'",
            FieldState {
                choices: vec!["a".into(), "b".into()],
                ..plain(Text)
            },
            "a",
        ),
        (
            plain(Integer),
            "3",
            FieldState {
                min: Some("1".into()),
                max: Some("5".into()),
                ..plain(Integer)
            },
            "3",
        ),
        (
            plain(SmallInt),
            "3",
            FieldState {
                range: Some((0, 255)),
                ..plain(SmallInt)
            },
            "3",
        ),
        (
            FieldState {
                db_default: Some("5".into()),
                ..plain(Integer)
            },
            "3",
            FieldState {
                db_default: Some("6".into()),
                ..plain(Integer)
            },
            "3",
        ),
    ]
}

/// Data that the way back cannot make again: what was `NULL`, or a number's place in a text.
fn comes_back(from: &FieldState, stored: &str) -> bool {
    stored != "NULL" && from.kind != SqlType::DateTime
}

fjango_tests::each_database! {
    async fn a_key_changes_as_what_points_at_it_goes(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut history = History::default();
        let comment = model("Comment", vec![foreign_key("post", "blog.Post")]);
        history.make(&state(vec![model("Post", vec![]), comment])).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        run(&db, "INSERT INTO blog_post (id) VALUES (7)").await;
        let before = schema(&db).await;
        let mut post = model("Post", vec![]);
        post.fields[0].kind = SqlType::Integer;
        assert_eq!(history.make(&state(vec![post])).unwrap(), 1);
        history.migrate(&db, &Target::All).await.unwrap();
        assert_eq!(texts(&db, "SELECT CAST(id AS text) FROM blog_post").await, ["7"]);
        history.migrate(&db, &Target::Migration("blog".into(), "0001".into())).await.unwrap();
        assert_eq!(schema(&db).await, before);
    }

    async fn every_alteration_keeps_the_rows(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        run_cases(&db).await;
    }

    async fn what_does_not_fit_fails_and_changes_nothing(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let bad = [
            (plain(SqlType::Text), "'seven'", plain(SqlType::Integer)),
            (plain(SqlType::Text), "'hello'", FieldState { max_length: Some(4), ..plain(SqlType::Text) }),
            (FieldState { nullable: true, ..plain(SqlType::Text) }, "NULL", plain(SqlType::Text)),
            (plain(SqlType::Text), "'c'", FieldState { choices: vec!["a".into()], ..plain(SqlType::Text) }),
            (plain(SqlType::Integer), "0", FieldState { min: Some("1".into()), ..plain(SqlType::Integer) }),
        ];
        for (from, stored, to) in bad {
            let mut history = History::default();
            history.make(&state(vec![model("Row", vec![from])])).unwrap();
            history.migrate(&db, &Target::All).await.unwrap();
            run(&db, &format!("INSERT INTO blog_row (x) VALUES ({stored})")).await;
            let before = schema(&db).await;
            history.make(&state(vec![model("Row", vec![to.clone()])])).unwrap();
            assert!(history.migrate(&db, &Target::All).await.is_err(), "{stored} became {to:?}");
            // On PostgreSQL the first half of it stays done, and goes with the way back.
            let first = Target::Migration("blog".into(), "0001_initial".into());
            history.migrate(&db, &first).await.unwrap();
            assert_eq!(schema(&db).await, before);
            history.migrate(&db, &Target::Zero("blog".into())).await.unwrap();
        }
    }
}

async fn run_cases(db: &Db) {
    for (from, stored, to, expected) in cases() {
        let what = format!("{from:?}\nwith {stored} to\n{to:?}");
        let mut history = History::default();
        history.make(&state(vec![model("Row", vec![from.clone()])])).unwrap();
        history.migrate(db, &Target::All).await.unwrap();
        let before = schema(db).await;
        run(db, &format!("INSERT INTO blog_row (x) VALUES ({stored})")).await;
        let stored_text = texts(db, "SELECT coalesce(CAST(x AS text), 'NULL') FROM blog_row").await;
        assert_eq!(
            history.make(&state(vec![model("Row", vec![to.clone()])])).unwrap(),
            1,
            "{what}"
        );
        history
            .migrate(db, &Target::All)
            .await
            .unwrap_or_else(|error| panic!("{error}\n{what}"));
        let after = schema(db).await;
        // SQLite stores both kinds as text, so that only the rows change.
        let dates = [SqlType::Date, SqlType::DateTime].contains(&from.kind);
        assert!(before != after || dates, "{what}");
        let read = texts(db, &format!("SELECT CAST({} AS text) FROM blog_row", to.column)).await;
        // The databases spell truth, dates and JSON differently; the value is the same.
        let plain = read[0].replace(' ', "").replace("+00:00", "+00");
        let plain = if to.kind == SqlType::Bool && plain == "1" {
            "true".to_owned()
        } else {
            plain
        };
        assert_eq!(plain, expected.replace(' ', ""), "{what}");
        let back = Target::Migration("blog".into(), "0001".into());
        if comes_back(&from, stored) {
            history
                .migrate(db, &back)
                .await
                .unwrap_or_else(|error| panic!("{error}\n{what}"));
            assert_eq!(schema(db).await, before, "{what}");
            let back_text = texts(db, "SELECT CAST(x AS text) FROM blog_row").await;
            assert_eq!(back_text[0].replace(' ', ""), stored_text[0].replace(' ', ""), "{what}");
            history.migrate(db, &Target::All).await.unwrap();
            assert_eq!(schema(db).await, after, "{what}");
        }
        history.migrate(db, &Target::Zero("blog".into())).await.unwrap();
    }
}
