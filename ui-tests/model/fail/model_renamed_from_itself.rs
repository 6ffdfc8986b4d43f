// A model was called something else before.
#[fjango::model(app = "blog", renamed_from = "blog.Post")]
pub struct Post {
    pub id: i64,
}

fn main() {}
