// Only a row that keeps what it held tells its changes.
use fjango::prelude::*;

#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: String,
}

pub fn changed(post: &Post) -> bool {
    fn is_changed(row: &impl Track) -> bool {
        row.is_changed()
    }
    is_changed(post)
}

fn main() {}
