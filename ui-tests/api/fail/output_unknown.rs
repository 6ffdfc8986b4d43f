// A response is one that fjango can write.
#[fjango::api(get, path = "/posts")]
pub async fn posts() -> u8 {
    1
}

fn main() {}
