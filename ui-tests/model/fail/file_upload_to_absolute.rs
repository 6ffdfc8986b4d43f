// `upload_to` stays within the storage.
use fjango::prelude::*;

#[model]
pub struct Post {
    pub id: i64,
    #[field(upload_to = "/srv/covers")]
    pub cover: FileField,
}

fn main() {}
