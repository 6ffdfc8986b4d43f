// A way begins at a model.
#[derive(fjango::FromRow)]
pub struct Card {
    #[from_row(from = "author__name")]
    pub author: String,
}

fn main() {}
