// A version is a number.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(version)]
    pub version: String,
}

fn main() {}
