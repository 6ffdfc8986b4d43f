// An endpoint is one function.
#[fjango::api(get, path = "/posts")]
pub async fn posts<T>() {}

fn main() {}
