// `flatten` takes in a part, not an `Option` of one.
use fjango::prelude::*;

#[fjango::model(part)]
pub struct Times {
    #[field(auto_now_add)]
    pub created: DateTime<Utc>,
}

#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(flatten)]
    pub times: Option<Times>,
}

fn main() {}
