// A way goes through relations.
#[fjango::api(path = "/posts", filter(title__name))]
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: String,
}

fn main() {}
