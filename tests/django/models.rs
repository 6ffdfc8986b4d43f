//! A small press: what `python/press/models.py` describes to Django.

use fjango::prelude::*;

/// How far a post is.
#[derive(Choices)]
pub enum Status {
    Draft,
    Published,
    Archived,
}

/// Who writes, edits and comments.
#[model(app = "press", ordering = "name")]
pub struct Author {
    pub id: i64,
    #[field(max_length = 60, unique)]
    pub name: String,
    pub email: Option<Email>,
    pub bio: Text,
    pub age: Option<i32>,
    pub rating: Option<f64>,
    pub active: bool,
    pub born: Option<NaiveDate>,
    #[field(on_delete = "set_null", related_name = "students")]
    pub mentor: Option<ForeignKey<Author>>,
}

/// How somebody shows.
#[model(app = "press")]
pub struct Profile {
    pub id: i64,
    #[field(on_delete = "cascade", related_name = "profile")]
    pub author: OneToOne<Author>,
    pub motto: Text,
    pub website: Option<Url>,
}

/// What it is about.
#[model(app = "press")]
pub struct Tag {
    pub id: i64,
    pub name: String,
    pub weight: i32,
}

/// What is written.
#[model(app = "press")]
pub struct Post {
    pub id: i64,
    #[field(max_length = 100)]
    pub title: String,
    pub body: Option<Text>,
    pub status: Status,
    #[field(on_delete = "cascade", related_name = "posts")]
    pub author: ForeignKey<Author>,
    #[field(on_delete = "set_null", related_name = "edited")]
    pub editor: Option<ForeignKey<Author>>,
    #[field(related_name = "posts")]
    pub tags: ManyToMany<Tag>,
    pub views: i32,
    pub score: Option<i64>,
    pub rating: f64,
    pub price: Option<Decimal>,
    pub pinned: bool,
    pub created: DateTime<Utc>,
    pub edited_at: Option<DateTime<Utc>>,
    pub published: Option<NaiveDate>,
    pub opens: Option<NaiveTime>,
    pub length: Option<Duration>,
    pub meta: Option<Json<serde_json::Value>>,
    pub uid: Uuid,
}

/// What somebody says to a post, or to a comment.
#[model(app = "press", ordering = ("-created", "id"))]
pub struct Comment {
    pub id: i64,
    #[field(on_delete = "cascade", related_name = "comments")]
    pub post: ForeignKey<Post>,
    #[field(on_delete = "set_null", related_name = "comments")]
    pub author: Option<ForeignKey<Author>>,
    #[field(on_delete = "cascade", related_name = "replies")]
    pub parent: Option<ForeignKey<Comment>>,
    pub text: Text,
    pub stars: i16,
    pub created: DateTime<Utc>,
}

/// Where clubs meet.
#[model(app = "press")]
pub struct Venue {
    pub id: i64,
    pub name: String,
}

/// Authors together, who know other clubs.
#[model(app = "press")]
pub struct Club {
    pub id: i64,
    pub name: String,
    #[field(on_delete = "cascade", related_name = "clubs")]
    pub home: Option<ForeignKey<Venue>>,
    #[field(on_delete = "protect", related_name = "tenants")]
    pub rented: Option<ForeignKey<Venue>>,
    #[field(on_delete = "set_default", default = 1, related_name = "kept")]
    pub keeper: ForeignKey<Author>,
    #[field(through = Membership, related_name = "clubs")]
    pub members: ManyToMany<Author>,
    pub partners: ManyToMany<Self>,
    #[field(symmetrical = false, related_name = "followers")]
    pub follows: ManyToMany<Self>,
    pub followers: ReverseManyToMany<Self>,
    pub memberships: ReverseForeignKey<Membership>,
}

/// That somebody belongs to a club.
#[model(app = "press")]
pub struct Membership {
    pub id: i64,
    #[field(on_delete = "cascade", related_name = "memberships")]
    pub club: ForeignKey<Club>,
    #[field(on_delete = "cascade", related_name = "memberships")]
    pub author: ForeignKey<Author>,
    pub role: String,
    pub since: i32,
}

/// What a club does, which must not lose its club unless it goes with its venue.
#[model(app = "press")]
pub struct Event {
    pub id: i64,
    pub name: String,
    #[field(on_delete = "restrict", related_name = "events")]
    pub club: ForeignKey<Club>,
    #[field(on_delete = "cascade", related_name = "events")]
    pub venue: ForeignKey<Venue>,
}
