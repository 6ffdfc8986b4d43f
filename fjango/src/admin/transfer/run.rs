//! The rows of a file, each the way of a form, all in one transaction.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use super::file::{Row, Table};
use super::mapping::{Found, Mapping, Target, form_value, look_up};
use super::{AdminImport, AdminImportPatch, cell, failed};
use crate::admin::contract::{Can, HistoryVerb, HistoryVia, ImportError, ImportRun, Members, Objection};
use crate::admin::error::for_pages;
use crate::admin::lens::Lens;
use crate::admin::record::journal::{self, Done};
use crate::admin::record::{Writing, check_targets, explain, held, insert, prepare, settled, update};
use crate::admin::schema::form_fields;
use crate::admin::upload::Taken;
use crate::admin::{Context, Error, Result};
use crate::api::{Purpose, decode};
use crate::db::{self, Executor, RowLock, Tx};
use crate::http::{Problem, ToProblem as _};
use crate::orm::{Expr, Model as _, Path};
use crate::schema::FieldMeta;
use crate::value::{Invalid, ValidationErrors, Value, ValueKey};

/// Rows looked up at once.
const AT_ONCE: usize = 500;

/// An import, understood.
#[derive(Debug)]
pub(super) struct Import {
    model: String,
    table: Table,
    mapping: Mapping,
    /// The field that tells which rows are there already, and its column.
    key: Option<(usize, &'static FieldMeta)>,
}

/// What came of it.
pub(super) struct Outcome {
    pub(super) written: bool,
    pub(super) created: u64,
    pub(super) changed: u64,
    /// In the order of the file.
    pub(super) errors: Vec<ImportError>,
}

/// Why a transaction is not kept.
enum Stop {
    /// It was to be tried only, or rows failed.
    Undo(Outcome),
    Failed(Problem),
}

impl From<db::Error> for Stop {
    fn from(error: db::Error) -> Self {
        Self::Failed(Error::from(error).to_problem())
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error.to_problem())
    }
}

/// What became of a row.
enum Wrote {
    Created,
    Changed,
}

impl Import {
    /// What the user said of the file, if it can be.
    pub(super) fn read(context: &Context, model: &str, said: &ImportRun, table: Table) -> Result<Self> {
        let lens = context.lens_of(model)?;
        let mapping = Mapping::read(&lens, &table, &said.mapping)?;
        let meta = lens.meta();
        let name = said.key.as_deref().unwrap_or(meta.pk().name);
        let fields: &'static [FieldMeta] = meta.fields;
        let position = meta
            .field_index(name)
            .filter(|at| fields[*at].unique || fields[*at].primary_key);
        let column = position.and_then(|position| Some((mapping.column_of(position)?, &fields[position])));
        if said.key.is_some() && column.is_none() {
            let mut errors = ValidationErrors::new();
            errors.add(
                "key",
                Invalid::new("unknown", "must be a unique field that a column is"),
            );
            return Err(errors.into());
        }
        Ok(Self {
            model: model.to_owned(),
            table,
            mapping,
            key: column,
        })
    }

    /// Writes all rows or none; without those that fail, when they are to be skipped.
    pub(super) async fn run(&self, context: &Context, id: Uuid, dry: bool, skip: bool) -> Result<Outcome, Problem> {
        let done: Result<Outcome, Stop> = context
            .db
            .transaction(async |tx| {
                // Two who press the button at once bring the rows in once.
                let file = AdminImport::objects().filter(|file| file.id().eq(id));
                let file = file
                    .select_for_update(RowLock::Wait)
                    .first(tx)
                    .await
                    .map_err(Error::from)?;
                if file.is_none() {
                    return Err(Error::NotFound.into());
                }
                let mut outcome = self.write(context, tx).await?;
                if dry || (!outcome.errors.is_empty() && !skip) {
                    return Err(Stop::Undo(outcome));
                }
                outcome.written = true;
                self.keep(tx, id, &outcome).await?;
                Ok(outcome)
            })
            .await;
        match done {
            Ok(outcome) => Ok(outcome),
            Err(Stop::Undo(outcome)) => {
                self.keep(&context.db, id, &outcome).await?;
                Ok(outcome)
            }
            Err(Stop::Failed(problem)) => Err(problem),
        }
    }

    /// Keeps what failed. What was written is not brought in twice, so its file goes.
    async fn keep(&self, db: &impl Executor, id: Uuid, outcome: &Outcome) -> Result<()> {
        let file = AdminImport::objects().filter(|file| file.id().eq(id));
        if outcome.errors.is_empty() {
            if outcome.written {
                file.delete(db).await?;
            }
            return Ok(());
        }
        let failed = failed::file(&self.table, &outcome.errors)
            .map_err(|error| Error::BadRequest(format!("the failed rows cannot be written: {error}")))?;
        let patch = AdminImportPatch {
            content: outcome.written.then(|| failed.clone()),
            format: outcome.written.then(|| "csv".to_owned()),
            failed: Some(Some(failed)),
            ..AdminImportPatch::default()
        };
        file.update(db, patch).await?;
        Ok(())
    }

    async fn write(&self, context: &Context, tx: &Tx) -> Result<Outcome, Stop> {
        let lens = context.lens_of(&self.model)?;
        let named = look_up(tx, &lens, &self.table, &self.mapping).await?;
        let there = self.there(tx, &lens).await?;
        let mut outcome = Outcome {
            written: false,
            created: 0,
            changed: 0,
            errors: Vec::new(),
        };
        for row in &self.table.rows {
            match self.row(context, tx, &lens, row, &named, &there).await {
                Ok(Wrote::Created) => outcome.created += 1,
                Ok(Wrote::Changed) => outcome.changed += 1,
                // The next rows would fare no better.
                Err(problem) if problem.status().is_server_error() => return Err(Stop::Failed(problem)),
                Err(problem) => outcome.errors.push(ImportError {
                    row: row.number,
                    errors: objections(problem),
                }),
            }
        }
        Ok(outcome)
    }

    /// The keys of rows that are there already, by what tells them apart. Only those that the actor may see are.
    async fn there(&self, tx: &Tx, lens: &Lens<'_>) -> Result<HashMap<ValueKey, Value>> {
        let mut there = HashMap::new();
        let Some((column, field)) = self.key else {
            return Ok(there);
        };
        let cells = self.table.rows.iter().map(|row| cell::text(&row.cells[column]));
        let values: Vec<Value> = cells.filter_map(|text| key_of(field, &text)).collect();
        let pk = lens.meta().pk();
        let own = Expr::Column(Path::default(), field);
        for some in values.chunks(AT_ONCE) {
            let mut query = lens.query();
            query.order = Some(Vec::new());
            query
                .filter
                .push(Expr::In(Box::new(own.clone()), field.sql_type(), some.to_vec()));
            let columns = [Expr::Column(Path::default(), pk), own.clone()];
            let statement = query.select_values(tx.dialect(), &columns);
            let rows = tx.fetch(statement, move |row| {
                Ok::<_, crate::value::DecodeError>((
                    decode(&row, 0, pk.value_type)?,
                    decode(&row, 1, field.value_type)?,
                ))
            });
            there.extend(rows.await?.into_iter().map(|(key, value)| (value.key(), key)));
        }
        Ok(there)
    }

    async fn row(
        &self,
        context: &Context,
        tx: &Tx,
        lens: &Lens<'_>,
        row: &Row,
        named: &Found,
        there: &HashMap<ValueKey, Value>,
    ) -> Result<Wrote, Problem> {
        let meta = lens.meta();
        let mut key = None;
        if let Some((column, field)) = self.key {
            let text = cell::text(&row.cells[column]);
            let found = key_of(field, &text).and_then(|value| there.get(&value.key()));
            key = found.cloned();
            // A key that the database gives cannot be chosen, so it must be one that is there.
            if key.is_none() && !text.trim().is_empty() && field.primary_key && !field.editable() {
                let mut errors = ValidationErrors::new();
                errors.add(field.name, Invalid::new("does_not_exist", "is the key of no row"));
                return Err(errors.to_problem());
            }
        }
        let is_new = key.is_none();
        let can = if is_new { Can::Add } else { Can::Change };
        if !lens.can(can) {
            return Err(Error::Forbidden.to_problem());
        }
        let mut errors = ValidationErrors::new();
        let mut set = Members::new();
        for (at, target) in &self.mapping.columns {
            let (name, is_key) = match target {
                Target::Field(position) | Target::Related(position, _) => {
                    (meta.fields[*position].name, meta.fields[*position].primary_key)
                }
                Target::Many(position) | Target::ManyBy(position, _) => (meta.many_to_many[*position].name, false),
            };
            if is_key && (!is_new || !meta.pk().editable()) {
                continue;
            }
            match form_value(meta, *at, *target, &row.cells[*at], named, is_new) {
                Ok(Some(value)) => drop(set.insert(name.to_owned(), value)),
                Ok(None) => {}
                Err(invalid) => errors.add(name, invalid),
            }
        }
        let mut fields = form_fields(lens);
        if !fields.contains(&meta.pk().name) {
            fields.push(meta.pk().name);
        }
        let (purpose, preset) = match is_new {
            true => {
                let preset = lens.entry.presets.iter().map(|(position, value)| (*position, value()));
                (Purpose::Create, preset.collect())
            }
            false => (Purpose::Change, Vec::new()),
        };
        let prepared = prepare(lens, set, &fields, purpose, preset, Taken::default());
        let written = match prepared {
            Ok(written) => written,
            Err(more) => {
                // What a cell could not say is not said twice.
                let known: Vec<String> = errors.errors().iter().map(|error| error.pointer.clone()).collect();
                for error in more.errors().iter().filter(|error| !known.contains(&error.pointer)) {
                    errors.push(error.clone());
                }
                return Err(errors.to_problem());
            }
        };
        check_targets(tx, lens, key.as_ref(), &written, "", &mut errors)
            .await
            .map_err(|error| error.to_problem())?;
        if !errors.is_empty() {
            return Err(errors.to_problem());
        }
        let mut writing: Option<Writing> = None;
        // In a savepoint, so that a row that is refused leaves the others as they are.
        let done: Result<()> = tx
            .transaction(async |tx| {
                let via = HistoryVia::Import;
                let Some(key) = &key else {
                    let key = insert(tx, meta, written, String::new(), None, &mut writing).await?;
                    writing = None;
                    let new = settled(tx, context, lens, &key, Can::Add).await?;
                    let done = Done {
                        verb: HistoryVerb::Create,
                        via,
                        after: Some(&new),
                        ..Done::of(lens, &key)
                    };
                    return journal::note(tx, context, done).await;
                };
                let before = held(tx, context, lens, key, Can::Change).await?;
                update(tx, meta, key, written, String::new(), &mut writing).await?;
                writing = None;
                let after = settled(tx, context, lens, key, Can::Change).await?;
                let done = Done {
                    verb: HistoryVerb::Change,
                    via,
                    before: Some(&before),
                    after: Some(&after),
                    ..Done::of(lens, key)
                };
                journal::note(tx, context, done).await
            })
            .await;
        match done {
            Ok(()) if is_new => Ok(Wrote::Created),
            Ok(()) => Ok(Wrote::Changed),
            Err(error) => Err(explain(tx, writing, error).await),
        }
    }
}

/// A cell as a key, if it can be one.
fn key_of(field: &FieldMeta, text: &str) -> Option<Value> {
    let text = text.trim();
    if text.is_empty() || text.contains('\0') {
        return None;
    }
    (field.value_type.parse_text)(text).ok()
}

/// What is wrong with a row, by field.
fn objections(problem: Problem) -> BTreeMap<String, Vec<Objection>> {
    let mut json = for_pages(problem).to_json();
    let errors = serde_json::from_value(json["errors"].take()).unwrap_or_default();
    let errors: BTreeMap<String, Vec<Objection>> = errors;
    if !errors.is_empty() {
        return errors;
    }
    let text = |name: &str| json[name].as_str().map(str::to_owned);
    let objection = Objection {
        code: text("code").unwrap_or_else(|| "error".to_owned()),
        message: text("detail").or_else(|| text("title")).unwrap_or_default(),
    };
    BTreeMap::from([("_form".to_owned(), vec![objection])])
}
