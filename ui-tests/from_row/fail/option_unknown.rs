// Options are spelled right.
#[derive(fjango::FromRow)]
#[from_row(model = Post)]
pub struct Card {
    pub author: String,
}

fn main() {}
