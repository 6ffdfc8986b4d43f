// A check has a name.
#[fjango::model(check("id > 0"))]
pub struct Post {
    pub id: i64,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
