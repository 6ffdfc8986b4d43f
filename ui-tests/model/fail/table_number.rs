// A table's name is text.
#[fjango::model(table = 5)]
pub struct Post {
    pub id: i64,
}

fn main() {}
