// A model has named fields.
#[fjango::model]
pub struct Post;

fn main() {}
