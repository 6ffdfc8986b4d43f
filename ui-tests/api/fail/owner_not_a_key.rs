// The owner is a foreign key.
#[fjango::api(path = "/posts", owner = "title")]
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: String,
}

fn main() {}
