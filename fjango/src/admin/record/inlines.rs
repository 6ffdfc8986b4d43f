//! Rows of other models that are written with a record, all or nothing.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::FoundRecord;
use super::failure::Writing;
use super::journal::{self, Done};
use super::prepare::{check_targets, prepare};
use super::read::inline_row;
use super::version::is_same;
use super::write::{insert, number, stale, update};
use crate::admin::builder::{Entry, InlineEntry};
use crate::admin::contract::{Can, HistoryVerb, InlineWrite};
use crate::admin::lens::Lens;
use crate::admin::schema::inline_fields;
use crate::admin::upload::Claims;
use crate::admin::{Context, Error, Result};
use crate::api::{Purpose, Written};
use crate::db::{Db, Tx};
use crate::orm::{Expr, update_one};
use crate::schema::FieldMeta;
use crate::storage::Storages;
use crate::value::{Invalid, SqlType, ValidationErrors, Value};

/// The most rows that one request writes.
const MAX_ROWS: usize = 1_000;

/// All that is to be written of all inlines.
pub(super) struct Inlines<'a>(Vec<Prepared<'a>>);

struct Prepared<'a> {
    inline: &'a InlineEntry,
    entry: Cow<'a, Entry>,
    create: Vec<(String, Written)>,
    update: Vec<Changed>,
    delete: Vec<Gone>,
    order: Option<Vec<String>>,
}

struct Changed {
    prefix: String,
    key: Value,
    seen: String,
    written: Written,
}

struct Gone {
    prefix: String,
    key: Value,
    seen: String,
}

/// A value of this kind that is no row's: it stands for the key of a record that is not there yet.
fn placeholder(field: &FieldMeta) -> Value {
    match field.sql_type() {
        SqlType::SmallInt => Value::SmallInt(0),
        SqlType::Integer => Value::Integer(0),
        SqlType::Uuid => Value::Uuid(uuid::Uuid::nil()),
        SqlType::Text => Value::Text("0".to_owned()),
        _ => Value::BigInt(0),
    }
}

/// Reads what a form says of inlines, with the objections to all rows.
pub(super) async fn prepare_inlines<'a>(
    context: &Context,
    lens: &Lens<'a>,
    inlines: BTreeMap<String, InlineWrite>,
    claims: &mut Claims,
    errors: &mut ValidationErrors,
) -> Result<Inlines<'a>> {
    let mut all = Vec::new();
    for (name, write) in inlines {
        let inline = lens.entry.inline(&name).ok_or_else(|| {
            let name: String = name.chars().take(60).collect();
            Error::BadRequest(format!("`{name}` is no inline of this form"))
        })?;
        if write.create.len() + write.update.len() + write.delete.len() > MAX_ROWS {
            return Err(Error::SelectionTooLarge { limit: MAX_ROWS as u64 });
        }
        let entry = lens.site.entry_or_default(inline.meta);
        let child = Lens { entry: &entry, ..*lens };
        let needed = [
            (Can::View, true),
            (Can::Add, !write.create.is_empty()),
            (Can::Change, !write.update.is_empty() || write.order.is_some()),
            (Can::Delete, !write.delete.is_empty()),
        ];
        let refused = needed.into_iter().any(|(can, needed)| needed && !child.can(can));
        if refused || (!write.delete.is_empty() && !inline.can_delete) {
            return Err(Error::Forbidden);
        }
        let mut prepared = Prepared {
            inline,
            entry: entry.clone(),
            create: Vec::new(),
            update: Vec::new(),
            delete: Vec::new(),
            order: write.order.filter(|_| inline.sortable.is_some()),
        };
        let names = inline_fields(&child, inline);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let prefix = |at: Option<u32>, i: usize| format!("/{name}/{}", at.map_or(i, |at| at as usize));
        let mut keep = |prefix: &str, read: std::result::Result<Written, ValidationErrors>| match read {
            Ok(written) => Some(written),
            Err(more) => {
                errors.nest(prefix, more);
                None
            }
        };
        let fk = inline.meta.field_index(inline.fk.name).unwrap_or_default();
        for (i, row) in write.create.into_iter().enumerate() {
            let prefix = prefix(row.at, i);
            let mut preset: Vec<_> = entry.presets.iter().map(|(at, value)| (*at, value())).collect();
            preset.push((fk, placeholder(inline.fk)));
            let mut set = row.set;
            let taken = claims.take(context, &child, &mut set, None).await?;
            let read = prepare(&child, set, &names, Purpose::Create, preset, taken);
            if let Some(written) = keep(&prefix, read) {
                prepared.create.push((prefix, written));
            }
        }
        for (i, row) in write.update.into_iter().enumerate() {
            let prefix = prefix(row.at, i);
            let mut set = row.set;
            let taken = claims.take(context, &child, &mut set, None).await?;
            let read = prepare(&child, set, &names, Purpose::Change, Vec::new(), taken);
            if let Some(written) = keep(&prefix, read) {
                prepared.update.push(Changed {
                    prefix,
                    key: child.key(&row.id)?,
                    seen: row.v,
                    written,
                });
            }
        }
        for (i, row) in write.delete.into_iter().enumerate() {
            prepared.delete.push(Gone {
                prefix: prefix(row.at, i),
                key: child.key(&row.id)?,
                seen: row.v,
            });
        }
        all.push(prepared);
    }
    Ok(Inlines(all))
}

impl Inlines<'_> {
    /// Objects to rows that point at what the actor may not choose.
    pub(super) async fn check(&self, db: &Db, lens: &Lens<'_>, errors: &mut ValidationErrors) -> Result<()> {
        for prepared in &self.0 {
            let child = Lens {
                entry: &prepared.entry,
                ..*lens
            };
            let fk = prepared.inline.fk;
            for (prefix, written) in &prepared.create {
                let position = prepared.inline.meta.field_index(fk.name);
                // The way back leads to the record itself.
                let own = Written {
                    columns: written
                        .columns
                        .iter()
                        .filter(|(at, _)| Some(*at) != position)
                        .cloned()
                        .collect(),
                    many: written.many.clone(),
                    uploads: Vec::new(),
                };
                check_targets(db, &child, None, &own, prefix, errors).await?;
            }
            for row in &prepared.update {
                check_targets(db, &child, Some(&row.key), &row.written, &row.prefix, errors).await?;
            }
        }
        Ok(())
    }

    /// Writes the rows of the record with this key. A new record must have as many as its inlines want, whether they were
    /// named or not; but who may not add rows makes it without.
    pub(super) async fn run(
        self,
        tx: &Tx,
        context: &Context,
        lens: &Lens<'_>,
        parent: &Value,
        is_new: bool,
        writing: &mut Option<Writing>,
    ) -> Result<()> {
        let touched = |prepared: &&Prepared<'_>| !prepared.create.is_empty() || !prepared.delete.is_empty();
        let mut counted: Vec<&InlineEntry> = self.0.iter().filter(touched).map(|prepared| prepared.inline).collect();
        for inline in lens.entry.inlines.iter().filter(|inline| is_new && inline.min > 0) {
            let entry = lens.site.entry_or_default(inline.meta);
            let child = Lens { entry: &entry, ..*lens };
            let may_add = child.can(Can::View) && child.can(Can::Add);
            if may_add && !counted.iter().any(|known| known.name == inline.name) {
                counted.push(inline);
            }
        }
        for prepared in self.0 {
            run(tx, context, lens, parent, is_new, prepared, writing).await?;
        }
        for inline in counted {
            bounds(tx, inline, parent).await?;
        }
        Ok(())
    }
}

async fn run(
    tx: &Tx,
    context: &Context,
    lens: &Lens<'_>,
    parent: &Value,
    is_new: bool,
    prepared: Prepared<'_>,
    writing: &mut Option<Writing>,
) -> Result<()> {
    let inline = prepared.inline;
    let child = Lens {
        entry: &prepared.entry,
        ..*lens
    };
    let meta = child.meta();
    let storages = context.db.storages();
    // What goes makes room for what comes.
    for row in prepared.delete {
        let before = existing(
            tx,
            context,
            lens,
            &child,
            inline,
            parent,
            &row.key,
            &row.seen,
            &row.prefix,
            false,
        )
        .await?;
        if !child.object(before.values(), Can::Delete) {
            return Err(Error::Forbidden);
        }
        super::delete::remove(tx, &child, &row.key).await?;
        let done = Done {
            verb: HistoryVerb::Delete,
            before: Some(&before),
            ..Done::of(&child, &row.key)
        };
        journal::note(tx, context, done).await?;
    }
    for row in prepared.update {
        let many = !row.written.many.is_empty();
        let before = existing(
            tx,
            context,
            lens,
            &child,
            inline,
            parent,
            &row.key,
            &row.seen,
            &row.prefix,
            many,
        )
        .await?;
        if !child.object(before.values(), Can::Change) {
            return Err(Error::Forbidden);
        }
        update(tx, meta, &row.key, row.written, row.prefix, writing).await?;
        let after = settled(tx, &child, inline, parent, &row.key, storages, Can::Change).await?;
        let done = Done {
            verb: HistoryVerb::Change,
            before: Some(&before),
            after: Some(&after),
            ..Done::of(&child, &row.key)
        };
        journal::note(tx, context, done).await?;
    }
    let fk = meta.field_index(inline.fk.name);
    let mut created = Vec::new();
    for (prefix, mut written) in prepared.create {
        for (position, value) in &mut written.columns {
            if Some(*position) == fk {
                value.clone_from(parent);
            }
        }
        let key = insert(tx, meta, written, prefix, fk.filter(|_| is_new), writing).await?;
        let after = settled(tx, &child, inline, parent, &key, storages, Can::Add).await?;
        let done = Done {
            verb: HistoryVerb::Create,
            after: Some(&after),
            ..Done::of(&child, &key)
        };
        journal::note(tx, context, done).await?;
        created.push(key);
    }
    *writing = None;
    if let Some(order) = prepared.order {
        reorder(tx, &child, inline, parent, &order, &created, storages).await?;
    }
    Ok(())
}

/// The row of an inline as it is now, which must be one that the actor may treat so.
async fn settled(
    tx: &Tx,
    child: &Lens<'_>,
    inline: &InlineEntry,
    parent: &Value,
    key: &Value,
    storages: &Storages,
    can: Can,
) -> Result<FoundRecord> {
    let row = inline_row(tx, child, inline, parent, key, storages).await?;
    let allowed = row.filter(|row| child.object(row.values(), can) && child.object(row.values(), Can::View));
    allowed.ok_or(Error::Forbidden)
}

/// A row of the record that is still what the client saw.
#[expect(clippy::too_many_arguments, reason = "all of it is needed to tell a conflict")]
async fn existing(
    tx: &Tx,
    context: &Context,
    lens: &Lens<'_>,
    child: &Lens<'_>,
    inline: &InlineEntry,
    parent: &Value,
    key: &Value,
    seen: &str,
    prefix: &str,
    many: bool,
) -> Result<FoundRecord> {
    super::write::lock(tx, child, key).await?;
    let row = inline_row(tx, child, inline, parent, key, context.db.storages()).await?;
    match row {
        Some(row) if is_same(seen, &row.version, many) => Ok(row),
        // Changed, or gone, or never one of the record's: in each case the client has to look again.
        _ => {
            let mut parts = prefix.split('/').skip(1);
            let (name, at) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            Err(stale(tx, context, lens, parent, vec![format!("{name}[{at}]")]).await?)
        }
    }
}

/// Writes the place of each row that is not there already.
async fn reorder(
    tx: &Tx,
    child: &Lens<'_>,
    inline: &InlineEntry,
    parent: &Value,
    order: &[String],
    created: &[Value],
    storages: &Storages,
) -> Result<()> {
    let meta = child.meta();
    let Some((position, field)) = inline
        .sortable
        .as_deref()
        .and_then(|name| Some((meta.field_index(name)?, meta.field(name)?)))
    else {
        return Ok(());
    };
    for (place, id) in order.iter().enumerate() {
        let key = match id.strip_prefix('+').and_then(|new| new.parse::<usize>().ok()) {
            Some(new) => created.get(new).cloned().ok_or(Error::NotFound)?,
            None => child.key(id)?,
        };
        let json = serde_json::Value::from(place);
        let value = (field.value_type.parse_json)(&json).map_err(|invalid| {
            let mut errors = ValidationErrors::new();
            errors.add(&inline.name, invalid);
            Error::from(errors)
        })?;
        let mut there = child.by_key(&key);
        there.filter.push(Expr::own(inline.fk, parent.clone()));
        there.filter.push(Expr::own(field, value.clone()));
        if number(tx, &there).await? == 0 {
            // A new row was judged when it was written, and one that is gone by now has no place.
            let row = match created.contains(&key) {
                true => None,
                false => inline_row(tx, child, inline, parent, &key, storages).await?,
            };
            if row.is_some_and(|row| !child.object(row.values(), Can::Change)) {
                return Err(Error::Forbidden);
            }
            let own = vec![Expr::own(inline.fk, parent.clone())];
            update_one(tx, meta, &key, vec![(position, value)], own).await?;
        }
    }
    Ok(())
}

/// Objects to too few and too many rows.
async fn bounds(tx: &Tx, inline: &InlineEntry, parent: &Value) -> Result<()> {
    if inline.min == 0 && inline.max.is_none() {
        return Ok(());
    }
    let mut query = crate::orm::Query::new(inline.meta);
    query.filter.push(Expr::own(inline.fk, parent.clone()));
    let rows = number(tx, &query).await?;
    let mut errors = ValidationErrors::new();
    if rows < u64::from(inline.min) {
        let detail = format!("needs at least {} rows", inline.min);
        errors.add(&inline.name, Invalid::new("min_rows", detail));
    }
    if let Some(max) = inline.max.filter(|max| rows > u64::from(*max)) {
        errors.add(
            &inline.name,
            Invalid::new("max_rows", format!("takes at most {max} rows")),
        );
    }
    errors.into_result(()).map_err(Error::from)
}
