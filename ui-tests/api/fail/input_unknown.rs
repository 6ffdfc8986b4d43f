// A parameter is read from the request.
#[fjango::api(get, path = "/posts")]
pub async fn posts(name: String) {
    let _ = name;
}

fn main() {}
