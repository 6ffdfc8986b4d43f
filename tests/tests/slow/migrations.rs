//! Migrations under fire: a process that is killed at any moment, and a lock that others hold for a minute.

use std::process::Child;
use std::time::{Duration, Instant};

use fjango::db::{Db, Executor, Statement, first_value};
use fjango::migrate::state::{FieldState, Literal, ProjectState};
use fjango::migrate::{DataStep, Graph, MigrationDb, Migrator, Options, Result, Target};
use fjango::value::SqlType;
use fjango_tests::{FreshDatabase, Kind, fresh_database};
use futures_util::future::join_all;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng};

use super::process;
use crate::migrate::support::{History, model, run, schema, state, texts};

const NAME: &str = "slow::migrations::a_migration_that_is_killed_goes_on_where_it_was";
const KILLS: usize = 50;
const ROWS: i64 = 20_000;

fn text(name: &str) -> FieldState {
    FieldState {
        nullable: true,
        ..FieldState::new(name, SqlType::Text)
    }
}

fn people(fields: Vec<FieldState>) -> ProjectState {
    state(vec![model("Person", fields)])
}

/// Tables, rows, a data step between, then everything that has sections on PostgreSQL.
fn graph() -> Graph {
    let counted = || FieldState::new("visits", SqlType::Integer);
    let mut history = History::default();
    history.make(&people(vec![text("name"), counted()])).unwrap();
    history
        .make(&people(vec![text("name"), text("first"), counted()]))
        .unwrap();
    let strict = FieldState {
        nullable: false,
        index: true,
        fill: Some(Literal::Text("nobody".into())),
        ..text("first")
    };
    let unique = FieldState {
        unique: true,
        ..text("name")
    };
    let positive = FieldState {
        min: Some("0".into()),
        index: true,
        ..counted()
    };
    history.make(&people(vec![unique, strict, positive])).unwrap();
    Graph::with_steps(history.graph.iter().cloned(), [&FILL]).unwrap()
}

async fn fill(db: &MigrationDb) -> Result<()> {
    let people = db.model("blog.Person")?;
    people
        .batch_size(500)
        .each(|person| {
            let name: String = person.get("name")?;
            person.set("first", name.split(' ').next().unwrap_or_default())?;
            // A row that came twice would show.
            let visits: i32 = person.get("visits")?;
            person.set("visits", visits + 1)
        })
        .await?;
    let mut row = people.new_row();
    row.set("name", "the last one")?;
    row.set("first", "the")?;
    row.set("visits", 1)?;
    people.insert(vec![row]).await?;
    Ok(())
}

static FILL: DataStep = DataStep {
    app: "blog",
    after: "0002_person_first",
    name: "fill",
    requires: &[],
    run: |db| Box::pin(async move { fill(db).await.map_err(Into::into) }),
    reverse: None,
};

fn first() -> Target {
    Target::Migration("blog".into(), "0001_initial".into())
}

async fn migrate(db: &Db, target: &Target) {
    let graph = graph();
    let result = Migrator::new(db, &graph).run(target, &Options::default()).await;
    result.unwrap_or_else(|error| panic!("{error}"));
}

async fn prepared(database: &FreshDatabase) -> Db {
    let db = Db::connect(database.url()).await.unwrap();
    migrate(&db, &first()).await;
    let rows = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS}) \
         INSERT INTO blog_person (name, visits) SELECT 'n' || i || ' x', 0 FROM n"
    );
    run(&db, &rows).await;
    db
}

/// The number of rows, what the data step counted, and what is left to be known.
async fn content(db: &Db) -> Vec<String> {
    let sql = "SELECT CAST(count(*) AS text) || ' ' || CAST(sum(visits) AS text) || ' ' || CAST(max(visits) AS text) \
               || ' ' || CAST(count(DISTINCT first) AS text) FROM blog_person";
    texts(db, sql).await
}

/// A child that is killed when the test ends early.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[expect(clippy::disallowed_methods, reason = "tests have no settings")]
fn seed() -> u64 {
    let given = std::env::var("FJANGO_TEST_SEED")
        .ok()
        .and_then(|text| text.parse().ok());
    given.unwrap_or_else(rand::random)
}

#[test]
#[ignore = "slow: kills a hundred migrations"]
fn a_migration_that_is_killed_goes_on_where_it_was() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    if let Some(url) = process::told() {
        return runtime.block_on(async {
            let db = Db::connect(&url).await.unwrap();
            migrate(&db, &Target::All).await;
        });
    }
    let seed = seed();
    eprintln!("FJANGO_TEST_SEED={seed}");
    let mut random = StdRng::seed_from_u64(seed);
    for kind in [Kind::Sqlite, Kind::Postgres] {
        // What it comes to when nobody interrupts it, and how long that takes in a process of its own.
        let database = fresh_database(kind);
        let db = runtime.block_on(prepared(&database));
        let started = Instant::now();
        let output = process::again(NAME, database.url())
            .spawn()
            .unwrap()
            .wait_with_output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        let whole = started.elapsed();
        let (expected, rows) = runtime.block_on(async { (schema(&db).await, content(&db).await) });
        assert_eq!(rows, [format!("{} {} 1 {}", ROWS + 1, ROWS + 1, ROWS + 1)]);
        drop((db, database));

        let (mut kills, mut databases) = (0, 0);
        while kills < KILLS {
            databases += 1;
            let database = fresh_database(kind);
            let db = runtime.block_on(prepared(&database));
            // The same migration is killed again and again, until it comes to its end before.
            loop {
                let mut child = Killed(process::again(NAME, database.url()).spawn().unwrap());
                std::thread::sleep(whole.mul_f64(random.random_range(0.02..1.0)));
                let ended = child.0.try_wait().unwrap();
                if let Some(status) = ended {
                    assert!(status.success(), "seed {seed}: it failed after {kills} kills");
                    break;
                }
                child.0.kill().unwrap();
                child.0.wait().unwrap();
                kills += 1;
                if kills >= KILLS {
                    break;
                }
            }
            runtime.block_on(async {
                migrate(&db, &Target::All).await;
                assert_eq!(schema(&db).await, expected, "seed {seed}");
                assert_eq!(content(&db).await, rows, "seed {seed}");
                assert_eq!(
                    texts(&db, "SELECT name FROM fjango_migration_progress").await,
                    Vec::<String>::new()
                );
                if kind == Kind::Postgres {
                    let unfinished = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid";
                    assert_eq!(texts(&db, unfinished).await, Vec::<String>::new(), "seed {seed}");
                }
            });
        }
        eprintln!("{kind:?}: {kills} kills on {databases} databases, a whole migration takes {whole:.1?}");
    }
}

/// How long each of many requests took, in the order of their lengths.
async fn load(db: &Db, end: Instant) -> Vec<Duration> {
    let clients = join_all((0..8).map(|client| async move {
        let mut took = Vec::new();
        let mut next = Instant::now();
        let mut n = 0;
        while Instant::now() < end {
            n += 1;
            let sql = match n % 2 {
                0 => format!(
                    "UPDATE blog_person SET visits = visits WHERE id = {}",
                    1 + (client * 997 + n) % ROWS
                ),
                _ => format!(
                    "SELECT visits FROM blog_person WHERE id = {}",
                    1 + (client * 997 + n) % ROWS
                ),
            };
            db.fetch(Statement::sql(sql), |_| Ok(())).await.unwrap();
            // Counted from when it was due: a request that had to wait for the one before waited, too.
            took.push(next.elapsed());
            next += Duration::from_millis(20);
            tokio::time::sleep(next.saturating_duration_since(Instant::now())).await;
        }
        took
    }));
    let mut took = clients.await.concat();
    took.sort_unstable();
    took
}

/// The length that this part of the requests kept within.
fn at(took: &[Duration], part: f64) -> Duration {
    took[((took.len() - 1) as f64 * part) as usize]
}

#[tokio::test]
#[ignore = "slow: holds a lock for a minute"]
async fn a_lock_of_a_minute_delays_the_migration_alone() {
    const HELD: Duration = Duration::from_secs(60);
    let database = fresh_database(Kind::Postgres);
    let db = prepared(&database).await;
    let other = Db::connect(database.url()).await.unwrap();
    // The same requests where nothing is migrated tell what the machine takes, whatever else it does meanwhile.
    let quiet = fresh_database(Kind::Postgres);
    let elsewhere = prepared(&quiet).await;
    let mut holder = other.connection().await.unwrap();
    holder.batch("BEGIN; SELECT count(*) FROM blog_person").await.unwrap();
    let started = Instant::now();
    let release = async {
        tokio::time::sleep(HELD).await;
        holder.batch("COMMIT").await.unwrap();
    };
    let migrated = async {
        migrate(&db, &Target::All).await;
        started.elapsed()
    };
    let end = started + HELD;
    let (ended, took, usual, ()) = tokio::join!(migrated, load(&other, end), load(&elsewhere, end), release);
    assert!(ended >= HELD, "the migration did not wait: {ended:?}");
    for (where_from, took) in [("meanwhile", &took), ("elsewhere", &usual)] {
        eprintln!(
            "{} requests {where_from}: p50 {:.1?}, p99 {:.1?}, longest {:.1?}; the migration ended after {ended:.1?}",
            took.len(),
            at(took, 0.5),
            at(took, 0.99),
            at(took, 1.0)
        );
    }
    assert!(
        took.len() * 2 > usual.len(),
        "only {} requests, and {} elsewhere",
        took.len(),
        usual.len()
    );
    let (here, there) = (at(&took, 0.99), at(&usual, 0.99));
    assert!(
        here < there + Duration::from_secs(1),
        "p99 {here:?}, and {there:?} elsewhere"
    );
    let applied = db
        .fetch(
            Statement::sql("SELECT count(*) FROM fjango_migration"),
            first_value::<i64>,
        )
        .await
        .unwrap();
    assert_eq!(applied, [4]);
}
