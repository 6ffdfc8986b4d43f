// A column is named once.
#[fjango::admin(sortable(title, title))]
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: String,
    pub created: fjango::prelude::DateTime<fjango::prelude::Utc>,
}

fn main() {}
