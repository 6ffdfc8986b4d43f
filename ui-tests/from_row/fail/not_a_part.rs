// `only` takes a part of the model.
use fjango::prelude::*;

#[model(app = "blog")]
pub struct Post {
    pub id: i64,
    pub title: String,
}

#[derive(FromRow)]
pub struct Card {
    pub title: String,
}

pub fn cards() {
    let _ = Post::objects().only::<Card>();
}

fn main() {}
