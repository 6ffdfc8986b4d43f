//! Running migrations: all or nothing, once, and never against another history.

use std::time::Duration;

use fjango::db::{Config, Db, Statement};
use fjango::migrate::state::{FieldState, Literal};
use fjango::migrate::{Error, Graph, Migration, Migrator, Options, Target};
use fjango::value::SqlType;
use fjango_tests::{FreshDatabase, Kind, fresh_database};

use super::states::{every_kind, foreign_key};
use super::support::{History, model, run, schema, state, texts};

fn edited(graph: &Graph, edit: impl Fn(&mut Migration)) -> Graph {
    let migrations = graph.iter().cloned().map(|mut migration| {
        edit(&mut migration);
        migration
    });
    Graph::new(migrations).unwrap()
}

fjango_tests::each_database! {
    async fn forward_back_forward_gives_the_same_schema(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut history = History::default();
        history.make(&every_kind()).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        let first = schema(&db).await;
        assert!(first.len() > 5);
        history.migrate(&db, &Target::Zero("blog".into())).await.unwrap();
        assert_eq!(schema(&db).await, Vec::<String>::new());
        history.migrate(&db, &Target::App("blog".into())).await.unwrap();
        assert_eq!(schema(&db).await, first);
        let report = history.migrate(&db, &Target::All).await.unwrap();
        assert_eq!(report.to_string(), "No migrations to apply.");
    }

    async fn a_failing_migration_leaves_nothing_and_says_where(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut history = History::default();
        history.make(&state(vec![model("Post", vec![])])).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        let before = schema(&db).await;
        let note = FieldState { nullable: true, ..FieldState::new("note", SqlType::Text) };
        history.make(&state(vec![model("Post", vec![note])])).unwrap();
        let broken = edited(&history.graph, |migration| {
            if migration.id.name != "0001_initial" {
                for script in migration.scripts.values_mut() {
                    script.up.push_str("-- a comment; with a semicolon\nSELECT nonsense;\n");
                }
            }
        });
        let error = Migrator::new(&db, &broken).run(&Target::All, &Options::default()).await.unwrap_err();
        let Error::Statement { migration, number, total, statement, .. } = &error else { panic!("{error}") };
        assert_eq!((migration.as_str(), number), ("blog.0002_post_note", total));
        assert!(statement.ends_with("SELECT nonsense"), "{statement}");
        assert_eq!(schema(&db).await, before);
        // The lock and the connection are free again, and foreign keys are watched as before.
        assert_eq!(history.migrate(&db, &Target::All).await.unwrap().steps.len(), 1);
    }

    async fn two_at_once_apply_once(database: &FreshDatabase) {
        let mut history = History::default();
        history.make(&every_kind()).unwrap();
        let (one, two) = (Db::connect(database.url()).await.unwrap(), Db::connect(database.url()).await.unwrap());
        let (first, second) = tokio::join!(history.migrate(&one, &Target::All), history.migrate(&two, &Target::All));
        let steps = first.unwrap().steps.len() + second.unwrap().steps.len();
        assert_eq!(steps, 1);
        assert_eq!(texts(&one, "SELECT name FROM fjango_migration").await, ["0001_initial"]);
    }

    async fn an_edited_applied_migration_is_refused(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut history = History::default();
        history.make(&every_kind()).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        let graph = edited(&history.graph, |migration| {
            for script in migration.scripts.values_mut() {
                script.up.push_str("SELECT 1;\n");
            }
        });
        let error = Migrator::new(&db, &graph).plan(&Target::All).await.unwrap_err();
        assert!(matches!(error, Error::Edited { .. }), "{error}");
        let error = Migrator::new(&db, &Graph::default()).plan(&Target::All).await.unwrap_err();
        assert!(matches!(error, Error::MissingFiles { .. }), "{error}");
    }

    async fn faking_notes_and_runs_nothing(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut history = History::default();
        history.make(&every_kind()).unwrap();
        let options = Options { fake: true, ..Options::default() };
        Migrator::new(&db, &history.graph).run(&Target::All, &options).await.unwrap();
        assert_eq!(schema(&db).await, Vec::<String>::new());
        assert_eq!(Migrator::new(&db, &history.graph).applied().await.unwrap().len(), 1);
    }

    async fn a_first_migration_is_noted_where_its_tables_are(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut history = History::default();
        history.make(&state(vec![model("Post", vec![note()]), model("Tag", vec![])])).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        let before = schema(&db).await;
        run(&db, "DELETE FROM fjango_migration").await;
        let options = Options { fake_initial: true, ..Options::default() };
        let migrator = Migrator::new(&db, &history.graph);
        let report = migrator.run(&Target::All, &options).await.unwrap();
        assert!(report.steps[0].fake && report.to_string().ends_with("FAKED"), "{report}");
        assert_eq!(report.to_json()[0]["fake"], true);
        // The second migration is no first one, and one without all its columns is not there.
        history.make(&state(vec![model("Post", vec![note()]), model("Tag", vec![note()])])).unwrap();
        let report = Migrator::new(&db, &history.graph).run(&Target::All, &options).await.unwrap();
        assert!(!report.steps[0].fake);
        run(&db, "DELETE FROM fjango_migration").await;
        run(&db, "ALTER TABLE blog_post DROP COLUMN note").await;
        let error = Migrator::new(&db, &history.graph).run(&Target::All, &options).await.unwrap_err();
        let Error::PartlyThere { missing, .. } = &error else { panic!("{error}") };
        assert_eq!(missing, &["blog_post"]);
        run(&db, "DROP TABLE blog_post").await;
        run(&db, "DROP TABLE blog_tag").await;
        history.graph = Graph::new(history.graph.iter().take(1).cloned().collect::<Vec<_>>()).unwrap();
        let report = Migrator::new(&db, &history.graph).run(&Target::All, &options).await.unwrap();
        assert!(!report.steps[0].fake);
        assert_eq!(schema(&db).await, before);
    }

    async fn what_has_no_files_any_more_is_forgotten_when_asked(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut history = History::default();
        history.make(&state(vec![model("Post", vec![])])).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        let before = schema(&db).await;
        let nothing = Graph::default();
        let migrator = Migrator::new(&db, &nothing);
        assert!(matches!(migrator.plan(&Target::All).await, Err(Error::MissingFiles { .. })));
        let gone = migrator.prune().await.unwrap();
        assert_eq!(gone.len(), 1);
        assert_eq!(migrator.prune().await.unwrap(), []);
        migrator.plan(&Target::All).await.unwrap();
        assert_eq!(schema(&db).await, before);
    }

    async fn a_rebuilt_table_keeps_what_points_at_it(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut history = History::default();
        history.make(&state(vec![model("Post", vec![]), model("Comment", vec![foreign_key("post", "blog.Post")])])).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        run(&db, "INSERT INTO blog_post (id) VALUES (1), (2), (7)").await;
        run(&db, "DELETE FROM blog_post WHERE id = 7").await;
        run(&db, "INSERT INTO blog_comment (post_id) VALUES (1), (2)").await;
        let title = FieldState { fill: Some(Literal::Text("it's new".into())), ..FieldState::new("title", SqlType::Text) };
        history.make(&state(vec![model("Post", vec![title]), model("Comment", vec![foreign_key("post", "blog.Post")])])).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        assert_eq!(texts(&db, "SELECT CAST(post_id AS text) FROM blog_comment ORDER BY id").await, ["1", "2"]);
        assert_eq!(texts(&db, "SELECT title FROM blog_post").await, ["it's new", "it's new"]);
        if database.kind() == fjango_tests::Kind::Sqlite {
            run(&db, "INSERT INTO blog_post (title) VALUES ('next')").await;
            assert_eq!(texts(&db, "SELECT CAST(id AS text) FROM blog_post WHERE title = 'next'").await, ["8"]);
        }
        let dangling = fjango::db::Executor::execute(&db, fjango::db::Statement::sql("INSERT INTO blog_comment (post_id) VALUES (99)")).await;
        assert!(dangling.is_err(), "foreign keys are watched again");
    }

    async fn a_history_without_what_it_depends_on_is_refused(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut history = History::default();
        history.make(&state(vec![model("Post", vec![])])).unwrap();
        history.make(&state(vec![model("Post", vec![note()])])).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        run(&db, "DELETE FROM fjango_migration WHERE name = '0001_initial'").await;
        let error = history.migrate(&db, &Target::All).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "migration `blog.0002_post_note` is applied, but `blog.0001_initial`, on which it depends, is not; \
             if its changes are there, record it with `migrate --fake blog 0001_initial`"
        );
        assert!(matches!(error, Error::InconsistentHistory { .. }));
        // The advice is right: noted as applied, the history is whole again, and the lock was given back.
        let options = Options { fake: true, ..Options::default() };
        let target = Target::Migration("blog".into(), "0001_initial".into());
        let advised = Migrator::new(&db, &history.graph).run(&target, &options).await;
        assert!(advised.is_ok(), "{}", advised.unwrap_err());
        assert_eq!(history.migrate(&db, &Target::All).await.unwrap().steps.len(), 0);
    }

    async fn another_process_is_waited_for_as_long_as_asked(database: &FreshDatabase) {
        let config = Config { acquire_timeout: Duration::from_millis(100), ..Config::default() };
        let db = Db::connect_with(database.url(), &config).await.unwrap();
        let mut history = History::default();
        history.make(&state(vec![model("Post", vec![])])).unwrap();
        // What another process does while it migrates.
        let other = Db::connect(database.url()).await.unwrap();
        let mut holder = other.connection().await.unwrap();
        let (take, give) = match database.kind() {
            Kind::Sqlite => ("BEGIN IMMEDIATE", "ROLLBACK"),
            Kind::Postgres => ("SELECT pg_advisory_lock(112607087191919)", "SELECT pg_advisory_unlock(112607087191919)"),
        };
        holder.batch(take).await.unwrap();
        let options = Options { turn_timeout: Duration::from_millis(50), ..Options::default() };
        let error = Migrator::new(&db, &history.graph).run(&Target::All, &options).await.unwrap_err();
        assert!(matches!(error, Error::Locked { waited } if waited == options.turn_timeout), "{error}");
        let migrator = Migrator::new(&db, &history.graph);
        let patient = Options { turn_timeout: Duration::from_secs(60), ..Options::default() };
        let (report, ()) = tokio::join!(migrator.run(&Target::All, &patient), async {
            // Longer than the database itself waits.
            tokio::time::sleep(Duration::from_millis(1_500)).await;
            holder.batch(give).await.unwrap();
        });
        assert_eq!(report.unwrap().steps.len(), 1);
        holder.release();
    }

    async fn rows_that_point_at_nothing_stop_a_migration(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let plain = |name| FieldState { nullable: true, ..FieldState::new(name, SqlType::BigInt) };
        let mut history = History::default();
        history.make(&state(vec![model("Post", vec![]), model("Comment", vec![plain("post")])])).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        let before = schema(&db).await;
        run(&db, "INSERT INTO blog_post (id) VALUES (1)").await;
        run(&db, "INSERT INTO blog_comment (id, post) VALUES (1, 1), (2, 99)").await;
        let key = FieldState { column: "post".into(), ..foreign_key("post", "blog.Post") };
        history.make(&state(vec![model("Post", vec![]), model("Comment", vec![key])])).unwrap();
        let error = history.migrate(&db, &Target::All).await.unwrap_err();
        match database.kind() {
            // PostgreSQL finds them by itself, and names the statement that asked.
            Kind::Postgres => {
                let Error::Statement { number, total, done, statement, .. } = &error else { panic!("{error}") };
                assert_eq!((*number, *total, *done), (5, 7, 4), "{error}");
                assert_eq!(statement, "ALTER TABLE \"blog_comment\" VALIDATE CONSTRAINT \"blog_comment_post_fkey\"");
                // What is done is noted, and no other way goes on from there.
                let migrator = Migrator::new(&db, &history.graph);
                let plan = migrator.plan(&Target::All).await.unwrap();
                assert_eq!(plan.len(), 1);
                migrator.run(&Target::Migration("blog".into(), "0001_initial".into()), &Options::default()).await.unwrap();
            }
            Kind::Sqlite => {
                let Error::DanglingRows { migration, rows } = &error else { panic!("{error}") };
                assert_eq!(migration, "blog.0002_alter_comment_post");
                assert_eq!(rows, &["blog_comment row 2 -> blog_post"]);
            }
        }
        assert_eq!(schema(&db).await, before);
        run(&db, "DELETE FROM blog_comment WHERE id = 2").await;
        history.migrate(&db, &Target::All).await.unwrap();
    }
}

fn note() -> FieldState {
    FieldState {
        nullable: true,
        ..FieldState::new("note", SqlType::Text)
    }
}

/// A table with what no migration made, and a view and a trigger elsewhere that name it.
const BY_HAND: [&str; 6] = [
    "CREATE TABLE log (line text)",
    "CREATE INDEX by_hand ON blog_post (title) WHERE title <> ''",
    "CREATE TRIGGER noticed AFTER INSERT ON blog_post BEGIN INSERT INTO log VALUES (new.title); INSERT INTO log VALUES ('and'); END",
    "CREATE TRIGGER elsewhere AFTER INSERT ON blog_comment BEGIN INSERT INTO log SELECT title FROM blog_post WHERE id = new.post_id; END",
    "CREATE VIEW titles AS SELECT title FROM blog_post",
    "INSERT INTO blog_post (id, title) VALUES (1, 'first')",
];

fn posts(fields: Vec<FieldState>) -> fjango::migrate::state::ProjectState {
    state(vec![
        model("Post", fields),
        model("Comment", vec![foreign_key("post", "blog.Post")]),
    ])
}

#[tokio::test]
async fn a_rebuilt_table_keeps_what_no_migration_made() {
    let database = fresh_database(Kind::Sqlite);
    let db = Db::connect(database.url()).await.unwrap();
    let indexed = FieldState {
        index: true,
        ..FieldState::new("title", SqlType::Text)
    };
    let mut history = History::default();
    history.make(&posts(vec![indexed])).unwrap();
    history.migrate(&db, &Target::All).await.unwrap();
    for statement in BY_HAND {
        run(&db, statement).await;
    }
    let attached = "SELECT name || ': ' || sql FROM sqlite_master WHERE name IN ('by_hand', 'noticed', 'elsewhere', 'titles') ORDER BY 1";
    let before = texts(&db, attached).await;
    assert_eq!(before.len(), 4);

    // The column gets shorter and its own index goes: the table is built anew.
    let shorter = FieldState {
        max_length: Some(20),
        ..FieldState::new("title", SqlType::Text)
    };
    history.make(&posts(vec![shorter])).unwrap();
    history.migrate(&db, &Target::All).await.unwrap();
    assert_eq!(texts(&db, attached).await, before);
    let own = texts(
        &db,
        "SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'blog_post%'",
    )
    .await;
    assert_eq!(
        own,
        Vec::<String>::new(),
        "the index that the migration took away does not come back"
    );
    run(&db, "INSERT INTO blog_post (id, title) VALUES (2, 'second')").await;
    run(&db, "INSERT INTO blog_comment (post_id) VALUES (2)").await;
    assert_eq!(
        texts(&db, "SELECT line FROM log ORDER BY rowid").await,
        ["first", "and", "second", "and", "second"]
    );
    assert_eq!(
        texts(&db, "SELECT title FROM titles ORDER BY 1").await,
        ["first", "second"]
    );
    let dangling = fjango::db::Executor::execute(&db, Statement::sql("INSERT INTO blog_comment (post_id) VALUES (99)"));
    assert!(dangling.await.is_err(), "foreign keys are watched again");

    // Without the column that they read they cannot stay, and that is said rather than done.
    history.make(&posts(vec![])).unwrap();
    let error = history.migrate(&db, &Target::All).await.unwrap_err();
    let Error::Statement { statement, .. } = &error else {
        panic!("{error}")
    };
    assert!(statement.starts_with("CREATE INDEX by_hand"), "{statement}");
    assert_eq!(texts(&db, attached).await, before);
}

#[tokio::test]
async fn a_column_that_may_be_empty_comes_without_a_rebuild() {
    let database = fresh_database(Kind::Sqlite);
    let db = Db::connect(database.url()).await.unwrap();
    let mut history = History::default();
    history
        .make(&state(vec![model("Post", vec![]), model("Tag", vec![])]))
        .unwrap();
    history.migrate(&db, &Target::All).await.unwrap();
    run(&db, "INSERT INTO blog_post (id) VALUES (1), (2)").await;
    let mut tag = foreign_key("tag", "blog.Tag");
    tag.nullable = true;
    let fields = vec![
        FieldState {
            max_length: Some(5),
            unique: true,
            ..note()
        },
        FieldState {
            nullable: true,
            ..FieldState::new("extra", SqlType::Json)
        },
        tag,
    ];
    history
        .make(&state(vec![model("Post", fields.clone()), model("Tag", vec![])]))
        .unwrap();
    let script = &history.graph.iter().last().unwrap().scripts["sqlite"].up;
    insta::assert_snapshot!(script);
    history.migrate(&db, &Target::All).await.unwrap();
    for refused in ["note = 'too long'", "extra = 'no json'", "note = 'same'", "tag_id = 7"] {
        let sql = format!("UPDATE blog_post SET {refused}");
        let result = fjango::db::Executor::execute(&db, Statement::sql(sql)).await;
        assert!(result.is_err(), "{refused} was accepted");
    }
    run(&db, "UPDATE blog_post SET note = 'short', extra = '[1]' WHERE id = 1").await;

    // The way back and forward again, and a detection finds nothing.
    history
        .migrate(&db, &Target::Migration("blog".into(), "0001_initial".into()))
        .await
        .unwrap();
    history.migrate(&db, &Target::All).await.unwrap();
    assert_eq!(
        history
            .make(&state(vec![model("Post", fields), model("Tag", vec![])]))
            .unwrap(),
        0
    );
}
