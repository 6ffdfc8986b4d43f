// Whether a column is NULL is said on the field.
#[derive(fjango::DbValue)]
pub struct Isbn(Option<String>);

fn main() {}
