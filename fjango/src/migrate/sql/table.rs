//! Tables as both databases have them, before either's spelling.

use std::collections::{BTreeMap, BTreeSet};

use super::name as quoted;
use super::rules::{Basis, Body, Exclusion, Index, Key, KeyOf, Rule, Span, Unique};
use crate::migrate::Error;
use crate::migrate::state::{
    EnforcedState, ExclusionState, FieldState, KeyOfState, KeyState, Literal, ManyToManyState, ModelState,
    OnDeleteState, ProjectState, RelationKindState, UniqueState,
};
use crate::schema::{SOFT_DELETE_FIELD, mentions, names};
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
    /// What the database notes about it.
    pub comment: Option<String>,
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
    /// How the database computes it.
    pub generated: Option<Generated>,
    /// The order and equality of its texts.
    pub collation: Option<String>,
    /// What the database notes about it.
    pub comment: Option<String>,
    /// What rows that exist get.
    pub fill: Option<Literal>,
    /// A value that its checks accept, for rows that exist when there is no better one.
    pub neutral: Option<Literal>,
    /// Values of rows that exist that become others.
    pub replaced: Vec<(String, String)>,
}

/// How the database computes a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Generated {
    /// The expression over the row's other columns.
    pub sql: String,
    /// The kinds of the columns that it names: it is computed anew when one changes.
    pub kinds: Vec<SqlType>,
    /// Whether the value is kept with the row, rather than computed at every read.
    pub stored: bool,
}

impl Generated {
    /// What stands behind the type in a column's definition.
    pub fn definition(&self) -> String {
        let kept = if self.stored { "STORED" } else { "VIRTUAL" };
        format!("GENERATED ALWAYS AS ({}) {kept}", self.sql)
    }
}

impl Tables {
    /// The tables that `state` asks for.
    ///
    /// # Errors
    /// [`Error::UnknownModel`], [`Error::UnknownField`] or [`Error::NoPrimaryKey`] when the state is not whole.
    pub fn of(state: &ProjectState) -> Result<Self, Error> {
        Self::of_models(state, |_| true)
    }

    /// Those of the models whose labels are `wanted`, with their tables between.
    ///
    /// # Errors
    /// As [`of`](Self::of).
    pub fn of_models(state: &ProjectState, wanted: impl Fn(&str) -> bool) -> Result<Self, Error> {
        let own: BTreeSet<&str> = state.models.values().map(|model| model.table.as_str()).collect();
        let mut tables = BTreeMap::new();
        for (label, model) in state.models.iter().filter(|(label, _)| wanted(label)) {
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
        let mut table = Self {
            name: model.table.clone(),
            columns: Vec::new(),
            rules: Vec::new(),
            indexes: Vec::new(),
            comment: model.comment.clone(),
        };
        for field in &model.fields {
            let mut column = Column::of(field, kind_of(field, state, 0)?);
            column.collation = collation_of(field, state, 0)?;
            table.columns.push(column);
        }
        for (i, field) in model.fields.iter().enumerate() {
            if let Some(sql) = &field.generated {
                let kinds = table.named_in(&[sql]).map(|column| column.kind).collect();
                table.columns[i].generated = Some(Generated {
                    sql: sql.clone(),
                    kinds,
                    stored: field.stored,
                });
            }
        }
        for (field, column) in model.fields.iter().zip(table.columns.clone()) {
            table.add_rules(field, &column, state, deleted_at(model))?;
        }
        for unique in &model.unique {
            table.add_unique_rule(unique, model)?;
        }
        for index in &model.indexes {
            let keys = keys(&index.keys, model)?;
            let include = columns_of(&index.include, model)?;
            let name = table.name_of(index.name.as_deref(), &keys, &include, "idx");
            let sql: Vec<&str> = index.sql().collect();
            let classes = keys.iter().any(|key| key.operator_class.is_some());
            let basis = table.basis(&keys, &include, &sql, classes || index.using.is_some());
            table.push_index(Index {
                name,
                keys,
                condition: index.condition.clone(),
                include,
                using: index.using.clone(),
                basis,
            });
        }
        for check in &model.checks {
            table.add_check(&check.name, check.sql.clone());
        }
        for exclusion in &model.exclusions {
            table.add_exclusion(exclusion, model)?;
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
            comment: None,
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
            column.collation = collation_of(key, state, 0)?;
            table.add_foreign_key(&column, model, key, "CASCADE", false);
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
            let key = primary_key(target)?;
            match relation.enforced {
                EnforcedState::Never => {}
                enforced => {
                    let immediate = enforced == EnforcedState::Immediate;
                    self.add_foreign_key(column, target, key, on_delete.sql(), immediate);
                }
            }
        }
        let mut check = |suffix: &str, body: Body| {
            self.rules.push(Rule {
                name: names::constraint(&self.name, &[name, suffix], "check"),
                body,
                basis: Basis::of([column], true),
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
            basis: Basis {
                kinds: vec![kind],
                generated: Vec::new(),
            },
        });
    }

    fn add_foreign_key(
        &mut self,
        column: &Column,
        target: &ModelState,
        key: &FieldState,
        on_delete: &'static str,
        immediate: bool,
    ) {
        self.rules.push(Rule {
            name: names::constraint(&self.name, &[&column.name], "fkey"),
            body: Body::ForeignKey {
                column: column.name.clone(),
                table: target.table.clone(),
                target: key.column.clone(),
                on_delete,
                immediate,
            },
            basis: Basis::of([column], true),
        });
    }

    fn add_unique(&mut self, columns: Vec<String>, live: Option<String>) {
        let keys: Vec<Key> = columns.into_iter().map(Key::column).collect();
        let name = self.name_of(None, &keys, &[], "key");
        let unique = Unique {
            keys,
            condition: live.map(|column| format!("{} IS NULL", super::name(&column))),
            include: Vec::new(),
            nulls_not_distinct: false,
            deferrable: None,
        };
        self.push_unique(name, unique, &[]);
    }

    fn add_unique_rule(&mut self, unique: &UniqueState, model: &ModelState) -> Result<(), Error> {
        let keys = keys(&unique.keys, model)?;
        let include = columns_of(&unique.include, model)?;
        let name = self.name_of(unique.name.as_deref(), &keys, &[], "key");
        let live = deleted_at(model).map(|column| format!("{} IS NULL", super::name(&column)));
        let condition = match (live, &unique.condition) {
            (Some(live), Some(own)) => Some(format!("{live} AND ({own})")),
            (live, own) => live.or_else(|| own.clone()),
        };
        let sql: Vec<&str> = unique.sql().collect();
        let unique = Unique {
            keys,
            condition,
            include,
            nulls_not_distinct: unique.nulls_not_distinct,
            deferrable: unique.deferrable,
        };
        self.push_unique(name, unique, &sql);
        Ok(())
    }

    fn push_unique(&mut self, name: String, unique: Unique, sql: &[&str]) {
        // PostgreSQL keeps one of the two when both come with the table, and both when they come one by one.
        let is_key = |rule: &Rule| matches!(&rule.body, Body::PrimaryKey { column } if unique.is_constraint() && unique.keys == [Key::column(column.as_str())]);
        if self.rules.iter().any(|rule| is_key(rule) || rule.name == name) {
            return;
        }
        let classes = unique.keys.iter().any(|key| key.operator_class.is_some());
        let basis = self.basis(&unique.keys, &unique.include, sql, classes);
        self.rules.push(Rule {
            name,
            body: Body::Unique(unique),
            basis,
        });
    }

    fn add_check(&mut self, name: &str, condition: String) {
        self.rules.push(Rule {
            name: names::constraint(&self.name, &[name], "check"),
            basis: Basis::of(self.named_in(&[&condition]), true),
            body: Body::Sql { condition },
        });
    }

    fn add_exclusion(&mut self, exclusion: &ExclusionState, model: &ModelState) -> Result<(), Error> {
        let equal = columns_of(&exclusion.equal, model)?;
        let mut spans = Vec::new();
        for (start, end) in &exclusion.overlap {
            let [start, end]: [&Column; 2] = [self.of_field(start, model)?, self.of_field(end, model)?];
            spans.push(Span {
                start: start.name.clone(),
                end: end.name.clone(),
                kind: start.kind,
            });
        }
        // A span that ends before it begins overlaps with nothing and is an error on PostgreSQL: refused by its name.
        for (number, span) in spans.iter().enumerate() {
            let condition = format!("{} <= {}", super::name(&span.start), super::name(&span.end));
            let tail = if number == 0 {
                String::new()
            } else {
                format!("_{}", number + 1)
            };
            self.add_check(&format!("{}_order{tail}", exclusion.name), condition);
        }
        let named = exclusion.condition.as_deref();
        let named: Vec<&Column> = self
            .columns
            .iter()
            .filter(|column| {
                let in_span = |span: &Span| span.start == column.name || span.end == column.name;
                equal.contains(&column.name)
                    || spans.iter().any(in_span)
                    || named.is_some_and(|sql| mentions(sql, &column.name))
            })
            .collect();
        let basis = Basis::of(named, true);
        self.rules.push(Rule {
            name: names::constraint(&self.name, &[&exclusion.name], "excl"),
            body: Body::Exclusion(Exclusion {
                equal,
                spans,
                condition: exclusion.condition.clone(),
                key: primary_key(model)?.column.clone(),
            }),
            basis,
        });
        Ok(())
    }

    fn of_field(&self, field: &str, model: &ModelState) -> Result<&Column, Error> {
        self.column(field).ok_or_else(|| Error::UnknownField {
            label: model.label(),
            field: field.to_owned(),
        })
    }

    fn add_index(&mut self, columns: Vec<String>) {
        let keys: Vec<Key> = columns.into_iter().map(Key::column).collect();
        let index = Index {
            name: self.name_of(None, &keys, &[], "idx"),
            basis: self.basis(&keys, &[], &[], false),
            keys,
            condition: None,
            include: Vec::new(),
            using: None,
        };
        self.push_index(index);
    }

    fn push_index(&mut self, index: Index) {
        if self.indexes.iter().all(|other| other.name != index.name) {
            self.indexes.push(index);
        }
    }

    /// The columns that one of `texts` names.
    fn named_in<'a>(&'a self, texts: &'a [&'a (impl AsRef<str> + ?Sized)]) -> impl Iterator<Item = &'a Column> {
        let is_named = |column: &&Column| texts.iter().any(|sql| mentions((*sql).as_ref(), &column.name));
        self.columns.iter().filter(is_named)
    }

    /// What an index depends on: plain columns keep it when their type changes, as the database builds it anew itself.
    fn basis(&self, keys: &[Key], include: &[String], sql: &[&str], kinds: bool) -> Basis {
        let is_read = |column: &&Column| {
            keys.iter().any(|key| key.column_name() == Some(&column.name))
                || include.contains(&column.name)
                || sql.iter().any(|sql| mentions(sql, &column.name))
        };
        Basis::of(self.columns.iter().filter(is_read), kinds || !sql.is_empty())
    }

    fn name_of(&self, name: Option<&str>, keys: &[Key], include: &[String], kind: &str) -> String {
        let columns: Vec<&str> = match name {
            Some(name) => vec![name],
            None => {
                let columns = keys.iter().filter_map(Key::column_name);
                columns.chain(include.iter().map(String::as_str)).collect()
            }
        };
        names::constraint(&self.name, &columns, kind)
    }

    /// Rules and indexes have no order of their own, so they get one.
    fn sort(&mut self) {
        let rank = |body: &Body| match body {
            Body::PrimaryKey { .. } => 0,
            Body::Unique { .. } => 1,
            Body::ForeignKey { .. } => 2,
            Body::Exclusion(_) => 4,
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
            generated: None,
            collation: None,
            comment: field.comment.clone(),
            fill: field.fill.clone(),
            neutral: neutral(field, kind),
            replaced: Vec::new(),
        }
    }

    /// Whether both are the same column for the database; values for existing rows are no part of it, nor is what is
    /// noted about it.
    pub fn same(&self, other: &Self) -> bool {
        let bare = |column: &Self| Self {
            fill: None,
            neutral: None,
            replaced: Vec::new(),
            comment: None,
            ..column.clone()
        };
        bare(self) == bare(other)
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

/// The collation of the column of `field`: that of the key at its end, so that both compare alike.
fn collation_of(field: &FieldState, state: &ProjectState, depth: usize) -> Result<Option<String>, Error> {
    match &field.relation {
        Some(relation) if depth < MAX_CHAIN => {
            collation_of(primary_key(state.model(&relation.target)?)?, state, depth + 1)
        }
        _ => Ok(field.collation.clone()),
    }
}

fn columns_of(fields: &[String], model: &ModelState) -> Result<Vec<String>, Error> {
    let column = |name: &String| {
        let field = model.field(name).ok_or_else(|| Error::UnknownField {
            label: model.label(),
            field: name.clone(),
        });
        Ok(field?.column.clone())
    };
    fields.iter().map(column).collect()
}

fn keys(keys: &[KeyState], model: &ModelState) -> Result<Vec<Key>, Error> {
    let key = |key: &KeyState| {
        Ok(Key {
            of: match &key.of {
                KeyOfState::Field(name) => KeyOf::Column(columns_of(std::slice::from_ref(name), model)?.concat()),
                KeyOfState::Sql(sql) => KeyOf::Sql(sql.clone()),
            },
            descending: key.descending,
            nulls: key.nulls,
            operator_class: key.operator_class.clone(),
        })
    };
    keys.iter().map(key).collect()
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
    if field.relation.is_some() || field.generated.is_some() {
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

/// The definition of a foreign key, which both databases spell alike.
pub(super) fn foreign_key(column: &str, (table, target): (&str, &str), on_delete: &str, immediate: bool) -> String {
    format!(
        "FOREIGN KEY ({}) REFERENCES {} ({}) ON DELETE {on_delete} DEFERRABLE INITIALLY {}",
        quoted(column),
        quoted(table),
        quoted(target),
        if immediate { "IMMEDIATE" } else { "DEFERRED" }
    )
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
