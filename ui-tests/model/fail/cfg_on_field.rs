// A table has the same columns in every build.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[cfg(not(any()))]
    pub title: String,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
