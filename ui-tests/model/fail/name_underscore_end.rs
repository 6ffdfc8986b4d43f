// A field's name does not end with an underscore.
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub type_: String,
}

fn main() {}
