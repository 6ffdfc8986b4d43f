// PostgreSQL cuts names after 63 bytes.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(column = "a_name_that_goes_on_and_on_until_postgresql_would_cut_it_off_in_silence")]
    pub title: String,
}

// What uses the model elsewhere is no further error.
pub fn all() -> fjango::orm::QuerySet<Post> {
    fjango::orm::Model::objects()
}

fn main() {}
