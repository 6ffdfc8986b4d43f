// A one-to-one field says what happens when its target is deleted.
#[fjango::model]
pub struct User {
    pub id: i64,
}

#[fjango::model]
pub struct Profile {
    pub id: i64,
    pub user: fjango::orm::OneToOne<User>,
}

fn main() {}
