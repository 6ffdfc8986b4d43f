// `diesel` on a field says something only for `#[model(diesel)]`.

#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(diesel = "text")]
    pub title: String,
}

fn main() {}
