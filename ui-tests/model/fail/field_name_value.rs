// Options of a field stand in parentheses.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field = "unique"]
    pub title: String,
}

fn main() {}
