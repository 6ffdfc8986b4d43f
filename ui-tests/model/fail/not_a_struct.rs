// A model is a struct.
#[fjango::model]
pub enum Post {
    A,
}

fn main() {}
