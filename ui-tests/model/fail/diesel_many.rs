// `diesel` is for columns.
use fjango::prelude::*;

#[fjango::model]
pub struct Tag {
    pub id: i64,
}

#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(diesel = "text")]
    pub tags: ManyToMany<Tag>,
}

fn main() {}
