//! Columns that are computed at every read, where the server knows them.

use fjango::db::{Db, Executor as _};
use fjango::migrate::Target;
use fjango::migrate::state::{FieldState, ProjectState};
use fjango::value::SqlType;
use fjango_tests::{FreshDatabase, Kind, fresh_database};

use super::drift::found;
use super::support::{History, model, run, schema, state, texts};

fn integer(name: &str) -> FieldState {
    FieldState::new(name, SqlType::Integer)
}

/// `price`, and `double` as `change` has it.
fn orders(change: impl FnOnce(&mut FieldState)) -> ProjectState {
    let mut double = FieldState {
        nullable: true,
        comment: Some("For two.".into()),
        generated: Some("price * 2".into()),
        stored: false,
        ..integer("double")
    };
    change(&mut double);
    state(vec![model("Order", vec![integer("price"), double])])
}

/// Whether the server computes columns at every read.
pub async fn knows_virtual(db: &Db) -> bool {
    match db.dialect().name() {
        "postgres" => {
            let version = texts(db, "SELECT current_setting('server_version_num')").await;
            version[0].parse::<u32>().unwrap() >= 180_000
        }
        _ => true,
    }
}

async fn go_on(db: &Db, history: &mut History, state: &ProjectState) {
    assert_eq!(history.make(state).unwrap(), 1);
    history
        .migrate(db, &Target::All)
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(history.make(state).unwrap(), 0, "detected again");
    assert_eq!(found(db, history).await, [], "drift");
}

fjango_tests::each_database! {
    async fn a_column_that_is_computed_at_every_read(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let values = async || texts(&db, "SELECT CAST(double AS text) FROM blog_order ORDER BY id").await;
        let mut history = History::default();
        if !knows_virtual(&db).await {
            history.make(&orders(|_| {})).unwrap();
            let error = history.migrate(&db, &Target::All).await.unwrap_err().to_string();
            assert!(error.contains("since version 18; take `stored = false` away from `blog.Order.double`"), "{error}");
            assert_eq!(schema(&db).await, Vec::<String>::new());
            return;
        }
        let without = state(vec![model("Order", vec![integer("price")])]);
        go_on(&db, &mut history, &without).await;
        run(&db, "INSERT INTO blog_order (id, price) VALUES (1, 5), (2, 7)").await;
        let mut schemas = vec![schema(&db).await];
        let steps = [
            // Added, computed otherwise, stored, at every read again, a plain column, computed again.
            (orders(|_| {}), ["10", "14"]),
            (orders(|double| double.generated = Some("price * 3".into())), ["15", "21"]),
            (orders(|double| double.stored = true), ["10", "14"]),
            (orders(|_| {}), ["10", "14"]),
            (orders(|double| (double.generated, double.stored) = (None, true)), ["10", "14"]),
            (orders(|_| {}), ["10", "14"]),
        ];
        for (after, expected) in &steps {
            go_on(&db, &mut history, after).await;
            assert_eq!(values().await, *expected);
            schemas.push(schema(&db).await);
        }
        for step in (1..=steps.len()).rev() {
            let target = Target::Migration("blog".into(), format!("{step:04}"));
            history.migrate(&db, &target).await.unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(schema(&db).await, schemas[step - 1]);
        }
        // On SQLite an index may be over it.
        if database.kind() == Kind::Sqlite {
            let fresh = fresh_database(Kind::Sqlite);
            let db = Db::connect(fresh.url()).await.unwrap();
            go_on(&db, &mut History::default(), &orders(|double| double.index = true)).await;
        }
    }
}
