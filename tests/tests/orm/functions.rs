//! JSON as values, collations, locks, plans, and functions that fjango does not know.

use fjango::db::{Explain, QueryCount, RowLock};
use fjango::orm::{Error, Func, json_array, json_object, value};
use fjango::prelude::*;
use fjango_tests::{FreshDatabase, Kind};
use serde_json::json;

use super::expressions::sample;
use super::models::*;

fjango_tests::each_database! {
    async fn values_become_json(database: &FreshDatabase) {
        let db = library(database).await;
        sample(&db).await;
        let whole = Sample::objects()
            .values(&db, |s| json_object([
                ("flag", s.flag().to_json().optional()), ("text", s.text().to_json().optional()),
                ("int", s.int().to_json().optional()), ("double", s.double().to_json().optional()),
                ("price", s.price().to_json().optional()), ("moment", s.moment().to_json().optional()),
                ("date", s.date().to_json().optional()), ("time", s.time().to_json().optional()),
                ("span", s.span().to_json().optional()), ("bytes", s.bytes().to_json().optional()),
                ("json", s.json().to_json().optional()), ("url", s.url().to_json()),
                ("it's", json_array([s.small().to_json(), s.text().to_json()]).optional()),
            ]))
            .await
            .unwrap();
        assert_eq!(whole[0], json!({
            "flag": true, "text": "x", "int": -5, "double": 0.5, "price": 12.345, "moment": "2024-11-21T22:33:44.123456Z",
            "date": "2025-12-31", "time": "10:20:30.000000", "span": 5_400_000_000_i64, "bytes": "01", "json": ["a", "b"],
            "url": null, "it's": [3, "x"],
        }));
        let empty = Sample::objects().values(&db, |_| (json_object::<&str, serde_json::Value>([]), json_array::<serde_json::Value>([]))).await.unwrap();
        assert_eq!(empty[0], (json!({}), json!([])));
    }

    async fn times_of_day_are_cut(database: &FreshDatabase) {
        let db = open(database).await;
        sample(&db).await;
        let time = |text: &str| text.parse::<NaiveTime>().unwrap();
        Sample::objects().update_with(&db, |s| s.time().set(time("10:20:30.5"))).await.unwrap();
        let cut = Sample::objects()
            .values(&db, |s| (s.time().start_of_hour(), s.time().start_of_minute(), s.time().start_of_second()))
            .await
            .unwrap();
        assert_eq!(cut[0], (time("10:00:00"), time("10:20:00"), time("10:20:30")));
    }

    async fn bytes_order_texts(database: &FreshDatabase) {
        let db = open(database).await;
        for name in ["b", "A", "a", "B", "ä"] {
            Tag::objects().create(&db, TagCreate::new(name)).await.unwrap();
        }
        let names = Tag::objects().order_by(|t| t.name().collate("C").asc()).values(&db, |t| t.name()).await.unwrap();
        assert_eq!(names, ["A", "B", "a", "b", "ä"]);
        // The name is an identifier, whatever it holds.
        let unknown = Tag::objects().order_by(|t| t.name().collate("C\" DESC; --").asc()).all(&db).await;
        assert!(matches!(unknown, Err(Error::Database(_))), "{unknown:?}");
    }

    async fn unknown_functions_are_called_with_bound_values(database: &FreshDatabase) {
        let db = library(database).await;
        let statements = QueryCount::new();
        let found = Book::objects()
            .filter(|b| Func::template("NULLIF({0}, {1})").argument(b.title()).argument(value("it's".to_owned())).returns::<Option<String>>().is_null())
            .count(&db)
            .await
            .unwrap();
        assert_eq!(found, 0);
        let sql = statements.statements().pop().unwrap();
        assert!(!sql.contains("it's"), "{sql}");
        let both = Book::objects()
            .order_by(|b| b.id().asc())
            .values(&db, |b| (
                Func::new("COALESCE").argument(b.title()).argument(value(String::new())).returns::<String>(),
                Func::template("{0} + {1} * {0}").argument(b.pages()).argument(value(2)).returns::<i32>(),
                b.title(), b.pages(),
            ))
            .await
            .unwrap();
        for (title, three, own, pages) in both {
            assert_eq!((title, three), (own, 3 * pages));
        }
        let (most, max) = Book::objects()
            .aggregate(&db, |b| (Func::aggregate::<Option<i32>>("MAX", b.pages()), b.pages().max()))
            .await
            .unwrap();
        assert_eq!(most, max);
        assert!(std::panic::catch_unwind(|| Func::new("a; DROP")).is_err());
    }

    async fn plans_have_formats(database: &FreshDatabase) {
        let db = library(database).await;
        let books = Book::objects().filter(|b| b.pages().gt(10));
        let json = books.explain_with(&db, Explain::new().analyze().verbose().buffers().json()).await;
        if database.kind() == Kind::Sqlite {
            assert!(matches!(json, Err(Error::Query { .. })), "{json:?}");
            return;
        }
        let plan: serde_json::Value = serde_json::from_str(&json.unwrap()).unwrap();
        assert!(plan[0]["Execution Time"].is_number(), "{plan}");
        let text = books.explain_with(&db, Explain::new().analyze()).await.unwrap();
        assert!(text.contains("actual time"), "{text}");
    }

    async fn locks_say_how_and_of_what(database: &FreshDatabase) {
        let db = library(database).await;
        let statements = QueryCount::new();
        let rows = db
            .transaction(async |tx| {
                Book::objects().select_for_no_key_update(RowLock::SkipLocked).lock_related(|b| b.author()).all(tx).await
            })
            .await
            .unwrap();
        assert!(rows[0].author.loaded().is_ok());
        let sql = statements.statements().join(" ");
        let clause = "FOR NO KEY UPDATE OF \"library_book\", \"j__author\" SKIP LOCKED";
        assert_eq!(sql.contains(clause), database.kind() == Kind::Postgres, "{sql}");
        let outside = Book::objects().lock_related(|b| b.author()).all(&db).await;
        assert!(matches!(outside, Err(Error::Query { .. })), "{outside:?}");
    }

    async fn json_null_is_a_value(database: &FreshDatabase) {
        let db = open(database).await;
        for json in [Some(json!(null)), None, Some(json!({ "a": null, "b": [1] })), Some(json!(1.0))] {
            Memo::objects().create(&db, MemoCreate { json: json.map(Json) }).await.unwrap();
        }
        let ids = async |memos: QuerySet<Memo>| memos.order_by(|m| m.id().asc()).values(&db, |m| m.id()).await.unwrap();
        let memos = Memo::objects;
        assert_eq!(ids(memos().filter(|m| m.json().is_null())).await, [2]);
        assert_eq!(ids(memos().filter(|m| m.json().is_json_null())).await, [1]);
        assert_eq!(ids(memos().filter(|m| m.json().key("a").is_json_null())).await, [3]);
        assert_eq!(ids(memos().filter(|m| m.json().key("a").is_null())).await, [1, 2, 4]);
        assert_eq!(ids(memos().filter(|m| m.json().has_keys(["a", "b"]))).await, [3]);
        assert_eq!(ids(memos().filter(|m| m.json().has_keys(["a", "c"]))).await, [] as [i64; 0]);
        assert_eq!(ids(memos().filter(|m| m.json().has_any_keys(["c", "b"]))).await, [3]);
        assert_eq!(ids(memos().filter(|m| m.json().contained_by(json!({ "a": null, "b": [2, 1], "c": 3 })))).await, [3]);
        let read = memos().order_by(|m| m.id().asc()).values(&db, |m| m.json()).await.unwrap();
        assert_eq!(read[..2], [Some(Json(json!(null))), None]);
    }
}
