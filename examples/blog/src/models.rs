//! What the blog is made of.

use fjango::prelude::*;

/// Where a post stands.
#[derive(Choices)]
pub enum Status {
    /// Not finished yet.
    Draft,
    /// Ready to be read.
    Published,
}

/// What posts are about.
#[model(ordering = "name")]
#[api(path = "/tags", search(name), order(name), read = "anyone", write = "staff")]
pub struct Tag {
    pub id: i64,
    #[field(max_length = 40, unique)]
    pub name: String,
}

/// A post of the blog.
///
/// ```json
/// {
///   "id": 7,
///   "title": "Borrowing, part 1",
///   "slug": "borrowing-part-1",
///   "body": "What Ada learned about borrowing.",
///   "cover": null,
///   "status": "published",
///   "author": 2,
///   "tags": [1, 3],
///   "created": "2026-01-31T12:00:00Z"
/// }
/// ```
#[model(ordering = "-created", index(status, created), unique(author, slug))]
#[api(
    path = "/posts",
    filter(status, author, tags, created, title),
    search(title, body),
    order(created, title),
    paginate = "cursor",
    read = "anyone",
    write = "authenticated",
    owner = "author"
)]
pub struct Post {
    pub id: i64,
    #[field(max_length = 200)]
    pub title: String,
    #[field(slug_from = "title")]
    pub slug: Slug,
    pub body: Text,
    #[field(upload_to = "covers", max_size = 2_000_000)]
    pub cover: Option<ImageField>,
    #[field(default = Status::Draft)]
    pub status: Status,
    #[field(on_delete = "cascade", related_name = "posts")]
    pub author: ForeignKey<User>,
    #[field(related_name = "posts")]
    pub tags: ManyToMany<Tag>,
    pub comments: ReverseForeignKey<Comment>,
    pub notes: ReverseForeignKey<Note>,
    #[field(auto_now_add)]
    pub created: DateTime<Utc>,
}

/// What a reader says to a post. One that is deleted can be brought back.
#[model(ordering = "created", soft_delete)]
#[api(
    path = "/comments",
    filter(post, created),
    order(created),
    read = "anyone",
    write = "authenticated"
)]
pub struct Comment {
    pub id: i64,
    #[field(on_delete = "cascade", related_name = "comments")]
    pub post: ForeignKey<Post>,
    #[field(max_length = 80)]
    pub name: String,
    #[field(max_length = 2000)]
    pub text: String,
    #[field(auto_now_add)]
    pub created: DateTime<Utc>,
    pub deleted_at: Option<DateTime<Utc>>,
}

/// What an editor wrote down about a post, such as why it was taken back; readers never see it. It stays known whose it
/// is, so who wrote some cannot be deleted.
#[model(ordering = "-created")]
pub struct Note {
    pub id: i64,
    #[field(on_delete = "cascade", related_name = "notes")]
    pub post: ForeignKey<Post>,
    #[field(on_delete = "restrict", related_name = "notes")]
    pub author: ForeignKey<User>,
    #[field(max_length = 500)]
    pub text: String,
    /// Nothing is left to be done about it.
    #[field(default = false, db_default = "FALSE")]
    pub settled: bool,
    /// What came of it.
    #[field(max_length = 500, default = "", db_default = "''")]
    pub outcome: String,
    /// Where it stands among the notes of its post.
    #[field(default = 0, db_default = "0")]
    pub place: i32,
    #[field(auto_now_add)]
    pub created: DateTime<Utc>,
}
