use super::{Lookup, parse, target};
use crate::auth::User;
use crate::orm::Model as _;

#[test]
fn what_is_wrong_is_said() {
    for (lookup, text, reason) in [
        ("nothing", "1", "names the unknown field `nothing` of `User`"),
        ("email__icontains__x", "1", "has `x` after the lookup `icontains`"),
        (
            "email__year",
            "1",
            "takes a part of a date from `email`, which has none",
        ),
        ("email__like", "1", "ends in the unknown lookup `like`"),
        (
            "date_joined__year__contains",
            "1",
            "ends in the unknown lookup `contains`",
        ),
        ("id__range", "1", "must be two values separated by a comma"),
        ("email__isnull", "yes", "must be true or false"),
        ("email", "a\0", "must not contain a NUL character"),
        ("email__regex", "(", "is no regular expression"),
    ] {
        let error = parse(User::META, lookup, text).expect_err(lookup).to_string();
        assert_eq!(error, format!("`{lookup}` {reason}"));
    }
}

#[test]
fn what_a_target_offers_is_understood() {
    for field in User::META.fields {
        let target = target(User::META, field.name).expect("it is a field");
        for lookup in target.subject.lookups() {
            let text = match lookup {
                Lookup::IsNull => "true",
                Lookup::Range => continue,
                _ => continue_with(field),
            };
            let name = format!("{}__{}", field.name, lookup.name());
            assert!(parse(User::META, &name, text).is_ok(), "{name}={text}");
        }
        for step in target.subject.transforms() {
            assert!(target.subject.transform(step).is_some(), "{step}");
        }
    }
}

/// A value of the field.
fn continue_with(field: &crate::schema::FieldMeta) -> &'static str {
    use crate::value::SqlType;
    match field.sql_type() {
        SqlType::DateTime => "2024-01-01T00:00:00Z",
        SqlType::Bool => "true",
        _ => "1",
    }
}
