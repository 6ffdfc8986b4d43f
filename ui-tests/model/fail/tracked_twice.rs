// One field keeps what the row held.
use fjango::orm::Tracked;

#[fjango::model]
pub struct Post {
    pub id: i64,
    pub tracked: Tracked,
    pub again: Tracked,
}

fn main() {}
