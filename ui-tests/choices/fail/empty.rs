// There is something to choose.
#[derive(fjango::Choices)]
pub enum Status {}

fn main() {}
