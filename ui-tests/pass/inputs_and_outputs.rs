// Everything that a parameter and a response can be.
use fjango::http::{Problem, Query, State};
use fjango::prelude::*;

#[derive(Choices)]
pub enum Color {
    Red,
}

#[model]
pub struct Post {
    pub id: i64,
    pub title: String,
}

#[api(
    post,
    path = "/a/{color}/{id}",
    login = "anyone",
    summary = "All",
    tags("x", "y"),
    status = 201,
    errors(404, 409),
    deprecated
)]
async fn all(
    color: Color,
    id: Uuid,
    db: Db,
    Json(post): Json<PostCreate>,
    shared: State<str>,
) -> Result<Json<Post>, Problem> {
    let _ = (color, id, db, shared);
    Ok(Json(Post {
        id: 1,
        title: post.title,
    }))
}

#[api(get, path = "/b", permission = "blog.view_post")]
async fn own_result(_: Query<PostPatch>) -> fjango::Result<Option<Json<Vec<Post>>>> {
    Ok(None)
}

#[api(delete, path = "/c/{id}")]
async fn nothing(id: i64) {
    let _ = id;
}

#[test]
fn every_input_is_registered() {
    assert_eq!(fjango::api::Endpoint::registered().len(), 3);
}
