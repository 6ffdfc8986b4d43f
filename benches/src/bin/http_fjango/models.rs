//! The models, those of the blog without its tags and comments.

use fjango::prelude::*;

/// Where a post stands.
#[derive(Choices)]
pub enum Status {
    /// Only its author sees it.
    Draft,
    /// Everybody sees it.
    Published,
}

/// Who writes posts.
#[model(app = "bench", ordering = "name")]
pub struct Author {
    pub id: i64,
    #[field(max_length = 80)]
    pub name: String,
    pub email: Email,
}

/// A post.
#[model(app = "bench", ordering = "-created", index(status, created), unique(author, slug))]
#[api(path = "/posts", read = "anyone", write = "anyone")]
pub struct Post {
    pub id: i64,
    #[field(max_length = 200)]
    pub title: String,
    #[field(slug_from = "title")]
    pub slug: Slug,
    pub body: Text,
    #[field(default = Status::Draft)]
    pub status: Status,
    #[field(on_delete = "cascade", related_name = "posts")]
    pub author: ForeignKey<Author>,
    #[field(auto_now_add)]
    pub created: DateTime<Utc>,
}

/// The greeting.
#[derive(serde::Serialize, schemars::JsonSchema)]
pub struct Hello {
    /// What is said.
    pub message: String,
}
