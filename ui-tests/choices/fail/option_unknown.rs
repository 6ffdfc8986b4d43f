// Options are known.
#[derive(fjango::Choices)]
pub enum Status {
    #[choice(lable = "Draft")]
    Draft,
}

fn main() {}
