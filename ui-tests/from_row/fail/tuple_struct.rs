// Fields are matched by name.
#[derive(fjango::FromRow)]
pub struct Count(i64);

fn main() {}
