// `filter` names fields.
#[fjango::api(path = "/posts", filter(titel))]
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: String,
}

fn main() {}
