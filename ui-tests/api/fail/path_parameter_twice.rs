// Names in a path differ.
#[fjango::api(get, path = "/posts/{id}/{id}")]
pub async fn post(id: i64) {
    let _ = id;
}

fn main() {}
