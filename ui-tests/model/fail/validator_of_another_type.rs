// A validator takes the field's type.
fn even(_: &i64) -> Result<(), fjango::value::Invalid> {
    Ok(())
}

#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(validators(even))]
    pub number: i32,
}

fn main() {}
