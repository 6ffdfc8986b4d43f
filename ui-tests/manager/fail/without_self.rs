// A manager's methods are called on a query.
#[fjango::model]
pub struct Post {
    pub id: i64,
}

#[fjango::manager]
impl fjango::orm::QuerySet<Post> {
    pub fn published() -> i64 {
        1
    }
}

fn main() {}
