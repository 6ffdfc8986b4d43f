// Generated code is documented.
//! A crate that documents everything.
#![deny(missing_docs)]

use fjango::prelude::*;

/// Where it stands.
#[derive(Choices)]
pub enum Status {
    /// Not yet.
    Draft,
}

/// Who writes.
#[model]
pub struct User {
    /// The key.
    pub id: Uuid,
}

/// A post.
#[model]
pub struct Post {
    /// The key.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// Its state.
    pub status: Status,
    /// Its author.
    #[field(on_delete = "cascade", related_name = "posts")]
    pub author: ForeignKey<User>,
    /// Its readers.
    #[field(related_name = "read")]
    pub readers: ManyToMany<User>,
}

/// Says hello.
#[api(get, path = "/hello", login = "anyone")]
pub async fn hello() -> String {
    "hello".to_owned()
}

/// Starts.
fn main() {}
