// A row's number is compared with a number.
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

pub fn first() {
    let _ = Post::objects().filter(|_| fjango::orm::row_number().over(fjango::orm::window()).eq("1"));
}

fn main() {}
