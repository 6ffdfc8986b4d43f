// A row that is there has no time of deletion.
use fjango::prelude::*;

#[fjango::model(soft_delete)]
pub struct Post {
    pub id: i64,
    pub deleted_at: DateTime<Utc>,
}

fn main() {}
