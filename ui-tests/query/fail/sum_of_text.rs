// Texts have no sum.
use fjango::prelude::*;

#[model(app = "blog")]
pub struct Post {
    pub id: i64,
    pub title: String,
}

pub async fn sum(db: Db) {
    let _ = Post::objects().aggregate(&db, |p| p.title().sum()).await;
}

fn main() {}
