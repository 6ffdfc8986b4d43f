// A choice is text alone.
#[derive(fjango::Choices)]
pub enum Status {
    Draft,
    Other(String),
}

fn main() {}
