// Each field needs an expression.
use fjango::prelude::*;

#[model(app = "blog")]
pub struct Post {
    pub id: i64,
    pub title: String,
}

#[derive(FromRow)]
pub struct Count {
    pub title: String,
    pub posts: i64,
}

pub async fn counts(db: &Db) -> fjango::orm::Result<Vec<Count>> {
    Post::objects().values(db, |p| row!(Count { title: p.title() })).await
}

fn main() {}
