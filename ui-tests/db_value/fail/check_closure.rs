// `check` names a function.
#[derive(Clone, fjango::DbValue)]
#[db_value(check = "valid")]
pub struct Isbn(String);

fn main() {}
