// Texts have no average.
use fjango::prelude::*;

#[model(app = "blog")]
pub struct Post {
    pub id: i64,
    pub title: String,
}

pub async fn average(db: Db) {
    let _ = Post::objects().aggregate(&db, |p| p.title().avg()).await;
}

fn main() {}
