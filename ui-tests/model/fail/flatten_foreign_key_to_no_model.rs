// A foreign key beside a part leads to a model.
use fjango::prelude::*;

pub struct Author {
    pub name: String,
}

#[model(part)]
pub struct Times {
    #[field(auto_now_add)]
    pub created: DateTime<Utc>,
}

#[model]
pub struct Post {
    pub id: i64,
    #[field(on_delete = "cascade", related_name = "posts")]
    pub author: ForeignKey<Author>,
    #[field(flatten)]
    pub times: Times,
}

fn main() {}
