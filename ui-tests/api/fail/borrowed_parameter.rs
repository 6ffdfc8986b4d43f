// A parameter is owned.
#[fjango::api(get, path = "/posts")]
pub async fn posts(name: &str) {
    let _ = name;
}

fn main() {}
