// What is flattened has `#[model(part)]`; the macro of its name is missing otherwise.
#[derive(Clone, Debug)]
pub struct Times {
    pub created: i64,
}

#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(flatten)]
    pub times: Times,
}

fn main() {}
