// A field that holds a part is no column.
use fjango::prelude::*;

#[fjango::model(part)]
pub struct Times {
    #[field(auto_now_add)]
    pub created: DateTime<Utc>,
}

#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(flatten, unique)]
    pub times: Times,
}

fn main() {}
