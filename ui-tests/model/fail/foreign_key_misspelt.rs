// A name that is nothing is told once.
use fjango::prelude::*;

#[model(app = "blog")]
pub struct Author {
    pub id: i64,
}

#[model(app = "blog")]
pub struct Post {
    pub id: i64,
    #[field(on_delete = "cascade", related_name = "posts")]
    pub author: ForeignKey<Autor>,
}

fn main() {
    let _ = Post::objects().filter(|p| p.author().id().eq(1));
}
