//! Running migrations: all or nothing, once, and never against another history.

use fjango::db::Db;
use fjango::migrate::state::{FieldState, Literal};
use fjango::migrate::{Error, Graph, Migration, Migrator, Options, Target};
use fjango::value::SqlType;
use fjango_tests::FreshDatabase;

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
}
