// An enum derives `Choices`.
#[derive(fjango::DbValue)]
pub enum Status {
    Draft,
}

fn main() {}
