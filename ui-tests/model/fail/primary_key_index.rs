// A primary key has an index.
#[fjango::model]
pub struct Post {
    #[field(index)]
    pub id: i64,
}

fn main() {}
