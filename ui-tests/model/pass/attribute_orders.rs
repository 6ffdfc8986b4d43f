// `#[model]`, `#[api]` and `#[admin]` work in any order.
use fjango::prelude::*;

#[model]
#[api(path = "/a", search(name))]
#[admin(search(name))]
pub struct A {
    pub id: i64,
    #[field(max_length = 3)]
    pub name: String,
}

#[api(path = "/b", search(name))]
#[model]
#[admin(search(name))]
pub struct B {
    pub id: i64,
    #[field(max_length = 3)]
    pub name: String,
}

#[admin(search(name))]
#[api(path = "/c", search(name))]
#[model]
#[derive(Clone, Debug)]
pub struct C {
    pub id: i64,
    #[field(max_length = 3)]
    pub name: String,
}

fn main() {
    assert_eq!(fjango::api::ModelApi::registered().len(), 3);
    assert_eq!(fjango::admin::ModelAdmin::registered().len(), 3);
}
