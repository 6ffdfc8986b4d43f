//! What a deletion takes along, what it changes and what forbids it: Django's collector
//! (`django/db/models/deletion.py`).

use std::collections::HashSet;
use std::fmt;
use std::sync::LazyLock;

use super::{Error, Expr, Model, Path, Query, QuerySet, Result, Visibility, soft_delete, write};
use crate::db::{Dialect, Executor, Statement, StatementBuilder, here};
use crate::schema::{FieldMeta, ManyToManyMeta, ModelMeta, OnDelete, registry};
use crate::value::{Value, ValueKey};

/// Keys in one statement; what a database takes at once is more.
pub(super) const KEYS_AT_ONCE: usize = 10_000;

/// What deleting some rows does, worked out before anything is changed. Made by [`QuerySet::deletion`].
#[derive(Debug, Default)]
pub struct Deletion {
    /// How many rows were asked to go.
    asked: usize,
    /// Rows that go, by model, in the order of finding them.
    groups: Vec<Group>,
    /// Rows of tables between models that go.
    links: Vec<(String, u64)>,
    changes: Vec<Change>,
    blockers: Vec<Blocker>,
    /// The moment that rows are marked with; `None` deletes them for good.
    stamp: Option<Value>,
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
    value: New,
}

/// What a foreign key becomes.
#[derive(Debug)]
enum New {
    Value(Value),
    /// An expression of the database's, from `db_default`.
    Sql(&'static str),
}

/// Rows that forbid a deletion, as their foreign key says `on_delete = "protect"` or `"restrict"`.
#[derive(Clone, Debug)]
pub struct Blocker {
    /// Their model.
    pub model: &'static ModelMeta,
    /// The foreign key's name.
    pub field: &'static str,
    /// What it says: [`OnDelete::Protect`] or [`OnDelete::Restrict`].
    pub on_delete: OnDelete,
    /// Their keys.
    pub keys: Vec<Value>,
}

impl fmt::Display for Blocker {
    /// `2 Seal rows by their "sealed" (restrict)`, with names in backticks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.keys.len();
        let plural = if rows == 1 { "" } else { "s" };
        let rule = match self.on_delete {
            OnDelete::Protect => "protect",
            _ => "restrict",
        };
        write!(
            f,
            "{rows} `{}` row{plural} by `{}` ({rule})",
            self.model.name, self.field
        )
    }
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
    #[track_caller]
    pub fn deletion(&self, db: &impl Executor) -> impl Future<Output = Result<Deletion>> {
        here(async move { Deletion::of(db, self.query()).await })
    }

    /// Deletes the matching rows with all that goes along, in one transaction, and counts rows of every model.
    ///
    /// [`delete`](Self::delete) counts the model's own rows only, and where no foreign key can forbid it, it is one
    /// statement and leaves the rest to the database. This one always reads what points at the rows first, as Django
    /// does.
    ///
    /// # Errors
    /// [`Error::Protected`] with the rows that forbid it; nothing is deleted then.
    #[track_caller]
    pub fn delete_collected(&self, db: &impl Executor) -> impl Future<Output = Result<Deleted>> {
        here(async move { write::atomic(db, async |tx| self.deletion(tx).await?.run(tx).await).await })
    }
}

/// Deletes the rows of a query and gives their number, without what goes along: in one statement, or where foreign keys
/// may forbid it, after looking at what points at them.
pub(crate) async fn delete(db: &impl Executor, query: &Query) -> Result<usize> {
    match query.meta.deleted_at() {
        Some(field) => soft_delete::delete_rows(db, query, field).await,
        None => delete_hard(db, query).await,
    }
}

/// [`delete`] for good, also of a model whose deleted rows stay.
pub(crate) async fn delete_hard(db: &impl Executor, query: &Query) -> Result<usize> {
    if needs_look(query.meta) {
        let run = write::atomic(db, async |tx| {
            let deletion = Deletion::hard(tx, query).await?;
            deletion.run(tx).await?;
            Ok(deletion.asked)
        });
        return run.await;
    }
    let deleted = db.execute(query.delete(db.dialect())).await;
    deleted.map_err(|error| Error::of_model(error, query.meta))
}

/// Whether deleting rows of a model is more than the database does by itself: somebody may forbid it, or has to be set
/// to a default that only Rust knows.
fn needs_look(meta: &'static ModelMeta) -> bool {
    static LOOKED_AT: LazyLock<HashSet<(&str, &str)>> = LazyLock::new(|| {
        let models = registry::models().iter().copied();
        let guarded = models.filter(|model| is_guarded(model, &mut Vec::new()));
        guarded.map(|model| (model.app, model.name)).collect()
    });
    LOOKED_AT.contains(&(meta.app, meta.name))
}

fn is_guarded(meta: &'static ModelMeta, seen: &mut Vec<&'static ModelMeta>) -> bool {
    if seen.contains(&meta) {
        return false;
    }
    seen.push(meta);
    registry::pointing_at(meta).any(|(source, field)| match rule(field) {
        OnDelete::Protect | OnDelete::Restrict => true,
        OnDelete::SetDefault => field.db_default.is_none(),
        OnDelete::Cascade => is_guarded(source, seen),
        OnDelete::SetNull | OnDelete::DoNothing => false,
    })
}

fn rule(field: &FieldMeta) -> OnDelete {
    field
        .relation
        .map_or(OnDelete::DoNothing, |relation| relation.on_delete)
}

impl Deletion {
    /// Rows to be marked as deleted, with those that cascade to them and can be marked too. All others stay as they are.
    pub(super) async fn soft(
        db: &impl Executor,
        meta: &'static ModelMeta,
        keys: Vec<Value>,
        stamp: Value,
    ) -> Result<Self> {
        let mut deletion = Self {
            asked: keys.len(),
            stamp: Some(stamp),
            ..Self::default()
        };
        deletion.collect(db, meta, keys).await?;
        Ok(deletion)
    }

    /// What deleting the rows of a query does.
    pub(crate) async fn of(db: &impl Executor, query: &Query) -> Result<Self> {
        match query.meta.deleted_at() {
            Some(field) => {
                let mut live = query.clone();
                live.visibility = Visibility::Live;
                let keys = keys_of(db, &live, query.meta).await?;
                Self::soft(db, query.meta, keys, write::now(field)).await
            }
            None => Self::hard(db, query).await,
        }
    }

    async fn hard(db: &impl Executor, query: &Query) -> Result<Self> {
        let keys = keys_of(db, query, query.meta).await?;
        let mut deletion = Self {
            asked: keys.len(),
            ..Self::default()
        };
        deletion.collect(db, query.meta, keys).await?;
        Ok(deletion)
    }

    /// The rows that go, by model.
    pub fn rows(&self) -> impl Iterator<Item = (&'static ModelMeta, &[Value])> {
        self.groups.iter().map(|group| (group.meta, group.keys.as_slice()))
    }

    /// How many rows of tables between models go, by the field they are of.
    pub(crate) fn links(&self) -> impl Iterator<Item = (&str, u64)> {
        self.links.iter().map(|(table, rows)| (table.as_str(), *rows))
    }

    /// How many rows stay whose foreign key becomes something else, by model.
    pub(crate) fn unlinked(&self) -> impl Iterator<Item = (&'static ModelMeta, usize)> {
        self.changes.iter().map(|change| (change.meta, change.keys.len()))
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
        if let (false, Some(first)) = (self.blockers.is_empty(), self.groups.first()) {
            return Err(Error::Protected {
                model: first.meta.name,
                blockers: self.blockers.clone(),
            });
        }
        for change in &self.changes {
            for keys in change.keys.chunks(KEYS_AT_ONCE) {
                let changed = db.execute(change.statement(db.dialect(), keys)).await;
                changed.map_err(|error| Error::of_model(error, change.meta))?;
            }
        }
        let mut by_model = self.links.clone();
        for group in self.children_first() {
            if let (Some(stamp), Some(field)) = (&self.stamp, group.meta.deleted_at()) {
                soft_delete::set_mark(db, group.meta, field, &group.keys, stamp).await?;
                by_model.push((
                    format!("{}.{}", group.meta.app, group.meta.name),
                    group.keys.len() as u64,
                ));
                continue;
            }
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
            let sources: Vec<_> = registry::pointing_at(meta).collect();
            for (source, field) in sources {
                let on_delete = rule(field);
                let stays = match (&self.stamp, on_delete) {
                    (_, OnDelete::DoNothing) => true,
                    (None, _) | (Some(_), OnDelete::Protect | OnDelete::Restrict) => false,
                    // What cannot be marked goes on pointing at the row, and what is set to something else could not be
                    // brought back with it.
                    (Some(_), OnDelete::Cascade) => source.deleted_at().is_none(),
                    (Some(_), _) => true,
                };
                if stays {
                    continue;
                }
                let visibility = match self.stamp {
                    Some(_) => Visibility::Live,
                    None => Visibility::All,
                };
                let pointing = pointing(db, source, field, &new, visibility).await?;
                if pointing.is_empty() {
                    continue;
                }
                match on_delete {
                    OnDelete::Cascade => waiting.push((source, pointing)),
                    OnDelete::Protect => self.block(source, field, pointing),
                    OnDelete::Restrict => restricted.push((source, field, pointing)),
                    OnDelete::SetNull | OnDelete::SetDefault => self.changes.push(Change {
                        meta: source,
                        field,
                        keys: pointing,
                        value: match (on_delete, field.default, field.db_default) {
                            (OnDelete::SetDefault, Some(default), _) => New::Value(default()),
                            (OnDelete::SetDefault, None, Some(sql)) => New::Sql(sql),
                            _ => New::Value(Value::Null(field.sql_type())),
                        },
                    }),
                    OnDelete::DoNothing => {}
                }
            }
            if self.stamp.is_none() {
                self.count_links(db, meta, &new).await?;
            }
        }
        // Rows that go themselves forbid nothing.
        for (source, field, keys) in restricted {
            let group = self.groups.iter().find(|group| group.meta.is(source));
            let stays = |key: &Value| group.is_none_or(|group| !group.known.contains(&key.key()));
            let keys: Vec<Value> = keys.into_iter().filter(stays).collect();
            if !keys.is_empty() {
                self.block(source, field, keys);
            }
        }
        Ok(())
    }

    fn block(&mut self, model: &'static ModelMeta, field: &'static FieldMeta, keys: Vec<Value>) {
        let known = self
            .blockers
            .iter_mut()
            .find(|known| known.model.is(model) && known.field == field.name);
        match known {
            Some(known) => known.keys.extend(keys),
            None => self.blockers.push(Blocker {
                model,
                field: field.name,
                on_delete: rule(field),
                keys,
            }),
        }
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
                if field.through.is_some() {
                    // Its rows are rows as others are.
                    continue;
                }
                let ends = [
                    (owner.is(meta), field.source_column(owner)),
                    ((field.target)().is(meta), field.target_column(owner)),
                ];
                for (here, column) in ends {
                    if !here {
                        continue;
                    }
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

impl Change {
    /// `UPDATE … SET …` of the rows with these keys.
    fn statement(&self, dialect: &dyn Dialect, keys: &[Value]) -> Statement {
        match &self.value {
            New::Value(value) => {
                let query = by_keys(self.meta, self.meta.pk(), keys);
                query.update_with(dialect, &[(self.field, Expr::Value(value.clone()))])
            }
            New::Sql(default) => {
                let pk = self.meta.pk();
                let mut sql = StatementBuilder::new(dialect);
                sql.writes().push("UPDATE ").name(self.meta.table).push(" SET ");
                sql.name(self.field.column).push(" = (").push(default).push(") WHERE ");
                sql.name(pk.column).in_list(pk.sql_type(), keys.to_vec());
                sql.finish()
            }
        }
    }
}

/// The rows with these values of a field, deleted ones among them.
pub(super) fn by_keys(meta: &'static ModelMeta, field: &'static FieldMeta, keys: &[Value]) -> Query {
    let mut query = Query::new(meta);
    query.visibility = Visibility::All;
    let column = Expr::Column(Path::default(), field);
    query
        .filter
        .push(Expr::In(Box::new(column), field.sql_type(), keys.to_vec()));
    query
}

pub(super) async fn keys_of(db: &impl Executor, query: &Query, meta: &'static ModelMeta) -> Result<Vec<Value>> {
    let pk = meta.pk();
    let statement = query.select_values(db.dialect(), &[Expr::Column(Path::default(), pk)]);
    // The kind alone: with the field in it, the compiler could not see the future to be `Send`.
    let kind = pk.sql_type();
    let decode = move |row: crate::value::Row<'_>| row.read(0, "key", |cell| Value::decode(kind, cell));
    Ok(db.fetch(statement, decode).await?)
}

/// The keys of the rows of `source` whose foreign key is one of these.
async fn pointing(
    db: &impl Executor,
    source: &'static ModelMeta,
    field: &'static FieldMeta,
    keys: &[Value],
    visibility: Visibility,
) -> Result<Vec<Value>> {
    let mut found = Vec::new();
    for keys in keys.chunks(KEYS_AT_ONCE) {
        let mut query = by_keys(source, field, keys);
        query.order = Some(Vec::new());
        query.visibility = visibility;
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
