// Each field can be read from a row.
pub struct Point;

#[derive(fjango::FromRow)]
pub struct Place {
    pub name: String,
    pub point: Point,
}

fn main() {}
