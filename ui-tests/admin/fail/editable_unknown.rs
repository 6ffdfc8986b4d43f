// `editable` names fields.
#[fjango::admin(editable(titel))]
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: String,
    pub created: fjango::prelude::DateTime<fjango::prelude::Utc>,
}

fn main() {}
