// `status` is that of success.
#[fjango::api(get, path = "/posts", status = 404)]
pub async fn posts() {}

fn main() {}
