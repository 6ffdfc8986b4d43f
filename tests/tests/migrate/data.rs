//! Data steps: Rust between migrations, with rows as they were at that place.

use std::sync::atomic::{AtomicU64, Ordering};

use fjango::db::{Db, Executor, StatementBuilder, first_value};
use fjango::migrate::state::FieldState;
use fjango::migrate::{DataStep, Direction, Error, Graph, MigrationDb, Migrator, Options, Result, Target};
use fjango::value::{SqlType, Value};
use fjango_tests::FreshDatabase;

use super::states::foreign_key;
use super::support::{History, model, run, schema, state, texts};

fn text(name: &str) -> FieldState {
    FieldState {
        nullable: true,
        ..FieldState::new(name, SqlType::Text)
    }
}

/// A name that becomes two, then goes.
fn history() -> History {
    let person = |fields| {
        state(vec![
            model("Person", fields),
            model("Pet", vec![foreign_key("owner", "blog.Person")]),
        ])
    };
    let mut history = History::default();
    history.make(&person(vec![text("name")])).unwrap();
    history
        .make(&person(vec![text("name"), text("first"), text("last")]))
        .unwrap();
    history.make(&person(vec![text("first"), text("last")])).unwrap();
    history
}

macro_rules! step {
    ($name:ident, $after:expr, $run:path, $reverse:expr) => {
        static $name: DataStep = DataStep {
            app: "blog",
            after: $after,
            name: stringify!($run),
            requires: &[],
            run: |db| Box::pin(async move { $run(db).await.map_err(Into::into) }),
            reverse: $reverse,
        };
    };
}

const SECOND: &str = "0002_person_first_person_last";

async fn split(db: &MigrationDb) -> Result<()> {
    db.model("blog.Person")?
        .filter("first", None::<String>)?
        .batch_size(2)
        .each(|person| {
            let name: String = person.get("name")?;
            let (first, last) = name.split_once(' ').unwrap_or((&name, ""));
            person.set("first", first)?;
            person.set("last", last)
        })
        .await?;
    Ok(())
}

async fn join(db: &MigrationDb) -> Result<()> {
    db.model("blog.Person")?
        .update_sql("name", "first || ' ' || last")
        .await?;
    Ok(())
}

step!(
    SPLIT,
    SECOND,
    split,
    Some(|db| Box::pin(async move { join(db).await.map_err(Into::into) }))
);

fn with_steps(history: &History, steps: impl IntoIterator<Item = &'static DataStep>) -> Result<Graph> {
    Graph::with_steps(history.graph.iter().cloned(), steps)
}

async fn apply(db: &Db, graph: &Graph, target: &Target) -> Result<usize> {
    let report = Migrator::new(db, graph).run(target, &Options::default()).await?;
    Ok(report.steps.len())
}

fn first() -> Target {
    Target::Migration("blog".into(), "0001_initial".into())
}

/// Stops at the row number that a test sets, as a process that is killed would.
static STOP_AT: AtomicU64 = AtomicU64::new(u64::MAX);

async fn count_up(db: &MigrationDb) -> Result<()> {
    let people = db.model("blog.Person")?;
    db.execute_sql("INSERT INTO blog_person (first) VALUES ('from SQL')")
        .await?;
    people
        .filter("id__lte", 10_i64)?
        .batch_size(3)
        .each(|person| {
            let id: i64 = person.get("id")?;
            if id.unsigned_abs() == STOP_AT.load(Ordering::Relaxed) {
                return Err(Error::WrongValue {
                    field: "id".into(),
                    message: "stop".into(),
                });
            }
            let last: Option<String> = person.get("last")?;
            person.set("last", format!("{}+", last.unwrap_or_default()))
        })
        .await?;
    let mut row = people.new_row();
    row.set("first", "inserted")?;
    people.insert(vec![row]).await?;
    Ok(())
}

step!(COUNT_UP, SECOND, count_up, None);

async fn everything(db: &MigrationDb) -> Result<()> {
    let people = db.model("blog.Person")?;
    assert!(matches!(people.filter("nick", 1), Err(Error::UnknownField { .. })));
    assert!(matches!(
        db.model("blog.Nobody").map(drop),
        Err(Error::UnknownModel { .. })
    ));
    assert_eq!(people.filter_in("name", ["Ann Lee", "Bo"])?.count().await?, 2);
    assert_eq!(people.exclude("name", "Ann Lee")?.count().await?, 3);
    assert_eq!(people.filter("name__ne", None::<String>)?.count().await?, 3);
    assert_eq!(people.exclude("name", None::<String>)?.count().await?, 3);
    assert_eq!(people.filter("name__ne", "Bo")?.count().await?, 2);
    let rows = people.rows().await?;
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0].get::<String>("name")?, "Ann Lee");
    assert!(rows[0].get::<i64>("name").is_err());
    let mut changed = people.first().await?.unwrap();
    assert!(matches!(changed.set("id", 7_i64), Err(Error::WrongValue { .. })));
    // A relation is the key it points at.
    let pets = db.model("blog.Pet")?;
    let mut pet = pets.new_row();
    pet.set("owner", rows[0].get::<i64>("id")?)?;
    assert_eq!(pets.insert(vec![pet.clone(), pet]).await?, 2);
    assert_eq!(pets.rows().await?[1].value("owner")?, &Value::BigInt(1));
    assert_eq!(people.filter("id__gt", 2_i64)?.batch_size(1).delete().await?, 2);
    assert_eq!(people.update("last", "same").await?, 2);
    let mut sql = StatementBuilder::new(db.dialect());
    sql.push("UPDATE blog_person SET first = ")
        .bind(Value::Text("bound".into()))
        .writes();
    assert_eq!(db.execute(sql.finish()).await?, 2);
    Ok(())
}

step!(EVERYTHING, SECOND, everything, None);

async fn quiet(_: &MigrationDb) -> Result<()> {
    Ok(())
}

step!(QUIET, SECOND, quiet, None);
step!(AFTER_SPLIT, "0002_person_first_person_last.split", quiet, None);
step!(NOWHERE, "0002_person", quiet, None);

fjango_tests::each_database! {
    async fn a_step_runs_at_its_place_and_back(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let history = history();
        let graph = with_steps(&history, [&SPLIT]).unwrap();
        apply(&db, &graph, &first()).await.unwrap();
        run(&db, "INSERT INTO blog_person (name) VALUES ('Ann Lee'), ('Bo Ek'), ('Cy'), ('Di Fu'), ('Ed Go')").await;
        let plan = Migrator::new(&db, &graph).plan(&Target::All).await.unwrap();
        let ids: Vec<String> = plan.iter().map(|(id, _)| id.to_string()).collect();
        assert_eq!(ids, [
            "blog.0002_person_first_person_last", "blog.0002_person_first_person_last.split", "blog.0003_remove_person_name"
        ]);
        assert_eq!(apply(&db, &graph, &Target::All).await.unwrap(), 3);
        let people = "SELECT first || '/' || last FROM blog_person ORDER BY id";
        assert_eq!(texts(&db, people).await, ["Ann/Lee", "Bo/Ek", "Cy/", "Di/Fu", "Ed/Go"]);
        assert_eq!(apply(&db, &graph, &Target::All).await.unwrap(), 0);
        // Back by the reverse function, where the name is there again.
        let plan = Migrator::new(&db, &graph).plan(&first()).await.unwrap();
        assert_eq!(plan[1].1, Direction::Backward);
        assert_eq!(apply(&db, &graph, &first()).await.unwrap(), 3);
        assert_eq!(texts(&db, "SELECT name FROM blog_person ORDER BY id").await[0], "Ann Lee");
        // As a target of its own.
        let only = Target::Migration("blog".into(), "0002_person_first_person_last.split".into());
        assert_eq!(apply(&db, &graph, &only).await.unwrap(), 2);
        assert_eq!(texts(&db, "SELECT first FROM blog_person ORDER BY id").await[1], "Bo");
    }

    async fn an_interrupted_step_does_nothing_twice(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let history = history();
        let graph = with_steps(&history, [&COUNT_UP]).unwrap();
        apply(&db, &graph, &Target::Migration("blog".into(), SECOND.into())).await.unwrap();
        run(&db, "INSERT INTO blog_person (name) VALUES ('a'), ('b'), ('c'), ('d'), ('e'), ('f'), ('g'), ('h'), ('i'), ('j')").await;
        // The tests of both databases share the switch.
        static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
        let turn = TURN.lock().await;
        for stop in [1, 2, 5, 7, 10] {
            STOP_AT.store(stop, Ordering::Relaxed);
            let error = apply(&db, &graph, &Target::All).await.unwrap_err();
            assert!(error.to_string().contains("stop"), "{error}");
        }
        let marked = "SELECT CAST(count(*) AS text) FROM blog_person WHERE last = '+'";
        assert_eq!(texts(&db, marked).await, ["9"]);
        STOP_AT.store(u64::MAX, Ordering::Relaxed);
        apply(&db, &graph, &Target::All).await.unwrap();
        drop(turn);
        let people = "SELECT first || ':' || coalesce(last, '') FROM blog_person WHERE first IS NOT NULL ORDER BY id";
        assert_eq!(texts(&db, people).await, ["from SQL:", "inserted:"]);
        // Every row once.
        assert_eq!(texts(&db, "SELECT CAST(count(*) AS text) FROM blog_person WHERE last = '+'").await, ["10"]);
        assert_eq!(texts(&db, "SELECT CAST(count(*) AS text) FROM blog_person").await, ["12"]);
        let error = apply(&db, &graph, &first()).await.unwrap_err();
        assert!(matches!(&error, Error::Irreversible { .. }), "{error}");
        assert_eq!(
            error.to_string(),
            "data step `blog.0002_person_first_person_last.count_up` has no way back; \
             give it `#[migration(.., reverse = function)]`, or note it as taken back with `migrate --fake`"
        );
    }

    async fn rows_are_read_and_written_by_the_names_of_fields(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let history = history();
        let graph = with_steps(&history, [&EVERYTHING]).unwrap();
        apply(&db, &graph, &first()).await.unwrap();
        run(&db, "INSERT INTO blog_person (name) VALUES ('Ann Lee'), ('Bo'), (NULL), ('Di')").await;
        apply(&db, &graph, &Target::All).await.unwrap();
        assert_eq!(texts(&db, "SELECT first || last FROM blog_person").await, ["boundsame", "boundsame"]);
    }

    async fn steps_that_are_missing_or_misplaced_are_refused(database: &FreshDatabase) {
        let mut history = history();
        let refused = |steps: Vec<&'static DataStep>| with_steps(&history, steps).unwrap_err().to_string();
        assert_eq!(
            refused(vec![&NOWHERE]),
            "data step `quiet` of app `blog` follows `0002_person`, which has no files; did you mean `0002_person_first_person_last`?"
        );
        assert!(refused(vec![&SPLIT, &SPLIT]).contains("two functions are the data step"));
        assert!(refused(vec![&SPLIT, &QUIET]).contains("say which comes second"), "{}", refused(vec![&SPLIT, &QUIET]));
        with_steps(&history, [&SPLIT, &AFTER_SPLIT]).unwrap();
        // What is made next depends on the step, and so misses it.
        history.graph = with_steps(&history, [&SPLIT]).unwrap();
        let last = history.graph.leaf("blog").unwrap().unwrap().clone();
        assert_eq!(last.name, "0003_remove_person_name");

        let db = Db::connect(database.url()).await.unwrap();
        let graph = with_steps(&history_of_two(), [&QUIET]).unwrap();
        assert_eq!(graph.leaf("blog").unwrap().unwrap().name, "0002_person_first_person_last.quiet");
        let new = fjango::migrate::detect(&graph, &state(vec![]), &Default::default()).unwrap();
        assert_eq!(new[0].dependencies[0].name, "0002_person_first_person_last.quiet");
        assert!(new[0].id.name.starts_with("0003_"), "{}", new[0].id);
        let without = Graph::new(history_of_two().graph.iter().cloned().chain(new)).unwrap_err();
        assert!(matches!(&without, Error::MissingStep { .. }), "{without}");

        apply(&db, &graph, &Target::All).await.unwrap();
        let before = schema(&db).await;
        let error = apply(&db, &history_of_two().graph, &Target::All).await.unwrap_err();
        assert!(matches!(&error, Error::MissingAppliedStep { .. }), "{error}");
        assert_eq!(schema(&db).await, before);
        assert_eq!(Migrator::new(&db, &graph).applied().await.unwrap().len(), 3);
        // Noted without being run, it is skipped.
        let options = Options { fake: true, ..Options::default() };
        Migrator::new(&db, &graph).run(&first(), &options).await.unwrap();
        Migrator::new(&db, &graph).run(&Target::All, &options).await.unwrap();
        assert_eq!(db.fetch(fjango::db::Statement::sql("SELECT count(*) FROM fjango_migration"), first_value::<i64>).await.unwrap(), [3]);
    }
}

fn history_of_two() -> History {
    let mut all = history();
    let two = all.graph.iter().filter(|one| !one.id.name.starts_with("0003")).cloned();
    all.graph = Graph::new(two.collect::<Vec<_>>()).unwrap();
    all
}
