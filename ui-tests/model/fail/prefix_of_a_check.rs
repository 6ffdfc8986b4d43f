// The SQL of a check names columns, which a prefix would rename.
#[fjango::model(part, check(positive = "cents > 0"))]
pub struct Price {
    pub cents: i64,
}

#[fjango::model]
pub struct Article {
    pub id: i64,
    #[field(flatten, prefix = "net_")]
    pub net: Price,
}

fn main() {}
