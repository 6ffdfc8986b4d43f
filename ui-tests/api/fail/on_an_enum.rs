// `#[api]` goes on models and functions.
#[fjango::api(path = "/posts")]
pub enum Post {
    A,
}

fn main() {}
