use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use diesel::connection::LoadConnection;
use diesel::deserialize::FromSqlRow;
use diesel::pg::{Pg, PgQueryBuilder};
use diesel::query_builder::{AsQuery, Query, QueryBuilder, QueryFragment, QueryId};
use diesel::result::Error as DieselError;
use diesel::sqlite::{Sqlite, SqliteConnection, query_builder::SqliteQueryBuilder};

use super::backends::postgres::{Bound, DieselRow, TypeNames};
use super::executor::On;
use super::observe::Watch;
use super::{Db, Result, Statement, Tx};

/// Runs queries written in diesel's own language, on the connections of a [`Db`] or inside a [`Tx`].
///
/// Made by [`Db::diesel`] and [`Tx::diesel`]. What holds for fjango's queries holds for these: statements are observed
/// and counted, a dropped one is cancelled, SQLite runs them on its own threads.
#[derive(Clone, Copy)]
pub struct Diesel<'a>(On<'a>);

impl Db {
    /// The door to plain diesel. Each statement runs by itself.
    pub fn diesel(&self) -> Diesel<'_> {
        Diesel(On::Db(self))
    }
}

impl Tx {
    /// The door to plain diesel, in this transaction.
    pub fn diesel(&self) -> Diesel<'_> {
        Diesel(On::Tx(self))
    }
}

/// A query that both databases can run.
pub trait Portable: QueryFragment<Pg> + QueryFragment<Sqlite> + QueryId + Send + 'static {}

impl<T: QueryFragment<Pg> + QueryFragment<Sqlite> + QueryId + Send + 'static> Portable for T {}

impl Diesel<'_> {
    /// The rows of a query, as a tuple or a struct that derives diesel's `Queryable`.
    ///
    /// # Errors
    /// See [`Error`](super::Error).
    pub async fn load<U, Q>(&self, query: Q) -> Result<Vec<U>>
    where
        Q: AsQuery,
        Q::Query: Portable,
        U: FromSqlRow<<Q::Query as Query>::SqlType, Pg> + FromSqlRow<<Q::Query as Query>::SqlType, Sqlite>,
        U: Send + 'static,
        Pg: diesel::expression::QueryMetadata<<Q::Query as Query>::SqlType>,
        Sqlite: diesel::expression::QueryMetadata<<Q::Query as Query>::SqlType>,
    {
        let rows = Arc::new(Mutex::new(Vec::new()));
        let load = Load {
            query: query.as_query(),
            rows: Arc::clone(&rows),
        };
        self.run(Box::new(load)).await?;
        Ok(std::mem::take(
            &mut *rows.lock().unwrap_or_else(PoisonError::into_inner),
        ))
    }

    /// The first row of a query, if there is one. Add diesel's `limit(1)` where there may be many.
    ///
    /// # Errors
    /// See [`Error`](super::Error).
    pub async fn first<U, Q>(&self, query: Q) -> Result<Option<U>>
    where
        Q: AsQuery,
        Q::Query: Portable,
        U: FromSqlRow<<Q::Query as Query>::SqlType, Pg> + FromSqlRow<<Q::Query as Query>::SqlType, Sqlite>,
        U: Send + 'static,
        Pg: diesel::expression::QueryMetadata<<Q::Query as Query>::SqlType>,
        Sqlite: diesel::expression::QueryMetadata<<Q::Query as Query>::SqlType>,
    {
        Ok(self.load(query).await?.into_iter().next())
    }

    /// Runs a statement without rows, such as diesel's `insert_into`, `update` or `delete`, and gives the number of rows
    /// it changed. Nothing validates what it writes but the database.
    ///
    /// # Errors
    /// See [`Error`](super::Error).
    pub async fn execute<Q: Portable>(&self, query: Q) -> Result<usize> {
        self.run(Box::new(Execute(query))).await
    }

    async fn run(&self, query: Box<dyn Foreign>) -> Result<usize> {
        let db = self.0.db();
        let statement = Statement::sql(db.backend().foreign_text(&*query)?);
        let writes = statement.writes();
        let watch = Watch::start(db, &statement, None);
        let started = Instant::now();
        let result = match self.0 {
            On::Db(db) => db.backend().foreign(query, writes).await,
            On::Tx(tx) => tx.foreign(query).await,
        };
        let rows = result.map(|(rows, _)| rows);
        if let Some(watch) = watch {
            watch.end(db, started.elapsed(), rows.as_ref().ok().copied());
        }
        rows
    }
}

/// A query of diesel's, its types erased.
pub(super) trait Foreign: Send {
    fn postgres_text(&self) -> diesel::QueryResult<String>;
    fn sqlite_text(&self) -> diesel::QueryResult<String>;
    fn bind_postgres(&self, names: &mut TypeNames) -> diesel::QueryResult<Bound>;
    fn take_postgres(&mut self, row: &DieselRow<'_>) -> diesel::QueryResult<()>;
    fn on_sqlite(self: Box<Self>, connection: &mut SqliteConnection) -> diesel::QueryResult<usize>;
}

struct Load<Q, U> {
    query: Q,
    rows: Arc<Mutex<Vec<U>>>,
}

impl<Q, U> Load<Q, U> {
    fn keep(rows: &Mutex<Vec<U>>, row: diesel::deserialize::Result<U>) -> diesel::QueryResult<()> {
        let row = row.map_err(DieselError::DeserializationError)?;
        rows.lock().unwrap_or_else(PoisonError::into_inner).push(row);
        Ok(())
    }
}

fn postgres_text(query: &impl QueryFragment<Pg>) -> diesel::QueryResult<String> {
    let mut text = PgQueryBuilder::default();
    query.to_sql(&mut text, &Pg)?;
    Ok(text.finish())
}

fn sqlite_text(query: &impl QueryFragment<Sqlite>) -> diesel::QueryResult<String> {
    let mut text = SqliteQueryBuilder::default();
    query.to_sql(&mut text, &Sqlite)?;
    Ok(text.finish())
}

impl<Q, U> Foreign for Load<Q, U>
where
    Q: Query + Portable,
    U: FromSqlRow<Q::SqlType, Pg> + FromSqlRow<Q::SqlType, Sqlite> + Send + 'static,
    Pg: diesel::expression::QueryMetadata<Q::SqlType>,
    Sqlite: diesel::expression::QueryMetadata<Q::SqlType>,
{
    fn postgres_text(&self) -> diesel::QueryResult<String> {
        postgres_text(&self.query)
    }

    fn sqlite_text(&self) -> diesel::QueryResult<String> {
        sqlite_text(&self.query)
    }

    fn bind_postgres(&self, names: &mut TypeNames) -> diesel::QueryResult<Bound> {
        Bound::of(&self.query, names)
    }

    fn take_postgres(&mut self, row: &DieselRow<'_>) -> diesel::QueryResult<()> {
        Self::keep(&self.rows, FromSqlRow::<Q::SqlType, Pg>::build_from_row(row))
    }

    fn on_sqlite(self: Box<Self>, connection: &mut SqliteConnection) -> diesel::QueryResult<usize> {
        let mut count = 0;
        for row in LoadConnection::load(connection, self.query)? {
            Self::keep(&self.rows, FromSqlRow::<Q::SqlType, Sqlite>::build_from_row(&row?))?;
            count += 1;
        }
        Ok(count)
    }
}

struct Execute<Q>(Q);

/// diesel runs what has rows, and what has none, only as what it is.
impl<Q: Portable> Foreign for Execute<Q> {
    fn postgres_text(&self) -> diesel::QueryResult<String> {
        postgres_text(&self.0)
    }

    fn sqlite_text(&self) -> diesel::QueryResult<String> {
        sqlite_text(&self.0)
    }

    fn bind_postgres(&self, names: &mut TypeNames) -> diesel::QueryResult<Bound> {
        Bound::of(&self.0, names)
    }

    fn take_postgres(&mut self, _: &DieselRow<'_>) -> diesel::QueryResult<()> {
        Ok(())
    }

    fn on_sqlite(self: Box<Self>, connection: &mut SqliteConnection) -> diesel::QueryResult<usize> {
        diesel::Connection::execute_returning_count(connection, &self.0)
    }
}
