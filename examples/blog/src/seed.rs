//! The first rows: 200 posts with authors, tags and comments.

use fjango::prelude::*;

use crate::models::*;

const AUTHORS: [&str; 8] = [
    "Ada", "Barbara", "Claude", "Donald", "Edsger", "Frances", "Grace", "Hedy",
];
const TAGS: [&str; 6] = ["rust", "databases", "web", "testing", "history", "design"];
const SUBJECTS: [&str; 10] = [
    "Borrowing",
    "Indexes",
    "Timeouts",
    "Migrations",
    "Error messages",
    "Queues",
    "Caches",
    "Names",
    "Transactions",
    "Types",
];

/// Fills an empty blog; a blog with authors is left as it is.
pub async fn seed(db: Db) -> fjango::Result {
    if Author::objects().exists(&db).await? {
        return Ok(());
    }
    db.transaction(async |tx| {
        let authors = AUTHORS.map(|name| AuthorCreate {
            email: Some(format!("{}@example.com", name.to_lowercase()).into()),
            ..AuthorCreate::new(name)
        });
        let authors = Author::objects().bulk_create(tx, authors).await?;
        let tags = Tag::objects().bulk_create(tx, TAGS.map(TagCreate::new)).await?;
        for number in 0..200_usize {
            let author = &authors[number % authors.len()];
            let subject = SUBJECTS[number % SUBJECTS.len()];
            let post = PostCreate {
                status: Some(if number % 5 == 0 {
                    Status::Draft
                } else {
                    Status::Published
                }),
                tags: vec![
                    tags[number % tags.len()].id,
                    tags[(number / 7 + 1 + number % tags.len()) % tags.len()].id,
                ],
                ..PostCreate::new(
                    format!("{subject}, part {}", number / SUBJECTS.len() + 1),
                    format!("What {} learned about {}.", author.name, subject.to_lowercase()),
                    author.id,
                )
            };
            let post = Post::objects().create(tx, post).await?;
            let comments = (0..number % 4).map(|n| {
                CommentCreate::new(
                    post.id,
                    AUTHORS[(number + n + 1) % AUTHORS.len()],
                    format!("Thought {} on this.", n + 1),
                )
            });
            Comment::objects().bulk_create(tx, comments).await?;
        }
        Ok(())
    })
    .await
}
