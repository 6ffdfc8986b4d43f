// Each field takes an expression of its own type.
use fjango::prelude::*;

#[model(app = "blog")]
pub struct Post {
    pub id: i64,
    pub title: String,
}

#[derive(FromRow)]
pub struct Count {
    pub title: i32,
}

pub async fn counts(db: &Db) -> fjango::orm::Result<Vec<Count>> {
    Post::objects().values(db, |p| row!(Count { title: p.title() })).await
}

fn main() {}
