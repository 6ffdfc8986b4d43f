// `order` names fields.
#[fjango::api(path = "/posts", order(titel))]
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: String,
}

fn main() {}
