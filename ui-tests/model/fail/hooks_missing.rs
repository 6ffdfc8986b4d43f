// `hooks` needs the hooks.
#[fjango::model(app = "blog", hooks)]
pub struct Post {
    pub id: i64,
    pub title: String,
}

fn main() {}
