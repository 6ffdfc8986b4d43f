// The value has no name.
#[derive(fjango::DbValue)]
pub struct Isbn {
    text: String,
}

fn main() {}
