//! The untyped door under hostile text: a fuzz target, and what drives it for a while.
//!
//! The target takes bytes, so that any fuzzer can feed it. Here proptest does, by changing the corpus and by putting
//! lookups together from words that mean something; `FJANGO_FUZZ_SECONDS` says for how long, and a find is shrunk.

use std::cell::OnceCell;
use std::fs;
use std::path::Path;
use std::time::{Duration as Time, Instant};

use fjango::db::{Db, Error, Executor, Statement};
use fjango::orm::{Query, lookup};
use fjango::prelude::*;
use fjango::schema::ModelMeta;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tokio::runtime::Runtime;

use super::models::*;

/// How long it runs, in seconds, where that is not said.
const SECONDS: u64 = 3;
const FOR: &str = "FJANGO_FUZZ_SECONDS";
/// Repeats a run: its seed, as the run prints it.
const SEED: &str = "FJANGO_TEST_SEED";
/// What values are marked with, and SQL must not hold.
const MARK: &str = "kanarie";
const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/orm/door/corpus");

thread_local! {
    static SHELF: OnceCell<(Runtime, Db)> = const { OnceCell::new() };
}

/// The fuzz target: a model, a lookup and its value, each on a line, are refused with a reason or become SQL that SQLite
/// runs, with every value bound.
///
/// # Panics
/// When they do not.
pub fn untyped_door(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.splitn(3, '\n');
    let (model, name, value) = (lines.next(), lines.next().unwrap_or(""), lines.next().unwrap_or(""));
    let meta: &'static ModelMeta = match model {
        Some("author") => Author::META,
        Some("sample") => Sample::META,
        Some("memo") => Memo::META,
        _ => Book::META,
    };
    let expr = match lookup::parse(meta, name, value) {
        Ok(expr) => expr,
        Err(error) => {
            let said = error.to_string();
            assert!(said.starts_with(&format!("`{name}` ")), "{said}");
            return;
        }
    };
    // What is offered to the API's documentation is what is understood.
    let _ = lookup::target(meta, name).map(|target| (target.subject.lookups(), target.subject.transforms()));
    let mut query = Query::new(meta);
    query.filter.push(expr);
    SHELF.with(|shelf| {
        let (runtime, db) = shelf.get_or_init(|| {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            let db = runtime.block_on(async {
                let db = Db::connect("sqlite::memory:").await.expect("SQLite opens");
                make_tables(&db, fjango_tests::Kind::Sqlite).await;
                db.execute(Statement::sql(
                    "INSERT INTO library_memo (json) VALUES ('{\"a\":[1,null,{\"b\":\"x\"}]}'), (NULL)",
                ))
                .await
                .expect("a row");
                db
            });
            (runtime, db)
        });
        for statement in [query.select(db.dialect()), query.count(db.dialect())] {
            let sql = statement.to_sql(db.dialect());
            assert!(!sql.contains(MARK), "a value is in the text: {sql}");
            let outside_quotes: String = sql.split('\'').step_by(2).collect();
            assert_eq!(
                outside_quotes.matches('?').count(),
                statement.bind_count(),
                "each `?` is a value: {sql}"
            );
            let ran = runtime.block_on(db.fetch(statement, |_| Ok(())));
            // A value that SQLite cannot hold is said to be one.
            if let Err(error) = ran
                && !matches!(error, Error::Value { .. })
            {
                panic!("{error}: {sql}");
            }
        }
    });
}

/// Words that lookups and values are made of.
const STEPS: [&str; 62] = [
    "id",
    "title",
    "slug",
    "pages",
    "published",
    "author",
    "editor",
    "tags",
    "created",
    "name",
    "email",
    "books",
    "profile",
    "reviews",
    "stars",
    "motto",
    "edited",
    "json",
    "tiny",
    "word",
    "huge",
    "real",
    "double",
    "flag",
    "text",
    "url",
    "date",
    "time",
    "moment",
    "span",
    "price",
    "bytes",
    "exact",
    "iexact",
    "contains",
    "icontains",
    "startswith",
    "iendswith",
    "in",
    "lt",
    "gte",
    "range",
    "isnull",
    "regex",
    "iregex",
    "has_key",
    "has_keys",
    "has_any_keys",
    "contained_by",
    "year",
    "week",
    "iso_week_day",
    "quarter",
    "hour",
    "second",
    "pk",
    "0",
    "-1",
    "a",
    "kanarie",
    "",
    "kanarie\" OR 1=1; --",
];
const VALUES: [&str; 30] = [
    "",
    "1",
    "-1",
    "0",
    "1,2",
    "1,2,3",
    "true",
    "false",
    "null",
    "kanarie",
    "100%_\\kanarie",
    "'kanarie",
    "\"kanarie\"",
    "[]",
    "{}",
    "[1,\"kanarie\"]",
    "{\"a\":[1,null]}",
    "{\"kanarie\":1}",
    "2024-02-29",
    "2024-02-29T10:20:30Z",
    "10:20:30",
    "1.5",
    "1e400",
    "99999999999999999999",
    "P1D",
    "00:01:00",
    "67e55044-10b1-426f-9247-bb680e5fe0c8",
    "(kanarie",
    "^kanarie$",
    "a,b,,kanarie",
];

fn corpus() -> Vec<Vec<u8>> {
    let files = fs::read_dir(Path::new(CORPUS)).expect("the corpus is there");
    let mut files: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    files.sort();
    files
        .iter()
        .map(|file| fs::read(file).expect("a file of the corpus"))
        .collect()
}

fn inputs(corpus: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let piece = |words: &'static [&'static str]| {
        prop_oneof![
            8 => proptest::sample::select(words).prop_map(str::to_owned),
            1 => any::<String>(),
        ]
    };
    let made = (
        proptest::sample::select(&["book", "author", "sample", "memo"][..]),
        proptest::collection::vec(piece(&STEPS), 1..7),
        proptest::collection::vec(piece(&VALUES), 1..4),
        proptest::sample::select(&["", ",", "__", "\0"][..]),
    );
    let made = made.prop_map(|(model, steps, values, between)| {
        format!("{model}\n{}\n{}", steps.join("__"), values.join(between)).into_bytes()
    });
    let change = prop_oneof![
        any::<u8>().prop_map(|byte| vec![byte]),
        proptest::sample::select(&STEPS[..]).prop_map(|step| format!("__{step}").into_bytes()),
        proptest::sample::select(&VALUES[..]).prop_map(|value| value.as_bytes().to_vec()),
        Just(Vec::new()),
    ];
    let changes = proptest::collection::vec((any::<proptest::sample::Index>(), 0..6_usize, change), 1..5);
    let changed = (proptest::sample::select(corpus), changes).prop_map(|(mut bytes, changes)| {
        for (place, gone, new) in changes {
            let start = place.index(bytes.len() + 1);
            let end = (start + gone).min(bytes.len());
            bytes.splice(start..end, new);
        }
        bytes
    });
    prop_oneof![5 => made, 4 => changed, 1 => proptest::collection::vec(any::<u8>(), 0..200)]
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests have no settings; who runs them says for how long"
)]
fn variable(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().expect("a whole number"))
}

#[test]
fn the_corpus_is_refused_or_run() {
    let corpus = corpus();
    assert!(corpus.len() > 20, "{} files", corpus.len());
    corpus.iter().for_each(|bytes| untyped_door(bytes));
}

#[test]
fn the_untyped_door_bears_anything() {
    let seed = variable(SEED).unwrap_or_else(rand::random);
    let time = Time::from_secs(variable(FOR).unwrap_or(SECONDS));
    eprintln!("the untyped door for {time:?} ({FOR}), {SEED}={seed}");
    let inputs = inputs(corpus());
    let begun = Instant::now();
    let (mut round, mut tried) = (0_u64, 0_u32);
    while begun.elapsed() < time {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&round.to_le_bytes());
        let config = Config {
            cases: 200,
            failure_persistence: None,
            ..Config::default()
        };
        let random = TestRng::from_seed(RngAlgorithm::ChaCha, &key);
        let found = TestRunner::new_with_rng(config, random).run(&inputs, |bytes| {
            untyped_door(&bytes);
            Ok(())
        });
        if let Err(found) = found {
            panic!("repeat with {SEED}={seed}, round {round}; add the input to {CORPUS}\n{found}");
        }
        round += 1;
        tried += 200;
    }
    eprintln!("{tried} inputs");
}
