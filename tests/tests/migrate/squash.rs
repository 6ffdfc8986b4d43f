//! Many migrations made one: the same schema, and every database finds its way.

use fjango::db::Db;
use fjango::migrate::state::{FieldState, Literal, ProjectState};
use fjango::migrate::{
    DataStep, Error, Graph, MakeOptions, Migration, Migrator, Options, SquashOptions, Squashed, Target, detect, squash,
};
use fjango::value::SqlType;
use fjango_tests::{FreshDatabase, fresh_database};

use super::drift::found;
use super::states::{every_kind, foreign_key};
use super::support::{History, model, run, schema, state, texts};

fn text(name: &str) -> FieldState {
    FieldState {
        fill: Some(Literal::Text("-".into())),
        ..FieldState::new(name, SqlType::Text)
    }
}

/// A column of every kind, which rows that exist may lack.
fn everything() -> ProjectState {
    let mut state = every_kind();
    let post = state.models.get_mut("blog.Post").unwrap();
    for field in post
        .fields
        .iter_mut()
        .filter(|field| !field.primary_key && field.name != "title")
    {
        field.nullable = true;
    }
    state
}

/// A history in which much comes and goes.
fn states() -> Vec<ProjectState> {
    let post = |fields: Vec<FieldState>| state(vec![model("Post", fields), model("User", vec![])]);
    let wide = FieldState {
        max_length: Some(200),
        ..text("title")
    };
    let mut rich = everything();
    rich.models.get_mut("blog.Post").unwrap().indexes.clear();
    vec![
        state(vec![model("User", vec![])]),
        post(vec![text("title")]),
        post(vec![text("title"), text("gone")]),
        post(vec![wide.clone()]),
        post(vec![wide.clone(), foreign_key_with_fill()]),
        state(vec![
            model("Post", vec![wide]),
            model("User", vec![]),
            model("Gone", vec![text("x")]),
        ]),
        rich,
        everything(),
    ]
}

fn foreign_key_with_fill() -> FieldState {
    FieldState {
        nullable: true,
        ..foreign_key("author", "blog.User")
    }
}

fn history() -> History {
    let mut history = History::default();
    for state in states() {
        history.make(&state).unwrap();
    }
    history
}

fn options(to: &str) -> SquashOptions {
    SquashOptions {
        app: "blog".into(),
        from: None,
        to: to.into(),
        name: None,
        optimize: true,
    }
}

fn numbered(history: &History, number: u32) -> String {
    let mut own = history.graph.iter().filter(|one| one.id.number() == Some(number));
    own.next().unwrap().id.name.clone()
}

/// The history with the squashed migration beside those that it replaces, through the text of its files.
pub fn with(history: &History, squashed: &Squashed) -> History {
    let mut files = std::collections::BTreeMap::new();
    for migration in history.graph.files().chain([&squashed.migration]) {
        files.extend(migration.files().unwrap());
    }
    History {
        graph: Graph::new(Migration::read_all(&files).unwrap()).unwrap(),
    }
}

/// The same after the replaced ones are deleted.
pub fn dissolved(history: &History, squashed: &Squashed) -> History {
    let left = history
        .graph
        .files()
        .filter(|one| !squashed.migration.replaces.contains(&one.id));
    History {
        graph: Graph::new(left.cloned().collect::<Vec<_>>()).unwrap(),
    }
}

async fn at(database: &FreshDatabase, history: &History) -> (Db, Vec<String>) {
    let db = Db::connect(database.url()).await.unwrap();
    history.migrate(&db, &Target::All).await.unwrap();
    let schema = schema(&db).await;
    (db, schema)
}

fjango_tests::each_database! {
    async fn the_schema_is_that_of_the_long_way(database: &FreshDatabase) {
        let history = history();
        let (_db, long) = at(database, &history).await;
        let last = numbered(&history, u32::try_from(history.graph.iter().count()).unwrap());
        let middle = [("0003", "0006"), ("0002", "0004"), ("0005", "0007")];
        let mut cases = vec![options(&last), SquashOptions { optimize: false, ..options(&last) }];
        cases.extend(middle.map(|(from, to)| SquashOptions { from: Some(from.into()), ..options(to) }));
        for case in cases {
            let squashed = squash(&history.graph, &case).unwrap();
            assert_eq!(squashed.operations_before > squashed.migration.operations.len(), case.optimize, "{case:?}");
            let short = with(&history, &squashed);
            assert_eq!(short.graph.iter().count(), history.graph.iter().count() + 1 - squashed.migration.replaces.len());
            let fresh = fresh_database(database.kind());
            let (db, schema_of_short) = at(&fresh, &short).await;
            assert_eq!(schema_of_short, long, "{case:?}");
            assert_eq!(found(&db, &short).await, []);
            short.migrate(&db, &Target::Zero("blog".into())).await.unwrap();
            assert_eq!(schema(&db).await, Vec::<String>::new());
            short.migrate(&db, &Target::All).await.unwrap();
            assert_eq!(schema(&db).await, long);
            assert!(detect(&short.graph, &everything(), &MakeOptions::default()).unwrap().is_empty());
        }
    }

    async fn a_database_that_applied_all_of_them_has_applied_it(database: &FreshDatabase) {
        let history = history();
        let (db, long) = at(database, &history).await;
        let squashed = squash(&history.graph, &options("0005")).unwrap();
        let short = with(&history, &squashed);
        assert!(Migrator::new(&db, &short.graph).plan(&Target::All).await.unwrap().is_empty());
        let applied = Migrator::new(&db, &short.graph).applied().await.unwrap();
        assert!(applied.contains(&squashed.migration.id) && !applied.contains(&squashed.migration.replaces[0]));
        // Its files are deleted before any `migrate` here noted it.
        let gone = dissolved(&short, &squashed);
        assert_eq!(gone.migrate(&db, &Target::All).await.unwrap().steps.len(), 0);
        assert_eq!(texts(&db, &format!("SELECT name FROM fjango_migration WHERE name = '{}'", squashed.migration.id.name)).await.len(), 1);
        assert_eq!(schema(&db).await, long);
        assert_eq!(found(&db, &gone).await, []);
        gone.migrate(&db, &Target::Zero("blog".into())).await.unwrap();
        assert_eq!(texts(&db, "SELECT name FROM fjango_migration").await, Vec::<String>::new());
        gone.migrate(&db, &Target::All).await.unwrap();
        assert_eq!(schema(&db).await, long);
    }

    async fn a_database_that_is_between_goes_on_with_the_old_ones(database: &FreshDatabase) {
        let history = history();
        let db = Db::connect(database.url()).await.unwrap();
        history.migrate(&db, &Target::Migration("blog".into(), "0003".into())).await.unwrap();
        run(&db, "INSERT INTO blog_post (title, gone) VALUES ('kept', 'x')").await;
        let squashed = squash(&history.graph, &options("0005")).unwrap();
        let short = with(&history, &squashed);
        let refused = dissolved(&short, &squashed).migrate(&db, &Target::All).await.unwrap_err();
        let Error::PartlySquashed { missing, .. } = &refused else { panic!("{refused}") };
        assert_eq!(missing.len(), squashed.migration.replaces.len());
        let steps = short.migrate(&db, &Target::App("blog".into())).await.unwrap().steps;
        assert!(steps[0].id.name.starts_with("0004"), "{steps:?}");
        assert_eq!(found(&db, &short).await, []);
        assert!(Migrator::new(&db, &short.graph).plan(&Target::All).await.unwrap().is_empty());
        // Now it counts, and the old ones can go.
        short.migrate(&db, &Target::All).await.unwrap();
        assert!(dissolved(&short, &squashed).migrate(&db, &Target::All).await.unwrap().steps.is_empty());
    }

    async fn what_was_written_by_hand_is_carried_along(database: &FreshDatabase) {
        let mut history = history();
        let mut migrations: Vec<Migration> = history.graph.iter().cloned().collect();
        for script in migrations[2].scripts.values_mut() {
            script.up.push_str("INSERT INTO blog_user (id) VALUES (77);\n");
            script.down.insert_str(0, "DELETE FROM blog_user WHERE id = 77;\n");
        }
        history.graph = Graph::new(migrations).unwrap();
        let (_db, long) = at(database, &history).await;
        let squashed = squash(&history.graph, &options("0008")).unwrap();
        let carried: Vec<_> = squashed.carried.iter().map(|(id, _)| id.number()).collect();
        assert_eq!(carried, [Some(3)]);
        assert!(squashed.migration.operations.len() < squashed.operations_before);
        let fresh = fresh_database(database.kind());
        let (db, short) = at(&fresh, &with(&history, &squashed)).await;
        assert_eq!(short, long);
        assert_eq!(texts(&db, "SELECT CAST(id AS text) FROM blog_user").await, ["77"]);
        Migrator::new(&db, &with(&history, &squashed).graph).run(&Target::Zero("blog".into()), &Options::default()).await.unwrap();
        assert_eq!(schema(&db).await, Vec::<String>::new());
    }

    async fn sql_without_a_way_back_is_carried_along(database: &FreshDatabase) {
        let mut history = History::default();
        history.make(&state(vec![model("User", vec![])])).unwrap();
        history.push("blog", "0002_fill", &["blog.0001_initial"], vec![]).unwrap();
        let mut migrations: Vec<Migration> = history.graph.iter().cloned().collect();
        for script in migrations[1].scripts.values_mut() {
            script.up = "INSERT INTO blog_user (id) VALUES (77);\n".to_owned();
        }
        history.graph = Graph::new(migrations).unwrap();
        history.make(&state(vec![model("User", vec![text("title")])])).unwrap();
        let squashed = squash(&history.graph, &options("0003")).unwrap();
        let carried: Vec<_> = squashed.carried.iter().map(|(id, reason)| (id.name.as_str(), *reason)).collect();
        assert_eq!(carried, [("0002_fill", "it is SQL alone")]);
        let steps: Vec<String> = squashed.migration.operations.iter().map(|one| one.describe()).collect();
        assert_eq!(steps, ["Create model User", "Add field title to User"], "nothing moves past the row");
        let short = with(&history, &squashed);
        let (db, _) = at(database, &short).await;
        assert_eq!(texts(&db, "SELECT title FROM blog_user WHERE id = 77").await, ["-"]);
        // As in the long history the way back does nothing for it.
        short.migrate(&db, &Target::Zero("blog".into())).await.unwrap();
        assert_eq!(schema(&db).await, Vec::<String>::new());
    }

    async fn rows_before_a_squash_keep_their_values(database: &FreshDatabase) {
        let history = history();
        let db = Db::connect(database.url()).await.unwrap();
        history.migrate(&db, &Target::Migration("blog".into(), "0002".into())).await.unwrap();
        run(&db, "INSERT INTO blog_post (title) VALUES ('kept')").await;
        let squashed = squash(&history.graph, &SquashOptions { from: Some("0003".into()), ..options("0006") }).unwrap();
        with(&history, &squashed).migrate(&db, &Target::Migration("blog".into(), "0003_squashed".into())).await.unwrap();
        assert_eq!(texts(&db, "SELECT title FROM blog_post").await, ["kept"]);
    }
}

#[test]
fn all_from_the_beginning_is_creating() {
    let squashed = squash(&history().graph, &options("0008")).unwrap();
    let steps: Vec<String> = squashed.migration.operations.iter().map(|one| one.describe()).collect();
    assert_eq!(steps, ["Create model User", "Create model Tag", "Create model Post"]);
    assert!(squashed.is_last && squashed.carried.is_empty());
}

#[test]
fn what_cannot_be_one_is_refused_with_the_reason() {
    let refused = |graph: &Graph, options: &SquashOptions| squash(graph, options).unwrap_err().to_string();
    let graph = history().graph;
    assert!(refused(&graph, &options("0001")).contains("only one"));
    assert!(refused(&graph, &options("0099")).contains("has no migration `0099`"));
    let backwards = SquashOptions {
        from: Some("0005".into()),
        ..options("0002")
    };
    assert!(refused(&graph, &backwards).contains("swap them"));
    // Another app stands between.
    let mut history = History::default();
    history.make(&state(vec![model("Post", vec![])])).unwrap();
    let mut shop = model("Shop", vec![foreign_key_with_fill_to("blog.Post")]);
    shop.app = "shop".into();
    history.make(&state(vec![model("Post", vec![]), shop.clone()])).unwrap();
    history
        .make(&state(vec![
            model("Post", vec![foreign_key_with_fill_to("shop.Shop")]),
            shop,
        ]))
        .unwrap();
    let between = refused(&history.graph, &options("0002"));
    let expected = "`shop.0001_initial` must come after `blog.0001_initial` or one before that, and before `blog.0002_post_other`, \
                    so these cannot be one migration; squash up to `blog.0001_initial`, and again from `blog.0002_post_other` on";
    assert_eq!(between, expected);
}

static FILL: DataStep = DataStep {
    app: "blog",
    after: "0003_post_gone",
    name: "fill",
    requires: &[],
    run: |_| Box::pin(async { Ok(()) }),
    reverse: None,
};

#[test]
fn a_data_step_is_not_squashed_over() {
    let files: Vec<Migration> = history().graph.iter().cloned().collect();
    let graph = Graph::with_steps(files, [&FILL]).unwrap();
    let said = |options: &SquashOptions| squash(&graph, options).unwrap_err().to_string();
    let from = |from: &str, to| SquashOptions {
        from: Some(from.into()),
        ..options(to)
    };
    let reason = "migrations of `blog` cannot be squashed: the data step `blog.0003_post_gone.fill` runs behind `0003_post_gone`, \
                  and Rust cannot be put into SQL; ";
    let before = "squash up to `0002_post`";
    let after = "from `0005_post_author` on";
    let after = after.replace("0005_post_author", &graph.find("blog", "0004").unwrap().id.name);
    assert_eq!(said(&options("0008")), format!("{reason}{before}, and {after}"));
    // It would lose the migration that it is named after.
    assert_eq!(said(&options("0003")), format!("{reason}{before}"));
    assert_eq!(said(&from("0003", "0006")), format!("{reason}squash {after}"));
    assert_eq!(said(&from("0003", "0004")), format!("{reason}leave them as they are"));
    // On either side nothing is in the way.
    assert_eq!(squash(&graph, &options("0002")).unwrap().migration.replaces.len(), 2);
    assert_eq!(
        squash(&graph, &from("0004", "0008")).unwrap().migration.replaces.len(),
        5
    );
}

fn foreign_key_with_fill_to(target: &str) -> FieldState {
    FieldState {
        nullable: true,
        ..foreign_key("other", target)
    }
}
