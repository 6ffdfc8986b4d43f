// A window function needs a window.
use fjango::prelude::*;

#[model(app = "blog")]
pub struct Post {
    pub id: i64,
    pub title: String,
    pub tags: ManyToMany<Tag>,
}

#[model(app = "blog")]
pub struct Tag {
    pub id: i64,
    pub name: String,
}

pub fn numbers() {
    let _ = Post::objects().annotate(|_| fjango::orm::row_number());
}

fn main() {}
