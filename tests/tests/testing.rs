//! The library's own help for tests, on both databases.

use fjango::App;
use fjango::db::{Db, Executor as _, Statement};
use fjango::prelude::*;
use fjango::testing::{Options, Schema, TestApp, TestDb, assert_queries, json};
use fjango_tests::{FreshDatabase, Kind, each_database};

/// A parcel, to have rows of.
#[model(app = "testing")]
#[api(path = "/parcels", read = "anyone", write = "authenticated")]
pub struct Parcel {
    /// The key.
    pub id: i64,
    /// Who gets it.
    #[field(max_length = 20)]
    pub receiver: String,
}

async fn fresh(database: &FreshDatabase) -> TestDb {
    let url = Some(database.url().to_owned());
    TestDb::with(Options {
        url,
        schema: Schema::Models,
    })
    .await
}

each_database! {
    async fn an_application_runs_on_a_database_of_its_own(database: &FreshDatabase) {
        let test = fresh(database).await;
        assert_ne!(test.settings().database_url().expose(), database.url());
        let app = TestApp::with(App::new(), test).await;
        let ann = app.force_login(&app.create_user("ann").await);
        let parcel = json!({"receiver": "Bob"});
        app.post("/api/parcels").json(&parcel).await.assert_status(401);
        let created = ann.post("/api/parcels").json(&parcel).await.assert_status(201);
        assert!(created.header("location").is_some_and(|url| url.ends_with("/api/parcels/1")));
        let parcels = assert_queries!(1, Parcel::objects().all(app.db()).await.unwrap());
        assert_eq!(parcels[0].receiver, "Bob");
    }

    async fn a_dropped_database_is_gone(database: &FreshDatabase) {
        let test = fresh(database).await;
        let url = test.settings().database_url().expose().to_owned();
        // A handle that outlives the test's must not keep the database.
        let left = test.db().clone();
        left.ping().await.unwrap();
        drop(test);
        match database.kind() {
            Kind::Sqlite => assert!(!std::path::Path::new(url.trim_start_matches("sqlite://")).exists()),
            Kind::Postgres => {
                let name = url.rsplit('/').next().unwrap().split('?').next().unwrap();
                let server = Db::connect(database.url()).await.unwrap();
                let sql = format!("SELECT 1::bigint FROM pg_database WHERE datname = '{name}'");
                let rows = server.fetch(Statement::sql(sql), |_| Ok(())).await.unwrap();
                assert!(rows.is_empty(), "{name} is left behind");
            }
        }
    }
}
