//! The rows of the table between two models.

use crate::db::{Executor, StatementBuilder};
use crate::orm::{Error, Result};
use crate::schema::{ManyToManyMeta, ModelMeta};
use crate::value::Value;

/// Makes `keys` the related rows of a many-to-many field; with `replace` those there before go.
pub(crate) async fn set_many(
    db: &impl Executor,
    owner: &'static ModelMeta,
    position: usize,
    key: &Value,
    keys: &[Value],
    replace: bool,
) -> Result<()> {
    let field: &ManyToManyMeta = &owner.many_to_many[position];
    let (table, near, far) = (
        field.through_table(owner),
        field.source_column(owner),
        field.target_column(owner),
    );
    if replace {
        let mut sql = StatementBuilder::new(db.dialect());
        sql.writes()
            .push("DELETE FROM ")
            .name(&table)
            .push(" WHERE ")
            .name(&near)
            .push(" = ")
            .bind(key.clone());
        db.execute(sql.finish()).await?;
    }
    if keys.is_empty() {
        return Ok(());
    }
    let mut sql = StatementBuilder::new(db.dialect());
    sql.writes()
        .one_off()
        .push("INSERT INTO ")
        .name(&table)
        .push(" (")
        .name(&near)
        .push(", ")
        .name(&far)
        .push(") VALUES ");
    for (i, other) in keys.iter().enumerate() {
        sql.push(if i > 0 { ", (" } else { "(" })
            .bind(key.clone())
            .push(", ")
            .bind(other.clone())
            .push(")");
    }
    let ignore = db.dialect().on_conflict_do_nothing();
    sql.push(ignore);
    db.execute(sql.finish())
        .await
        .map_err(|error| match Error::of_model(error, owner) {
            Error::Integrity {
                kind, model, source, ..
            } => Error::Integrity {
                kind,
                model,
                fields: vec![field.name.to_owned()],
                source,
            },
            other => other,
        })?;
    Ok(())
}
