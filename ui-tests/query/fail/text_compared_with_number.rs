// A text column is compared with text.
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

pub fn five() {
    let _ = Post::objects().filter(|p| p.title().eq(5));
}

fn main() {}
