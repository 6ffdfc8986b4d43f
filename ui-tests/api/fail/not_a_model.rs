// `#[api]` is about a model.
#[fjango::api(path = "/posts")]
pub struct Post {
    pub id: i64,
}

fn main() {}
