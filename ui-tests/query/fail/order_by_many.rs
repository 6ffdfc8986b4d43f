// Rows have no single value of a many-to-many field.
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

pub fn ordered() {
    let _ = Post::objects().order_by(|p| p.tags());
}

fn main() {}
