// `errors` lists failures.
#[fjango::api(get, path = "/posts", errors(200))]
pub async fn posts() {}

fn main() {}
