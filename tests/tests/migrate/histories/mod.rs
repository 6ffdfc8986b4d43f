//! Random histories: whatever the models become, the database follows, forward and back.

mod change;
mod content;
mod renaming;

use std::time::{Duration, Instant};

use fjango::db::{Config, Db};
use fjango::migrate::state::ProjectState;
use fjango::migrate::{Decline, Error, Graph, SquashOptions, Squashed, Target, squash};
use fjango_tests::{FreshDatabase, Kind, fresh_database};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use super::drift::found;
use super::squash::with;
use super::support::{History, schema};
use change::{Change, apply, change};
use content::{dump, insert, rows};

const STEPS: usize = 30;
/// How many histories are lived through when nobody asks for more.
const USUALLY: u64 = 4;
/// A model whose place another took, as it had moved to another app, one that moved to where its old name was taken, and one that
/// moved and took along what it points at.
const ONCE_WRONG: [u64; 4] = [6001, 5003, 8020, 9082];
/// Names the number from which random histories are made.
const SEED: &str = "FJANGO_TEST_SEED";
/// Names for how many seconds.
const FOR: &str = "FJANGO_FUZZ_SECONDS";

async fn one_history(database: &FreshDatabase, changes: &[Change]) {
    // Whoever runs many of them does so behind other work, which may keep them waiting.
    let config = Config {
        acquire_timeout: Duration::from_secs(120),
        ..Config::default()
    };
    let db = Db::connect_with(database.url(), &config).await.unwrap();
    let mut history = History::default();
    let mut state = ProjectState::default();
    for change in changes {
        let before = state.clone();
        let renaming = apply(change, &mut state);
        // The models as they were, by the names that they have now.
        let known = renaming.seen_in(&before);
        let what = || format!("after {change:?} of\n{changes:#?}");
        let schema_before = schema(&db).await;
        let dump_before = dump(database, &db).await;
        let applied: Vec<_> = history.graph.iter().map(|one| one.id.clone()).collect();
        let made = history
            .make_asking(&state, renaming.answers(), &mut Decline)
            .unwrap_or_else(|error| panic!("{error} {}", what()));
        let rows_before = rows(&db, &known, &state).await;
        let forward = history
            .migrate(&db, &Target::All)
            .await
            .unwrap_or_else(|error| panic!("{error} {}", what()));
        assert_eq!(forward.steps.len(), made, "{}", what());
        assert_eq!(history.make(&state).unwrap(), 0, "detected again {}", what());
        assert_eq!(found(&db, &history).await, [], "drift {}", what());
        let schema_after = schema(&db).await;
        let dump_after = dump(database, &db).await;
        assert_eq!(rows(&db, &state, &known).await, rows_before, "{}", what());
        // The live schema is the one that these models would get at once.
        let fresh = fresh_database(database.kind());
        let at_once = Db::connect(fresh.url()).await.unwrap();
        let mut direct = History::default();
        direct.make(&state).unwrap();
        direct
            .migrate(&at_once, &Target::All)
            .await
            .unwrap_or_else(|error| panic!("{error} {}", what()));
        assert_eq!(schema_after, schema(&at_once).await, "{}", what());
        // Back by what this step made, and forward again.
        for step in forward.steps.iter().rev() {
            let last = applied
                .iter()
                .rfind(|id| id.app == step.id.app)
                .map(|id| id.name.clone());
            let target = match last {
                Some(name) => Target::Migration(step.id.app.clone(), name),
                None => Target::Zero(step.id.app.clone()),
            };
            history
                .migrate(&db, &target)
                .await
                .unwrap_or_else(|error| panic!("{error} {}", what()));
        }
        assert_eq!(schema(&db).await, schema_before, "back {}", what());
        assert_eq!(dump(database, &db).await, dump_before, "back {}", what());
        assert_eq!(rows(&db, &known, &state).await, rows_before, "back {}", what());
        history
            .migrate(&db, &Target::All)
            .await
            .unwrap_or_else(|error| panic!("{error} {}", what()));
        assert_eq!(schema(&db).await, schema_after, "forward again {}", what());
        assert_eq!(dump(database, &db).await, dump_after, "forward again {}", what());
        assert_eq!(rows(&db, &state, &known).await, rows_before, "forward again {}", what());
        let created = ProjectState {
            models: known
                .models
                .into_iter()
                .filter(|(label, _)| state.models.contains_key(label))
                .collect(),
        };
        insert(&db, &created, &state).await;
        assert!(db.ping().await.is_ok());
    }
    squashed(&history, database.kind(), &schema(&db).await, changes).await;
}

fjango_tests::each_database! {
    async fn random_histories(database: &FreshDatabase) {
        let seed = number(SEED).unwrap_or(7);
        let patience = number(FOR).map(Duration::from_secs);
        let started = Instant::now();
        for history in 0_u64.. {
            if patience.map_or(history == USUALLY, |patience| started.elapsed() > patience) {
                break;
            }
            // The same for everybody unless asked otherwise; a failure prints its history and this.
            let seed = seed + history;
            eprintln!("{SEED}={seed}");
            let changes = changes(seed);
            if history == 0 {
                one_history(database, &changes).await;
            } else {
                one_history(&fresh_database(database.kind()), &changes).await;
            }
        }
    }
}

fjango_tests::each_database! {
    async fn histories_that_were_wrong_once(database: &FreshDatabase) {
        let seeds = match database.kind() {
            Kind::Sqlite => ONCE_WRONG.as_slice(),
            // They take longer there, and what was wrong with the others was the same.
            Kind::Postgres => &ONCE_WRONG[..1],
        };
        for seed in seeds {
            eprintln!("{SEED}={seed}");
            one_history(&fresh_database(database.kind()), &changes(*seed)).await;
        }
    }
}

/// The changes of one history.
fn changes(seed: u64) -> Vec<Change> {
    let mut bytes = [7; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(proptest::test_runner::Config::default(), rng);
    // The first changes make models, so that the others have something to change.
    let tree = proptest::collection::vec(change(), STEPS)
        .new_tree(&mut runner)
        .unwrap();
    let mut changes = vec![Change::Model(0), Change::Model(1)];
    changes.extend(tree.current());
    changes
}

/// The migrations of one history, for those who look at the SQL.
pub fn migrations(seed: u64) -> History {
    let (mut history, mut state) = (History::default(), ProjectState::default());
    for change in changes(seed) {
        let renaming = apply(&change, &mut state);
        history.make_asking(&state, renaming.answers(), &mut Decline).unwrap();
    }
    history
}

/// What the environment says, as tests have no settings.
#[expect(
    clippy::disallowed_methods,
    reason = "tests have no settings; the run says how far they go"
)]
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// All of each app made one migration, or as few as other apps allow, which gives the same tables.
async fn squashed(history: &History, kind: Kind, schema_after: &[String], changes: &[Change]) {
    let apps: Vec<String> = history.graph.apps().into_iter().map(str::to_owned).collect();
    for app in apps {
        // A database that is new runs one app's before the other's.
        let fresh = fresh_database(kind);
        let db = Db::connect(fresh.url()).await.unwrap();
        for target in [Target::App(app.clone()), Target::All] {
            history
                .migrate(&db, &target)
                .await
                .unwrap_or_else(|error| panic!("{error} {app} first of\n{changes:#?}"));
        }
        assert_eq!(schema(&db).await, schema_after, "{app} first of\n{changes:#?}");
        let (mut short, mut made): (Option<History>, _) = (None, Vec::new());
        let mut from: Option<String> = None;
        loop {
            let so_far = short.as_ref().unwrap_or(history);
            let (squashed, next) = piece(&so_far.graph, &app, from.as_deref(), changes);
            if let Some(squashed) = squashed {
                made.push(squashed.migration.id.clone());
                short = Some(with(so_far, &squashed));
            }
            from = next;
            if from.is_none() {
                break;
            }
        }
        let Some(short) = short else { continue };
        let fresh = fresh_database(kind);
        let db = Db::connect(fresh.url()).await.unwrap();
        let what = || format!("squashed {made:?} of\n{changes:#?}");
        for target in [Target::App(app.clone()), Target::All] {
            short
                .migrate(&db, &target)
                .await
                .unwrap_or_else(|error| panic!("{error} {}", what()));
        }
        assert_eq!(schema(&db).await, schema_after, "{}", what());
        assert_eq!(found(&db, &short).await, [], "drift {}", what());
    }
}

/// As many of the migrations from `from` on as can be one, and where to go on. One alone stays as it is.
fn piece(graph: &Graph, app: &str, from: Option<&str>, changes: &[Change]) -> (Option<Squashed>, Option<String>) {
    let mut options = SquashOptions {
        app: app.to_owned(),
        from: from.map(str::to_owned),
        to: graph.leaf(app).unwrap().unwrap().name.clone(),
        name: None,
        optimize: true,
    };
    let name = |id: String| id.split_once('.').unwrap().1.to_owned();
    let after = match squash(graph, &options) {
        Ok(squashed) => return (Some(squashed), None),
        Err(Error::CannotSquash { reason, .. }) if reason.contains("only one") => return (None, None),
        Err(Error::StandsBetween { before, after, .. }) => {
            options.to = name(before);
            name(after)
        }
        Err(error) => panic!("{error} of\n{changes:#?}"),
    };
    match squash(graph, &options) {
        Ok(squashed) => (Some(squashed), Some(after)),
        Err(Error::CannotSquash { reason, .. }) if reason.contains("only one") => (None, Some(after)),
        Err(error) => panic!("what was proposed is refused: {error} of\n{changes:#?}"),
    }
}
