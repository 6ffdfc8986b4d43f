//! Many-to-many cells of all rows, of all fields, in one statement.

use std::collections::HashMap;

use serde_json::{Value as JsonValue, json};

use super::plan::{Found, numbered};
use crate::admin::Result;
use crate::admin::builder::Repr;
use crate::admin::lens::{Lens, Other};
use crate::api::decode;
use crate::db::{Executor, StatementBuilder};
use crate::orm::{self, Expr, Path};
use crate::schema::{FieldMeta, ManyToManyMeta, ModelMeta};
use crate::value::{SqlType, Value, ValueKey};

/// Related rows shown of one row and one field; a list of more helps nobody.
const MAX_SHOWN: usize = 1_000;

/// Puts the rows at the end of these fields into the cells.
pub(crate) async fn fill(
    db: &impl Executor,
    lens: &Lens<'_>,
    fields: &[&'static ManyToManyMeta],
    rows: &mut [Found],
) -> Result<()> {
    for row in rows.iter_mut() {
        for field in fields {
            row.cells.insert(field.name.to_owned(), JsonValue::Array(Vec::new()));
        }
    }
    let keys: Vec<Value> = rows.iter().map(|row| row.key.clone()).collect();
    if keys.is_empty() || fields.is_empty() {
        return Ok(());
    }
    let others: Vec<Other> = fields.iter().map(|field| lens.other((field.target)())).collect();
    // Rows of one statement have keys of one kind; models with keys of another are rare.
    let mut groups: Vec<(SqlType, Vec<usize>)> = Vec::new();
    for (i, other) in others.iter().enumerate() {
        let kind = other.meta.pk().sql_type();
        match groups.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, fields)) => fields.push(i),
            None => groups.push((kind, vec![i])),
        }
    }
    let mut found: Vec<(usize, ValueKey, Value, Option<String>)> = Vec::new();
    for (_, group) in groups {
        found.extend(read(db, lens.meta(), fields, &others, &group, &keys).await?);
    }
    let hidden = hidden(db, &others, &found).await?;
    let places: HashMap<ValueKey, usize> = rows.iter().enumerate().map(|(i, row)| (row.key.key(), i)).collect();
    for (field, owner, key, repr) in found {
        let other = &others[field];
        let shown = other.is_visible && !hidden.contains(&(field, key.key()));
        let repr = repr
            .filter(|repr| shown && !repr.trim().is_empty())
            .unwrap_or_else(|| numbered(other.meta, &key));
        if let Some(JsonValue::Array(cell)) = places
            .get(&owner)
            .and_then(|place| rows[*place].cells.get_mut(fields[field].name))
            && cell.len() < MAX_SHOWN
        {
            cell.push(json!({"id": key.to_text(), "repr": repr}));
        }
    }
    Ok(())
}

/// The fields whose text names a related row.
fn named(other: &Other) -> Vec<&'static FieldMeta> {
    match &other.repr {
        Repr::Fields(fields) => fields.clone(),
        // Code reads whole rows, which would be one more statement each.
        Repr::Code(_) => other.name.into_iter().collect(),
        Repr::Key => Vec::new(),
    }
}

/// `SELECT 0, t.post_id, t.tag_id, name FROM … JOIN … WHERE t.post_id IN (…) UNION ALL SELECT 1, …`.
async fn read(
    db: &impl Executor,
    meta: &'static ModelMeta,
    fields: &[&'static ManyToManyMeta],
    others: &[Other],
    group: &[usize],
    keys: &[Value],
) -> orm::Result<Vec<(usize, ValueKey, Value, Option<String>)>> {
    let mut sql = StatementBuilder::new(db.dialect());
    for (i, position) in group.iter().enumerate() {
        let (field, target) = (fields[*position], others[*position].meta);
        let (near, far) = (field.source_column(meta), field.target_column(meta));
        if i > 0 {
            sql.push(" UNION ALL ");
        }
        sql.push("SELECT ")
            .push(&position.to_string())
            .push(" AS place, t.")
            .name(&near);
        sql.push(" AS near, t.").name(&far).push(" AS far, ");
        let names = named(&others[*position]);
        for (i, name) in names.iter().enumerate() {
            sql.push(if i > 0 { " || ' ' || " } else { "" });
            sql.push("COALESCE(CAST(x.").name(name.column).push(" AS TEXT), '')");
        }
        sql.push(if names.is_empty() { "CAST(NULL AS TEXT)" } else { "" })
            .push(" AS repr FROM ");
        // Rows of a `through` model may relate the same two twice.
        sql.push("(SELECT DISTINCT ")
            .name(&near)
            .push(", ")
            .name(&far)
            .push(" FROM ");
        sql.name(&field.through_table(meta)).push(" WHERE ").name(&near);
        sql.in_list(meta.pk().sql_type(), keys.to_vec())
            .push(") t JOIN ")
            .name(target.table);
        sql.push(" x ON x.").name(target.pk().column).push(" = t.").name(&far);
        if let Some(deleted_at) = target.deleted_at() {
            sql.push(" WHERE x.").name(deleted_at.column).push(" IS NULL");
        }
    }
    sql.push(" ORDER BY place, repr, far");
    let (near, far) = (meta.pk().value_type, others[group[0]].meta.pk().value_type);
    let rows = db.fetch(sql.finish(), move |row| {
        let place: i32 = row.get(0)?;
        let near = decode(&row, 1, near)?.key();
        Ok((
            usize::try_from(place).unwrap_or(0),
            near,
            decode(&row, 2, far)?,
            row.get(3)?,
        ))
    });
    Ok(rows.await?)
}

/// The related rows that the actor may not see, where not all may be seen.
async fn hidden(
    db: &impl Executor,
    others: &[Other],
    found: &[(usize, ValueKey, Value, Option<String>)],
) -> orm::Result<Vec<(usize, ValueKey)>> {
    let mut hidden = Vec::new();
    for (i, other) in others.iter().enumerate() {
        let Some(scope) = &other.scope else { continue };
        let mut keys: Vec<Value> = found.iter().filter(|one| one.0 == i).map(|one| one.2.clone()).collect();
        keys.sort_by_key(Value::key);
        keys.dedup_by_key(|key| key.key());
        let visible = among(db, scope.clone(), &keys).await?;
        let all = keys.iter().map(Value::key);
        hidden.extend(all.filter(|key| !visible.contains(key)).map(|key| (i, key)));
    }
    Ok(hidden)
}

/// Those of the keys whose rows a query has.
pub(crate) async fn among(db: &impl Executor, mut query: orm::Query, keys: &[Value]) -> orm::Result<Vec<ValueKey>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let pk = query.meta.pk();
    let column = Expr::Column(Path::default(), pk);
    query.order = Some(Vec::new());
    query
        .filter
        .push(Expr::In(Box::new(column.clone()), pk.sql_type(), keys.to_vec()));
    let statement = query.select_values(db.dialect(), &[column]);
    let kind = pk.value_type;
    let rows = db.fetch(statement, move |row| Ok(decode(&row, 0, kind)?.key()));
    Ok(rows.await?)
}
