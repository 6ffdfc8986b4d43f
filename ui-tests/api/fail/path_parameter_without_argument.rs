// What the path names is a parameter.
#[fjango::api(get, path = "/posts/{id}")]
pub async fn post(key: i64) {
    let _ = key;
}

fn main() {}
