// A field was called something else before.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(renamed_from = "title")]
    pub title: String,
}

fn main() {}
