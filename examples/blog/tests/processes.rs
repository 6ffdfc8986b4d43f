//! The blog's own binary, as several processes at once.

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use fjango_tests::{FreshDatabase, Kind, fresh_database};

const PROCESSES: usize = 3;
const MIGRATIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/blog");

fn blog(database: &FreshDatabase, verb: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_blog"));
    command
        .arg(verb)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("DATABASE_URL", database.url())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn lines(output: &Output) -> Vec<String> {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(str::to_owned)
        .collect()
}

/// Starts several processes that migrate an empty database; every migration is applied by exactly one of them.
fn migrate_at_once(kind: Kind) {
    let entries = Path::new(MIGRATIONS).read_dir().expect("the blog has migrations");
    let own = entries.flatten().filter(|entry| entry.path().is_dir()).count();
    for _ in 0..3 {
        let database = fresh_database(kind);
        let start = |_| blog(&database, "migrate").spawn().expect("the blog starts");
        let children: Vec<Child> = (0..PROCESSES).map(start).collect();
        let outputs: Vec<Output> = children
            .into_iter()
            .map(|child| child.wait_with_output().expect("the blog ends"))
            .collect();
        let mut applied: Vec<String> = outputs
            .iter()
            .flat_map(lines)
            .filter(|line| line != "No migrations to apply.")
            .map(|line| line.split(" (").next().unwrap_or_default().to_owned())
            .collect();
        applied.sort_unstable();
        let all = applied.len();
        applied.dedup();
        assert_eq!(applied.len(), all, "a migration was applied twice: {outputs:#?}");
        assert!(
            applied.iter().filter(|line| line.starts_with("Applied blog.")).count() >= own,
            "{applied:?}"
        );

        let shown = lines(&blog(&database, "showmigrations").output().expect("the blog starts"));
        let (done, open): (Vec<_>, Vec<_>) = shown
            .iter()
            .filter(|line| line.starts_with(" ["))
            .partition(|line| line.starts_with(" [X]"));
        assert_eq!((done.len(), open.len()), (all, 0), "{shown:?}");
    }
}

#[test]
fn processes_that_migrate_at_once_on_sqlite() {
    migrate_at_once(Kind::Sqlite);
}

#[test]
fn processes_that_migrate_at_once_on_postgres() {
    migrate_at_once(Kind::Postgres);
}
