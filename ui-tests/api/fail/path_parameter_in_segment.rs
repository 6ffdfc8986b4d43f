// A path parameter is a whole segment.
#[fjango::api(get, path = "/posts/p{id}")]
pub async fn post() {}

fn main() {}
