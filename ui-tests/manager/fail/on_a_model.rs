// A manager's methods are those of queries.
#[fjango::model]
pub struct Post {
    pub id: i64,
}

#[fjango::manager]
impl Post {
    pub fn all_of_them(self) -> Self {
        self
    }
}

fn main() {}
