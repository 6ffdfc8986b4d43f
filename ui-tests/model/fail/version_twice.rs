// A row has one version.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(version)]
    pub version: i32,
    #[field(version)]
    pub revision: i64,
}

fn main() {}
