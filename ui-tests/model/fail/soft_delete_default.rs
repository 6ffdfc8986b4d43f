// Only a deletion sets the time of it.
use fjango::prelude::*;

#[fjango::model(soft_delete)]
pub struct Post {
    pub id: i64,
    #[field(default = Utc::now())]
    pub deleted_at: Option<DateTime<Utc>>,
}

fn main() {}
