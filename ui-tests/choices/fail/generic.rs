// Choices are text, not types.
#[derive(fjango::Choices)]
pub enum Status<const N: usize> {
    Draft,
}

fn main() {}
