// A data step is a function.
#[fjango::migration(after = "0001_initial")]
pub struct Fill {
    pub id: i64,
}

fn main() {}
