// The API of a model has a path.
#[fjango::api(read = "anyone")]
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: String,
}

fn main() {}
