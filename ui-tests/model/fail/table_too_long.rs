// The databases cut names after 63 bytes.
#[fjango::model(table = "a_table_with_a_name_that_is_far_too_long_for_either_of_the_databases")]
pub struct Post {
    pub id: i64,
}

fn main() {}
