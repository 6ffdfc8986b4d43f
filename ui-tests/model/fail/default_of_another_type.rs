// A default has the type of its field.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(default = std::time::Duration::ZERO)]
    pub number: i32,
}

fn main() {}
