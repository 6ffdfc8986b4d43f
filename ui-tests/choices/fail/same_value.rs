// Two choices are two values.
#[derive(fjango::Choices)]
pub enum Status {
    Draft,
    #[choice(value = "draft")]
    Sketch,
}

fn main() {}
