// The function takes what the struct wraps.
use fjango::value::Invalid;

fn valid(_: &i64) -> Result<(), Invalid> {
    Ok(())
}

#[derive(Clone, fjango::DbValue)]
#[db_value(check = valid)]
pub struct Isbn(String);

fn main() {}
