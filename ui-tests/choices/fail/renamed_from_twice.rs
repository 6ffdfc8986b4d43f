// One value cannot become two.
#[derive(fjango::Choices)]
pub enum Status {
    #[choice(renamed_from = "draft")]
    Sketched,
    #[choice(renamed_from = "draft")]
    Begun,
}

fn main() {}
