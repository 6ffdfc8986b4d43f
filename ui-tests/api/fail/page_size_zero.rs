// A page has rows.
#[fjango::api(path = "/posts", page_size = 0)]
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: String,
}

fn main() {}
