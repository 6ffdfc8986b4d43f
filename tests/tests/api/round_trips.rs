//! A list waits for PostgreSQL as seldom as it can, which a gate before the server proves.

use fjango::db::Connection;
use fjango::prelude::*;
use fjango::testing::{TestApp, json};
use fjango_tests::{Gate, Kind, fresh_database};

use super::open;

/// Something to look at, behind something to sort by.
#[model(app = "gallery", ordering = "id")]
pub struct Painter {
    pub id: i64,
    pub name: String,
}

/// Two kinds of words for it.
#[model(app = "gallery", ordering = "id")]
pub struct Word {
    pub id: i64,
    pub text: String,
}

/// Counted pages.
#[model(app = "gallery", ordering = "id")]
#[api(
    path = "/gallery/pictures",
    read = "anyone",
    write = "authenticated",
    paginate = "page"
)]
pub struct Picture {
    pub id: i64,
    pub title: String,
    #[field(related_name = "praised")]
    pub praise: ManyToMany<Word>,
    #[field(related_name = "blamed")]
    pub blame: ManyToMany<Word>,
}

/// Pages by cursor, whose edges are read apart as they are columns of another table.
#[model(app = "gallery", ordering = "id")]
#[api(
    path = "/gallery/prints",
    read = "anyone",
    write = "authenticated",
    paginate = "cursor",
    order(painter__name)
)]
pub struct Print {
    pub id: i64,
    #[field(on_delete = "cascade")]
    pub painter: ForeignKey<Painter>,
}

/// Opens all connections of a test, so that none is opened while round trips are counted.
async fn warm(app: &TestApp) {
    let mut held = Vec::new();
    for _ in 0..2 {
        held.push(app.db().connection().await.unwrap());
    }
    held.into_iter().for_each(Connection::release);
}

#[tokio::test]
async fn a_page_travels_with_its_count_and_its_many_keys_with_each_other() {
    let database = fresh_database(Kind::Postgres);
    let gate = Gate::before(database.url()).await;
    let (app, _) = open(&format!("{}&prepared_statements=false", gate.url())).await;
    let db = app.db();
    let words = Word::objects()
        .bulk_create(db, ["bold", "dull"].map(WordCreate::new))
        .await
        .unwrap();
    let picture = PictureCreate {
        praise: vec![words[0].id],
        blame: vec![words[1].id, words[0].id],
        ..PictureCreate::new("Nymphéas")
    };
    Picture::objects().create(db, picture).await.unwrap();
    warm(&app).await;

    let list = gate
        .expect(&[2, 2], app.get("/api/gallery/pictures"))
        .await
        .assert_status(200)
        .value();
    assert_eq!(
        (&list["count"], &list["results"][0]["blame"]),
        (&json!(1), &json!([1, 2]))
    );
    // Of no rows nothing more is asked.
    let none = gate.expect(&[2], app.get("/api/gallery/pictures?page=9")).await;
    assert_eq!(none.assert_status(200).value()["results"], json!([]));
}

#[tokio::test]
async fn the_edges_of_a_cursor_travel_together() {
    let database = fresh_database(Kind::Postgres);
    let gate = Gate::before(database.url()).await;
    let (app, _) = open(&format!("{}&prepared_statements=false", gate.url())).await;
    let db = app.db();
    for name in ["Ada", "Bob", "Cid"] {
        let painter = Painter::objects().create(db, PainterCreate::new(name)).await.unwrap();
        Print::objects().create(db, PrintCreate::new(painter.id)).await.unwrap();
    }
    warm(&app).await;
    let first = app
        .get("/api/gallery/prints?ordering=painter__name&page_size=1")
        .await
        .assert_status(200)
        .value();
    let next = first["next"].as_str().unwrap();
    let next = next
        .split_once("/api/")
        .map_or(next.to_owned(), |(_, path)| format!("/api/{path}"));
    // The page; then where the page before ends and where the next begins.
    let second = gate.expect(&[1, 2], app.get(&next)).await.assert_status(200).value();
    assert_eq!(second["results"][0]["painter"], json!(2));
    assert!(second["next"].is_string() && second["previous"].is_string());
}
