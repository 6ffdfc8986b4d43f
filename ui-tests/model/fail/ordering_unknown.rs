// `ordering` names fields.
#[fjango::model(ordering = "-creatd")]
pub struct Post {
    pub id: i64,
    pub created: i64,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
