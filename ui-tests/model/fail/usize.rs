// `usize` has another width on each machine.
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub size: usize,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
