// A part is no table.
#[fjango::model(part, table = "prices")]
pub struct Price {
    pub cents: i64,
}

fn main() {}
