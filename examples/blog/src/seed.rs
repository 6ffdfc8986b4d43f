//! The first rows: 200 posts with authors, tags and comments.

use fjango::auth::{self, UserCreate};
use fjango::prelude::*;

use crate::models::{Comment, CommentCreate, Post, PostCreate, Status, Tag, TagCreate};

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

/// Fills an empty blog and makes its superuser, whose password is printed this once; a blog with users is left as it
/// is.
#[expect(
    clippy::print_stdout,
    reason = "the password is shown once, to whoever started the blog"
)]
pub async fn seed(db: Db) -> fjango::Result {
    if User::objects().exists(&db).await? {
        return Ok(());
    }
    let password = auth::random_password();
    auth::create_superuser(&db, "admin", "admin@example.com", &password).await?;
    let filled: fjango::orm::Result<()> = db
        .transaction(async |tx| {
            let authors = AUTHORS.map(|name| UserCreate {
                first_name: Some(name.to_owned()),
                email: Some(format!("{}@example.com", name.to_lowercase())),
                ..UserCreate::new(auth::unusable_password(), name.to_lowercase())
            });
            let authors = User::objects().bulk_create(tx, authors).await?;
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
                        format!("What {} learned about {}.", author.first_name, subject.to_lowercase()),
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
        .await;
    filled?;
    println!("created superuser admin with password {password}");
    Ok(())
}
