// The first page size is the default.
#[fjango::admin(page_sizes(25), list_per_page = 50)]
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: String,
    pub created: fjango::prelude::DateTime<fjango::prelude::Utc>,
}

fn main() {}
