use std::ops::Range;
use std::sync::Arc;

use crate::value::{SqlType, Value};

/// One SQL statement with its values, owned, so that it can travel to another thread.
///
/// Values are never part of the text: each is bound at the place where it was pushed.
#[derive(Clone, Debug, Default)]
pub struct Statement {
    pub(super) text: Arc<Text>,
    pub(super) binds: Vec<Bind>,
    /// Whether the text differs from call to call, so that preparing it for later is a waste.
    pub(super) one_off: bool,
    /// Whether it changes data; SQLite sends these to its one writer.
    pub(super) writes: bool,
    /// Whether all that it calls is known to do nothing but compute.
    pure: bool,
    /// Where it runs once for each place of its lists, what comes back from each run.
    #[cfg_attr(
        not(feature = "sqlite"),
        expect(dead_code, reason = "only SQLite runs a statement so")
    )]
    pub(super) each: Option<Each>,
}

/// An insertion that is run once for each row of values, one from each of its lists.
///
/// Invariant: it is sent in a transaction, or a savepoint, that is undone when it fails: each run stands for itself.
#[derive(Clone, Debug)]
#[cfg_attr(
    not(feature = "sqlite"),
    expect(dead_code, reason = "only SQLite runs a statement so")
)]
pub(crate) struct Each {
    /// The table inserted into.
    pub(crate) table: &'static str,
    /// Where in the text the row stands: `(?, ?)`. A backend may write several there.
    pub(crate) row: Range<usize>,
    /// Whether the database may leave rows out.
    pub(crate) may_skip: bool,
    /// The columns of the answer for each new row. Nobody asks the database for them.
    pub(crate) answer: Arc<[Known]>,
}

/// Where a column of an answer comes from that nobody asks the database for.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(feature = "sqlite"),
    expect(dead_code, reason = "only SQLite runs a statement so")
)]
pub(crate) enum Known {
    /// The number of this kind that the database made for the column.
    Key(&'static str, SqlType),
    /// The value bound at this place.
    Bound(usize),
}

/// SQL, and where in it the values go.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    pub(super) sql: String,
    /// Byte positions in `sql` where the binds go, in order.
    pub(super) marks: Vec<usize>,
}

impl Text {
    /// The text with the database's placeholders.
    pub(super) fn to_sql(&self, dialect: &dyn super::Dialect) -> String {
        let mut out = String::with_capacity(self.sql.len() + self.marks.len() * 3);
        let mut start = 0;
        for (i, mark) in self.marks.iter().enumerate() {
            out.push_str(&self.sql[start..*mark]);
            out.push_str(&dialect.placeholder(i + 1));
            start = *mark;
        }
        out.push_str(&self.sql[start..]);
        out
    }

    /// The text with the placeholder `?`, and so many rows where there is one.
    #[cfg(feature = "sqlite")]
    pub(super) fn with_rows(&self, row: &Range<usize>, rows: usize) -> String {
        let one = "?, ".repeat(self.marks.len());
        let one = format!("({})", one.trim_end_matches(", "));
        let mut out = String::with_capacity(self.sql.len() + (one.len() + 2) * rows);
        out.push_str(&self.sql[..row.start]);
        for number in 0..rows {
            out.push_str(if number > 0 { ", " } else { "" });
            out.push_str(&one);
        }
        out.push_str(&self.sql[row.end..]);
        out
    }
}

/// Why no database gets a NUL character.
pub(super) const NUL: &str = "text with a NUL character can be neither stored nor compared";

/// One bound parameter.
#[derive(Clone, Debug)]
pub(super) enum Bind {
    One(Value),
    /// A list in one parameter, where the database has arrays; where the statement is run for each, one value of it at a time.
    Array(SqlType, Vec<Value>),
}

impl Statement {
    /// A statement from text without values. Only for SQL that is written in the program.
    pub fn sql(text: impl Into<String>) -> Self {
        let text = text.into();
        let writes = !text
            .trim_start()
            .get(..6)
            .is_some_and(|verb| verb.eq_ignore_ascii_case("select"));
        Self {
            text: Arc::new(Text {
                sql: text,
                marks: Vec::new(),
            }),
            writes,
            ..Self::default()
        }
    }

    /// Text that reads, and is not worth preparing for later.
    pub(super) fn read_once(text: String) -> Self {
        Self {
            writes: false,
            one_off: true,
            ..Self::sql(text)
        }
    }

    /// The text with the database's placeholders, for logs.
    pub fn to_sql(&self, dialect: &dyn super::Dialect) -> String {
        self.text.to_sql(dialect)
    }

    pub(super) fn text(&self) -> &Arc<Text> {
        &self.text
    }

    /// The statement as the query of a server's cursor.
    pub(super) fn declare_cursor(self, name: &str) -> Self {
        self.prefixed(&format!("DECLARE {name} NO SCROLL CURSOR FOR "))
    }

    /// The same statement behind a prefix, such as `EXPLAIN`, with its values.
    pub(crate) fn prefixed(mut self, prefix: &str) -> Self {
        let text = Arc::make_mut(&mut self.text);
        for mark in &mut text.marks {
            *mark += prefix.len();
        }
        text.sql.insert_str(0, prefix);
        self.one_off = true;
        // `EXPLAIN ANALYZE` runs what it explains, and a cursor is more than its rows.
        self.pure = false;
        self
    }

    /// The same statement without what it was given: every value is `NULL`, and every list empty.
    #[cfg(feature = "postgres")]
    pub(super) fn without_values(&self) -> Self {
        let mut shape = self.clone();
        for bind in &mut shape.binds {
            *bind = match bind {
                Bind::One(value) => Bind::One(Value::Null(value.sql_type())),
                Bind::Array(kind, _) => Bind::Array(*kind, Vec::new()),
            };
        }
        shape
    }

    /// Whether it may run twice without anybody noticing: fjango's own, it reads, and calls nothing that does more.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.pure && !self.writes
    }

    /// The number of bound values.
    pub fn bind_count(&self) -> usize {
        self.binds.len()
    }

    /// Whether the statement changes data.
    pub fn writes(&self) -> bool {
        self.writes
    }
}

/// A statement that was written once, for other values of the same types.
#[derive(Clone, Debug)]
pub(crate) struct Template(Statement);

impl Template {
    /// Keeps the statement's text.
    pub(crate) fn of(statement: &Statement) -> Self {
        Self(Statement {
            text: Arc::clone(&statement.text),
            binds: Vec::new(),
            each: None,
            ..*statement
        })
    }

    /// The statement with these values, in the order of the text.
    pub(crate) fn with(&self, values: impl IntoIterator<Item = Value>) -> Statement {
        Statement {
            text: Arc::clone(&self.0.text),
            binds: values.into_iter().map(Bind::One).collect(),
            each: None,
            ..self.0
        }
    }
}

/// Writes a [`Statement`] piece by piece.
pub struct StatementBuilder<'d> {
    dialect: &'d dyn super::Dialect,
    text: Text,
    statement: Statement,
}

impl<'d> StatementBuilder<'d> {
    /// An empty read-only statement in `dialect`.
    pub fn new(dialect: &'d dyn super::Dialect) -> Self {
        Self {
            dialect,
            text: Text {
                sql: String::with_capacity(512),
                marks: Vec::with_capacity(8),
            },
            statement: Statement {
                binds: Vec::with_capacity(8),
                ..Statement::default()
            },
        }
    }

    /// The dialect written in.
    pub fn dialect(&self) -> &'d dyn super::Dialect {
        self.dialect
    }

    /// Adds SQL that is written in the program.
    pub fn push(&mut self, sql: &str) -> &mut Self {
        self.text.sql.push_str(sql);
        self
    }

    /// Adds a quoted identifier.
    ///
    /// # Examples
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> fjango::db::Result<()> {
    /// use fjango::db::{Db, Executor, StatementBuilder};
    ///
    /// let db = Db::connect("sqlite::memory:").await?;
    /// let mut sql = StatementBuilder::new(db.dialect());
    /// sql.push("SELECT 1 AS ").name(r#"a "good" name"#);
    /// assert_eq!(sql.finish().to_sql(db.dialect()), r#"SELECT 1 AS "a ""good"" name""#);
    /// # Ok(()) }
    /// ```
    pub fn name(&mut self, identifier: &str) -> &mut Self {
        let sql = &mut self.text.sql;
        sql.push('"');
        // Hardly a name has a quote in it, and looking for one byte is much cheaper than splitting text.
        if memchr::memchr(b'"', identifier.as_bytes()).is_some() {
            sql.push_str(&identifier.replace('"', "\"\""));
        } else {
            sql.push_str(identifier);
        }
        sql.push('"');
        self
    }

    /// A value goes here.
    fn mark(&mut self) {
        self.text.marks.push(self.text.sql.len());
    }

    /// Binds a value here.
    pub fn bind(&mut self, value: Value) -> &mut Self {
        self.mark();
        self.statement.binds.push(Bind::One(value));
        self
    }

    /// Adds `= ANY(array)` or `IN (…)`, whichever the database has.
    pub fn in_list(&mut self, kind: SqlType, values: Vec<Value>) -> &mut Self {
        if self.dialect.has_arrays() {
            return self.push(" = ANY(").bind_array(kind, values).push(")");
        }
        self.push(" IN (");
        for (i, value) in values.into_iter().enumerate() {
            if i > 0 {
                self.push(", ");
            }
            self.bind(value);
        }
        self.statement.one_off = true;
        self.push(")")
    }

    /// Binds a list as one array here, where the database has arrays.
    pub fn bind_array(&mut self, kind: SqlType, values: Vec<Value>) -> &mut Self {
        self.mark();
        self.statement.binds.push(Bind::Array(kind, values));
        self
    }

    /// Adds the row of an insertion that is run once for each place of `lists`, and says what comes back for each.
    pub(crate) fn each_row(
        &mut self,
        table: &'static str,
        lists: impl IntoIterator<Item = (SqlType, Vec<Value>)>,
        may_skip: bool,
        answer: Arc<[Known]>,
    ) -> &mut Self {
        let start = self.text.sql.len();
        for (i, (kind, values)) in lists.into_iter().enumerate() {
            self.push(if i > 0 { ", " } else { "(" }).bind_array(kind, values);
        }
        self.push(")");
        let row = start..self.text.sql.len();
        self.statement.each = Some(Each {
            table,
            row,
            may_skip,
            answer,
        });
        self
    }

    /// Says that the text differs from call to call.
    pub fn one_off(&mut self) -> &mut Self {
        self.statement.one_off = true;
        self
    }

    /// Says that the statement changes data.
    pub fn writes(&mut self) -> &mut Self {
        self.statement.writes = true;
        self
    }

    /// Says whether all that the statement calls is known to do nothing but compute. Of SQL from elsewhere nobody knows.
    pub(crate) fn pure(&mut self, pure: bool) -> &mut Self {
        self.statement.pure = pure;
        self
    }

    /// The statement.
    pub fn finish(self) -> Statement {
        Statement {
            text: Arc::new(self.text),
            ..self.statement
        }
    }
}

/// diesel walks the text and the binds; the backend's own placeholder comes from diesel.
macro_rules! walk {
    ($db:ty, |$out:ident, $bind:ident| $one:expr, $array:expr) => {
        impl diesel::query_builder::QueryFragment<$db> for Statement {
            fn walk_ast<'b>(
                &'b self,
                mut $out: diesel::query_builder::AstPass<'_, 'b, $db>,
            ) -> diesel::QueryResult<()> {
                if self.one_off {
                    $out.unsafe_to_cache_prepared();
                }
                let mut start = 0;
                for (mark, $bind) in self.text.marks.iter().zip(&self.binds) {
                    $out.push_sql(&self.text.sql[start..*mark]);
                    match $bind {
                        Bind::One(_) => $one,
                        Bind::Array(..) => $array,
                    }
                    start = *mark;
                }
                $out.push_sql(&self.text.sql[start..]);
                Ok(())
            }
        }
    };
}
pub(super) use walk;

impl diesel::query_builder::QueryId for Statement {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl diesel::query_builder::Query for Statement {
    type SqlType = diesel::sql_types::Untyped;
}
