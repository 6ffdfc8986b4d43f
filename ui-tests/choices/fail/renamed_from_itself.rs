// A value was another one before.
#[derive(fjango::Choices)]
pub enum Status {
    #[choice(renamed_from = "draft")]
    Draft,
}

fn main() {}
