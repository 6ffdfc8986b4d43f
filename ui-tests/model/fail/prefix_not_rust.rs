// A prefix begins names of fields.
#[fjango::model(part)]
pub struct Price {
    pub cents: i64,
}

#[fjango::model]
pub struct Article {
    pub id: i64,
    #[field(flatten, prefix = "net price ")]
    pub net: Price,
}

fn main() {}
