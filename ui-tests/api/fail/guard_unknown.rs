// There are five guards.
#[fjango::api(path = "/posts", read = "everyone")]
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: String,
}

fn main() {}
