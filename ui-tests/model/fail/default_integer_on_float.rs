// A literal default is of the field's kind: a number with a point.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(default = -1)]
    pub price: f64,
}

fn main() {}
