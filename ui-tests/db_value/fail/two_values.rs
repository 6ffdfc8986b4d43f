// A column holds one value.
#[derive(fjango::DbValue)]
pub struct Point(f64, f64);

fn main() {}
