// The response has a name.
#[fjango::api(get, path = "/posts")]
pub async fn posts() -> impl std::fmt::Display {
    1
}

fn main() {}
