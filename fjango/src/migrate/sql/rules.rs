//! Indexes and constraints as both databases have them, before either's spelling.

use crate::migrate::state::DeferrableState;
use crate::schema::{Nulls, rename_column};
use crate::value::SqlType;

use super::table::{Column, Generated};

/// A constraint.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its name, unique in the table.
    pub name: String,
    /// What it says.
    pub body: Body,
    /// What of the columns it reads makes it anew when it changes.
    pub basis: Basis,
}

/// What a [`Rule`] says.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Body {
    PrimaryKey {
        column: String,
    },
    Unique(Unique),
    ForeignKey {
        column: String,
        table: String,
        target: String,
        on_delete: &'static str,
        /// Whether it is looked at after each statement rather than at the end of the transaction.
        immediate: bool,
    },
    MaxLength {
        column: String,
        max: u32,
    },
    Range {
        column: String,
        min: Option<String>,
        max: Option<String>,
    },
    Choices {
        column: String,
        values: Vec<String>,
    },
    Json {
        column: String,
    },
    Sql {
        condition: String,
    },
    Exclusion(Exclusion),
}

/// No two rows have the same in all of some keys.
#[derive(Clone, Debug, PartialEq)]
pub struct Unique {
    /// What must differ.
    pub keys: Vec<Key>,
    /// Only among rows that meet this.
    pub condition: Option<String>,
    /// Columns that its index carries along.
    pub include: Vec<String>,
    /// Whether two `NULL`s are the same.
    pub nulls_not_distinct: bool,
    /// When it is looked at; `None` for at once, always.
    pub deferrable: Option<DeferrableState>,
}

impl Unique {
    /// Whether it is about columns and all rows, which a constraint can say; the rest takes an index.
    pub fn is_constraint(&self) -> bool {
        self.condition.is_none() && self.keys.iter().all(Key::is_plain)
    }
}

/// No two rows clash.
#[derive(Clone, Debug, PartialEq)]
pub struct Exclusion {
    /// Columns with the same value in rows that clash.
    pub equal: Vec<String>,
    /// Spans that overlap in rows that clash.
    pub spans: Vec<Span>,
    /// Only among rows that meet this.
    pub condition: Option<String>,
    /// The primary key's column.
    pub key: String,
}

/// From one column's value up to another's.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// The column with the first value of the span.
    pub start: String,
    /// The column with the first value after it.
    pub end: String,
    /// What both hold.
    pub kind: SqlType,
}

/// An index.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    /// Its name, unique in the database.
    pub name: String,
    /// What it is over, in order.
    pub keys: Vec<Key>,
    /// Only over rows that meet this.
    pub condition: Option<String>,
    /// Columns that it carries along.
    pub include: Vec<String>,
    /// Its kind; `None` for a b-tree.
    pub using: Option<String>,
    /// What of the columns it reads makes it anew when it changes.
    pub basis: Basis,
}

/// One place of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// What it is of.
    pub of: KeyOf,
    /// Largest first.
    pub descending: bool,
    /// Where `NULL` stands.
    pub nulls: Option<Nulls>,
    /// How it compares, on PostgreSQL.
    pub operator_class: Option<String>,
}

/// What a [`Key`] is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyOf {
    /// A column's name.
    Column(String),
    /// An expression.
    Sql(String),
}

impl Key {
    /// A column in ascending order.
    pub fn column(name: impl Into<String>) -> Self {
        Self {
            of: KeyOf::Column(name.into()),
            descending: false,
            nulls: None,
            operator_class: None,
        }
    }

    /// Whether it is a column in ascending order and nothing else.
    pub fn is_plain(&self) -> bool {
        matches!(&self.of, KeyOf::Column(name) if *self == Self::column(name.as_str()))
    }

    /// The name of the column, when it is one.
    pub fn column_name(&self) -> Option<&str> {
        match &self.of {
            KeyOf::Column(name) => Some(name),
            KeyOf::Sql(_) => None,
        }
    }
}

/// What of the columns that a rule or an index reads makes it anew when it changes.
///
/// A database may refuse to change the type of a column while a rule compares it with something of the old type, and
/// takes what hangs on a computed column away with it when that is computed otherwise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Basis {
    /// The kinds of columns.
    pub kinds: Vec<SqlType>,
    /// Computed columns, by how they are computed and stored.
    pub generated: Vec<(Generated, SqlType, Option<u32>, Option<String>)>,
}

impl Basis {
    /// Of these columns; their kinds count when `kinds` says so.
    pub(super) fn of<'a>(columns: impl IntoIterator<Item = &'a Column>, kinds: bool) -> Self {
        let mut basis = Self::default();
        for column in columns {
            if kinds {
                basis.kinds.push(column.kind);
            }
            if let Some(generated) = &column.generated {
                basis.generated.push((
                    generated.clone(),
                    column.kind,
                    column.max_length,
                    column.collation.clone(),
                ));
            }
        }
        basis
    }

    fn rename(&mut self, renames: &[(String, String)]) {
        for (generated, ..) in &mut self.generated {
            generated.rename(renames);
        }
    }
}

impl Generated {
    pub(super) fn rename(&mut self, renames: &[(String, String)]) {
        rename_sql(&mut self.sql, renames);
    }
}

/// Follows renamed columns, all at once: two may have swapped their names.
fn rename_sql(sql: &mut String, renames: &[(String, String)]) {
    for (number, (old, _)) in renames.iter().enumerate() {
        *sql = rename_column(sql, old, &format!("fjango renames {number}"));
    }
    for (number, (_, new)) in renames.iter().enumerate() {
        *sql = rename_column(sql, &format!("fjango renames {number}"), new);
    }
}

fn rename(column: &mut String, renames: &[(String, String)]) {
    if let Some((_, new)) = renames.iter().find(|(old, _)| old == column) {
        column.clone_from(new);
    }
}

fn rename_keys(keys: &mut [Key], renames: &[(String, String)]) {
    for key in keys {
        match &mut key.of {
            KeyOf::Column(column) => rename(column, renames),
            KeyOf::Sql(sql) => rename_sql(sql, renames),
        }
    }
}

impl Rule {
    /// As the database has it after columns of its table got other names.
    pub(super) fn renamed(mut self, renames: &[(String, String)]) -> Self {
        self.basis.rename(renames);
        match &mut self.body {
            Body::PrimaryKey { column }
            | Body::ForeignKey { column, .. }
            | Body::MaxLength { column, .. }
            | Body::Range { column, .. }
            | Body::Choices { column, .. }
            | Body::Json { column } => rename(column, renames),
            Body::Unique(unique) => {
                rename_keys(&mut unique.keys, renames);
                unique.include.iter_mut().for_each(|column| rename(column, renames));
                unique.condition.iter_mut().for_each(|sql| rename_sql(sql, renames));
            }
            Body::Sql { condition } => rename_sql(condition, renames),
            Body::Exclusion(exclusion) => {
                exclusion.equal.iter_mut().for_each(|column| rename(column, renames));
                for span in &mut exclusion.spans {
                    rename(&mut span.start, renames);
                    rename(&mut span.end, renames);
                }
                exclusion.condition.iter_mut().for_each(|sql| rename_sql(sql, renames));
                rename(&mut exclusion.key, renames);
            }
        }
        self
    }

    /// The columns of its own table that it names, apart from those in SQL.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        let columns: Vec<&str> = match &self.body {
            Body::PrimaryKey { column }
            | Body::ForeignKey { column, .. }
            | Body::MaxLength { column, .. }
            | Body::Range { column, .. }
            | Body::Choices { column, .. }
            | Body::Json { column } => vec![column],
            Body::Unique(unique) => named(&unique.keys, &unique.include).collect(),
            Body::Sql { .. } => Vec::new(),
            Body::Exclusion(exclusion) => {
                let spans = exclusion.spans.iter().flat_map(|span| [&span.start, &span.end]);
                exclusion.equal.iter().chain(spans).map(String::as_str).collect()
            }
        };
        columns.into_iter()
    }
}

impl Index {
    /// As the database has it after columns of its table got other names.
    pub(super) fn renamed(mut self, renames: &[(String, String)]) -> Self {
        self.basis.rename(renames);
        rename_keys(&mut self.keys, renames);
        self.include.iter_mut().for_each(|column| rename(column, renames));
        self.condition.iter_mut().for_each(|sql| rename_sql(sql, renames));
        self
    }

    /// The columns that it names, apart from those in SQL.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        named(&self.keys, &self.include)
    }
}

fn named<'a>(keys: &'a [Key], include: &'a [String]) -> impl Iterator<Item = &'a str> {
    let keys = keys.iter().filter_map(Key::column_name);
    keys.chain(include.iter().map(String::as_str))
}

impl Body {
    /// Whether it is a foreign key.
    pub fn is_foreign_key(&self) -> bool {
        matches!(self, Self::ForeignKey { .. })
    }
}
