// A literal default is of the field's kind: text.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(default = 1)]
    pub title: String,
}

fn main() {}
