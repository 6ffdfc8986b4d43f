// An endpoint has a path.
#[fjango::api(get)]
pub async fn posts() {}

fn main() {}
