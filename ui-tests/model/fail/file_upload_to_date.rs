// `upload_to` knows parts of dates.
use fjango::prelude::*;

#[model]
pub struct Post {
    pub id: i64,
    #[field(upload_to = "covers/%Q")]
    pub cover: FileField,
}

fn main() {}
