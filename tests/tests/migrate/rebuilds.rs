//! What SQLite's building a table anew leaves as it is.

use fjango::db::Db;
use fjango::migrate::Target;
use fjango::migrate::state::{FieldState, IndexState, KeyOfState, KeyState};
use fjango::value::SqlType;
use fjango_tests::{Kind, fresh_database};

use super::states::foreign_key;
use super::support::{History, model, run, schema, state, texts};

fn text(name: &str, max_length: u32) -> FieldState {
    FieldState {
        max_length: Some(max_length),
        ..FieldState::new(name, SqlType::Text)
    }
}

#[tokio::test]
async fn a_table_built_anew_keeps_what_was_made_of_it_and_what_looks_at_it() {
    let database = fresh_database(Kind::Sqlite);
    let db = Db::connect(database.url()).await.unwrap();
    let post = |max_length| {
        let length = FieldState {
            generated: Some("length(title)".into()),
            nullable: true,
            ..FieldState::new("size", SqlType::Integer)
        };
        let mut post = model("Post", vec![text("title", max_length), length]);
        post.indexes.push(IndexState {
            name: Some("short".into()),
            keys: vec![KeyState {
                of: KeyOfState::Sql("lower(title)".into()),
                ..KeyState::field("")
            }],
            condition: Some("size < 5".into()),
            ..IndexState::default()
        });
        state(vec![post, model("Comment", vec![foreign_key("post", "blog.Post")])])
    };
    let mut history = History::default();
    history.make(&post(20)).unwrap();
    history.migrate(&db, &Target::All).await.unwrap();
    for sql in [
        "INSERT INTO blog_post (id, title) VALUES (3, 'One'), (9, 'Another')",
        "INSERT INTO blog_comment (id, post_id) VALUES (1, 9)",
        // What no model knows of: a view, a trigger elsewhere, an index over an expression, and a table without row ids.
        "CREATE VIEW titles AS SELECT title, size FROM blog_post",
        "CREATE INDEX by_size ON blog_post (size, abs(id)) WHERE size > 1",
        "CREATE TABLE pinned (post integer PRIMARY KEY REFERENCES blog_post (id), note text) WITHOUT ROWID",
        "CREATE TABLE log (title text)",
        "CREATE TRIGGER logged AFTER INSERT ON pinned BEGIN INSERT INTO log SELECT title FROM blog_post WHERE id = NEW.post; END",
        "INSERT INTO pinned (post, note) VALUES (3, 'here')",
    ] {
        run(&db, sql).await;
    }
    let before = schema(&db).await;
    history.make(&post(30)).unwrap();
    let report = history.migrate(&db, &Target::All).await.unwrap();
    assert!(report.steps[0].statements > 2, "it was built anew");
    let views = "SELECT title || ' ' || size FROM titles ORDER BY 1";
    assert_eq!(texts(&db, views).await, ["Another 7", "One 3"]);
    run(&db, "UPDATE blog_post SET title = 'Renamed' WHERE id = 3").await;
    run(&db, "INSERT INTO pinned (post) VALUES (9)").await;
    assert_eq!(texts(&db, "SELECT title FROM log ORDER BY 1").await, ["Another", "One"]);
    assert_eq!(
        texts(&db, "SELECT CAST(size AS text) FROM blog_post WHERE id = 3").await,
        ["7"]
    );
    assert_eq!(
        texts(&db, "SELECT parent FROM pragma_foreign_key_check").await,
        Vec::<String>::new()
    );
    let refused =
        fjango::db::Executor::execute(&db, fjango::db::Statement::sql("INSERT INTO pinned (post) VALUES (99)"));
    assert!(refused.await.is_err());
    history
        .migrate(&db, &Target::Migration("blog".into(), "0001".into()))
        .await
        .unwrap();
    assert_eq!(schema(&db).await, before);
}
