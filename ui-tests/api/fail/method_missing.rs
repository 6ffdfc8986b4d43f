// An endpoint begins with its method.
#[fjango::api(path = "/posts")]
pub async fn posts() {}

fn main() {}
