// `auto_now` is for times.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(auto_now)]
    pub at: i64,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
