//! What the blog does beyond creating, reading, updating and deleting.

use fjango::orm::Result;
use fjango::prelude::*;

use crate::models::{Post, Status};

/// Publishes a draft of one's own.
#[api(post, path = "/posts/{id}/publish", login = "authenticated")]
async fn publish(id: i64, user: CurrentUser, db: Db) -> Result<Json<Post>> {
    let own = Post::objects().filter(|p| p.author().eq(user.id));
    let mut post = own.get(&db, id).await?;
    post.status = Status::Published;
    post.save(&db).await?;
    Ok(Json(post))
}
