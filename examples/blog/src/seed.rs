//! The first rows: 200 posts of the last weeks, with authors, tags and comments, some with a cover.

use chrono::TimeDelta;
use fjango::auth::{self, UserCreate};
use fjango::prelude::*;
use fjango::storage::Upload;

use crate::models::{Comment, CommentCreate, Post, PostCreate, Status, Tag, TagCreate};

const AUTHORS: [&str; 8] = [
    "Ada", "Barbara", "Claude", "Donald", "Edsger", "Frances", "Grace", "Hedy",
];
const TAGS: [&str; 6] = ["rust", "databases", "web", "testing", "history", "design"];
const SUBJECTS: [&str; 20] = [
    "borrowing",
    "indexes",
    "timeouts",
    "migrations",
    "error messages",
    "queues",
    "caches",
    "names",
    "transactions",
    "types",
    "code review",
    "flaky tests",
    "connection pools",
    "release notes",
    "time zones",
    "feature flags",
    "pagination",
    "logging",
    "foreign keys",
    "documentation",
];
/// Ways to begin to write about a subject, and what one then says first.
const ANGLES: [(&str, &str); 10] = [
    (
        "A calm introduction to {}",
        "Most of what is hard about it comes from meeting it too late.",
    ),
    (
        "What I got wrong about {}",
        "For three years I gave the same advice, and it was wrong.",
    ),
    (
        "{} without tears",
        "There are five rules. Four of them you know already.",
    ),
    (
        "Why we gave up on clever {}",
        "It was fast, it was short, and nobody dared to touch it.",
    ),
    (
        "Notes on {} from a year in production",
        "Nothing here was true in the first week.",
    ),
    (
        "How to explain {} to a new colleague",
        "Begin with what goes wrong, not with how it works.",
    ),
    (
        "The small print of {}",
        "The manual says it in one sentence on page 412.",
    ),
    ("{}, measured", "We had opinions. Then we had numbers."),
    (
        "In praise of boring {}",
        "The best code that I read this year did nothing surprising.",
    ),
    (
        "A field guide to {}",
        "You will see these seven in the wild, and this is how to tell them apart.",
    ),
];
const REMARKS: [&str; 8] = [
    "This saved me an afternoon. Thank you.",
    "We tried the same last spring and came to the opposite conclusion; I would love to compare notes.",
    "Small correction: the second example needs a newer compiler.",
    "Would you say the same for a team of two?",
    "I have linked this in our handbook.",
    "The part about rollbacks deserves a post of its own.",
    "Finally somebody says it.",
    "How does this behave under load?",
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
                write(tx, number, &authors, &tags).await?;
            }
            Ok(())
        })
        .await;
    filled?;
    println!("created superuser admin with password {password}");
    Ok(())
}

/// Writes one post of its moment, with what readers said to it.
async fn write(tx: &Tx, number: usize, authors: &[User], tags: &[Tag]) -> fjango::orm::Result<()> {
    let author = &authors[(number * 7 + number / 8) % authors.len()];
    let subject = SUBJECTS[number % SUBJECTS.len()];
    let (title, first) = ANGLES[(number + number / SUBJECTS.len()) % ANGLES.len()];
    let (tag, other) = (number % tags.len(), (number / 7 + 1) % tags.len());
    // What is new is often not finished, what is old mostly is.
    let is_draft = number.is_multiple_of(if number < 40 { 3 } else { 11 });
    let cover = || Upload::new("cover.bmp", cover(number / 4));
    let post = PostCreate {
        cover: number.is_multiple_of(4).then(|| cover().into()),
        status: Some(if is_draft { Status::Draft } else { Status::Published }),
        tags: if tag == other {
            vec![tags[tag].id]
        } else {
            vec![tags[tag].id, tags[other].id]
        },
        ..PostCreate::new(
            sentence(&title.replace("{}", subject)),
            format!(
                "{first}\n\n{} learned this about {subject} the slow way: by reading what others had left behind, by \
                 breaking it twice, and by writing down what was left.",
                author.first_name
            ),
            author.id,
        )
    };
    let post = Post::objects().create(tx, post).await?;
    let said = if is_draft { 0 } else { number * 3 % 5 };
    let comments = (0..said).map(|n| {
        let reader = AUTHORS[(number + n + 1) % AUTHORS.len()];
        CommentCreate::new(post.id, reader, REMARKS[(number / 3 + n) % REMARKS.len()])
    });
    let comments = Comment::objects().bulk_create(tx, comments).await?;
    // Rows note the moment in which they are made; these are of the past.
    let now = Utc::now();
    let written = now - age(number);
    let dated = Post::objects().filter(|p| p.id().eq(post.id));
    dated.update_with(tx, |p| p.created().set(written)).await?;
    for (comment, hours) in comments.iter().zip([2, 9, 26, 51]) {
        let said = written + TimeDelta::hours(hours + author.id % 5);
        let dated = Comment::objects().filter(|c| c.id().eq(comment.id));
        dated.update_with(tx, |c| c.created().set(said.min(now))).await?;
    }
    Ok(())
}

/// How long ago a post was written: every nine hours one, 75 days back, but more in some weeks than in others.
fn age(number: usize) -> TimeDelta {
    /// Minutes by which a post is later than its turn.
    const SWING: [i64; 16] = [
        20, 410, 820, 1300, 1750, 2200, 1900, 1350, 900, 300, 40, 700, 1500, 1100, 500, 160,
    ];
    let turn = i64::try_from(number).unwrap_or_default();
    let swing = SWING[number / 6 % SWING.len()];
    TimeDelta::minutes((9 * 60 * turn + 17 * (turn % 11) - swing).max(25 * turn + 12))
}

/// With a capital letter in front.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
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
