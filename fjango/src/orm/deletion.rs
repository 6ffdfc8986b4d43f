//! What a deletion takes along, what it changes and what forbids it: Django's collector
//! (`django/db/models/deletion.py`).

use std::collections::HashSet;

use super::{Error, Expr, Model, Path, Query, QuerySet, Result, write};
use crate::db::{Executor, StatementBuilder};
use crate::schema::{FieldMeta, ManyToManyMeta, ModelMeta, OnDelete, registry};
use crate::value::{Value, ValueKey};

/// Keys in one statement; what a database takes at once is more.
const KEYS_AT_ONCE: usize = 10_000;

/// What deleting some rows does, worked out before anything is changed. Made by [`QuerySet::deletion`].
#[derive(Debug, Default)]
pub struct Deletion {
    /// Rows that go, by model, in the order of finding them.
    groups: Vec<Group>,
    /// Rows of tables between models that go.
    links: Vec<(String, u64)>,
    changes: Vec<Change>,
    blockers: Vec<Blocker>,
}

#[derive(Debug)]
struct Group {
    meta: &'static ModelMeta,
    keys: Vec<Value>,
    known: HashSet<ValueKey>,
}

/// Foreign keys that are set to something else.
#[derive(Debug)]
struct Change {
    meta: &'static ModelMeta,
    field: &'static FieldMeta,
    keys: Vec<Value>,
    value: Value,
}

/// Rows that forbid a deletion, as their foreign key says `on_delete = "restrict"`.
#[derive(Clone, Debug)]
pub struct Blocker {
    /// Their model.
    pub model: &'static ModelMeta,
    /// The foreign key's name.
    pub field: &'static str,
    /// Their keys.
    pub keys: Vec<Value>,
}

/// How many rows a deletion took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deleted {
    /// All rows.
    pub total: u64,
    /// Rows by `app.Model`, tables between models included as `app.Model.field`.
    pub by_model: Vec<(String, u64)>,
}

impl<M: Model> QuerySet<M> {
    /// What deleting the matching rows would take along, change, or be forbidden by. Reads, and changes nothing.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn deletion(&self, db: &impl Executor) -> Result<Deletion> {
        let mut deletion = Deletion::default();
        let query = self.query();
        let keys = keys_of(db, query, M::META).await?;
        deletion.collect(db, M::META, keys).await?;
        Ok(deletion)
    }

    /// Deletes the matching rows with all that goes along, in one transaction, and counts rows of every model.
    ///
    /// [`delete`](Self::delete) is one statement and leaves the rest to the database, which counts the model's own rows
    /// only. This one reads what points at the rows first, as Django does.
    ///
    /// # Errors
    /// [`Error::Protected`] with the model whose rows forbid it; nothing is deleted then.
    pub async fn delete_collected(&self, db: &impl Executor) -> Result<Deleted> {
        write::atomic(db, async |tx| self.deletion(tx).await?.run(tx).await).await
    }
}

impl Deletion {
    /// The rows that go, by model.
    pub fn rows(&self) -> impl Iterator<Item = (&'static ModelMeta, &[Value])> {
        self.groups.iter().map(|group| (group.meta, group.keys.as_slice()))
    }

    /// The rows that forbid the deletion; of none, it is allowed.
    pub fn blockers(&self) -> &[Blocker] {
        &self.blockers
    }

    /// Deletes, children first, and counts. Give it the transaction that worked the deletion out.
    ///
    /// # Errors
    /// [`Error::Protected`] when rows forbid it.
    pub async fn run(&self, db: &impl Executor) -> Result<Deleted> {
        if let (Some(blocker), Some(first)) = (self.blockers.first(), self.groups.first()) {
            return Err(Error::Protected {
                model: first.meta.name,
                by: blocker.model.name,
                field: blocker.field,
                rows: self.blockers.iter().map(|blocker| blocker.keys.len()).sum(),
            });
        }
        for change in &self.changes {
            for keys in change.keys.chunks(KEYS_AT_ONCE) {
                let query = by_keys(change.meta, change.meta.pk(), keys);
                let value = Expr::Value(change.value.clone());
                let statement = query.update_with(db.dialect(), &[(change.field, value)]);
                db.execute(statement).await?;
            }
        }
        let mut by_model = self.links.clone();
        for group in self.children_first() {
            for keys in group.keys.chunks(KEYS_AT_ONCE) {
                let statement = by_keys(group.meta, group.meta.pk(), keys).delete(db.dialect());
                let deleted = db.execute(statement).await;
                deleted.map_err(|error| Error::of_model(error, group.meta))?;
            }
            // Not what the database says: it does not count rows that a cascade took before their turn.
            let rows = group.keys.len() as u64;
            by_model.push((format!("{}.{}", group.meta.app, group.meta.name), rows));
        }
        by_model.retain(|(_, rows)| *rows > 0);
        by_model.sort();
        Ok(Deleted {
            total: by_model.iter().map(|(_, rows)| rows).sum(),
            by_model,
        })
    }

    async fn collect(&mut self, db: &impl Executor, meta: &'static ModelMeta, keys: Vec<Value>) -> Result<()> {
        let mut restricted = Vec::new();
        let mut waiting = vec![(meta, keys)];
        while let Some((meta, keys)) = waiting.pop() {
            let new = self.add(meta, keys);
            if new.is_empty() {
                continue;
            }
            for (source, field) in registry::pointing_at(meta) {
                let on_delete = field
                    .relation
                    .as_ref()
                    .map_or(OnDelete::DoNothing, |relation| relation.on_delete);
                if on_delete == OnDelete::DoNothing {
                    continue;
                }
                let pointing = pointing(db, source, field, &new).await?;
                if pointing.is_empty() {
                    continue;
                }
                match on_delete {
                    OnDelete::Cascade => waiting.push((source, pointing)),
                    OnDelete::Restrict => restricted.push((source, field, pointing)),
                    OnDelete::SetNull | OnDelete::SetDefault => self.changes.push(Change {
                        meta: source,
                        field,
                        keys: pointing,
                        value: match (on_delete, field.default) {
                            (OnDelete::SetDefault, Some(default)) => default(),
                            _ => Value::Null(field.sql_type()),
                        },
                    }),
                    OnDelete::DoNothing => {}
                }
            }
            self.count_links(db, meta, &new).await?;
        }
        // Rows that go themselves forbid nothing.
        for (source, field, keys) in restricted {
            let group = self.groups.iter().find(|group| group.meta.is(source));
            let stays = |key: &Value| group.is_none_or(|group| !group.known.contains(&key.key()));
            let keys: Vec<Value> = keys.into_iter().filter(stays).collect();
            if !keys.is_empty() {
                self.blockers.push(Blocker {
                    model: source,
                    field: field.name,
                    keys,
                });
            }
        }
        Ok(())
    }

    /// Takes the keys that were not known, and gives them.
    fn add(&mut self, meta: &'static ModelMeta, keys: Vec<Value>) -> Vec<Value> {
        let position = self
            .groups
            .iter()
            .position(|group| group.meta.is(meta))
            .unwrap_or_else(|| {
                self.groups.push(Group {
                    meta,
                    keys: Vec::new(),
                    known: HashSet::new(),
                });
                self.groups.len() - 1
            });
        let group = &mut self.groups[position];
        let new: Vec<Value> = keys.into_iter().filter(|key| group.known.insert(key.key())).collect();
        group.keys.extend(new.iter().cloned());
        new
    }

    /// Counts the rows of many-to-many tables that point at the keys; the database takes them along.
    async fn count_links(&mut self, db: &impl Executor, meta: &'static ModelMeta, keys: &[Value]) -> Result<()> {
        for owner in registry::models() {
            for field in owner.many_to_many {
                let ends = [
                    (owner.is(meta), field.source_column(owner)),
                    ((field.target)().is(meta), field.target_column(owner)),
                ];
                for (_, column) in ends.into_iter().filter(|(here, _)| *here) {
                    let rows = count_rows(db, field, owner, &column, meta, keys).await?;
                    let name = format!("{}.{}.{}", owner.app, owner.name, field.name);
                    match self.links.iter_mut().find(|(known, _)| *known == name) {
                        Some((_, known)) => *known += rows,
                        None => self.links.push((name, rows)),
                    }
                }
            }
        }
        Ok(())
    }

    /// The groups, each before those that its rows point at.
    fn children_first(&self) -> Vec<&Group> {
        let mut left: Vec<&Group> = self.groups.iter().collect();
        let mut sorted = Vec::with_capacity(left.len());
        while !left.is_empty() {
            let is_pointed_at = |group: &&Group| {
                registry::pointing_at(group.meta)
                    .any(|(source, _)| !source.is(group.meta) && left.iter().any(|other| other.meta.is(source)))
            };
            // Models that point at each other in a circle have no first one; their rows go as the database allows.
            let next = left.iter().position(|group| !is_pointed_at(group)).unwrap_or(0);
            sorted.push(left.remove(next));
        }
        sorted
    }
}

fn by_keys(meta: &'static ModelMeta, field: &'static FieldMeta, keys: &[Value]) -> Query {
    let mut query = Query::new(meta);
    let column = Expr::Column(Path::default(), field);
    query
        .filter
        .push(Expr::In(Box::new(column), field.sql_type(), keys.to_vec()));
    query
}

async fn keys_of(db: &impl Executor, query: &Query, meta: &'static ModelMeta) -> Result<Vec<Value>> {
    let pk = meta.pk();
    let statement = query.select_values(db.dialect(), &[Expr::Column(Path::default(), pk)]);
    let decode = move |row: crate::value::Row<'_>| row.read(0, "key", &mut |cell| Value::decode(pk.sql_type(), cell));
    Ok(db.fetch(statement, decode).await?)
}

/// The keys of the rows of `source` whose foreign key is one of these.
async fn pointing(
    db: &impl Executor,
    source: &'static ModelMeta,
    field: &'static FieldMeta,
    keys: &[Value],
) -> Result<Vec<Value>> {
    let mut found = Vec::new();
    for keys in keys.chunks(KEYS_AT_ONCE) {
        let mut query = by_keys(source, field, keys);
        query.order = Some(Vec::new());
        found.extend(keys_of(db, &query, source).await?);
    }
    Ok(found)
}

async fn count_rows(
    db: &impl Executor,
    field: &ManyToManyMeta,
    owner: &ModelMeta,
    column: &str,
    meta: &ModelMeta,
    keys: &[Value],
) -> Result<u64> {
    let mut rows = 0;
    for keys in keys.chunks(KEYS_AT_ONCE) {
        let mut sql = StatementBuilder::new(db.dialect());
        sql.push("SELECT COUNT(*) FROM ").name(&field.through_table(owner));
        sql.push(" WHERE ")
            .name(column)
            .in_list(meta.pk().sql_type(), keys.to_vec());
        let counted: Vec<i64> = db.fetch(sql.finish(), crate::db::first_value).await?;
        rows += counted
            .first()
            .copied()
            .and_then(|rows| u64::try_from(rows).ok())
            .unwrap_or(0);
    }
    Ok(rows)
}
