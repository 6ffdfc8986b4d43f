// Lookups are split at `__`.
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub a__b: i64,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
