//! Hostile text: whatever it holds, it is a value, never a part of the statement.

use fjango::db::{self, Db, QueryCount, StatementBuilder};
use fjango::orm::Error;
use fjango::prelude::*;
use fjango::value::Value;
use fjango_tests::{Kind, fresh_database};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::models::*;

const FRAGMENTS: [&str; 34] = [
    "'",
    "''",
    "\"",
    "\\",
    "\\'",
    "%",
    "_",
    "\\%",
    "$1",
    "$$",
    "?",
    "?1",
    ":name",
    "@x",
    ";",
    "--",
    "/*",
    "*/",
    "#",
    "`",
    "\n",
    "\r\n",
    "\t",
    "'; DROP TABLE library_tag; --",
    "' OR '1'='1",
    "\" OR 1=1 --",
    "UNION SELECT name FROM library_author",
    "E'\\x27'",
    "U&'\\0027'",
    "\u{feff}",
    "\u{202e}",
    "\u{ffff}",
    "e\u{301}",
    "ﬃŉ😀",
];

fn hostile() -> impl Strategy<Value = String> {
    let fragments = proptest::collection::vec(proptest::sample::select(FRAGMENTS.to_vec()), 1..6);
    prop_oneof![
        4 => fragments.prop_map(|all| all.concat()),
        2 => any::<String>(),
        1 => ".{0,40}[\0].{0,5}",
        1 => (proptest::sample::select(FRAGMENTS.to_vec()), 2_000..30_000_usize).prop_map(|(part, n)| part.repeat(n)),
    ]
}

/// Every way a text can travel to the database; the texts of the statements sent. The value finds itself each time.
async fn travel(db: &Db, value: &str) -> Result<Vec<String>, Error> {
    let count = QueryCount::new();
    let created = Tag::objects().create(db, TagCreate::new(value)).await?;
    assert_eq!(created.name, value);
    let read = Tag::objects().get(db, created.id).await?;
    assert_eq!(read.name, value);
    let mut queries = vec![
        Tag::objects().filter(|t| t.name().eq(value)),
        Tag::objects().filter(|t| t.name().in_([value, "other"])),
        Tag::objects().filter(|t| t.name().range(value, value)),
        Tag::objects().filter(|t| t.name().contains(value)),
        Tag::objects().filter(|t| t.name().starts_with(value)),
        Tag::objects().filter(|t| t.name().ends_with(value)),
        Tag::objects().filter(|t| t.name().iexact(value)),
        Tag::objects().filter(|t| t.name().icontains(value)),
        Tag::objects().filter(|t| t.name().istarts_with(value)),
        Tag::objects().filter(|t| t.name().iends_with(value)),
        Tag::objects().exclude(|t| t.name().ne(value)),
        Tag::objects()
            .filter(|t| t.name().eq(value))
            .order_by(|t| t.name().desc())
            .distinct(),
    ];
    for lookup in [
        "name",
        "name__exact",
        "name__contains",
        "name__startswith",
        "name__icontains",
        "name__iendswith",
    ] {
        queries.push(Tag::objects().filter_by(lookup, value)?);
    }
    for query in queries {
        let found = query.all(db).await?;
        assert_eq!(
            found.iter().map(|tag| (tag.id, tag.name.as_str())).collect::<Vec<_>>(),
            [(created.id, value)],
            "{query:?}"
        );
    }
    // SQL of one's own, read as a model, with the value bound.
    let mut raw = StatementBuilder::new(db.dialect());
    raw.push("SELECT id, name FROM ")
        .name("library_tag")
        .push(" WHERE name = ")
        .bind(Value::Text(value.into()));
    let found = db.fetch(raw.finish(), Tag::from_row).await?;
    assert_eq!(
        found.iter().map(|tag| (tag.id, tag.name.as_str())).collect::<Vec<_>>(),
        [(created.id, value)]
    );
    assert_eq!(Tag::objects().values(db, |t| t.name()).await?, [value]);
    let patch = TagPatch {
        name: Some(format!("{value}!")),
    };
    assert_eq!(
        Tag::objects().filter(|t| t.name().eq(value)).update(db, patch).await?,
        1
    );
    let mut changed = Tag::objects().get_one(db).await?;
    assert_eq!(changed.name, format!("{value}!"));
    changed.name = value.to_owned();
    changed.save(db).await?;
    assert_eq!(
        Tag::objects()
            .bulk_create(db, [value, value].map(TagCreate::new))
            .await?[1]
            .name,
        value
    );
    let statements = count.statements();
    assert_eq!(Tag::objects().filter(|t| t.name().eq(value)).delete(db).await?, 3);
    Ok(statements)
}

/// Asserts that a value which no database holds is refused by name before it is sent, everywhere.
async fn refused(db: &Db, value: &str) {
    let validation = |error: Error| {
        let Error::Validation(errors) = error else {
            panic!("{error:?}")
        };
        assert_eq!(
            (errors.errors()[0].pointer.as_str(), errors.errors()[0].code),
            ("/name", "null_character")
        );
    };
    validation(Tag::objects().create(db, TagCreate::new(value)).await.unwrap_err());
    validation(
        Tag::objects()
            .update(
                db,
                TagPatch {
                    name: Some(value.into()),
                },
            )
            .await
            .unwrap_err(),
    );
    let looked_up = Tag::objects().filter_by("name__contains", value).unwrap_err();
    assert!(matches!(looked_up, Error::Lookup { .. }), "{looked_up:?}");
    for query in [
        Tag::objects().filter(|t| t.name().eq(value)),
        Tag::objects().filter(|t| t.name().icontains(value)),
        Tag::objects().filter(|t| t.name().in_([value])),
    ] {
        let error = query.all(db).await.unwrap_err();
        let Error::Database(db::Error::Value { message }) = error else {
            panic!("{error:?}")
        };
        assert_eq!(message, "text with a NUL character can be neither stored nor compared");
    }
    assert_eq!(Tag::objects().count(db).await.unwrap(), 0);
}

fn hostile_text_is_a_value_and_nothing_else(kind: Kind) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let database = fresh_database(kind);
    let db = runtime.block_on(open(&database));
    let expected = runtime.block_on(travel(&db, "plain")).unwrap();
    let mut runner = TestRunner::new(Config {
        cases: 96,
        failure_persistence: None,
        ..Config::default()
    });
    runner
        .run(&hostile(), |value| {
            runtime.block_on(async {
                if value.contains('\0') {
                    return refused(&db, &value).await;
                }
                let statements = travel(&db, &value).await.unwrap();
                if value.len() < 1_000 {
                    // The very same text as for a harmless value.
                    assert_eq!(statements, expected);
                } else {
                    assert!(statements.iter().all(|sql| sql.len() < 400), "the value is in the text");
                }
            });
            Ok(())
        })
        .unwrap();
}

#[test]
fn hostile_text_on_sqlite() {
    hostile_text_is_a_value_and_nothing_else(Kind::Sqlite);
}

#[test]
fn hostile_text_on_postgres() {
    hostile_text_is_a_value_and_nothing_else(Kind::Postgres);
}

fjango_tests::each_database! {
    async fn hostile_names_of_lookups_are_refused_and_hostile_patterns_end_in_an_error(database: &fjango_tests::FreshDatabase) {
        let db = library(database).await;
        for fragment in FRAGMENTS {
            let count = QueryCount::new();
            for name in [fragment.to_owned(), format!("name__{fragment}"), format!("name{fragment}"), format!("books__{fragment}__name")] {
                let error = Tag::objects().filter_by(&name, "x").unwrap_err();
                assert!(matches!(error, Error::Lookup { .. }), "{error:?}");
            }
            assert_eq!(count.get(), 0);
            let matched = Tag::objects().filter(|t| t.name().iregex(fragment)).count(&db).await;
            assert!(matches!(matched, Ok(_) | Err(Error::Database(db::Error::Backend { .. }))), "{matched:?}");
            assert!(count.statements().iter().all(|sql| !sql.contains(fragment) || fragment.len() < 4), "{:?}", count.statements());
        }
        // A JSON value is checked to its depths.
        let json = Json(vec!["fine".to_owned(), "a\0b".to_owned()]);
        let error = Sample::objects().filter(|s| s.json().eq(json)).count(&db).await.unwrap_err();
        assert!(matches!(error, Error::Database(db::Error::Value { .. })), "{error:?}");
        db.ping().await.unwrap();
    }
}
