//! Rows, bodies, and what a way to the database must do.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A post whose author is its key.
#[derive(Debug, Serialize)]
pub struct Post {
    pub id: i64,
    pub title: String,
    pub slug: String,
    pub body: String,
    pub status: String,
    pub author: i64,
    pub created: DateTime<Utc>,
}

/// A post with its author.
#[derive(Debug, Serialize)]
pub struct PostWithAuthor {
    pub id: i64,
    pub title: String,
    pub slug: String,
    pub body: String,
    pub status: String,
    pub author: Author,
    pub created: DateTime<Utc>,
}

/// Who writes posts.
#[derive(Debug, Serialize)]
pub struct Author {
    pub id: i64,
    pub name: String,
    pub email: String,
}

/// The body of a POST.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPost {
    pub title: String,
    pub slug: Option<String>,
    pub body: String,
    pub status: Option<Status>,
    pub author: i64,
}

/// Where a post stands.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Draft,
    Published,
}

/// A post to be written, all of it checked.
#[derive(Debug, Clone)]
pub struct CheckedPost {
    pub title: String,
    pub slug: String,
    pub body: String,
    pub status: &'static str,
    pub author: i64,
    pub created: DateTime<Utc>,
}

impl CheckedPost {
    /// The row that it became.
    pub fn with_id(self, id: i64) -> Post {
        Post {
            id,
            title: self.title,
            slug: self.slug,
            body: self.body,
            status: self.status.to_owned(),
            author: self.author,
            created: self.created,
        }
    }
}

/// A field and what is wrong with it.
pub type FieldError = (&'static str, &'static str);

impl NewPost {
    /// Checks every field and completes what was left out.
    pub fn check(self) -> Result<CheckedPost, Vec<FieldError>> {
        let mut errors = Vec::new();
        if self.title.chars().count() > 200 {
            errors.push(("title", "must have at most 200 characters"));
        }
        if self.title.contains('\0') {
            errors.push(("title", "must not contain a NUL character"));
        }
        if self.body.contains('\0') {
            errors.push(("body", "must not contain a NUL character"));
        }
        let slug = match self.slug {
            Some(slug) if !slug.is_empty() => slug,
            _ => slugify(&self.title),
        };
        if !slug
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        {
            errors.push(("slug", "must be letters, digits, hyphens and underscores"));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let now = Utc::now();
        Ok(CheckedPost {
            title: self.title,
            slug,
            body: self.body,
            status: match self.status.unwrap_or(Status::Draft) {
                Status::Draft => "draft",
                Status::Published => "published",
            },
            author: self.author,
            // Both databases keep microseconds.
            created: DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now),
        })
    }
}

fn slugify(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    for c in title.chars() {
        if c.is_ascii_alphanumeric() || c == '_' {
            slug.push(c.to_ascii_lowercase());
        } else if (c.is_whitespace() || c == '-') && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches(['-', '_']).len());
    slug
}

/// Why a database did not do as asked.
#[derive(Debug)]
pub enum StoreError {
    /// The author and the slug are taken.
    Duplicate,
    /// There is no such author.
    NoAuthor,
    /// Anything else; the message is for the log.
    Broken(String),
}

/// A way to the database.
pub trait Store: 'static {
    /// One post.
    async fn post(&self, id: i64) -> Result<Option<Post>, StoreError>;

    /// The 20 newest published posts with their authors.
    async fn newest(&self) -> Result<Vec<PostWithAuthor>, StoreError>;

    /// Writes a post.
    async fn create(&self, post: CheckedPost) -> Result<Post, StoreError>;
}

/// One post by its key.
pub const POST: &str = "SELECT id, title, slug, body, status, author_id, created FROM bench_post WHERE id = $1";

/// The newest posts, joined with their authors.
pub const NEWEST: &str = "SELECT p.id, p.title, p.slug, p.body, p.status, p.created, a.id, a.name, a.email \
     FROM bench_post p JOIN bench_author a ON a.id = p.author_id \
     WHERE p.status = 'published' ORDER BY p.created DESC LIMIT 20";

/// A new post.
pub const CREATE: &str = "INSERT INTO bench_post (title, slug, body, status, author_id, created) \
     VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
