//! The first rows: 200 posts with authors, tags and comments, some with a cover.

use fjango::auth::{self, UserCreate};
use fjango::prelude::*;
use fjango::storage::Upload;

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
                let cover = || Upload::new("cover.bmp", cover(number / 4));
                let post = PostCreate {
                    cover: number.is_multiple_of(4).then(|| cover().into()),
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

/// An image of stripes whose colours depend on the number: a bitmap, which is a header and pixels as they are.
fn cover(number: usize) -> Vec<u8> {
    const WIDTH: u32 = 48;
    const HEIGHT: u32 = 32;
    const HEADERS: u32 = 54;
    let pixels = WIDTH * HEIGHT * 3;
    let mut image = Vec::from(*b"BM");
    // The file's header: sizes, and where the pixels begin.
    for part in [HEADERS + pixels, 0, HEADERS] {
        image.extend(part.to_le_bytes());
    }
    // The image's: its size, one plane of 24 bits without compression, 72 dots to the inch, no palette.
    for part in [40, WIDTH, HEIGHT, 1 | 24 << 16, 0, pixels, 2835, 2835, 0, 0] {
        image.extend(part.to_le_bytes());
    }
    let shade = |step: usize| (number * step % 160 + 60).to_le_bytes()[0];
    let colors = [[shade(37), shade(59), shade(83)], [shade(71), shade(23), shade(47)]];
    for row in 0..HEIGHT {
        for column in 0..WIDTH {
            image.extend(colors[usize::from((row + column) / 8 % 2 == 0)]);
        }
    }
    image
}
