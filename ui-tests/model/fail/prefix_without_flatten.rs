// A prefix stands before the names of a part.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(prefix = "a_")]
    pub title: String,
}

fn main() {}
