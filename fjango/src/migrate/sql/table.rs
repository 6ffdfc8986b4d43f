//! Tables as both databases have them, before either's spelling.

use std::collections::{BTreeMap, BTreeSet};

use crate::migrate::Error;
use crate::migrate::state::{
    FieldState, Literal, ManyToManyState, ModelState, OnDeleteState, ProjectState, RelationKindState,
};
use crate::schema::{SOFT_DELETE_FIELD, names};
use crate::value::SqlType;

/// All tables of a state. The key tells which table after is which before, whatever its name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tables(pub BTreeMap<String, Table>);

/// A table with everything on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// By the name of the field.
    pub columns: Vec<Column>,
    /// Keys and checks.
    pub rules: Vec<Rule>,
    /// Indexes that are not part of a rule.
    pub indexes: Vec<Index>,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The field's name: which column after is which before.
    pub field: String,
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: SqlType,
    /// The longest text.
    pub max_length: Option<u32>,
    /// Whether it accepts `NULL`.
    pub nullable: bool,
    /// Whether it is the primary key.
    pub primary_key: bool,
    /// Whether the database numbers the rows.
    pub auto: bool,
    /// The SQL expression of its `DEFAULT`.
    pub db_default: Option<String>,
    /// What rows that exist get.
    pub fill: Option<Literal>,
    /// A value that its checks accept, for rows that exist when there is no better one.
    pub neutral: Option<Literal>,
    /// Values of rows that exist that become others.
    pub replaced: Vec<(String, String)>,
}

/// A constraint.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its name, unique in the table.
    pub name: String,
    /// What it says.
    pub body: Body,
    /// The kinds of the columns it reads. A rule is made anew when one changes, since a database may refuse to change
    /// the type of a column while a rule compares it with something of the old type.
    pub kinds: Vec<SqlType>,
}

/// What a [`Rule`] says.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Body {
    PrimaryKey {
        column: String,
    },
    Unique {
        columns: Vec<String>,
        /// Only of rows whose column of this name is `NULL`: those that are not soft-deleted.
        live: Option<String>,
    },
    ForeignKey {
        column: String,
        table: String,
        target: String,
        on_delete: &'static str,
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
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Its name, unique in the database.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<String>,
}

impl Tables {
    /// The tables that `state` asks for.
    ///
    /// # Errors
    /// [`Error::UnknownModel`], [`Error::UnknownField`] or [`Error::NoPrimaryKey`] when the state is not whole.
    pub fn of(state: &ProjectState) -> Result<Self, Error> {
        let own: BTreeSet<&str> = state.models.values().map(|model| model.table.as_str()).collect();
        let mut tables = BTreeMap::new();
        for (label, model) in &state.models {
            tables.insert(label.clone(), Table::of(model, state)?);
            for many in &model.many_to_many {
                // A table between that is a model of its own is made by that model.
                if !own.contains(many.table.as_str()) {
                    // Another target makes another table: the old rows would point at the wrong one.
                    let key = format!("{label}.{} -> {}", many.name, many.target);
                    tables.insert(key, Table::between(label, many, state)?);
                }
            }
        }
        Ok(Self(tables))
    }
}

impl Table {
    fn of(model: &ModelState, state: &ProjectState) -> Result<Self, Error> {
        let label = model.label();
        let mut table = Self {
            name: model.table.clone(),
            columns: Vec::new(),
            rules: Vec::new(),
            indexes: Vec::new(),
        };
        for field in &model.fields {
            table.columns.push(Column::of(field, kind_of(field, state, 0)?));
        }
        for (field, column) in model.fields.iter().zip(table.columns.clone()) {
            table.add_rules(field, &column, state, deleted_at(model))?;
        }
        let columns_of = |fields: &[String]| -> Result<Vec<String>, Error> {
            fields
                .iter()
                .map(|name| {
                    model
                        .field(name)
                        .map(|field| field.column.clone())
                        .ok_or_else(|| Error::UnknownField {
                            label: label.clone(),
                            field: name.clone(),
                        })
                })
                .collect()
        };
        for fields in &model.unique {
            table.add_unique(columns_of(fields)?, deleted_at(model));
        }
        for fields in &model.indexes {
            table.add_index(columns_of(fields)?);
        }
        for check in &model.checks {
            let kinds = table.columns.iter().map(|column| column.kind).collect();
            table.rules.push(Rule {
                name: names::constraint(&table.name, &[&check.name], "check"),
                body: Body::Sql {
                    condition: check.sql.clone(),
                },
                kinds,
            });
        }
        table.sort();
        Ok(table)
    }

    /// The table of a many-to-many field.
    fn between(owner: &str, many: &ManyToManyState, state: &ProjectState) -> Result<Self, Error> {
        let mut id = Column::of(&FieldState::new("id", SqlType::BigInt), SqlType::BigInt);
        (id.primary_key, id.auto) = (true, true);
        let mut table = Self {
            name: many.table.clone(),
            columns: vec![id],
            rules: Vec::new(),
            indexes: Vec::new(),
        };
        table.add_primary_key("id", SqlType::BigInt);
        let ends = [
            ("source", &many.source_column, owner),
            ("target", &many.target_column, many.target.as_str()),
        ];
        for (role, name, label) in ends {
            let model = state.model(label)?;
            let key = primary_key(model)?;
            let kind = kind_of(key, state, 0)?;
            let mut column = Column::of(&FieldState::new(role, kind), kind);
            column.name.clone_from(name);
            table.add_foreign_key(&column, model, key, "CASCADE");
            table.columns.push(column);
        }
        table.add_unique(vec![many.source_column.clone(), many.target_column.clone()], None);
        // The unique pair serves look-ups from the source; the way back needs its own.
        table.add_index(vec![many.target_column.clone()]);
        table.sort();
        Ok(table)
    }

    fn add_rules(
        &mut self,
        field: &FieldState,
        column: &Column,
        state: &ProjectState,
        live: Option<String>,
    ) -> Result<(), Error> {
        let name = &column.name;
        let one_to_one = field
            .relation
            .as_ref()
            .is_some_and(|relation| relation.kind == RelationKindState::OneToOne);
        if field.primary_key {
            self.add_primary_key(name, column.kind);
        } else if field.unique || one_to_one {
            self.add_unique(vec![name.clone()], live);
        } else if field.index || field.relation.is_some() {
            self.add_index(vec![name.clone()]);
        }
        if let Some(relation) = &field.relation {
            let target = state.model(&relation.target)?;
            let on_delete = match relation.on_delete {
                // A default that only Rust knows is set by the one who deletes.
                OnDeleteState::SetDefault if field.db_default.is_none() => OnDeleteState::DoNothing,
                other => other,
            };
            self.add_foreign_key(column, target, primary_key(target)?, on_delete.sql());
        }
        let mut check = |suffix: &str, body: Body| {
            self.rules.push(Rule {
                name: names::constraint(&self.name, &[name, suffix], "check"),
                body,
                kinds: vec![column.kind],
            });
        };
        let column_name = name.clone();
        if let Some(max) = column.max_length {
            check(
                "length",
                Body::MaxLength {
                    column: column_name.clone(),
                    max,
                },
            );
        }
        // What the Rust type holds, and what the model allows: two rules, as they change for different reasons.
        if let Some((min, max)) = field.range {
            let max = (max != i64::MAX).then(|| max.to_string());
            check(
                "type",
                Body::Range {
                    column: column_name.clone(),
                    min: Some(min.to_string()),
                    max,
                },
            );
        }
        if field.min.is_some() || field.max.is_some() {
            check(
                "range",
                Body::Range {
                    column: column_name.clone(),
                    min: field.min.clone(),
                    max: field.max.clone(),
                },
            );
        }
        if !field.choices.is_empty() {
            check(
                "choices",
                Body::Choices {
                    column: column_name.clone(),
                    values: field.choices.clone(),
                },
            );
        }
        if column.kind == SqlType::Json {
            check("json", Body::Json { column: column_name });
        }
        Ok(())
    }

    fn add_primary_key(&mut self, column: &str, kind: SqlType) {
        self.rules.push(Rule {
            name: names::constraint(&self.name, &[], "pkey"),
            body: Body::PrimaryKey {
                column: column.to_owned(),
            },
            kinds: vec![kind],
        });
    }

    fn add_foreign_key(&mut self, column: &Column, target: &ModelState, key: &FieldState, on_delete: &'static str) {
        self.rules.push(Rule {
            name: names::constraint(&self.name, &[&column.name], "fkey"),
            body: Body::ForeignKey {
                column: column.name.clone(),
                table: target.table.clone(),
                target: key.column.clone(),
                on_delete,
            },
            kinds: vec![column.kind],
        });
    }

    fn add_unique(&mut self, columns: Vec<String>, live: Option<String>) {
        let name = self.name_of(&columns, "key");
        // PostgreSQL keeps one of the two when both come with the table, and both when they come one by one.
        let is_key = |rule: &Rule| matches!(&rule.body, Body::PrimaryKey { column } if columns == [column.as_str()]);
        if self.rules.iter().any(is_key) {
            return;
        }
        if self.rules.iter().all(|rule| rule.name != name) {
            self.rules.push(Rule {
                name,
                body: Body::Unique { columns, live },
                kinds: Vec::new(),
            });
        }
    }

    fn add_index(&mut self, columns: Vec<String>) {
        let name = self.name_of(&columns, "idx");
        if self.indexes.iter().all(|index| index.name != name) {
            self.indexes.push(Index { name, columns });
        }
    }

    fn name_of(&self, columns: &[String], kind: &str) -> String {
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        names::constraint(&self.name, &columns, kind)
    }

    /// Rules and indexes have no order of their own, so they get one.
    fn sort(&mut self) {
        let rank = |body: &Body| match body {
            Body::PrimaryKey { .. } => 0,
            Body::Unique { .. } => 1,
            Body::ForeignKey { .. } => 2,
            _ => 3,
        };
        self.rules
            .sort_by(|a, b| (rank(&a.body), &a.name).cmp(&(rank(&b.body), &b.name)));
        self.indexes.sort_by(|a, b| a.name.cmp(&b.name));
    }

    /// The column of the field called `field`.
    pub fn column(&self, field: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.field == field)
    }
}

impl Column {
    fn of(field: &FieldState, kind: SqlType) -> Self {
        Self {
            field: field.name.clone(),
            name: field.column.clone(),
            kind,
            max_length: field.max_length,
            nullable: field.nullable && !field.primary_key,
            primary_key: field.primary_key,
            auto: field.auto,
            db_default: field.db_default.clone(),
            fill: field.fill.clone(),
            neutral: neutral(field, kind),
            replaced: Vec::new(),
        }
    }

    /// Whether both are the same column for the database; values for existing rows are no part of it.
    pub fn same(&self, other: &Self) -> bool {
        let bare = |column: &Self| Self {
            fill: None,
            neutral: None,
            replaced: Vec::new(),
            ..column.clone()
        };
        bare(self) == bare(other)
    }
}

impl Body {
    /// Whether it is a foreign key.
    pub fn is_foreign_key(&self) -> bool {
        matches!(self, Self::ForeignKey { .. })
    }
}

/// Chains of one-to-one primary keys are short; more steps than this are a circle, which no database can have.
const MAX_CHAIN: usize = 16;

/// What the column of `field` holds: for a relation, what the key at its end does.
fn kind_of(field: &FieldState, state: &ProjectState, depth: usize) -> Result<SqlType, Error> {
    match &field.relation {
        Some(relation) if depth < MAX_CHAIN => kind_of(primary_key(state.model(&relation.target)?)?, state, depth + 1),
        _ => Ok(field.kind),
    }
}

/// The column that says when a row was soft-deleted.
fn deleted_at(model: &ModelState) -> Option<String> {
    let field = model.field(SOFT_DELETE_FIELD).filter(|_| model.soft_delete)?;
    Some(field.column.clone())
}

fn primary_key(model: &ModelState) -> Result<&FieldState, Error> {
    model
        .primary_key()
        .ok_or_else(|| Error::NoPrimaryKey { label: model.label() })
}

/// A value that says nothing and that the field's own checks accept: rows get it when a removed column comes back.
///
/// `None` where none can be made up: a foreign key must point at a row that exists.
fn neutral(field: &FieldState, kind: SqlType) -> Option<Literal> {
    if field.relation.is_some() {
        return None;
    }
    if let Some(choice) = field.choices.first() {
        return Some(Literal::Text(choice.clone()));
    }
    let zero = || {
        let above = |limit: &String| limit.parse::<f64>().is_ok_and(|limit| limit > 0.0);
        let below = |limit: &String| limit.parse::<f64>().is_ok_and(|limit| limit < 0.0);
        let limit = field
            .min
            .clone()
            .filter(above)
            .or_else(|| field.max.clone().filter(below));
        limit.unwrap_or_else(|| "0".to_owned())
    };
    Some(match kind {
        SqlType::Bool => Literal::Bool(false),
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => Literal::Integer(zero().parse().unwrap_or(0)),
        SqlType::Real | SqlType::Double => Literal::Float(zero().parse().unwrap_or(0.0)),
        SqlType::Decimal => Literal::Text(zero()),
        SqlType::Text | SqlType::Bytes => Literal::Text(String::new()),
        SqlType::Uuid => Literal::Text("00000000-0000-0000-0000-000000000000".to_owned()),
        SqlType::DateTime => Literal::Text("1970-01-01 00:00:00+00:00".to_owned()),
        SqlType::Date => Literal::Text("1970-01-01".to_owned()),
        SqlType::Time => Literal::Text("00:00:00".to_owned()),
        SqlType::Interval => Literal::Integer(0),
        SqlType::Json => Literal::Text("{}".to_owned()),
    })
}

/// The end of a unique index over the rows that are not soft-deleted.
pub(super) fn only_live(column: &Option<String>) -> String {
    let condition = |column| format!(" WHERE {} IS NULL", super::name(column));
    column.as_deref().map_or_else(String::new, condition)
}

/// The condition of a range over a quoted column; at least one end is there.
pub(super) fn range(column: &str, min: &Option<String>, max: &Option<String>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("{column} BETWEEN {min} AND {max}"),
        (Some(min), None) => format!("{column} >= {min}"),
        (None, Some(max)) => format!("{column} <= {max}"),
        (None, None) => "TRUE".to_owned(),
    }
}
