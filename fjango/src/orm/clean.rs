//! Constraints asked for before a write, all in one query.

use super::{Error, Result, Values, violation};
use crate::db::{ConstraintKind, Executor, StatementBuilder};
use crate::schema::{ConstraintMeta, FieldMeta, KeyMeta, KeyOf, ManyToManyMeta, ModelMeta, Rule, UniqueMeta};
use crate::value::{ValidationErrors, Value};

/// The values of a row that is to be written, by position.
#[derive(Clone, Copy)]
pub(crate) struct Candidate<'a> {
    pub(crate) meta: &'static ModelMeta,
    pub(crate) values: &'a [(usize, Value)],
    /// The key of the row that they replace.
    pub(crate) key: Option<&'a Value>,
}

/// The error of a row whose fields were checked: what is wrong with them, and the constraints that the right ones break.
pub(super) async fn full_clean(db: &impl Executor, row: Candidate<'_>, mut errors: ValidationErrors) -> Result<()> {
    let broken = broken(db, row, |_| true).await?;
    // One broken constraint alone is the error that the database would give.
    if let ([broken], true) = (broken.as_slice(), errors.is_empty()) {
        return Err(violation::error(row.meta, broken));
    }
    for broken in &broken {
        errors.nest("", violation::objections(broken));
    }
    Ok(errors.into_result(())?)
}

/// What the constraints say of values that the database refused, all of them at once; nothing when they say nothing.
pub(crate) async fn objections(
    db: &impl Executor,
    row: Candidate<'_>,
    many: Vec<(usize, Vec<Value>)>,
) -> Result<ValidationErrors> {
    of_rules(db, row, many, |_| true).await
}

/// What points nowhere of values that were written already, as a database that looks at the end of the transaction will say.
pub(crate) async fn dangling(
    db: &impl Executor,
    row: Candidate<'_>,
    many: Vec<(usize, Vec<Value>)>,
) -> Result<ValidationErrors> {
    of_rules(db, row, many, |rule| matches!(rule, Rule::ForeignKey)).await
}

async fn of_rules(
    db: &impl Executor,
    row: Candidate<'_>,
    many: Vec<(usize, Vec<Value>)>,
    wanted: impl Fn(&Rule) -> bool,
) -> Result<ValidationErrors> {
    let mut errors = ValidationErrors::new();
    for broken in broken(db, row, wanted).await? {
        errors.nest("", violation::objections(&broken));
    }
    for (position, keys) in many {
        let field: &'static ManyToManyMeta = &row.meta.many_to_many[position];
        for i in missing(db, (field.target)(), &keys).await? {
            errors.push(violation::nowhere().at(format!("/{}/{i}", field.name)));
        }
    }
    Ok(errors)
}

/// The error of a refused write with the fields named, which SQLite does not do for a key that points nowhere, nor a
/// database that notices at the end of the transaction.
pub(super) async fn explained(db: &impl Executor, row: Candidate<'_>, values: &Values, error: Error) -> Error {
    let dangling = match &error {
        Error::Integrity { kind, fields, .. } => *kind == ConstraintKind::ForeignKey && fields.is_empty(),
        Error::Database(crate::db::Error::Integrity { kind, .. }) => *kind == ConstraintKind::ForeignKey,
        _ => false,
    };
    if !dangling {
        return error;
    }
    let Ok(found) = objections(db, row, values.owned_many()).await else {
        return error;
    };
    let (mut errors, mut fields) = (ValidationErrors::new(), Vec::new());
    for objection in found
        .errors()
        .iter()
        .filter(|error| error.code == violation::nowhere().code())
    {
        let field = objection.pointer.split('/').nth(1).unwrap_or_default();
        if fields.iter().all(|known| known != field) {
            fields.push(field.to_owned());
        }
        errors.push(objection.clone());
    }
    match error {
        Error::Integrity {
            kind, model, source, ..
        } if !errors.is_empty() => Error::Integrity {
            kind,
            model,
            fields,
            errors,
            source,
        },
        Error::Database(source) if !errors.is_empty() => Error::Integrity {
            kind: ConstraintKind::ForeignKey,
            model: row.meta.name,
            fields,
            errors,
            source: Box::new(source),
        },
        error => error,
    }
}

/// The constraints that a row with these values would break.
///
/// One query, in which each constraint is a column: `SELECT EXISTS (SELECT 1 FROM blog_post WHERE slug = $1 AND
/// id <> $2), NOT EXISTS (SELECT 1 FROM auth_user WHERE id = $3), NOT (price > 0) FROM (SELECT … AS price) AS blog_post`.
/// A constraint with a field that has no value here is left out, and one whose rule is not wanted.
async fn broken(db: &impl Executor, row: Candidate<'_>, wanted: impl Fn(&Rule) -> bool) -> Result<Vec<ConstraintMeta>> {
    let meta = row.meta;
    let value = |name: &str| {
        let position = meta.field_index(name)?;
        let found = row.values.iter().find(|(given, _)| *given == position);
        found.map(|(_, value)| value)
    };
    // A new row has `NULL` where nothing is given; of a row that exists, nobody knows here what it has.
    let known = |field: &FieldMeta| {
        let left_out = row.key.is_none() && field.nullable && field.db_default.is_none();
        // What the database computes is nothing here, and rules over it are the database's to keep.
        let elsewhere = (field.primary_key && field.auto) || field.generated.is_some();
        value(field.name).is_some() || left_out || elsewhere
    };
    let whole = meta.fields.iter().all(known);
    let mut sql = StatementBuilder::new(db.dialect());
    sql.push("SELECT ");
    let (mut asked, mut derived) = (Vec::new(), Vec::new());
    for constraint in meta
        .constraints()
        .into_iter()
        .filter(|constraint| wanted(&constraint.rule))
    {
        let values: Option<Vec<&Value>> = constraint
            .fields
            .iter()
            .map(|field| value(field.name).filter(|value| !value.is_null()))
            .collect();
        let between = if asked.is_empty() { "" } else { ", " };
        match (constraint.rule, values) {
            (Rule::Unique, Some(values)) => {
                // A row is not in the way of itself.
                if constraint.fields.iter().all(|field| field.primary_key) && row.key.is_some() {
                    continue;
                }
                sql.push(between).push("EXISTS (SELECT 1 FROM ").name(meta.table);
                for (i, (field, value)) in constraint.fields.iter().zip(values).enumerate() {
                    sql.push(if i == 0 { " WHERE " } else { " AND " }).name(field.column);
                    sql.push(" = ").bind(value.clone());
                }
                // A deleted row that stays keeps nothing but its key.
                if !constraint.fields.iter().all(|field| field.primary_key) {
                    only_live(&mut sql, meta);
                }
                if let Some(key) = row.key {
                    sql.push(" AND ").name(meta.pk().column).push(" <> ").bind(key.clone());
                }
                sql.push(")");
            }
            (Rule::UniqueAmong(unique), _) if whole => {
                sql.push(between);
                among(&mut sql, row, unique, derived.len());
                derived.push(unique);
            }
            (Rule::ForeignKey, Some(values)) => {
                let Some(target) = constraint.fields[0].target() else {
                    continue;
                };
                sql.push(between).push("NOT EXISTS (SELECT 1 FROM ").name(target.table);
                sql.push(" WHERE ").name(target.pk().column).push(" = ");
                sql.bind(values[0].clone());
                only_live(&mut sql, target);
                sql.push(")");
            }
            (Rule::Check { sql: condition, .. }, _) if whole => {
                sql.push(between).push("NOT (").push(condition).push(")");
            }
            _ => continue,
        }
        asked.push(constraint);
    }
    if asked.is_empty() {
        return Ok(asked);
    }
    if !derived.is_empty() || asked.iter().any(|asked| matches!(asked.rule, Rule::Check { .. })) {
        sql.push(" FROM (SELECT *");
        for (number, unique) in derived.iter().enumerate() {
            // What the row itself has in them, under names that the table does not have.
            if let Some(condition) = unique.condition {
                sql.push(", (")
                    .push(condition)
                    .push(&format!(") AS fjango_{number}_where"));
            }
            for (place, key) in unique.keys.iter().enumerate() {
                if let KeyOf::Sql(expression) = key.of {
                    sql.push(", (")
                        .push(expression)
                        .push(&format!(") AS fjango_{number}_{place}"));
                }
            }
        }
        sql.push(" FROM (SELECT ");
        for (i, field) in meta.fields.iter().enumerate() {
            let given = value(field.name).cloned().unwrap_or(Value::Null(field.sql_type()));
            // The database must know the kind of each, as it knows those of columns.
            let kind = db.dialect().cast_type(field.sql_type());
            sql.push(if i == 0 { "CAST(" } else { ", CAST(" }).bind(given);
            sql.push(" AS ").push(kind).push(") AS ").name(field.column);
        }
        sql.push(") AS ").name(meta.table).push(") AS ").name(meta.table);
    }
    sql.one_off();
    let width = asked.len();
    let found = db
        .fetch(sql.finish(), move |row| {
            (0..width)
                .map(|i| row.get::<Option<bool>>(i))
                .collect::<Result<Vec<_>, _>>()
        })
        .await?;
    // A condition on `NULL` is neither true nor broken.
    let broken = found.into_iter().next().unwrap_or_default();
    let mut broken = broken.into_iter().map(|broken| broken == Some(true));
    asked.retain(|_| broken.next().unwrap_or_default());
    Ok(asked)
}

/// Whether another row has the same values in `unique`, whose own of this row stand beside it.
fn among(sql: &mut StatementBuilder<'_>, row: Candidate<'_>, unique: &UniqueMeta, number: usize) {
    let meta = row.meta;
    if unique.condition.is_some() {
        sql.push(&format!("(fjango_{number}_where AND "));
    }
    sql.push("EXISTS (SELECT 1 FROM ")
        .name(meta.table)
        .push(" AS fjango_other WHERE TRUE");
    let fields = unique.fields.iter().map(|name| KeyMeta::new(KeyOf::Field(name)));
    let keys: Vec<KeyMeta> = match unique.keys {
        [] => fields.collect(),
        keys => keys.to_vec(),
    };
    for (place, key) in keys.iter().enumerate() {
        match key.of {
            KeyOf::Field(name) => {
                let Some(field) = meta.field(name) else { continue };
                sql.push(" AND fjango_other.").name(field.column).push(" = ");
                sql.name(meta.table).push(".").name(field.column);
            }
            KeyOf::Sql(expression) => {
                sql.push(" AND (")
                    .push(expression)
                    .push(&format!(") = fjango_{number}_{place}"));
            }
        }
    }
    if let Some(condition) = unique.condition {
        sql.push(" AND (").push(condition).push(")");
    }
    only_live(sql, meta);
    if let Some(key) = row.key {
        sql.push(" AND fjango_other.")
            .name(meta.pk().column)
            .push(" <> ")
            .bind(key.clone());
    }
    sql.push(if unique.condition.is_some() { "))" } else { ")" });
}

/// Leaves out the rows that are deleted and stay.
fn only_live(sql: &mut StatementBuilder<'_>, meta: &ModelMeta) {
    if let Some(field) = meta.deleted_at() {
        sql.push(" AND ").name(field.column).push(" IS NULL");
    }
}

/// The positions of the keys that no row of `target` has; one that is deleted and stays counts as none.
pub(crate) async fn missing(db: &impl Executor, target: &'static ModelMeta, keys: &[Value]) -> Result<Vec<usize>> {
    let pk = target.pk();
    let kind = pk.sql_type();
    let mut there = Vec::new();
    let batches: Vec<Vec<Value>> = keys.chunks(db.dialect().max_binds()).map(<[Value]>::to_vec).collect();
    for batch in batches {
        let mut sql = StatementBuilder::new(db.dialect());
        sql.push("SELECT ").name(pk.column).push(" FROM ").name(target.table);
        sql.push(" WHERE ").name(pk.column).in_list(pk.sql_type(), batch);
        only_live(&mut sql, target);
        let found = db
            .fetch(sql.finish(), move |row| {
                row.read(0, kind.name(), |cell| Value::decode(kind, cell))
            })
            .await?;
        there.extend(found.into_iter().map(|value: Value| value.key()));
    }
    let absent = keys.iter().enumerate().filter(|(_, key)| !there.contains(&key.key()));
    Ok(absent.map(|(i, _)| i).collect())
}
