// Without a constraint nothing cascades.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(db_constraint = false, on_delete = "cascade")]
    pub parent: Option<fjango::orm::ForeignKey<Post>>,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
