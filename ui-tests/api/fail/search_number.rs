// `search` looks through text.
#[fjango::api(path = "/posts", search(id))]
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: String,
}

fn main() {}
