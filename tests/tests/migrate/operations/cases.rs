//! What a case is, and what many of them begin with.

use fjango::migrate::state::{
    CheckState, FieldState, IndexState, KeyOfState, KeyState, Literal, ManyToManyState, ModelState, ProjectState,
    UniqueState,
};
use fjango::migrate::{Constraint, Operation};
use fjango::value::SqlType;

pub use crate::migrate::states::foreign_key;
pub use crate::migrate::support::{model, state};

/// Whether a case changes the live schema.
#[derive(Clone, Copy)]
pub enum Changes {
    Schema,
    Nothing,
    /// What SQLite has no place for.
    PostgresOnly,
}

/// A change of models that have rows.
#[derive(Clone)]
pub struct Case {
    /// As Django's test is called.
    pub name: &'static str,
    pub before: ProjectState,
    /// SQL that fills the tables.
    pub rows: Vec<&'static str>,
    /// The migration, in the app `blog`.
    pub steps: Vec<Operation>,
    /// Queries after it, and the texts that they give.
    pub holds: Vec<(&'static str, Vec<&'static str>)>,
    /// Writes that are right after it.
    pub takes: Vec<&'static str>,
    /// Writes that are wrong after it.
    pub refuses: Vec<&'static str>,
    pub changes: Changes,
    /// Whether the way back brings the rows back as they were.
    pub keeps_rows: bool,
}

/// A case with two ponies.
pub fn case(name: &'static str, steps: Vec<Operation>) -> Case {
    Case {
        name,
        before: ponies(),
        rows: vec![PONIES],
        steps,
        holds: Vec::new(),
        takes: Vec::new(),
        refuses: Vec::new(),
        changes: Changes::Schema,
        keeps_rows: true,
    }
}

impl Case {
    /// Begins with these models instead, filled so.
    pub fn from(mut self, models: Vec<ModelState>, rows: &[&'static str]) -> Self {
        (self.before, self.rows) = (state(models), rows.to_vec());
        self
    }

    pub fn holds(mut self, sql: &'static str, texts: &[&'static str]) -> Self {
        self.holds.push((sql, texts.to_vec()));
        self
    }

    pub fn takes(mut self, sql: &'static str) -> Self {
        self.takes.push(sql);
        self
    }

    pub fn refuses(mut self, sql: &'static str) -> Self {
        self.refuses.push(sql);
        self
    }

    pub fn changing(mut self, changes: Changes) -> Self {
        self.changes = changes;
        self
    }

    /// Whether a column of it is computed at every read, which not every server does.
    pub fn computes_at_read(&self) -> bool {
        let added = self.steps.iter().filter_map(|step| match step {
            Operation::AddField { field, .. } | Operation::AlterField { field, .. } => Some(field),
            _ => None,
        });
        let there = self.before.models.values().flat_map(|model| &model.fields);
        there.chain(added).any(|field| !field.stored)
    }

    /// The way back cannot make values again that are gone.
    pub fn lossy(mut self) -> Self {
        self.keeps_rows = false;
        self
    }
}

pub const PONIES: &str = "INSERT INTO blog_pony (id, pink, weight) VALUES (1, 3, 4.5), (2, 5, 1.5)";
pub const RIDERS: &str = "INSERT INTO blog_rider (id, pony_id) VALUES (7, 1), (8, 2)";

/// Django's model of most of these tests.
pub fn pony() -> ModelState {
    model(
        "Pony",
        vec![integer("pink"), FieldState::new("weight", SqlType::Double)],
    )
}

pub fn ponies() -> ProjectState {
    state(vec![pony()])
}

pub fn rider() -> ModelState {
    model("Rider", vec![foreign_key("pony", "blog.Pony")])
}

pub fn pony_with(change: impl FnOnce(&mut ModelState)) -> ModelState {
    let mut pony = pony();
    change(&mut pony);
    pony
}

pub fn integer(name: &str) -> FieldState {
    FieldState::new(name, SqlType::Integer)
}

pub fn text(name: &str) -> FieldState {
    FieldState::new(name, SqlType::Text)
}

pub fn nullable(field: FieldState) -> FieldState {
    FieldState {
        nullable: true,
        ..field
    }
}

pub fn unique(field: FieldState) -> FieldState {
    FieldState { unique: true, ..field }
}

pub fn filled(field: FieldState, fill: Literal) -> FieldState {
    FieldState {
        fill: Some(fill),
        ..field
    }
}

pub fn defaulted(field: FieldState, sql: &str) -> FieldState {
    FieldState {
        db_default: Some(sql.into()),
        ..field
    }
}

pub fn generated(field: FieldState, sql: &str) -> FieldState {
    FieldState {
        generated: Some(sql.into()),
        ..field
    }
}

pub fn in_column(field: FieldState, column: &str) -> FieldState {
    FieldState {
        column: column.into(),
        ..field
    }
}

pub fn key(field: FieldState) -> FieldState {
    FieldState {
        primary_key: true,
        ..field
    }
}

/// A model whose key is of this kind and not numbered by the database.
pub fn keyed(name: &str, kind: SqlType, fields: Vec<FieldState>) -> ModelState {
    let mut keyed = model(name, fields);
    keyed.fields[0] = key(FieldState::new("id", kind));
    keyed
}

pub fn many(name: &str, target: &str, table: &str) -> ManyToManyState {
    ManyToManyState {
        name: name.into(),
        target: target.into(),
        table: table.into(),
        source_column: "from_id".into(),
        target_column: "to_id".into(),
    }
}

pub fn sql_key(sql: &str) -> KeyState {
    KeyState {
        of: KeyOfState::Sql(sql.into()),
        ..KeyState::field("")
    }
}

pub fn index(fields: &[&str]) -> IndexState {
    fields.iter().copied().collect()
}

pub fn named_index(name: &str, keys: Vec<KeyState>) -> IndexState {
    IndexState {
        name: Some(name.into()),
        keys,
        ..IndexState::default()
    }
}

pub fn unique_over(fields: &[&str]) -> UniqueState {
    fields.iter().copied().collect()
}

pub fn named_unique(name: &str, keys: Vec<KeyState>) -> UniqueState {
    UniqueState {
        name: Some(name.into()),
        keys,
        ..UniqueState::default()
    }
}

pub fn check(name: &str, sql: &str) -> CheckState {
    CheckState {
        name: name.into(),
        sql: sql.into(),
    }
}

pub fn create(model: ModelState) -> Operation {
    Operation::create(&model)
}

pub fn add(model: &str, field: FieldState) -> Operation {
    Operation::AddField {
        model: model.into(),
        field,
    }
}

pub fn alter(model: &str, field: FieldState) -> Operation {
    Operation::AlterField {
        model: model.into(),
        field,
    }
}

pub fn remove(model: &str, field: &str) -> Operation {
    Operation::RemoveField {
        model: model.into(),
        field: field.into(),
    }
}

pub fn rename(model: &str, field: &str, to: &str, column: &str) -> Operation {
    Operation::RenameField {
        model: model.into(),
        field: field.into(),
        to: to.into(),
        column: column.into(),
    }
}

pub fn rename_model(model: &str, to: &str) -> Operation {
    Operation::RenameModel {
        model: model.into(),
        to: to.into(),
    }
}

pub fn alter_table(model: &str, table: &str) -> Operation {
    Operation::AlterTable {
        model: model.into(),
        table: table.into(),
    }
}

pub fn add_index(index: IndexState) -> Operation {
    Operation::AddIndex {
        model: "Pony".into(),
        index,
    }
}

pub fn remove_index(index: IndexState) -> Operation {
    Operation::RemoveIndex {
        model: "Pony".into(),
        index,
    }
}

pub fn rename_index(index: IndexState, to: &str) -> Operation {
    Operation::RenameIndex {
        model: "Pony".into(),
        index,
        to: Some(to.into()),
    }
}

pub fn add_unique(unique: UniqueState) -> Operation {
    Operation::AddConstraint {
        model: "Pony".into(),
        constraint: Constraint::Unique(unique),
    }
}

pub fn remove_unique(unique: UniqueState) -> Operation {
    Operation::RemoveConstraint {
        model: "Pony".into(),
        constraint: Constraint::Unique(unique),
    }
}

pub fn add_check(name: &str, sql: &str) -> Operation {
    Operation::AddConstraint {
        model: "Pony".into(),
        constraint: Constraint::Check(check(name, sql)),
    }
}

pub fn remove_check(name: &str, sql: &str) -> Operation {
    Operation::RemoveConstraint {
        model: "Pony".into(),
        constraint: Constraint::Check(check(name, sql)),
    }
}

pub fn add_many(model: &str, field: ManyToManyState) -> Operation {
    Operation::AddManyToMany {
        model: model.into(),
        field,
    }
}

pub fn remove_many(model: &str, field: &str) -> Operation {
    Operation::RemoveManyToMany {
        model: model.into(),
        field: field.into(),
    }
}

pub fn rename_many(model: &str, field: &str, to: ManyToManyState) -> Operation {
    Operation::RenameManyToMany {
        model: model.into(),
        field: field.into(),
        to,
    }
}

/// Steps that do not fit the ponies, with what the error names.
pub fn refused() -> Vec<(&'static str, Operation, &'static str)> {
    vec![
        (
            "test_rename_missing_field",
            rename("Pony", "blue", "green", "green"),
            "blue",
        ),
        (
            "test_rename_index_unknown_unnamed_index",
            rename_index(index(&["weight", "pink"]), "new_pony_test_idx"),
            "weight, pink",
        ),
    ]
}
