// Only a model whose deleted rows stay has some.
use fjango::prelude::*;

#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: String,
}

pub fn trash() -> QuerySet<Post> {
    fn is_kept<M: SoftDelete>(posts: QuerySet<M>) -> QuerySet<M> {
        posts.only_deleted()
    }
    is_kept(Post::objects())
}

fn main() {}
