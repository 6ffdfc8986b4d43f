// Options are known.
#[fjango::api(path = "/posts", serach(title))]
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: String,
}

fn main() {}
