// A permission includes the login.
#[fjango::api(get, path = "/posts", permission = "a.b", login = "staff")]
pub async fn posts() {}

fn main() {}
