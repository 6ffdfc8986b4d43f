//! What takes too long is given up, and with it what the database was asked.

use fjango::db::{Executor, Statement};
use fjango::testing::{TestApp, json};
use fjango_tests::{FreshDatabase, Kind, each_database};
use futures_util::future::join_all;

use super::paper::{chief, paper, read};

/// Puts a table of articles that never answers in place of the one there is.
async fn stall(app: &TestApp, kind: Kind) {
    let forever = match kind {
        Kind::Postgres => "SELECT length(pg_sleep(600)::text)",
        Kind::Sqlite => "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT max(i) FROM n",
    };
    for sql in [
        "ALTER TABLE press_article RENAME TO press_article_kept".to_owned(),
        format!("CREATE VIEW press_article AS SELECT * FROM press_article_kept WHERE ({forever}) >= 0"),
    ] {
        app.db().execute(Statement::sql(sql)).await.unwrap();
    }
}

each_database! {
    async fn facets_that_take_too_long_are_unknown(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        stall(&app, database.kind()).await;
        // More at once than there are connections: each is free again only when its statement was cancelled.
        let asked = (0..6).map(|_| read(&chief, "/m/press.article/facets?field=stage"));
        for facets in join_all(asked).await {
            assert_eq!(facets, json!({"f": "stage", "unknown": true, "values": []}));
        }
        assert_eq!(read(&chief, "/m/press.topic").await["page"]["total"]["n"], 2);
    }

    async fn the_palette_tells_what_did_not_answer_in_time(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        stall(&app, database.kind()).await;
        // A busy machine may keep others from answering in time as well, but not each time.
        for _ in 0..50 {
            let found = read(&chief, "/search?q=a").await;
            assert_eq!(found["partial"], true, "{found}");
            let groups: Vec<_> = found["groups"].as_array().unwrap().iter().map(|group| group["model"].as_str().unwrap()).collect();
            assert!(!groups.contains(&"press.article"), "{found}");
            if groups.contains(&"press.topic") && groups.contains(&"press.author") {
                return;
            }
        }
        panic!("what answers is not told beside what does not");
    }
}
