// An index names its fields in parentheses.
#[fjango::model(index = "title")]
pub struct Post {
    pub id: i64,
    pub title: String,
}

fn main() {}
