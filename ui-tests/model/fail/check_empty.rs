// A check has a condition.
#[fjango::model(check(positive = " "))]
pub struct Post {
    pub id: i64,
    pub price: i32,
}

fn main() {}
