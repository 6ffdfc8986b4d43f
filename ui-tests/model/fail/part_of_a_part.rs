// A part holds no other part.
#[fjango::model(part)]
pub struct Price {
    pub cents: i64,
}

#[fjango::model(part)]
pub struct Sale {
    #[field(flatten)]
    pub price: Price,
}

fn main() {}
