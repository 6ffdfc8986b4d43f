// The name of the trait is a name.
#[fjango::model]
pub struct Post {
    pub id: i64,
}

#[fjango::manager("PostQueries")]
impl fjango::orm::QuerySet<Post> {
    pub fn published(self) -> Self {
        self
    }
}

fn main() {}
