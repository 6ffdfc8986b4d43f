//! The databases that the other tests run on.

use fjango_tests::{FreshDatabase, Kind, fresh_database, postgres_url};
use tokio_postgres::{Client, NoTls};

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .expect("the cluster accepts connections");
    tokio::spawn(connection);
    client
}

#[tokio::test]
async fn a_postgres_database_is_empty_and_goes_with_its_value() {
    let database = fresh_database(Kind::Postgres);
    let client = connect(database.url()).await;
    client.batch_execute("CREATE TABLE note (id int)").await.unwrap();
    let name: String = client
        .query_one("SELECT current_database()::text", &[])
        .await
        .unwrap()
        .get(0);

    // The client is still connected here: dropping must not wait for it.
    drop(database);

    let cluster = connect(&postgres_url().unwrap()).await;
    let found = cluster
        .query("SELECT 1 FROM pg_database WHERE datname = $1", &[&name])
        .await
        .unwrap();
    assert!(found.is_empty(), "{name} is still there");
}

#[test]
fn two_databases_are_two_outside_of_a_runtime_too() {
    for kind in Kind::ALL {
        assert_ne!(fresh_database(kind).url(), fresh_database(kind).url());
    }
}

fjango_tests::each_database! {
    async fn one_source_makes_a_test_per_kind(database: &FreshDatabase) {
        assert!(database.url().starts_with(database.kind().scheme()));
        assert!(module_path!().contains("one_source_makes_a_test_per_kind"));
    }
}
