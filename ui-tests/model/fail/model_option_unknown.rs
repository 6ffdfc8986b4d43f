// Options of the model are known.
#[fjango::model(tabel = "x")]
pub struct Post {
    pub id: i64,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
