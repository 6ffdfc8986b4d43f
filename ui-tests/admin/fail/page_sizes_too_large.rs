// Pages have at most 200 rows.
#[fjango::admin(page_sizes(25, 1000))]
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: String,
    pub created: fjango::prelude::DateTime<fjango::prelude::Utc>,
}

fn main() {}
