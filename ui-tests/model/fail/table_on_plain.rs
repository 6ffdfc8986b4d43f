// Only many-to-many fields have a table between.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(table = "post_titles")]
    pub title: String,
}

fn main() {}
