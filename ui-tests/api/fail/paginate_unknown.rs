// There are three kinds of pages.
#[fjango::api(path = "/posts", paginate = "pages")]
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: String,
}

fn main() {}
