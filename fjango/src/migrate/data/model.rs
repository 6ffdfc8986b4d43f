use std::sync::Arc;

use super::database::{Change, MigrationDb, Work};
use super::{HistoricalRow, IntoValue};
use crate::db::{RowLock, Statement, StatementBuilder};
use crate::migrate::sql::{Column, Table};
use crate::migrate::{Error, Result};
use crate::value::{SqlType, Value};

/// The rows of a model as its table is at the step's place in the history, and a choice among them.
///
/// What writes goes through the rows in the order of their primary key, in batches of which each is a transaction with the
/// note of how far it came.
#[derive(Clone)]
#[must_use = "nothing is done until a method that is awaited"]
pub struct HistoricalModel<'a> {
    db: &'a MigrationDb,
    pub(super) label: Arc<str>,
    pub(super) table: Arc<Table>,
    conditions: Vec<Condition>,
    batch_size: usize,
}

#[derive(Clone)]
struct Condition {
    column: String,
    how: How,
    not: bool,
}

#[derive(Clone)]
enum How {
    Compare(&'static str, Value),
    IsNull,
    In(SqlType, Vec<Value>),
}

impl<'a> HistoricalModel<'a> {
    pub(super) fn new(db: &'a MigrationDb, label: &str, table: Table) -> Self {
        Self {
            db,
            label: label.into(),
            table: Arc::new(table),
            conditions: Vec::new(),
            batch_size: 1_000,
        }
    }

    /// Only rows whose field has this value; `None` is `NULL`. The name may end in `__gt`, `__gte`, `__lt`, `__lte` or `__ne`.
    ///
    /// # Errors
    /// [`Error::UnknownField`].
    pub fn filter(&self, field: &str, value: impl IntoValue) -> Result<Self> {
        self.with(field, value.into_value(), false)
    }

    /// Only rows for which [`filter`](Self::filter) would not be true: those with `NULL` stay.
    ///
    /// # Errors
    /// [`Error::UnknownField`].
    pub fn exclude(&self, field: &str, value: impl IntoValue) -> Result<Self> {
        self.with(field, value.into_value(), true)
    }

    /// Only rows whose field has one of these values.
    ///
    /// # Errors
    /// [`Error::UnknownField`].
    pub fn filter_in<V: IntoValue>(&self, field: &str, values: impl IntoIterator<Item = V>) -> Result<Self> {
        let column = self.column(field)?;
        let how = How::In(column.kind, values.into_iter().map(V::into_value).collect());
        Ok(self.and(Condition {
            column: column.name.clone(),
            how,
            not: false,
        }))
    }

    /// How many rows a batch has. Default 1000.
    pub fn batch_size(&self, rows: usize) -> Self {
        Self {
            // All keys of a batch are values of one statement.
            batch_size: rows.clamp(1, 10_000),
            ..self.clone()
        }
    }

    /// How many rows there are.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn count(&self) -> Result<u64> {
        let mut sql = self.db.builder();
        sql.push("SELECT count(*) FROM ").name(&self.table.name);
        self.push_where(&mut sql, None);
        let found = self.db.fetch(sql.finish(), crate::db::first_value::<i64>).await?;
        Ok(found.first().map_or(0, |count| count.unsigned_abs()))
    }

    /// All rows in the order of their keys, in memory. Use [`each`](Self::each) for tables of any size.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn rows(&self) -> Result<Vec<HistoricalRow>> {
        let mut sql = self.db.builder();
        self.push_select(&mut sql, None)?;
        self.read(sql.finish()).await
    }

    /// The row with the smallest key.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn first(&self) -> Result<Option<HistoricalRow>> {
        let mut sql = self.db.builder();
        self.push_select(&mut sql, None)?;
        sql.push(" LIMIT 1");
        Ok(self.read(sql.finish()).await?.pop())
    }

    /// A row to be filled and [inserted](Self::insert), with `NULL` everywhere.
    pub fn new_row(&self) -> HistoricalRow {
        let values = self
            .table
            .columns
            .iter()
            .map(|column| Value::Null(column.kind))
            .collect();
        HistoricalRow::new(&self.label, &self.table, values)
    }

    /// Inserts rows in one transaction and gives their number. What was not set is left to the column's default.
    ///
    /// # Errors
    /// [`Error::Statement`] when the database refuses one of them: none is inserted then.
    pub async fn insert(&self, rows: Vec<HistoricalRow>) -> Result<u64> {
        let statements = rows.into_iter().map(|row| self.insertion(row)).collect();
        let what = format!("insert {}", self.label);
        self.db.call(what, Work::Statements(statements)).await
    }

    /// Sets a field in all rows and gives their number.
    ///
    /// # Errors
    /// [`Error::UnknownField`], and [`Error::Statement`] when the database refuses: the batches before stay done.
    pub async fn update(&self, field: &str, value: impl IntoValue) -> Result<u64> {
        let change = Change::Value(self.column(field)?.name.clone(), value.into_value());
        self.batches(format!("update {}.{field}", self.label), change).await
    }

    /// Sets a field in all rows to an SQL expression over their columns: `update_sql("slug", "lower(title)")`.
    ///
    /// # Errors
    /// As [`update`](Self::update).
    pub async fn update_sql(&self, field: &str, expression: &str) -> Result<u64> {
        let change = Change::Sql(self.column(field)?.name.clone(), expression.to_owned());
        self.batches(format!("update {}.{field}", self.label), change).await
    }

    /// Deletes all rows and gives their number.
    ///
    /// # Errors
    /// As [`update`](Self::update).
    pub async fn delete(&self) -> Result<u64> {
        self.batches(format!("delete {}", self.label), Change::Delete).await
    }

    /// Hands every row to `change` and writes what it changed. Gives the number of rows.
    ///
    /// A row is locked while it is in hand. When its batch is undone, by a lock that others hold or by an interruption, it
    /// comes again; what was written comes once.
    ///
    /// # Errors
    /// What `change` says, as [`Error::DataStep`]; otherwise as [`update`](Self::update).
    pub async fn each<F>(&self, mut change: F) -> Result<u64>
    where
        F: FnMut(&mut HistoricalRow) -> Result<()> + Send,
    {
        self.batches(format!("each {}", self.label), Change::Each(&mut change))
            .await
    }

    async fn batches<'w>(&'w self, what: String, change: Change<'w>) -> Result<u64> {
        self.db.call(what, Work::Batches(self, change)).await
    }

    /// How many rows a batch has.
    pub(super) fn limit(&self) -> usize {
        self.batch_size
    }

    /// The primary key.
    pub(super) fn key(&self) -> Result<(usize, &Column)> {
        let key = self
            .table
            .columns
            .iter()
            .enumerate()
            .find(|(_, column)| column.primary_key);
        key.ok_or_else(|| Error::NoPrimaryKey {
            label: self.label.to_string(),
        })
    }

    /// The next batch, locked.
    pub(super) fn batch(&self, after: Option<Value>) -> Result<Statement> {
        let mut sql = self.db.builder();
        self.push_select(&mut sql, after)?;
        sql.push(&format!(" LIMIT {}", self.batch_size));
        let lock = sql.dialect().row_lock(RowLock::Wait, true, &[&self.table.name]);
        // Sent to where writes go: the rows are to be changed.
        sql.push(&lock).writes();
        Ok(sql.finish())
    }

    /// A change of all rows with these keys.
    pub(super) fn change_all(&self, change: &Change<'_>, keys: Vec<Value>) -> Result<Statement> {
        let mut sql = self.db.builder();
        sql.writes().one_off();
        match change {
            Change::Value(column, value) => {
                self.push_update(&mut sql, column).bind(value.clone());
            }
            Change::Sql(column, expression) => {
                self.push_update(&mut sql, column).push(&format!("({expression})"));
            }
            Change::Delete | Change::Each(_) => {
                sql.push("DELETE FROM ").name(&self.table.name);
            }
        }
        let (_, key) = self.key()?;
        sql.push(" WHERE ").name(&key.name).in_list(key.kind, keys);
        Ok(sql.finish())
    }

    fn push_update<'s, 'd>(&self, sql: &'s mut StatementBuilder<'d>, column: &str) -> &'s mut StatementBuilder<'d> {
        sql.push("UPDATE ")
            .name(&self.table.name)
            .push(" SET ")
            .name(column)
            .push(" = ")
    }

    /// What writes the changes of a row, if there are any.
    pub(super) fn change_one(&self, row: &HistoricalRow) -> Result<Option<Statement>> {
        let changed: Vec<usize> = (0..row.values.len()).filter(|index| row.changed[*index]).collect();
        if changed.is_empty() {
            return Ok(None);
        }
        let mut sql = self.db.builder();
        sql.writes().push("UPDATE ").name(&self.table.name);
        for (place, index) in changed.into_iter().enumerate() {
            sql.push(if place == 0 { " SET " } else { ", " });
            sql.name(&self.table.columns[index].name)
                .push(" = ")
                .bind(row.values[index].clone());
        }
        let (index, key) = self.key()?;
        sql.push(" WHERE ")
            .name(&key.name)
            .push(" = ")
            .bind(row.values[index].clone());
        Ok(Some(sql.finish()))
    }

    /// Decodes a row of a select of this model.
    pub(super) fn decode(
        &self,
    ) -> impl FnMut(crate::value::Row<'_>) -> Result<HistoricalRow, crate::value::DecodeError> + use<> {
        let (label, table) = (Arc::clone(&self.label), Arc::clone(&self.table));
        move |row| {
            let mut values = Vec::with_capacity(table.columns.len());
            for (index, column) in table.columns.iter().enumerate() {
                values.push(row.read(index, "a value", |cell| Value::decode(column.kind, cell))?);
            }
            Ok(HistoricalRow::new(&label, &table, values))
        }
    }

    async fn read(&self, statement: Statement) -> Result<Vec<HistoricalRow>> {
        self.db.fetch(statement, self.decode()).await
    }

    fn insertion(&self, row: HistoricalRow) -> Statement {
        let mut sql = self.db.builder();
        sql.writes().push("INSERT INTO ").name(&self.table.name);
        let set: Vec<usize> = (0..row.values.len()).filter(|index| row.changed[*index]).collect();
        if set.is_empty() {
            sql.push(" DEFAULT VALUES");
            return sql.finish();
        }
        for (place, index) in set.iter().enumerate() {
            sql.push(if place == 0 { " (" } else { ", " });
            sql.name(&self.table.columns[*index].name);
        }
        for (place, index) in set.iter().enumerate() {
            sql.push(if place == 0 { ") VALUES (" } else { ", " });
            sql.bind(row.values[*index].clone());
        }
        sql.push(")");
        sql.finish()
    }

    fn with(&self, field: &str, value: Value, not: bool) -> Result<Self> {
        let (field, operator) = match field.rsplit_once("__") {
            Some((name, "gt")) => (name, ">"),
            Some((name, "gte")) => (name, ">="),
            Some((name, "lt")) => (name, "<"),
            Some((name, "lte")) => (name, "<="),
            Some((name, "ne")) => (name, "<>"),
            _ => (field, "="),
        };
        let is_null = value.is_null();
        let condition = Condition {
            column: self.column(field)?.name.clone(),
            not: not != (is_null && operator == "<>"),
            how: if is_null {
                How::IsNull
            } else {
                How::Compare(operator, value)
            },
        };
        Ok(self.and(condition))
    }

    fn and(&self, condition: Condition) -> Self {
        let mut chosen = self.clone();
        chosen.conditions.push(condition);
        chosen
    }

    fn column(&self, field: &str) -> Result<&Column> {
        self.table.column(field).ok_or_else(|| Error::UnknownField {
            label: self.label.to_string(),
            field: field.to_owned(),
        })
    }

    fn push_select(&self, sql: &mut StatementBuilder<'_>, after: Option<Value>) -> Result<()> {
        for (place, column) in self.table.columns.iter().enumerate() {
            sql.push(if place == 0 { "SELECT " } else { ", " }).name(&column.name);
        }
        sql.push(" FROM ").name(&self.table.name);
        self.push_where(sql, after);
        let (_, key) = self.key()?;
        sql.push(" ORDER BY ").name(&key.name);
        Ok(())
    }

    fn push_where(&self, sql: &mut StatementBuilder<'_>, after: Option<Value>) {
        let mut word = " WHERE ";
        if let (Some(after), Ok((_, key))) = (after, self.key()) {
            sql.push(word).name(&key.name).push(" > ").bind(after);
            word = " AND ";
        }
        for condition in &self.conditions {
            sql.push(word);
            word = " AND ";
            // `NULL` is not true.
            sql.push(if condition.not { "NOT coalesce(" } else { "" });
            sql.name(&condition.column);
            match &condition.how {
                How::Compare(operator, value) => {
                    sql.push(&format!(" {operator} ")).bind(value.clone());
                }
                How::IsNull => {
                    sql.push(" IS NULL");
                }
                How::In(kind, values) => {
                    sql.in_list(*kind, values.clone());
                }
            }
            sql.push(if condition.not { ", FALSE)" } else { "" });
        }
    }
}
