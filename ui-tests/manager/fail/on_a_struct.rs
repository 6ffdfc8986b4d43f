// A manager is an impl.
#[fjango::model]
pub struct Post {
    pub id: i64,
}

#[fjango::manager]
pub struct Published;

fn main() {}
