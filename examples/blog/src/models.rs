use fjango::prelude::*;

/// Where a post stands.
#[derive(Choices)]
pub enum Status {
    /// Only its author sees it.
    Draft,
    /// Everybody sees it.
    Published,
}

/// Who writes.
#[model(app = "blog", ordering = "name")]
pub struct Author {
    pub id: i64,
    #[field(max_length = 80, unique)]
    pub name: String,
    pub email: Option<Email>,
    #[field(default = "")]
    pub bio: Text,
}

/// What posts are about.
#[model(app = "blog", ordering = "name")]
pub struct Tag {
    pub id: i64,
    #[field(max_length = 40, unique)]
    pub name: String,
}

/// A post of the blog.
#[model(app = "blog", ordering = "-created", index(status, created), unique(author, slug))]
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
    #[field(related_name = "posts")]
    pub tags: ManyToMany<Tag>,
    pub comments: ReverseForeignKey<Comment>,
    #[field(auto_now_add)]
    pub created: DateTime<Utc>,
}

/// What a reader says to a post.
#[model(app = "blog", ordering = "created")]
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
}
