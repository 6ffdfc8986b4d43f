use fjango::db::RowLock;
use fjango::orm::{Error, count, exists, now, value, when};
use fjango::prelude::*;
use fjango_tests::FreshDatabase;
use serde_json::json;

use super::models::*;

fn books() -> QuerySet<Book> {
    Book::objects()
}

/// The values of all books, in order.
async fn all<V: fjango::orm::Valued + 'static>(db: &Db, pick: impl FnOnce(BookColumns) -> V) -> Vec<V::Row> {
    books().values(db, pick).await.expect("the values are read")
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// A row with one field of each kind, at a moment whose parts all differ.
pub(super) async fn sample(db: &Db) -> Sample {
    let input = SampleCreate {
        id: None,
        tiny: 1,
        byte: 2,
        small: 3,
        word: 4,
        int: -5,
        wide: 6,
        big: 7,
        huge: 8,
        real: 1.5,
        double: 0.5,
        flag: true,
        text: "x".into(),
        url: None,
        date: date(2025, 12, 31),
        time: NaiveTime::from_hms_opt(10, 20, 30).unwrap(),
        moment: moment("2024-11-21T22:33:44.123456Z"),
        span: Duration::try_minutes(90).unwrap(),
        price: "12.345".parse().unwrap(),
        bytes: vec![1],
        json: Json(vec!["a".into(), "b".into()]),
    };
    Sample::objects().create(db, input).await.unwrap()
}

fjango_tests::each_database! {
    async fn text_functions(database: &FreshDatabase) {
        let db = library(database).await;
        let parts = all(&db, |b| (
            b.title().lower(), b.title().upper(), b.title().length(), b.title().left(3), b.title().right(3),
            b.title().substring(5, 2), b.title().replace("Die", "Der"), b.title().position("Ärz"),
        )).await;
        assert_eq!(parts[3], (
            "die ärztin".into(), "DIE ÄRZTIN".into(), 10, "Die".into(), "tin".into(), "Är".into(), "Der Ärztin".into(), 5,
        ));
        let pads = all(&db, |b| (
            b.title().pad_start(12, "*+"), b.title().pad_end(12, "*"), b.title().pad_start(3, "*"), b.title().reverse(),
            b.title().left(2).repeat(3), b.title().concat("!"), value("  x ".to_owned()).trim(),
            value("  x ".to_owned()).trim_start(),
        )).await;
        assert_eq!(pads[3], (
            "*+Die Ärztin".into(), "Die Ärztin**".into(), "Die".into(), "nitzrÄ eiD".into(),
            "DiDiDi".into(), "Die Ärztin!".into(), "x".into(), "x ".into(),
        ));
        // Nothing of a text, more than there is, and a text that does not occur.
        let edges = all(&db, |b| (b.title().right(0), b.title().left(99), b.title().right(99), b.title().position("?"))).await;
        assert_eq!(edges[3], (String::new(), "Die Ärztin".into(), "Die Ärztin".into(), 0));
        assert_eq!(initials(&db, books().filter(|b| b.title().lower().starts_with("die"))).await, "D");
        // Case is folded character by character.
        let folded = all(&db, |_| (value("Straße".to_owned()).upper(), value("İ".to_owned()).lower())).await;
        assert_eq!(folded[0], ("STRAßE".into(), "i".into()));
        let digests = all(&db, |_| {
            let text = value("ä".to_owned());
            (text.md5(), text.sha256(), text.code_point(), value(228).character(), value(String::new()).code_point())
        }).await;
        let sha256 = "33e6d73fee82904c8d7afb78de1154d1e8dc2a0edb08120e63df5b9385c2d9cc";
        assert_eq!(digests[0], ("8419b71c87a225a2c70b50486fbee545".into(), sha256.into(), 228, "ä".into(), 0));
    }

    async fn numbers_are_computed(database: &FreshDatabase) {
        let db = library(database).await;
        let computed = all(&db, |b| (
            b.pages() + 1, b.pages() - 1, b.pages() * 2, b.pages() / 7, b.pages() % 7, b.pages() + b.pages(),
        )).await;
        assert_eq!(computed[1], (121, 119, 240, 17, 1, 240));
        sample(&db).await;
        let values = Sample::objects().values(&db, |s| (
            s.int().abs(), s.int().sign(), s.double().ceil(), s.double().floor(), s.price().round(1), s.double().sqrt(),
            s.small().power(2.0),
        )).await.unwrap();
        assert_eq!(values[0], (5, -1, 1.0, 0.0, "12.3".parse().unwrap(), 0.5_f64.sqrt(), 9.0));
        let real = Sample::objects().values(&db, |s| (
            s.double().sin(), s.double().cos(), s.double().tan(), s.double().exp(), s.double().ln(), s.small().log(3.0),
            s.double().degrees(), s.double().atan2(1.0),
        )).await.unwrap();
        let (x, close) = (0.5_f64, |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} is not {b}"));
        let (sin, cos, tan, exp, ln, log, degrees, atan2) = real[0];
        for (found, expected) in [(sin, x.sin()), (cos, x.cos()), (tan, x.tan()), (exp, x.exp()), (ln, x.ln()), (log, 1.0),
            (degrees, x.to_degrees()), (atan2, x.atan2(1.0))] {
            close(found, expected);
        }
        assert_eq!(initials(&db, books().filter(|b| (b.pages() * 2).gt(b.pages() + 150))).await, "AD");
    }

    async fn dates_are_cut_and_moved(database: &FreshDatabase) {
        let db = open(database).await;
        sample(&db).await;
        let samples = Sample::objects;
        let moments = samples().values(&db, |s| (
            s.moment().start_of_year(), s.moment().start_of_quarter(), s.moment().start_of_month(), s.moment().start_of_week(),
            s.moment().start_of_day(), s.moment().start_of_hour(), s.moment().start_of_minute(), s.moment().start_of_second(),
        )).await.unwrap();
        assert_eq!(moments[0], (
            moment("2024-01-01T00:00:00Z"), moment("2024-10-01T00:00:00Z"), moment("2024-11-01T00:00:00Z"),
            moment("2024-11-18T00:00:00Z"), moment("2024-11-21T00:00:00Z"), moment("2024-11-21T22:00:00Z"),
            moment("2024-11-21T22:33:00Z"), moment("2024-11-21T22:33:44Z"),
        ));
        let parts = samples().values(&db, |s| (
            s.moment().date(), s.moment().time(), s.date().week(), s.date().iso_year(), s.date().iso_week_day(),
            s.date().start_of_quarter(), s.date().start_of_week(), s.moment().second(),
        )).await.unwrap();
        // By ISO 8601 the last day of 2025 is the Wednesday of the first week of 2026.
        let time = NaiveTime::from_hms_micro_opt(22, 33, 44, 123_456).unwrap();
        assert_eq!(parts[0], (date(2024, 11, 21), time, 1, 2026, 3, date(2025, 10, 1), date(2025, 12, 29), 44));
        let hour = Duration::try_hours(1).unwrap();
        let moved = samples().values(&db, |s| (
            s.moment().plus(hour), s.moment().minus(s.span()), s.moment().since(moment("2024-11-20T22:33:44.123456Z")),
        )).await.unwrap();
        assert_eq!(moved[0], (
            moment("2024-11-21T23:33:44.123456Z"), moment("2024-11-21T21:03:44.123456Z"), Duration::try_days(1).unwrap(),
        ));
        // A cut moment compares with stored ones, and the database's clock is near ours.
        assert_eq!(samples().filter(|s| s.moment().ge(s.moment().start_of_second())).count(&db).await.unwrap(), 1);
        assert_eq!(samples().filter(|s| s.moment().eq(s.moment().plus(hour).minus(hour))).count(&db).await.unwrap(), 1);
        let clock = samples().values(&db, |_| now()).await.unwrap();
        assert!((Utc::now() - clock[0]).abs() < Duration::try_minutes(5).unwrap());
    }

    async fn values_are_chosen(database: &FreshDatabase) {
        let db = library(database).await;
        let sizes = all(&db, |b| when(b.pages().ge(300), "long".to_owned()).when(b.pages().lt(100), "short".to_owned()).end()).await;
        assert_eq!(sizes, [Some("long".into()), None, Some("short".into()), None]);
        let sizes = all(&db, |b| when(b.pages().ge(300), b.title()).otherwise("other".to_owned())).await;
        assert_eq!(sizes, ["Async in Depth", "other", "other", "other"]);
        let dates = all(&db, |b| (b.published().coalesce(date(2000, 1, 1)), b.pages().null_if(80), b.pages().greatest(150), b.pages().least(150))).await;
        assert_eq!(dates[2], (date(2000, 1, 1), None, 150, 80));
        assert_eq!(dates[0], (date(2024, 5, 17), Some(300), 300, 150));
        // A column behind a nullable relation.
        assert_eq!(all(&db, |b| b.editor().name().optional()).await, [Some("Bob".into()), None, None, Some("Ann".into())]);
        assert_eq!(all(&db, |b| b.pages().cast::<String>()).await[0], "300");
        assert_eq!(initials(&db, books().filter(|b| b.pages().gt(100) ^ b.published().is_null())).await, "ABCD");
        let longest_first = books().order_by(|b| when(b.title().starts_with("C"), 0).otherwise(b.pages()).desc());
        assert_eq!(initials(&db, longest_first).await, "ADBC");
        let nulls = books().order_by(|b| (b.published().desc().nulls_first(), b.id().asc()));
        assert_eq!(initials(&db, nulls.clone()).await, "CDBA");
        assert_eq!(initials(&db, nulls.reverse()).await, "ABDC");
    }

    async fn aggregates_are_about_groups(database: &FreshDatabase) {
        let db = library(database).await;
        let totals = books().aggregate(&db, |b| (
            count(), b.published().count(), b.pages().sum(), b.pages().avg(), b.pages().min(), b.pages().max(),
            b.title().max(), b.author().key().count().distinct(),
        )).await.unwrap();
        assert_eq!(totals, (4, 3, Some(700), Some(175.0), Some(80), Some(300), Some("Die Ärztin".into()), 2));
        let spread = books().aggregate(&db, |b| (b.pages().variance(), b.pages().std_dev(), b.pages().variance_sample(), b.pages().std_dev_sample())).await.unwrap();
        let (variance, deviation, sample, sample_deviation) = spread;
        for (found, expected) in [(variance, 7_075.0_f64), (deviation, 7_075.0_f64.sqrt()), (sample, 28_300.0 / 3.0), (sample_deviation, (28_300.0_f64 / 3.0).sqrt())] {
            assert!((found.unwrap() - expected).abs() < 1e-9, "{found:?} is not {expected}");
        }
        // Of no rows there is a number of rows, and nothing else.
        let nothing = books().filter(|b| b.pages().lt(0)).aggregate(&db, |b| (count(), b.pages().sum(), b.pages().avg())).await.unwrap();
        assert_eq!(nothing, (0, None, None));
        // A slice and distinct rows are what is counted.
        assert_eq!(books().order_by(|b| b.pages().asc()).limit(2).aggregate(&db, |b| b.pages().sum()).await.unwrap(), Some(200));

        // Groups: the values that are no aggregates.
        let by_author = books().order_by(|b| b.author().name().desc())
            .values(&db, |b| (b.author().name(), count(), b.pages().sum(), b.title().join("|").order_by(b.title().desc())))
            .await.unwrap();
        assert_eq!(by_author, [
            ("Bob".into(), 1, Some(200), Some("Die Ärztin".into())),
            ("Ann".into(), 3, Some(500), Some("Cooking_for Two|Borrowing 100% Explained|Async in Depth".into())),
        ]);
        // Conditions before the groups, and about them.
        let prolific = books().filter(|b| b.pages().gt(100)).filter(|_| count().gt(1))
            .values(&db, |b| (b.author().name(), count())).await.unwrap();
        assert_eq!(prolific, [("Ann".into(), 2)]);
        // A group by something computed with a value, ordered by it and by an aggregate.
        let by_size = books().order_by(|b| (b.pages().max().desc(), (b.pages() / 150).asc()))
            .values(&db, |b| (b.pages() / 150, count(), count().filter(b.published().is_null()))).await.unwrap();
        assert_eq!(by_size, [(2, 1, 0), (1, 1, 0), (0, 2, 1)]);
        // Rows are no groups.
        let error = books().filter(|_| count().gt(1)).all(&db).await.unwrap_err();
        assert!(matches!(error, Error::Query { .. }), "{error}");
        let error = books().annotate(|_| count()).all(&db).await.err().unwrap();
        assert!(error.to_string().contains("aggregate"), "{error}");
    }

    async fn queries_stand_in_queries(database: &FreshDatabase) {
        let db = library(database).await;
        // Related rows counted beside each row, without a join that multiplies them.
        let authors = Author::objects().annotate(|a| (
            a.books().rows().subquery(|_| count()),
            a.books().rows().order_by(|b| b.pages().desc()).subquery(|b| b.title()),
        )).all(&db).await.unwrap();
        let found: Vec<_> = authors.iter().map(|(a, (books, longest))| (a.name.as_str(), books.unwrap(), longest.clone().unwrap())).collect();
        assert_eq!(found, [("Ann", 3, "Async in Depth".into()), ("Bob", 1, "Die Ärztin".into())]);
        // In a condition and in an order, and through a many-to-many relation.
        let many = Author::objects().filter(|a| a.books().rows().subquery(|_| count()).gt(1));
        assert_eq!(many.values(&db, |a| a.name()).await.unwrap(), ["Ann"]);
        let by_tags = books().order_by(|b| (b.tags().rows().subquery(|_| count()).desc(), b.id().asc()));
        assert_eq!(initials(&db, by_tags).await, "ABDC");
        // A column of the query around is named by the closure that has it.
        let longer = |b: &BookColumns| {
            let (author, pages) = (b.author().key().clone(), b.pages());
            books().filter(|other| other.author().eq(&author) & other.pages().gt(&pages))
        };
        assert_eq!(initials(&db, books().filter(|b| !exists(longer(&b)))).await, "AD");
        assert_eq!(initials(&db, books().filter(|b| exists(longer(&b).filter(|o| o.author().name().eq("Ann"))))).await, "BC");
        let rusty = books().filter(|b| b.tags().any(|t| t.name().eq("rust")));
        let authors = Author::objects().filter(|a| a.id().in_subquery(rusty.subquery(|b| b.author())));
        assert_eq!(authors.values(&db, |a| a.name()).await.unwrap(), ["Ann"]);
        // A column of the outermost query, two relations deep.
        let deep = Author::objects().filter(|a| a.books().any(|b| b.tags().any(|t| t.name().ne(a.name()) & b.pages().gt(250))));
        assert_eq!(deep.values(&db, |a| a.name()).await.unwrap(), ["Ann"]);
        let newest = books().order_by(|b| b.pages().desc()).limit(2);
        assert_eq!(initials(&db, books().filter(|b| b.id().in_subquery(newest.subquery(|b| b.id())))).await, "AD");
    }

    async fn annotated_rows_keep_their_relations(database: &FreshDatabase) {
        let db = library(database).await;
        let found = books().select_related(|b| b.author()).prefetch_related(|b| b.tags())
            .annotate(|b| (b.pages() * 2, b.title().upper())).filter(|b| b.pages().ge(200)).all(&db).await.unwrap();
        let (book, (double, title)) = &found[1];
        assert_eq!((book.title.as_str(), *double, title.as_str()), ("Die Ärztin", 400, "DIE ÄRZTIN"));
        assert_eq!(book.author.loaded().unwrap().name, "Bob");
        assert_eq!(book.tags.loaded().unwrap().len(), 1);
        let (book, double) = books().annotate(|b| b.pages() * 2).order_by(|b| b.pages().desc()).first(&db).await.unwrap().unwrap();
        assert_eq!((book.pages, double), (300, 600));
    }

    async fn sets_of_rows_are_joined(database: &FreshDatabase) {
        let db = library(database).await;
        let long = books().filter(|b| b.pages().ge(200));
        let ann = books().filter(|b| b.author().name().eq("Ann"));
        let db = &db;
        let ids = |set: QuerySet<Book>| async move { set.all(db).await.unwrap().iter().map(|b| b.title.chars().next().unwrap()).collect::<String>() };
        assert_eq!(ids(long.clone().union(ann.clone())).await, "ABCD");
        assert_eq!(ids(long.clone().union_all(ann.clone())).await, "AABCD");
        assert_eq!(ids(long.clone().intersection(ann.clone())).await, "A");
        assert_eq!(ids(ann.clone().difference(long.clone())).await, "BC");
        let sliced = long.clone().union(ann.clone()).order_by(|b| b.pages().desc()).limit(2).offset(1);
        assert_eq!(ids(sliced).await, "DB");
        // A member keeps a slice of its own, and relations are read along.
        let shortest = ann.clone().order_by(|b| b.pages().asc()).limit(1);
        let rows = long.clone().union(shortest).select_related(|b| b.author()).all(db).await.unwrap();
        assert_eq!(rows.iter().map(|b| b.author.loaded().unwrap().name.as_str()).collect::<Vec<_>>(), ["Ann", "Ann", "Bob"]);
        assert_eq!(long.clone().union(ann.clone()).count(db).await.unwrap(), 4);
        assert!(long.union(ann).exists(db).await.unwrap());
        assert_eq!(books().none().count(db).await.unwrap(), 0);
    }

    async fn a_set_is_narrowed_grouped_and_written_as_a_whole(database: &FreshDatabase) {
        let db = library(database).await;
        let long = || books().filter(|b| b.pages().ge(200));
        let ann = || books().filter(|b| b.author().name().eq("Ann"));
        assert_eq!(initials(&db, ann().union(long()).filter(|b| b.pages().ge(200))).await, "AD");
        assert_eq!(initials(&db, long().union(ann()).exclude(|b| b.pages().gt(250))).await, "BCD");
        let cooking = books().filter(|b| b.title().starts_with("C")).get_one(&db).await.unwrap();
        assert_eq!(long().union(ann()).get(&db, cooking.id).await.unwrap().title, "Cooking_for Two");
        assert!(long().intersection(ann()).get(&db, cooking.id).await.unwrap_err().is_does_not_exist());
        assert_eq!(ann().union(long()).aggregate(&db, |b| (count(), b.pages().sum())).await.unwrap(), (4, Some(700)));
        // The shortest is not among the two longest, whatever its key.
        let longest = books().order_by(|b| b.pages().desc()).limit(2);
        assert!(!longest.contains(&db, &cooking).await.unwrap());
        assert!(longest.in_bulk(&db, [cooking.id]).await.unwrap().is_empty());
        let patch = || BookPatch { pages: Some(1), ..BookPatch::default() };
        assert_eq!(ann().difference(long()).update(&db, patch()).await.unwrap(), 2);
        assert_eq!(all(&db, |b| b.pages()).await, [300, 1, 1, 200]);
        assert_eq!(ann().difference(long()).delete(&db).await.unwrap(), 2);
        assert_eq!(initials(&db, books()).await, "AD");
        // Of each author's books the first: not all of them.
        let firsts = books().distinct_on(|b| b.author()).order_by(|b| b.author().key().asc());
        assert_eq!(firsts.limit(1).delete(&db).await.unwrap(), 1);
        assert_eq!(initials(&db, books()).await, "D");
    }

    async fn the_first_of_each_group(database: &FreshDatabase) {
        let db = library(database).await;
        let longest = books().distinct_on(|b| b.author()).order_by(|b| (b.author().key().asc(), b.pages().desc()));
        assert_eq!(initials(&db, longest.clone()).await, "AD");
        let rows = longest.clone().select_related(|b| b.author()).all(&db).await.unwrap();
        assert_eq!(rows.iter().map(|b| b.author.loaded().unwrap().name.as_str()).collect::<Vec<_>>(), ["Ann", "Bob"]);
        assert_eq!(longest.clone().limit(1).all(&db).await.unwrap().len(), 1);
        assert_eq!(longest.count(&db).await.unwrap(), 2);
    }

    async fn columns_are_changed_by_expressions(database: &FreshDatabase) {
        let db = library(database).await;
        let changed = books().filter(|b| b.author().name().eq("Ann")).update_with(&db, |b| (b.pages().set(b.pages() * 2 + 1), b.title().set("Same"))).await.unwrap();
        assert_eq!(changed, 3);
        assert_eq!(all(&db, |b| b.pages()).await, [601, 241, 161, 200]);
        let dates = books().update_with(&db, |b| b.published().set_null()).await.unwrap();
        assert_eq!((dates, books().filter(|b| b.published().is_null()).count(&db).await.unwrap()), (4, 4));
        // From a subquery about the row; what is a plain value is validated like any other.
        books().update_with(&db, |b| b.pages().set(b.tags().rows().subquery(|_| count()).cast::<i32>())).await.unwrap();
        assert_eq!(all(&db, |b| b.pages()).await, [2, 1, 0, 1]);
        let error = books().update_with(&db, |b| b.title().set(b.author().name())).await.unwrap_err();
        assert!(error.to_string().contains("subquery"), "{error}");
        let error = books().update_with(&db, |b| b.pages().set(-1)).await.unwrap_err();
        assert!(matches!(error, Error::Validation(_)), "{error}");
        let error = books().update_with(&db, |b| b.pages().set(b.pages() - 2)).await.unwrap_err();
        assert!(matches!(error, Error::Integrity { .. }), "{error}");
        assert_eq!(all(&db, |b| b.pages()).await, [2, 1, 0, 1]);
    }

    async fn locks_need_a_transaction(database: &FreshDatabase) {
        let db = library(database).await;
        let error = books().select_for_update(RowLock::Wait).all(&db).await.unwrap_err();
        assert!(error.to_string().contains("transaction"), "{error}");
        let titles = db.transaction(async |tx| {
            let rows = books().select_for_update(RowLock::SkipLocked).select_related(|b| b.editor()).all(tx).await?;
            Ok::<_, Error>(rows.len())
        }).await.unwrap();
        assert_eq!(titles, 4);
    }

    async fn json_is_looked_into(database: &FreshDatabase) {
        let db = open(database).await;
        sample(&db).await;
        let samples = Sample::objects;
        let values = samples().values(&db, |s| (s.json().at(0), s.json().at(-1).text(), s.json().at(5), s.json().key("x"))).await.unwrap();
        assert_eq!(values[0], (Some(json!("a")), Some("b".into()), None, None));
        let db = &db;
        let holds = |part| async move { samples().filter(|s| s.json().contains_json(part)).count(db).await };
        assert_eq!(holds(json!(["b"])).await.unwrap(), 1);
        assert_eq!(holds(json!("b")).await.unwrap(), 1);
        assert_eq!(holds(json!(["b", "c"])).await.unwrap(), 0);
        assert_eq!(samples().filter(|s| s.json().has_key("a")).count(db).await.unwrap(), 1);
        assert_eq!(samples().filter(|s| s.json().at(0).eq(json!("a"))).count(db).await.unwrap(), 1);
        let object = value(json!({"a": {"b": [1, 2.5]}, "it's \"x\".y": true}));
        let inside = samples().values(db, |_| (
            object.key("a").key("b").at(1).number(), object.key("it's \"x\".y"), object.key("a").key("b"), object.key("b"),
        )).await.unwrap();
        assert_eq!(inside[0], (Some(2.5), Some(json!(true)), Some(json!([1, 2.5])), None));
        for (lookup, value, found) in [("json__contains", "[\"b\"]", 1), ("json__contains", "\"c\"", 0), ("json__has_key", "a", 1)] {
            assert_eq!(samples().filter_by(lookup, value).unwrap().count(db).await.unwrap(), found, "{lookup}={value}");
        }
        for (lookup, value) in [("json__contains", "[b]"), ("json__contains", "\"\\u0000\""), ("json__has_key", "a\0")] {
            let error = samples().filter_by(lookup, value).unwrap_err();
            assert!(matches!(error, Error::Lookup { .. }), "{error}");
        }
    }
}
