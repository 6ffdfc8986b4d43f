//! Lists: what rows, in which order, at which price.

use fjango::testing::json;
use fjango_tests::{FreshDatabase, each_database};

use super::paper::{chief, clerk, column, decimal, filter, paper, patch, read};

/// The titles of a list's rows.
fn titles(list: &serde_json::Value) -> Vec<String> {
    let titles = column(list, "title").into_iter();
    titles
        .map(|title| title.as_str().unwrap_or_default().to_owned())
        .collect()
}

each_database! {
    async fn a_page_has_relations_computed_columns_and_sums(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let list = read(&chief, "/m/press.article").await;
        assert_eq!(titles(&list), ["Story 11", "Story 10", "Story 09", "Story 08", "Story 07"]);
        let row = &list["rows"][1];
        assert_eq!((&row["id"], &row["repr"], &row["url"]), (&json!("11"), &json!("Story 10"), &json!("/articles/story-10")));
        let cells = &row["cells"];
        assert_eq!(cells["author"], json!({"id": "1", "repr": "ada"}));
        assert_eq!(cells["author__email"], "nobody@example.com");
        assert_eq!(cells["topics"], json!([{"id": "1", "repr": "air"}, {"id": "2", "repr": "sea"}]));
        assert_eq!((decimal(&cells["fee"]), decimal(&cells["urgent"]), &cells["words"]), (5.0, 10.0, &json!(3)));
        assert!(cells.get("body").is_none() && cells.get("reads").is_none(), "only what was asked for");
        assert_eq!(decimal(&list["sums"]["fee"]), 22.5);
        assert_eq!(list["page"]["total"], json!({"n": 12, "kind": "exact"}));
        let narrow = read(&chief, "/m/press.article?fields=reads,title&size=1").await;
        assert_eq!(narrow["rows"][0]["cells"], json!({"reads": (i64::MAX - 11).to_string(), "title": "Story 11"}));
    }

    async fn pages_go_on_by_number_and_by_the_last_row(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let second = read(&chief, "/m/press.article?page=2&sort=title").await;
        assert_eq!(titles(&second), ["Story 05", "Story 06", "Story 07", "Story 08", "Story 09"]);
        let next = second["page"]["next"].as_str().unwrap();
        let third = read(&chief, &format!("/m/press.article?sort=title&after={next}")).await;
        assert_eq!(titles(&third), ["Story 10", "Story 11"]);
        assert!(third["page"].get("next").is_none());
        let prev = third["page"]["prev"].as_str().unwrap();
        let back = read(&chief, &format!("/m/press.article?sort=title&after={prev}")).await;
        assert_eq!(titles(&back), titles(&second));
        // A place in one order is none in another.
        chief.get(&format!("/m/press.article?sort=-title&after={next}")).await.assert_status(400);
        let sorted = read(&chief, "/m/press.article?sort=-author,title&size=3").await;
        assert_eq!(titles(&sorted), ["Story 01", "Story 03", "Story 05"]);
    }

    async fn the_grammar_of_filters_narrows_lists(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        for (conditions, rows) in [
            (json!({}), 12),
            (json!({"author": {"in": ["1"]}}), 6),
            (json!({"author": {"not_in": ["1"]}}), 6),
            (json!({"topics": {"in": ["1", "2"]}}), 6),
            (json!({"fee": {"between": ["1.00", "2.00"]}}), 3),
            (json!({"fee": {"gt": "5"}}), 1),
            (json!({"title": {"contains": "STORY 0"}}), 10),
            (json!({"title": {"in": ["Story 01", "Story 02", "nothing"]}}), 2),
            (json!({"title": {"in": []}}), 0),
            (json!({"printed_on": {"null": true}}), 12),
            (json!({"created": {"preset": "today"}}), 12),
            (json!({"created": {"preset": "last_month"}}), 0),
            (json!({"created": {"lt": "2001-01-01"}}), 0),
            (json!({"or": [{"title": {"eq": "Story 01"}}, {"and": [{"fee": {"gte": "5"}}, {"stage": {"eq": "draft"}}]}]}), 3),
            (json!({"not": {"title": {"starts": "story 1"}}}), 10),
            (json!({"id": {"in": ["1", "2"]}}), 2),
        ] {
            let list = read(&chief, &format!("/m/press.article?size=20&tz=%2B02:00&{}", filter(conditions.clone()))).await;
            assert_eq!(list["rows"].as_array().unwrap().len(), rows, "{conditions}");
            assert_eq!(list["page"]["total"]["n"], rows, "{conditions}");
        }
        let list = read(&chief, "/m/press.article?q=story+own&size=20").await;
        assert_eq!(list["rows"].as_array().unwrap().len(), 6);
        let list = read(&chief, "/m/press.article?view=drafts&size=20").await;
        assert_eq!(list["rows"].as_array().unwrap().len(), 12);
    }

    async fn what_is_not_offered_cannot_be_asked(database: &FreshDatabase) {
        let app = paper(database).await;
        let all = chief(&app).await;
        let mut deep = json!({"stage": {"eq": "draft"}});
        for _ in 0..6 {
            deep = json!({"and": [deep]});
        }
        let many: Vec<_> = (0..60).map(|_| json!({"stage": {"eq": "draft"}})).collect();
        for query in [
            filter(json!({"body": {"contains": "x"}})),
            filter(json!({"author__secret": {"starts": "h"}})),
            filter(json!({"stage": {"between": ["a", "b"]}})),
            filter(json!({"fee": {"gt": "much"}})),
            filter(deep),
            filter(json!({"and": many})),
            "f=[]".to_owned(),
            "f={".to_owned(),
            "sort=body".to_owned(),
            "sort=author__secret".to_owned(),
            "fields=secret".to_owned(),
            "size=100000".to_owned(),
            "page=0".to_owned(),
            "nonsense=1".to_owned(),
            "tz=Mars".to_owned(),
        ] {
            let answer = all.get(&format!("/m/press.article?{query}")).await;
            assert_eq!(answer.status(), 400, "{query}: {}", answer.text());
            assert_eq!(answer.value()["code"], "bad_request", "{query}");
        }
        for query in ["fields=secret", "sort=secret", &filter(json!({"secret": {"starts": "h"}}))] {
            all.get(&format!("/m/press.author?{query}")).await.assert_status(400);
        }
        let hash = filter(json!({"password": {"starts": "p"}}));
        all.get(&format!("/m/auth.user?{hash}")).await.assert_status(400);
        // A field that one user may not see is nothing to be asked of by that user.
        let blind = clerk(&app, "blind", &["view_article", "view_author"]).await;
        for query in ["sort=fee", "fields=fee", &filter(json!({"fee": {"gt": "1"}}))] {
            blind.get(&format!("/m/press.article?{query}")).await.assert_status(400);
        }
        let list = blind.get("/m/press.article").await.assert_status(200).text();
        assert!(!list.contains("\"fee\""), "{list}");
    }

    async fn a_page_takes_four_statements_whatever_its_columns(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let signing_in = fjango::db::QueryCount::new();
        read(&chief, "/schema").await;
        let before = signing_in.statements().len();
        drop(signing_in);
        let counted = fjango::db::QueryCount::new();
        read(&chief, "/m/press.article?q=story&size=10").await;
        let statements = counted.statements();
        assert!(statements.len() - before <= 4, "{statements:#?}");
    }

    async fn rows_out_of_scope_are_nowhere(database: &FreshDatabase) {
        let app = paper(database).await;
        let own = clerk(&app, "own", &["change_article", "delete_article", "view_author", "view_topic"]).await;
        let list = read(&own, "/m/press.article?size=20").await;
        assert_eq!(list["rows"].as_array().unwrap().len(), 6);
        assert_eq!(list["page"]["total"]["n"], 6);
        own.get("/m/press.article/2").await.assert_status(200);
        own.get("/m/press.article/1").await.assert_status(404);
        own.get("/m/press.article/1/delete-preview").await.assert_status(404);
        own.change("DELETE", "/m/press.article/1").header("if-match", "\"x\"").await.assert_status(404);
        let options = read(&own, "/rel/press.article/author").await;
        assert_eq!(options["options"].as_array().unwrap().len(), 1);
        let found = read(&own, "/search?q=story").await;
        assert_eq!(found["groups"].as_array().unwrap().len(), 1);
        assert!(found["groups"][0]["rows"].as_array().unwrap().iter().all(|row| row["id"].as_str().unwrap().parse::<i64>().unwrap() % 2 == 0));
        // Nor can a row be moved out of sight, or in.
        let record = read(&own, "/m/press.article/2").await;
        let body = json!({"set": {"author": "1"}});
        let refused = patch(&own, "/m/press.article/2", &record["v"], &body).await.assert_status(422).value();
        assert_eq!(refused["errors"]["author"][0]["code"], "does_not_exist");
    }

    async fn cells_are_saved_row_by_row(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let list = read(&chief, "/m/press.article").await;
        let v = |row: usize| list["rows"][row]["v"].clone();
        let body = json!({"changes": [
            {"id": "12", "v": v(0), "set": {"stage": "printed"}},
            {"id": "11", "v": "old", "set": {"stage": "printed"}},
            {"id": "10", "v": v(2), "set": {"fee": "-1"}},
            {"id": "9", "v": v(3), "set": {"title": "x"}},
        ]});
        let answer = chief.change("PATCH", "/m/press.article/cells").json(&body).await.assert_status(200).value();
        let results = &answer["results"];
        assert_eq!(results[0]["row"]["cells"]["stage"], "printed", "{answer}");
        assert_ne!(results[0]["row"]["v"], v(0));
        assert_eq!(results[1]["problem"]["code"], "stale");
        assert_eq!(results[2]["problem"]["errors"]["fee"][0]["code"], "min");
        assert_eq!(results[3]["problem"]["code"], "bad_request");
    }

    async fn facets_and_counts_are_asked_for_by_themselves(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        // A machine that is busy beyond measure may not count in time, but not each time.
        let mut facets = read(&chief, "/m/press.article/facets?field=stage").await;
        for _ in 0..20 {
            if facets["unknown"] == true {
                facets = read(&chief, "/m/press.article/facets?field=stage").await;
            }
        }
        assert_eq!(facets, json!({"f": "stage", "unknown": false, "values": [{"v": "draft", "label": "Draft", "n": 12}]}));
        chief.get("/m/press.article/facets?field=body").await.assert_status(400);
        let count = read(&chief, &format!("/m/press.article/count?{}", filter(json!({"author": {"in": ["1"]}})))).await;
        assert_eq!(count, json!({"n": 6, "kind": "exact"}));
    }
}
