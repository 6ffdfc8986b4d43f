// A column has the same width on every machine.
#[fjango::model]
pub struct Post {
    pub id: i64,
    pub size: isize,
}

fn main() {}
