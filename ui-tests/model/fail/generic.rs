// A model is one table.
#[fjango::model]
pub struct Post<T> {
    pub id: i64,
    pub value: T,
}

fn main() {}
