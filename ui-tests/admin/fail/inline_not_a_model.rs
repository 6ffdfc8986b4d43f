// Inlines are models.
#[fjango::admin(inlines(std::string::String))]
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: String,
    pub created: fjango::prelude::DateTime<fjango::prelude::Utc>,
}

fn main() {}
