// Expressions are given by the names of the fields.
use fjango::prelude::*;

#[model(app = "blog")]
pub struct Post {
    pub id: i64,
    pub title: String,
}

#[derive(FromRow)]
pub struct Count {
    pub title: String,
}

pub async fn counts(db: &Db) -> fjango::orm::Result<Vec<Count>> {
    Post::objects().values(db, |p| row!(Count { titel: p.title() })).await
}

fn main() {}
