// fjango sets the version.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(version, default = 0)]
    pub version: i32,
}

fn main() {}
