// Only types that fjango can store are columns.
#[derive(Clone, Debug)]
pub struct Color(pub u32);

#[fjango::model]
pub struct Post {
    pub id: i64,
    pub color: Color,
}

fn main() {}
