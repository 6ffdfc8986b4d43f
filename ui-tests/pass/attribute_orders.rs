// `#[model(app = "attribute_orders")]`, `#[api]` and `#[admin]` work in any order.
use fjango::prelude::*;

#[model(app = "attribute_orders")]
#[api(path = "/a", search(name))]
#[admin(search(name))]
pub struct A {
    pub id: i64,
    #[field(max_length = 3)]
    pub name: String,
}

#[api(path = "/b", search(name))]
#[model(app = "attribute_orders")]
#[admin(search(name))]
pub struct B {
    pub id: i64,
    #[field(max_length = 3)]
    pub name: String,
}

#[admin(search(name))]
#[api(path = "/c", search(name))]
#[model(app = "attribute_orders")]
#[derive(Clone, Debug)]
pub struct C {
    pub id: i64,
    #[field(max_length = 3)]
    pub name: String,
}

#[test]
fn attributes_work_in_any_order() {
    let here = |meta: &fjango::schema::ModelMeta| meta.app == "attribute_orders";
    let apis = fjango::api::ModelApi::registered();
    assert_eq!(apis.iter().filter(|api| here((api.meta)())).count(), 3);
    let admins = fjango::admin::ModelAdmin::registered();
    assert_eq!(admins.iter().filter(|admin| here((admin.meta)())).count(), 3);
}
