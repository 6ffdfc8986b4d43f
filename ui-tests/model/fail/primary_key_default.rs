// The database numbers the rows.
#[fjango::model]
pub struct Post {
    #[field(default = 1)]
    pub id: i64,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
