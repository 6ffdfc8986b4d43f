// A stored value is visible.
#[derive(fjango::Choices)]
pub enum Status {
    #[choice(value = "")]
    Draft,
}

fn main() {}
