// An endpoint is a free function.
pub struct Posts;

impl Posts {
    #[fjango::api(get, path = "/posts")]
    pub async fn posts(&self) {}
}

fn main() {}
