// A key is no version.
#[fjango::model]
pub struct Post {
    #[field(version)]
    pub id: i64,
    pub title: String,
}

fn main() {}
