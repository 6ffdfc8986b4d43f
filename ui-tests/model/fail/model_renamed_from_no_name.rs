// Models have names.
#[fjango::model(renamed_from = "the old one")]
pub struct Post {
    pub id: i64,
}

fn main() {}
