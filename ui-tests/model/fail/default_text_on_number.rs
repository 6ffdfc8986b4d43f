// A literal default is of the field's kind: a number.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(default = "one")]
    pub number: i32,
}

fn main() {}
