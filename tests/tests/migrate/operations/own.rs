//! Django's cases of SQL and code of one's own, by name.

use std::collections::BTreeMap;

use fjango::db::Db;
use fjango::migrate::sql::Script;
use fjango::migrate::state::{ModelState, ProjectState};
use fjango::migrate::{
    DataStep, Graph, Migration, MigrationDb, MigrationId, Migrator, Operation, Options, Result, Target,
};
use fjango_tests::{FreshDatabase, Kind};

use super::cases::{PONIES, integer, model, ponies, pony, pony_with, rider, state};
use crate::migrate::support::{History, run, schema, texts};

/// The cases here.
pub const TESTED: [&str; 9] = [
    "test_rename_model_state_forwards",
    "test_run_sql",
    "test_run_sql_noop",
    "test_run_sql_add_missing_semicolon_on_collect_sql",
    "test_run_python",
    "test_run_python_noop",
    "test_run_python_related_assignment",
    "test_separate_database_and_state",
    "test_separate_database_and_state2",
];

/// What makes `before`, and behind it a migration of these steps with this SQL for both databases.
fn with_sql(before: &ProjectState, operations: Vec<Operation>, up: &str, down: &str) -> Graph {
    let mut history = History::default();
    history.make(before).unwrap();
    let script = || Script {
        up: up.into(),
        down: down.into(),
    };
    let own = Migration {
        id: MigrationId::new("blog", "0002_own"),
        dependencies: vec![MigrationId::new("blog", "0001_initial")],
        operations,
        replaces: Vec::new(),
        scripts: BTreeMap::from([("postgres", script()), ("sqlite", script())]),
    };
    // As it is read from its files.
    let mut files = BTreeMap::new();
    for migration in history.graph.iter().chain([&own]) {
        files.extend(migration.files().unwrap());
    }
    Graph::new(Migration::read_all(&files).unwrap()).unwrap()
}

async fn migrate(db: &Db, graph: &Graph, target: &Target) {
    let result = Migrator::new(db, graph).run(target, &Options::default()).await;
    result.unwrap_or_else(|error| panic!("{error}"));
}

fn first() -> Target {
    Target::Migration("blog".into(), "0001".into())
}

async fn prepared(database: &FreshDatabase, graph: &Graph) -> (Db, Vec<String>) {
    let db = Db::connect(database.url()).await.unwrap();
    migrate(&db, graph, &first()).await;
    run(&db, PONIES).await;
    let before = schema(&db).await;
    (db, before)
}

const LOVE: &str = r"CREATE TABLE i_love_ponies (id integer, special_thing varchar(15));
INSERT INTO i_love_ponies (id, special_thing) VALUES (1, 'i love; ponies'); -- This is magic; it is
INSERT INTO i_love_ponies (id, special_thing) VALUES (2, '100 % ''sure'''), (3, '$1 ?')";

fn lovers() -> ModelState {
    let mut lovers = model("Lover", vec![integer("special")]);
    lovers.table = "i_love_ponies".into();
    lovers
}

static MAKE: DataStep = DataStep {
    app: "blog",
    after: "0002_own",
    name: "make",
    requires: &[],
    run: |db| Box::pin(async move { make(db).await.map_err(Into::into) }),
    reverse: Some(|db| Box::pin(async move { unmake(db).await.map_err(Into::into) })),
};

static NOTHING: DataStep = DataStep {
    app: "blog",
    after: "0002_own",
    name: "nothing",
    requires: &[],
    run: |_| Box::pin(async { Ok(()) }),
    reverse: Some(|_| Box::pin(async { Ok(()) })),
};

static RIDE: DataStep = DataStep {
    app: "blog",
    after: "0002_own",
    name: "ride",
    requires: &[],
    run: |db| Box::pin(async move { ride(db).await.map_err(Into::into) }),
    reverse: None,
};

async fn make(db: &MigrationDb) -> Result<()> {
    let ponies = db.model("blog.Pony")?;
    let mut rows = Vec::new();
    for pink in [1, 2] {
        let mut pony = ponies.new_row();
        pony.set("pink", pink)?;
        pony.set("weight", 3.5)?;
        rows.push(pony);
    }
    ponies.insert(rows).await?;
    Ok(())
}

async fn unmake(db: &MigrationDb) -> Result<()> {
    db.model("blog.Pony")?.filter("weight", 3.5)?.delete().await?;
    Ok(())
}

async fn ride(db: &MigrationDb) -> Result<()> {
    let riders = db.model("blog.Rider")?;
    let pony = db.model("blog.Pony")?.filter("pink", 5)?.first().await?;
    let pony = pony.expect("there is one");
    let mut rider = riders.new_row();
    rider.set("pony", pony.get::<i64>("id")?)?;
    riders.insert(vec![rider]).await?;
    Ok(())
}

fjango_tests::each_database! {
    async fn run_sql(database: &FreshDatabase) {
        let up = format!("{LOVE};\n");
        let graph = with_sql(&ponies(), vec![], &up, "DROP TABLE i_love_ponies;\n");
        let (db, before) = prepared(database, &graph).await;
        migrate(&db, &graph, &Target::All).await;
        let said = texts(&db, "SELECT special_thing FROM i_love_ponies ORDER BY id").await;
        assert_eq!(said, ["i love; ponies", "100 % 'sure'", "$1 ?"]);
        migrate(&db, &graph, &first()).await;
        assert_eq!(schema(&db).await, before);
        migrate(&db, &graph, &Target::All).await;
    }

    async fn run_sql_noop(database: &FreshDatabase) {
        let graph = with_sql(&ponies(), vec![], "", "-- Nothing to be done.\n");
        let (db, before) = prepared(database, &graph).await;
        for target in [Target::All, first(), Target::All] {
            migrate(&db, &graph, &target).await;
            assert_eq!(schema(&db).await, before);
        }
    }

    async fn run_sql_without_the_last_semicolon(database: &FreshDatabase) {
        let graph = with_sql(&ponies(), vec![], LOVE, "DROP TABLE i_love_ponies");
        assert_eq!(fjango::migrate::statements(LOVE).len(), 3);
        let (db, before) = prepared(database, &graph).await;
        migrate(&db, &graph, &Target::All).await;
        assert_eq!(texts(&db, "SELECT CAST(count(*) AS text) FROM i_love_ponies").await, ["3"]);
        migrate(&db, &graph, &first()).await;
        assert_eq!(schema(&db).await, before);
    }

    async fn run_rust(database: &FreshDatabase) {
        let graph = with_sql(&ponies(), vec![], "", "");
        let graph = Graph::with_steps(graph.iter().cloned(), [&MAKE]).unwrap();
        let (db, _) = prepared(database, &graph).await;
        if database.kind() == Kind::Postgres {
            // The two ponies came with keys of their own.
            texts(&db, "SELECT CAST(setval('blog_pony_id_seq', 1000) AS text)").await;
        }
        for (target, expected) in [(Target::All, "4"), (first(), "2"), (Target::All, "4")] {
            migrate(&db, &graph, &target).await;
            assert_eq!(texts(&db, "SELECT CAST(count(*) AS text) FROM blog_pony").await, [expected]);
        }
    }

    async fn run_rust_that_does_nothing(database: &FreshDatabase) {
        let graph = with_sql(&ponies(), vec![], "", "");
        let graph = Graph::with_steps(graph.iter().cloned(), [&NOTHING]).unwrap();
        let (db, before) = prepared(database, &graph).await;
        for (target, applied) in [(Target::All, 3), (first(), 1), (Target::All, 3)] {
            migrate(&db, &graph, &target).await;
            assert_eq!(Migrator::new(&db, &graph).applied().await.unwrap().len(), applied);
            assert_eq!(schema(&db).await, before);
        }
    }

    async fn run_rust_that_points_at_rows(database: &FreshDatabase) {
        let graph = with_sql(&state(vec![pony(), rider()]), vec![], "", "");
        let graph = Graph::with_steps(graph.iter().cloned(), [&RIDE]).unwrap();
        let (db, _) = prepared(database, &graph).await;
        migrate(&db, &graph, &Target::All).await;
        assert_eq!(texts(&db, "SELECT CAST(pony_id AS text) FROM blog_rider").await, ["2"]);
    }

    // The SQL makes another table than the steps say, and both are believed.
    async fn separate_database_and_state(database: &FreshDatabase) {
        let steps = vec![Operation::create(&lovers())];
        let up = "CREATE TABLE i_love_ponies (id bigint PRIMARY KEY, special integer, more text);\n";
        let graph = with_sql(&ponies(), steps, up, "DROP TABLE i_love_ponies;\n");
        let (db, before) = prepared(database, &graph).await;
        migrate(&db, &graph, &Target::All).await;
        run(&db, "INSERT INTO i_love_ponies (id, more) VALUES (1, 'of the SQL alone')").await;
        let mut history = History { graph };
        assert_eq!(history.make(&state(vec![pony(), lovers()])).unwrap(), 0);
        migrate(&db, &history.graph, &first()).await;
        assert_eq!(schema(&db).await, before);
    }

    // A column that was made by hand, which the steps learn of without SQL, and SQL without a step.
    async fn separate_database_and_state_in_parts(database: &FreshDatabase) {
        let mut field = integer("speed");
        field.nullable = true;
        let step = Operation::AddField { model: "Pony".into(), field: field.clone() };
        let up = "CREATE TABLE elsewhere (id integer);\n";
        let graph = with_sql(&ponies(), vec![step], up, "DROP TABLE elsewhere;\n");
        let (db, _) = prepared(database, &graph).await;
        run(&db, "ALTER TABLE blog_pony ADD COLUMN speed integer").await;
        let before = schema(&db).await;
        migrate(&db, &graph, &Target::All).await;
        assert_ne!(schema(&db).await, before);
        let mut history = History { graph };
        let after = pony_with(|pony| pony.fields.push(field));
        assert_eq!(history.make(&state(vec![after])).unwrap(), 0);
        migrate(&db, &history.graph, &first()).await;
        assert_eq!(schema(&db).await, before);
    }
}

#[test]
fn rename_model_state_forwards() {
    let mut now = state(vec![pony(), rider()]);
    let step = Operation::RenameModel {
        model: "Pony".into(),
        to: "Horse".into(),
    };
    step.apply("blog", &mut now).unwrap();
    assert_eq!(now.models.keys().collect::<Vec<_>>(), ["blog.Horse", "blog.Rider"]);
    let rider = &now.models["blog.Rider"];
    let relation = rider.fields.iter().find_map(|field| field.relation.as_ref()).unwrap();
    assert_eq!(relation.target, "blog.Horse");
    // The table is another step's.
    assert_eq!(now.models["blog.Horse"].table, "blog_pony");
}
