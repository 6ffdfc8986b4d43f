//! Columns that the database computes of each row, by queries of their own.

use fjango::admin::{Admin, AdminSite};
use fjango::orm::count;
use fjango::prelude::*;
use fjango::testing::json;
use fjango_tests::{FreshDatabase, each_database};

use super::models::{Article, House, Note, NoteCreate};
use super::paper::{chief, clerk, column, filter, paper_with, read};

fn site(site: AdminSite) -> AdminSite {
    site.policy(House).model(
        Admin::model::<Article>()
            .columns(|a| (a.title(), a.author(), a.author().email(), a.topics()))
            .annotated("remarks", "Notes", |a| a.notes().rows().subquery(|_| count()))
            .annotated("heavy", "Heavy notes", |a| {
                let heavy = a.notes().rows().filter(|note| note.weight().gt(1));
                heavy.subquery(|_| count())
            })
            .filters(|a| (a.title(), a.author()))
            .search(|a| (a.title(), a.author().name()))
            .sortable(|a| (a.title(), a.fee(), a.author().email()))
            .page_sizes([3]),
    )
}

each_database! {
    async fn a_column_counts_what_belongs_to_each_row(database: &FreshDatabase) {
        let app = paper_with(database, site).await;
        let chief = chief(&app).await;
        // The third article has three notes, one of them heavy; the twelfth none; the others one.
        for weight in [1, 5] {
            let note = NoteCreate { weight: Some(weight), ..NoteCreate::new(3, "more") };
            Note::objects().create(app.db(), note).await.unwrap();
        }
        Note::objects().filter(|note| note.article().eq(12)).delete(app.db()).await.unwrap();
        let check = async |query: &str, titles: &[&str], remarks: &[i64], heavy: &[i64]| {
            let list = read(&chief, &format!("/m/press.article?{query}")).await;
            let texts = |numbers: &[i64]| numbers.iter().map(|n| json!(n.to_string())).collect::<Vec<_>>();
            assert_eq!(column(&list, "title"), titles.iter().map(|title| json!(title)).collect::<Vec<_>>(), "{query}");
            assert_eq!(column(&list, "remarks"), texts(remarks), "{query}");
            assert_eq!(column(&list, "heavy"), texts(heavy), "{query}");
            list["page"]["next"].as_str().unwrap_or_default().to_owned()
        };
        check("", &["Story 11", "Story 10", "Story 09"], &[0, 1, 1], &[0, 0, 0]).await;
        let next = check("sort=title", &["Story 00", "Story 01", "Story 02"], &[1, 1, 3], &[0, 0, 1]).await;
        check(&format!("sort=title&after={next}"), &["Story 03", "Story 04", "Story 05"], &[1, 1, 1], &[0, 0, 0]).await;
        check("sort=-author__email,title&page=4", &["Story 09", "Story 10", "Story 11"], &[1, 1, 0], &[0, 0, 0]).await;
        let among = filter(json!({"author": {"in": ["1"]}, "title": {"contains": "Story 0"}}));
        check(&format!("sort=title&{among}"), &["Story 00", "Story 02", "Story 04"], &[1, 3, 1], &[0, 1, 0]).await;
        check("q=02+ada", &["Story 02"], &[3], &[1]).await;

        // Who sees own rows only has a query with a way through a relation; what is counted is each row's still.
        let own = clerk(&app, "own", &["view_article", "view_author", "view_topic"]).await;
        let list = read(&own, "/m/press.article?sort=-title").await;
        assert_eq!(column(&list, "title"), ["Story 11", "Story 09", "Story 07"]);
        assert_eq!(column(&list, "remarks"), ["0", "1", "1"]);

        let file = json!({"format": "json", "fields": ["title", "remarks"], "selection": {"ids": ["3", "12"]}});
        let file = chief.post("/m/press.article/export").json(&file).await.assert_status(200).text();
        assert!(file.contains("\"3\"") && file.contains("\"0\""), "{file}");

        // What no index helps with is not sorted or filtered by, and the schema says so.
        let schema = read(&chief, "/schema/press.article").await;
        let columns = schema["list"]["columns"].as_array().unwrap();
        let remarks = columns.iter().find(|column| column["f"] == "remarks").unwrap();
        assert_eq!((&remarks["computed"], &remarks["sort"]), (&json!(true), &json!(null)));
        for query in ["sort=remarks".to_owned(), filter(json!({"remarks": {"gt": "1"}}))] {
            chief.get(&format!("/m/press.article?{query}")).await.assert_status(400);
        }
    }
}
