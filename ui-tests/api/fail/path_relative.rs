// A path begins with `/`.
#[fjango::api(path = "posts")]
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: String,
}

fn main() {}
