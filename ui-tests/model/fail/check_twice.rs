// Checks of a model have different names.
#[fjango::model(check(positive = "price > 0"), check(positive = "price < 9"))]
pub struct Post {
    pub id: i64,
    pub price: i32,
}

fn main() {}
