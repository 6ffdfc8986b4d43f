// An index has a field.
#[fjango::model(index())]
pub struct Post {
    pub id: i64,
    pub title: String,
}

fn main() {}
