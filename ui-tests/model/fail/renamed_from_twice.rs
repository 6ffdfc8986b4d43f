// One field cannot become two.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(renamed_from = "name")]
    pub title: String,
    #[field(renamed_from = "name")]
    pub subtitle: String,
}

fn main() {}
