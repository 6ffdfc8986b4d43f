// A primary key is a value of its own.
#[fjango::model]
pub struct User {
    pub id: i64,
}

#[fjango::model]
pub struct Profile {
    #[field(primary_key, on_delete = "cascade")]
    pub user: fjango::orm::ForeignKey<User>,
}

fn main() {}
