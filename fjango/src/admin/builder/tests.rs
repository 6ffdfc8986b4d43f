//! Mistakes in facts that `#[admin(…)]` cannot tell by itself, since it sees the struct alone: written by hand here.

use super::Entry;
use crate::admin::ModelAdmin;
use crate::auth::User;
use crate::orm::Model as _;
use crate::schema::OrderMeta;

const NOTHING: ModelAdmin = ModelAdmin::new(|| User::META);
const ORDER: &[OrderMeta] = &[OrderMeta {
    path: "height",
    descending: true,
}];
const HASH: &[OrderMeta] = &[OrderMeta {
    path: "password",
    descending: false,
}];

#[test]
fn names_that_lead_nowhere_are_told_with_what_to_do() {
    const FIELD_OR_WAY: &str = "which is no field and no way to one; name a field, or a way such as `author__name`";
    const NO_FIELD: &str = "which is no field of the model; name one of its own";
    const SENSITIVE: &str = "which is sensitive, and so shown to nobody; take it out";
    let height: &[&str] = &["height"];
    let password: &[&str] = &["password"];
    for (facts, expected) in [
        (
            ModelAdmin {
                list_display: height,
                ..NOTHING
            },
            format!("a column names `height`, {FIELD_OR_WAY}"),
        ),
        (
            ModelAdmin {
                list_display: password,
                ..NOTHING
            },
            format!("a column names `password`, {SENSITIVE}"),
        ),
        (
            ModelAdmin {
                list_filter: height,
                ..NOTHING
            },
            format!("a filter names `height`, {FIELD_OR_WAY}"),
        ),
        (
            ModelAdmin {
                list_filter: password,
                ..NOTHING
            },
            format!("a filter names `password`, {SENSITIVE}"),
        ),
        (
            ModelAdmin {
                search: height,
                ..NOTHING
            },
            format!("the search names `height`, {FIELD_OR_WAY}"),
        ),
        (
            ModelAdmin {
                search: password,
                ..NOTHING
            },
            format!("the search names `password`, {SENSITIVE}"),
        ),
        (
            ModelAdmin {
                ordering: ORDER,
                ..NOTHING
            },
            format!("the order names `height`, {FIELD_OR_WAY}"),
        ),
        (
            ModelAdmin {
                ordering: HASH,
                ..NOTHING
            },
            format!("the order names `password`, {SENSITIVE}"),
        ),
        (
            ModelAdmin {
                sortable: height,
                ..NOTHING
            },
            format!("`sortable` names `height`, {FIELD_OR_WAY}"),
        ),
        (
            ModelAdmin {
                readonly: height,
                ..NOTHING
            },
            format!("the form names `height`, {NO_FIELD}"),
        ),
        (
            ModelAdmin {
                aside: password,
                ..NOTHING
            },
            format!("the form names `password`, {SENSITIVE}"),
        ),
        (
            ModelAdmin {
                exclude: height,
                ..NOTHING
            },
            format!("`exclude` names `height`, {NO_FIELD}"),
        ),
        (
            ModelAdmin {
                repr: height,
                ..NOTHING
            },
            "`repr` names `height`, which is no field of the model; name fields of its own".to_owned(),
        ),
        (
            ModelAdmin {
                repr: password,
                ..NOTHING
            },
            format!("`repr` names `password`, {SENSITIVE}"),
        ),
    ] {
        let mistakes = Entry::registered(&facts).mistakes();
        assert_eq!(mistakes, [format!("the admin of auth.User: {expected}")]);
    }
    assert_eq!(Entry::registered(&NOTHING).mistakes(), Vec::<String>::new());
}
