// Deleted rows note when.
#[fjango::model(app = "blog", soft_delete)]
pub struct Post {
    pub id: i64,
    pub title: String,
}

fn main() {}
