// A flag stands alone.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(unique = true)]
    pub title: String,
}

fn main() {}
