//! Tables that nobody would make with fjango: odd names, keys and types.

use fjango::db::Db;
use fjango_tests::{FreshDatabase, Kind, fresh_database};

use super::support::{differences, lines, real, same, written};

#[expect(dead_code, reason = "what is written is compiled as it is")]
mod postgres {
    include!("odd/postgres_models.rs");
}

#[expect(dead_code, reason = "what is written is compiled as it is")]
mod sqlite {
    include!("odd/sqlite_models.rs");
}

async fn load(kind: Kind, sql: &str) -> (FreshDatabase, Db) {
    let database = fresh_database(kind);
    let db = Db::connect(database.url()).await.expect("the database opens");
    let mut connection = db.connection().await.expect("it has a connection");
    connection.batch(sql).await.expect("the tables can be made");
    connection.release();
    (database, db)
}

#[tokio::test]
async fn odd_tables_of_postgres() {
    let (_database, db) = load(Kind::Postgres, include_str!("odd/postgres.sql")).await;
    let models = written(&db, "oddpg").await;
    same(
        "odd/postgres_models.rs",
        include_str!("odd/postgres_models.rs"),
        &models,
    );
    let found = differences(&db, "oddpg").await;
    // What the models could not say, as their comments tell.
    assert_eq!(
        real(&found),
        [
            "column Odd Names.place: no migration made it: point",
            "exclusion constraint oddpg_book.no_overlap: no migration made it: EXCLUDE USING btree (pages WITH =)",
        ],
        "{}",
        lines(&found)
    );
}

#[tokio::test]
async fn odd_tables_of_sqlite() {
    let (_database, db) = load(Kind::Sqlite, include_str!("odd/sqlite.sql")).await;
    let models = written(&db, "oddlite").await;
    same("odd/sqlite_models.rs", include_str!("odd/sqlite_models.rs"), &models);
    let found = differences(&db, "oddlite").await;
    assert_eq!(
        real(&found),
        ["column Odd Names.place: no migration made it: geometry"],
        "{}",
        lines(&found)
    );
}
