// An endpoint is async.
#[fjango::api(get, path = "/posts")]
pub fn posts() {}

fn main() {}
