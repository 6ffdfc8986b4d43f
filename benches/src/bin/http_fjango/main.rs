//! The application that is measured, written on fjango as its users write.

mod models;
mod seed;

use fjango::prelude::*;

use models::{Post, Status};

#[fjango::main]
async fn main() -> fjango::Result<()> {
    App::new().migrate_first().prepare(seed::seed).run().await
}

/// Says hello: what a request costs that asks no database.
#[api(get, path = "/hello", login = "anyone")]
async fn hello() -> Json<models::Hello> {
    Json(models::Hello {
        message: "Hello, world!".to_owned(),
    })
}

/// The 20 newest published posts, each with its author.
#[api(get, path = "/newest", login = "anyone")]
async fn newest(db: Db) -> fjango::orm::Result<Json<Vec<Post>>> {
    let posts = Post::objects()
        .filter(|p| p.status().eq(Status::Published))
        .order_by(|p| p.created().desc())
        .select_related(|p| p.author())
        .limit(20)
        .all(&db)
        .await?;
    Ok(Json(posts))
}
