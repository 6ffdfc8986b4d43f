// Only what is stored can be renamed.
use fjango::prelude::*;

#[fjango::model]
pub struct Comment {
    pub id: i64,
    #[field(on_delete = "cascade", related_name = "comments")]
    pub post: ForeignKey<Post>,
}

#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(renamed_from = "remarks")]
    pub comments: ReverseForeignKey<Comment>,
}

fn main() {}
