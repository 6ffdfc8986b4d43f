// A model has named fields.
#[fjango::model]
pub struct Post(i64);

fn main() {}
