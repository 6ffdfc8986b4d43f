// Rows are decoded into owned values.
#[derive(fjango::FromRow)]
pub struct Card<'a> {
    pub title: &'a str,
}

fn main() {}
