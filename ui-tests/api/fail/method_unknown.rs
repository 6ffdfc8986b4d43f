// Methods are known.
#[fjango::api(fetch, path = "/posts")]
pub async fn posts() {}

fn main() {}
