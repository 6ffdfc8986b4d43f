// A permission has an app.
#[fjango::api(get, path = "/posts", permission = "change")]
pub async fn posts() {}

fn main() {}
