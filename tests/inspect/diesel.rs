//! A database that diesel's migrations made: its models, `--fake-initial`, and fjango's migrations from there on.

use std::path::Path;

use fjango::db::{Db, Executor as _, Statement, first_value};
use fjango::migrate::drift::{DriftOptions, drift};
use fjango::migrate::state::{FieldState, ProjectState};
use fjango::migrate::{Graph, MakeOptions, Migrator, Options, Target, detect};
use fjango::value::SqlType;
use fjango_tests::{Kind, fresh_database};

use super::support::{lines, models_of, real, same, written};

mod postgres {
    include!("diesel/postgres_models.rs");
}

mod sqlite {
    include!("diesel/sqlite_models.rs");
}

/// Runs the files of `folder` as `diesel migration run` does, and notes them as it does.
async fn run_diesel(db: &Db, folder: &str) -> i64 {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("inspect/diesel")
        .join(folder);
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the migrations are there")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    paths.sort();
    let mut connection = db.connection().await.expect("it has a connection");
    let notes = "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, \
                 run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)";
    connection.batch(notes).await.expect("the notes can be made");
    for path in &paths {
        let up = std::fs::read_to_string(path.join("up.sql")).expect("each has one");
        connection.batch(&up).await.expect("it runs");
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        let version: String = name
            .chars()
            .take_while(|c| *c != '_')
            .filter(char::is_ascii_digit)
            .collect();
        let note = format!("INSERT INTO __diesel_schema_migrations (version) VALUES ('{version}')");
        connection.batch(&note).await.expect("it is noted");
    }
    connection.release();
    i64::try_from(paths.len()).expect("there are few")
}

async fn check(kind: Kind, app: &str, path: &str, committed: &str, expected: &[&str]) {
    let database = fresh_database(kind);
    let db = Db::connect(database.url()).await.expect("the database opens");
    let folder = path.split('_').next().expect("a split has a part");
    let count = run_diesel(&db, folder.trim_start_matches("diesel/")).await;
    db.execute(Statement::sql(
        "INSERT INTO users (name, email) VALUES ('Ada', 'ada@example.com')",
    ))
    .await
    .expect("it has rows");
    same(path, committed, &written(&db, app).await);

    let mut state = ProjectState::from_models(&models_of(app));
    let options = MakeOptions::default();
    let mut graph =
        Graph::new(detect(&Graph::default(), &state, &options).expect("they can be made")).expect("an order");
    let initial = Options {
        fake_initial: true,
        ..Options::default()
    };
    let report = Migrator::new(&db, &graph)
        .run(&Target::All, &initial)
        .await
        .expect("the tables are there");
    assert!(
        !report.steps.is_empty() && report.steps.iter().all(|step| step.fake),
        "{report:?}"
    );
    assert!(detect(&graph, &state, &options).expect("they can be made").is_empty());
    let found = drift(&db, &graph, &DriftOptions::default())
        .await
        .expect("it can be read");
    assert_eq!(real(&found), expected, "{}", lines(&found));

    // From here on the migrations are fjango's.
    let post = state
        .models
        .get_mut(&format!("{app}.Posts"))
        .expect("the model of `posts`");
    post.fields.push(FieldState {
        nullable: true,
        index: true,
        ..FieldState::new("slug", SqlType::Text)
    });
    let next = detect(&graph, &state, &options).expect("they can be made");
    assert_eq!(next.len(), 1);
    graph = Graph::new(graph.iter().cloned().chain(next)).expect("an order");
    let report = Migrator::new(&db, &graph)
        .run(&Target::All, &Options::default())
        .await
        .expect("the field can be added");
    assert!(report.steps.iter().all(|step| !step.fake), "{report:?}");
    let query = "SELECT (SELECT count(*) FROM __diesel_schema_migrations) + (SELECT count(slug) FROM posts) \
                 + 100 * (SELECT count(*) FROM users)";
    let counted = db
        .fetch(Statement::sql(query), first_value::<i64>)
        .await
        .expect("they are there");
    assert_eq!(counted, [count + 100]);
}

#[tokio::test]
async fn from_diesel_on_postgres() {
    let committed = include_str!("diesel/postgres_models.rs");
    check(Kind::Postgres, "dieselpg", "diesel/postgres_models.rs", committed, &[]).await;
}

#[tokio::test]
async fn from_diesel_on_sqlite() {
    let committed = include_str!("diesel/sqlite_models.rs");
    // SQLite's own moments have no fractions, so this one is worth a look.
    let expected = [
        "column users.created_at: is default CURRENT_TIMESTAMP, and the migrations say default \
                     strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')",
    ];
    check(
        Kind::Sqlite,
        "diesellite",
        "diesel/sqlite_models.rs",
        committed,
        &expected,
    )
    .await;
}
