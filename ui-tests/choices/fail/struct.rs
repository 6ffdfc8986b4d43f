// `Choices` is for enums.
#[derive(fjango::Choices)]
pub struct Status(String);

fn main() {}
