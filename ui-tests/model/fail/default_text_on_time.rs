// A literal default is of the field's kind: times have no literals.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(default = "2026-01-01")]
    pub day: fjango::prelude::NaiveDate,
}

fn main() {}
