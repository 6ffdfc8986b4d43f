// Two models with one part would have one way back.
use fjango::prelude::*;

#[fjango::model]
pub struct Author {
    pub id: i64,
}

#[fjango::model(part)]
pub struct Owned {
    #[field(on_delete = "cascade", related_name = "owned")]
    pub owner: ForeignKey<Author>,
}

fn main() {}
