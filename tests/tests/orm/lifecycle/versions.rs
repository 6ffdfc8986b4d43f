use fjango::App;
use fjango::orm::{Error, Result};
use fjango::prelude::*;
use fjango::testing::{TestApp, json};
use fjango_tests::{FreshDatabase, each_database};
use futures_util::future::join_all;

use super::fresh;

/// An article that is not sold twice.
#[model(app = "lifecycle", ordering = "id")]
#[api(path = "/articles", read = "anyone", write = "authenticated")]
pub struct Article {
    /// The key.
    pub id: i64,
    /// How it is called.
    #[field(max_length = 20, unique)]
    pub name: String,
    /// How many there are.
    #[field(default = 10, min = 0)]
    pub stock: i32,
    /// How often it was written.
    #[field(version)]
    pub version: i32,
    /// What it is in.
    pub boxes: ManyToMany<Crate>,
}

/// What articles are in.
#[model(app = "lifecycle")]
pub struct Crate {
    /// The key.
    pub id: i64,
}

async fn article(db: &Db, name: &str) -> Article {
    Article::objects().create(db, ArticleCreate::new(name)).await.unwrap()
}

fn is_conflict(result: Result<()>, of: &Article, expected: i64) -> bool {
    matches!(
        result,
        Err(Error::Conflict { model: "Article", key, version }) if key == of.id.to_string() && version == expected
    )
}

each_database! {
    async fn a_row_that_somebody_else_wrote_is_not_overwritten(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let mut mine = article(db, "pen").await;
        assert_eq!(mine.version, 1);
        let mut theirs = Article::objects().get(db, mine.id).await.unwrap();
        theirs.stock = 5;
        theirs.save(db).await.unwrap();
        assert_eq!(theirs.version, 2);
        mine.stock = 9;
        assert!(is_conflict(mine.save(db).await, &mine, 1));
        assert_eq!(mine.version, 1);
        assert!(is_conflict(mine.delete(db).await, &mine, 1));
        let read = Article::objects().get(db, mine.id).await.unwrap();
        assert_eq!((read.stock, read.version), (5, 2));
        theirs.stock = -1;
        assert!(matches!(theirs.save(db).await, Err(Error::Validation(_))));
        assert_eq!(theirs.version, 2);
        theirs.delete(db).await.unwrap();
        assert!(theirs.delete(db).await.unwrap_err().is_does_not_exist());
        assert!(mine.save(db).await.unwrap_err().is_does_not_exist());
    }

    async fn of_concurrent_writers_each_sale_counts_once(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let id = article(db, "pen").await.id;
        let sale = async || {
            loop {
                let mut pen = Article::objects().get(db, id).await.unwrap();
                pen.stock -= 1;
                match pen.save(db).await {
                    Ok(()) => return,
                    Err(error) if error.is_conflict() => {}
                    Err(error) => panic!("{error}"),
                }
            }
        };
        join_all((0..8).map(|_| sale())).await;
        let pen = Article::objects().get(db, id).await.unwrap();
        assert_eq!((pen.stock, pen.version), (2, 9));

        // Of eight who read before the first wrote, one writes.
        let all = Article::objects();
        let mut copies = join_all((0..8).map(|_| all.get(db, id))).await;
        let saves = copies.iter_mut().map(|pen| pen.as_mut().unwrap().save(db));
        let saved = join_all(saves).await;
        assert_eq!(saved.iter().filter(|saved| saved.is_ok()).count(), 1);
        assert!(saved.iter().flat_map(|saved| saved.as_ref().err()).all(Error::is_conflict));
    }

    async fn writes_of_many_rows_count_and_expect_versions(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let (pen, _) = (article(db, "pen").await, article(db, "ink").await);
        let patch = |version| ArticlePatch { stock: Some(3), version, ..ArticlePatch::default() };
        assert_eq!(Article::objects().update(db, patch(None)).await.unwrap(), 2);
        assert_eq!(Article::objects().update(db, patch(Some(1))).await.unwrap(), 0);
        assert_eq!(Article::objects().update(db, patch(Some(2))).await.unwrap(), 2);
        Article::objects().update_with(db, |a| a.stock().set(a.stock() + 1)).await.unwrap();
        assert_eq!(Article::objects().values(db, |a| (a.stock(), a.version())).await.unwrap(), [(4, 4), (4, 4)]);

        let mut all = Article::objects().all(db).await.unwrap();
        all[0].stock = 8;
        Article::objects().bulk_update(db, &mut all, |a| a.stock()).await.unwrap();
        assert_eq!((all[0].version, all[1].version), (5, 5));
        let mut stale = Article::objects().get(db, pen.id).await.unwrap();
        all[1].stock = 7;
        Article::objects().bulk_update(db, &mut all, |a| a.stock()).await.unwrap();
        stale.stock = 1;
        let refused = Article::objects().bulk_update(db, std::slice::from_mut(&mut stale), |a| a.stock()).await;
        assert!(is_conflict(refused.map(drop), &pen, 5));

        let again = ArticleCreate { stock: Some(20), ..ArticleCreate::new("ink") };
        let ink = Article::objects().bulk_upsert(db, [again], |a| a.name(), |a| a.stock()).await.unwrap();
        assert_eq!((ink[0].stock, ink[0].version), (20, 7));
        let found = Article::objects().filter(|a| a.name().eq("ink"));
        let (ink, _) = found.update_or_create(db, patch(None), || ArticleCreate::new("ink")).await.unwrap();
        assert_eq!((ink.stock, ink.version), (3, 8));
        let other = found.update_or_create(db, patch(Some(7)), || ArticleCreate::new("ink")).await;
        assert!(is_conflict(other.map(drop), &ink, 7));
    }

    async fn the_api_expects_the_version_of_the_body(database: &FreshDatabase) {
        let app = TestApp::with(App::new(), fresh(database).await).await;
        let ann = app.force_login(&app.create_superuser("ann").await);
        let create = json!({"name": "pen", "version": 7});
        let refused = ann.post("/api/articles").json(&create).await.assert_status(422).json::<serde_json::Value>();
        assert_eq!((&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]), (&json!("/version"), &json!("read_only")));
        let pen = ann.post("/api/articles").json(&json!({"name": "pen"})).await.assert_status(201);
        let pen = pen.json::<serde_json::Value>();
        assert_eq!(pen["version"], 1);
        let address = format!("/api/articles/{}", pen["id"]);
        let patched = ann.patch(&address).json(&json!({"stock": 4, "version": 1})).await.assert_status(200);
        assert_eq!(patched.json::<serde_json::Value>()["version"], 2);
        let stale = ann.patch(&address).json(&json!({"stock": 9, "version": 1})).await.assert_status(409);
        let stale = stale.json::<serde_json::Value>();
        assert_eq!((&stale["type"], &stale["version"]), (&json!("https://fjango.dev/problems/conflict"), &json!(1)));
        // Who names none takes the row as it is.
        ann.patch(&address).json(&json!({"stock": 5})).await.assert_status(200);
        let whole = |version| json!({"name": "pen", "stock": 6, "version": version});
        ann.put(&address).json(&whole(2)).await.assert_status(409);
        let put = ann.put(&address).json(&whole(3)).await.assert_status(200).json::<serde_json::Value>();
        assert_eq!((&put["stock"], &put["version"]), (&json!(6), &json!(4)));
        let without = ann.put(&address).json(&json!({"name": "pen"})).await.assert_status(422);
        assert_eq!(without.json::<serde_json::Value>()["errors"][0]["code"], "required");
        ann.delete(&address).await.assert_status(204);
    }
}
