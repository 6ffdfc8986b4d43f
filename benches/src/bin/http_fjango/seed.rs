//! The first rows, the same at every run.

use fjango::db::Statement;
use fjango::prelude::*;

use crate::models::Author;

const AUTHORS: i64 = 10;
const POSTS: i64 = 1_000;

/// Fills an empty database. Statements and not models, because `auto_now_add` would make every run differ.
pub async fn seed(db: Db) -> fjango::Result {
    if Author::objects().exists(&db).await? {
        return Ok(());
    }
    let authors: Vec<String> = (1..=AUTHORS)
        .map(|n| format!("('Author {n}', 'author{n}@example.com')"))
        .collect();
    let posts: Vec<String> = (1..=POSTS)
        .map(|n| {
            let status = if n % 5 == 0 { "draft" } else { "published" };
            let author = n % AUTHORS + 1;
            let body = "What was learned while measuring. ".repeat(8);
            let (hour, minute, second) = (n / 60 % 24, n % 60, n * 7 % 60);
            format!(
                "('Post number {n}', 'post-number-{n}', '{body}', '{status}', {author}, \
                 '2026-01-02 {hour:02}:{minute:02}:{second:02}.{n:06}+00:00')"
            )
        })
        .collect();
    for text in [
        format!("INSERT INTO bench_author (name, email) VALUES {}", authors.join(", ")),
        format!(
            "INSERT INTO bench_post (title, slug, body, status, author_id, created) VALUES {}",
            posts.join(", ")
        ),
    ] {
        db.execute(Statement::sql(text)).await?;
    }
    if db.dialect().name() == "postgres" {
        // What autovacuum would do in a minute. SQLite has nothing that does it by itself.
        db.execute(Statement::sql("ANALYZE")).await?;
    }
    Ok(())
}
