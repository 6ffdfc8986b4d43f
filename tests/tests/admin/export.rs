//! Lists taken away as files.

use fjango::prelude::*;
use fjango::testing::json;
use fjango_tests::{FreshDatabase, each_database};
use serde_json::Value;

use super::models::*;
use super::paper::{chief, clerk, ids, paper};

fn all(query: Value) -> Value {
    json!({"all": true, "query": query, "except": [], "expected": 0})
}

each_database! {
    async fn a_list_becomes_a_file_with_the_same_rows_and_order(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let body = json!({"format": "csv", "fields": ["title", "author", "topics", "fee", "words"], "sort": ["title"],
            "selection": all(json!({"f": {"fee": {"gte": "5"}}}))});
        let answer = chief.post("/m/press.article/export").json(&body).await.assert_status(200);
        assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let disposition = answer.header("content-disposition").unwrap();
        assert!(disposition.starts_with("attachment; filename=\"press.article-") && disposition.ends_with(".csv\""), "{disposition}");
        let text = answer.text();
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert_eq!(lines[0], "Title,Author,Topics,Fee,Words");
        assert!(lines[1].starts_with("Story 10,ada,\"air, sea\",5"), "{text}");

        let body = json!({"format": "json", "fields": ["title", "author"], "selection": ids([2, 1])});
        let rows = chief.post("/m/press.article/export").json(&body).await.assert_status(200).value();
        assert_eq!(rows, json!([
            {"id": "2", "title": "Story 01", "author": {"id": "2", "repr": "own"}},
            {"id": "1", "title": "Story 00", "author": {"id": "1", "repr": "ada"}},
        ]));
        let body = json!({"format": "xlsx", "selection": all(json!({"q": "Story"}))});
        let book = chief.post("/m/press.article/export").json(&body).await.assert_status(200);
        assert!(book.bytes().starts_with(b"PK"));
    }

    async fn many_rows_come_in_batches_without_a_gap(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let rows = (0..2_500).map(|number| ArticleCreate { fee: Some(Decimal::new(number % 7, 0)), ..ArticleCreate::new(format!("=Bulk {number}"), 1) });
        Article::objects().bulk_create(app.db(), rows).await.unwrap();
        let body = json!({"format": "csv", "fields": ["title"], "sort": ["-fee"], "selection": all(json!({}))});
        let text = chief.post("/m/press.article/export").json(&body).await.assert_status(200).text();
        let mut titles: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(titles.len(), 2_512);
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), 2_512, "no row comes twice");
        assert!(titles.contains(&"'=Bulk 7"), "what a spreadsheet would run is text");
        let body = json!({"format": "json", "fields": ["title"], "selection": {"all": true, "query": {}, "except": ["1", "2"], "expected": 0}});
        let rows = chief.post("/m/press.article/export").json(&body).await.assert_status(200).value();
        assert_eq!(rows.as_array().unwrap().len(), 2_510);
    }

    async fn only_own_rows_and_known_columns_are_taken_away(database: &FreshDatabase) {
        let app = paper(database).await;
        let own = clerk(&app, "own", &["view_article", "view_author"]).await;
        let body = json!({"format": "json", "fields": ["title"], "selection": all(json!({}))});
        let rows = own.post("/m/press.article/export").json(&body).await.assert_status(200).value();
        assert_eq!(rows.as_array().unwrap().len(), 6);
        let others = json!({"format": "json", "selection": ids([1, 3])});
        assert_eq!(own.post("/m/press.article/export").json(&others).await.assert_status(200).value(), json!([]));
        for wrong in [
            json!({"format": "pdf", "selection": ids([1])}), json!({"format": "csv"}), json!({}),
            json!({"format": "csv", "selection": ids([1]), "fields": ["secret"]}),
            json!({"format": "csv", "selection": ids([1]), "sort": ["nothing"]}),
            json!({"format": "csv", "selection": all(json!({"f": {"author__secret": {"eq": "x"}}}))}),
        ] {
            let status = own.post("/m/press.article/export").json(&wrong).await.status();
            assert!(matches!(status, 400 | 422), "{wrong}: {status}");
        }
        let unknown = json!({"format": "csv", "selection": {"ids": ["x"]}});
        own.post("/m/press.article/export").json(&unknown).await.assert_status(404);
    }
}
