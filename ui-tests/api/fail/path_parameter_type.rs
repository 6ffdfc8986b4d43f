// A path parameter is a type of a field.
#[fjango::api(get, path = "/posts/{id}")]
pub async fn post(id: std::time::Instant) {
    let _ = id;
}

fn main() {}
