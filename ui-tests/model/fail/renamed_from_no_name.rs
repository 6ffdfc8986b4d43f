// Fields have names.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(renamed_from = "Post.name")]
    pub title: String,
}

fn main() {}
