//! What the blog does beyond creating, reading, updating and deleting.

use fjango::prelude::*;

use crate::models::{Post, Status};

/// Publishes a draft: its author may, and a superuser.
#[api(post, path = "/posts/{id}/publish", login = "authenticated")]
async fn publish(id: i64, user: CurrentUser, db: Db) -> Result<Json<Post>, Problem> {
    let mut post = Post::objects().get(&db, id).await?;
    if *post.author.key() != user.id && !user.is_superuser {
        return Err(Problem::forbidden().with_detail("Only its author publishes a post."));
    }
    post.status = Status::Published;
    post.save(&db).await?;
    Ok(Json(post))
}
