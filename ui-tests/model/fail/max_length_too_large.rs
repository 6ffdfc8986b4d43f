// A length fits 32 bits.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(max_length = 5000000000)]
    pub title: String,
}

fn main() {}
