//! What to write in place of a loop that sends one statement again and again.

use crate::schema::{ManyToManyMeta, ModelMeta, registry};

/// What does the same in one statement, as far as the statement tells.
pub(super) fn of(sql: &str) -> String {
    let after = |word: &str| sql.split_once(word).and_then(|(_, rest)| rest.split('"').nth(1));
    let model = |table: Option<&str>| {
        let table = table?;
        registry::models().iter().copied().find(|model| model.table == table)
    };
    let verb = sql.split(' ').next().unwrap_or_default();
    let table = match verb {
        "INSERT" => after("INTO "),
        "UPDATE" => after("UPDATE "),
        _ => after("FROM "),
    };
    let Some(model) = model(table) else {
        return "ask once, before the loop".to_owned();
    };
    let (name, row) = (model.name, model.name_lower());
    match verb {
        "INSERT" => format!("create them at once with `{name}::objects().bulk_create(&db, inputs)`"),
        "UPDATE" => format!(
            "change them at once with `{name}::objects().bulk_update(&db, &mut rows, |{row}| …)`, or with one `update`"
        ),
        "DELETE" => format!(
            "delete them at once with `{name}::objects().filter(|{row}| {row}.{}().in_(keys)).delete(&db)`",
            model.pk().name
        ),
        _ => of_reading(sql, model),
    }
}

fn of_reading(sql: &str, model: &'static ModelMeta) -> String {
    let (name, row) = (model.name, model.name_lower());
    let condition = sql.split_once(" WHERE ").map_or("", |(_, condition)| condition);
    let between = registry::models().iter().copied().find_map(|owner| {
        let mut fields = owner.many_to_many.iter();
        let field = fields.find(|field| condition.contains(&format!("\"{}\"", field.through_table(owner))))?;
        Some((owner, field))
    });
    if sql.starts_with("SELECT COUNT(") {
        return "count in the query of the rows around, with `annotate` and `.rows().subquery(|_| count())`".to_owned();
    }
    if let Some((owner, field)) = between {
        return many_to_many(owner, field, model);
    }
    let compared = model.fields.iter().find(|field| {
        let column = format!("\"{}\" = ", field.column);
        condition
            .split_once(&column)
            .is_some_and(|(_, value)| !value.starts_with('"'))
    });
    match compared {
        Some(key) if key.primary_key => {
            let joined = registry::pointing_at(model).next().map(|(source, field)| {
                let near = source.name_lower();
                format!(
                    "read them along with `.select_related(|{near}| {near}.{}())` in the query of the `{}` rows, or ",
                    field.name, source.name
                )
            });
            let joined = joined.unwrap_or_default();
            format!("{joined}before the loop with `{name}::objects().in_bulk(&db, keys)`")
        }
        Some(field) => match field.target() {
            Some(target) => {
                let (back, near) = (model.related_name(field), target.name_lower());
                let declared = if target.reverse.iter().any(|reverse| reverse.name == back) {
                    String::new()
                } else {
                    format!(
                        ", with a field `{back}: ReverseForeignKey<{name}>` in `{}`",
                        target.name
                    )
                };
                format!(
                    "read them along with `.prefetch_related(|{near}| {near}.{back}())` in the query of the `{}` rows{declared}",
                    target.name
                )
            }
            None => format!(
                "ask once, before the loop, with `.filter(|{row}| {row}.{}().in_(values))`",
                field.name
            ),
        },
        None => "ask once, before the loop".to_owned(),
    }
}

/// `model` is the one whose rows are read.
fn many_to_many(owner: &ModelMeta, field: &ManyToManyMeta, model: &ModelMeta) -> String {
    let (near, relation) = if (field.target)().is(model) {
        (owner, field.name)
    } else {
        ((field.target)(), field.related_name.unwrap_or(field.name))
    };
    let row = near.name_lower();
    format!(
        "read them along with `.prefetch_related(|{row}| {row}.{relation}())` in the query of the `{}` rows",
        near.name
    )
}
