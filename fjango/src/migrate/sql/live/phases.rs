//! Puts PostgreSQL's statements into an order in which each takes weak locks, or strong ones for a moment.
//!
//! What would read or write a whole table under a lock that keeps others out is done in two: a promise that holds for new
//! rows at once (`NOT VALID`), and a look at the old ones that lets others work (`VALIDATE CONSTRAINT`); an index that is
//! built beside the work (`CONCURRENTLY`), and a constraint that takes it over. Tables that the same migration made are
//! nobody's yet, so they need no care.

use std::collections::BTreeSet;

use crate::migrate::section::Section;
use crate::migrate::sql::name;
use crate::migrate::statement::{Action, Change, Rule, read};
use crate::schema::names;

/// The statements, by what can run together.
#[derive(Default)]
struct Phases {
    /// Made by this migration, so that nobody else uses them.
    tables: BTreeSet<String>,
    indexes_made: BTreeSet<String>,
    /// Changes of the catalogue, and between them what runs alone.
    first: Vec<Section<String>>,
    /// Values for rows that exist.
    fills: Vec<String>,
    indexes: Vec<String>,
    /// Constraints that rest on the indexes, and foreign keys, which may rest on those.
    constraints: Vec<String>,
    validations: Vec<String>,
    last: Vec<String>,
}

/// Arranges `statements`, which are fjango's own, one change each.
pub(super) fn arrange(statements: Vec<String>) -> Vec<Section<String>> {
    let mut phases = Phases::default();
    for statement in statements {
        phases.add(statement);
    }
    let one = |atomic: bool, statements: Vec<String>| Section { atomic, statements };
    let mut sections = phases.first;
    // Each by itself: rows stay locked until the end of the transaction that changed them.
    sections.extend(phases.fills.into_iter().map(|fill| one(true, vec![fill])));
    sections.push(one(false, phases.indexes));
    sections.push(one(true, phases.constraints));
    sections.push(one(false, phases.validations));
    sections.push(one(true, phases.last));
    sections.retain(|section| !section.statements.is_empty());
    sections
}

impl Phases {
    fn add(&mut self, statement: String) {
        match read(&statement) {
            Change::CreateTable { table, .. } => {
                self.tables.insert(table);
                self.first(true, statement);
            }
            Change::CreateIndex { index, table, .. } if self.tables.contains(&table) => {
                self.indexes_made.extend(index);
                self.first(true, statement);
            }
            Change::CreateIndex {
                concurrently: false,
                after,
                ..
            } => self.indexes.push(concurrently(&statement, after)),
            Change::DropIndex {
                concurrently: false,
                after,
                indexes,
            } if indexes.iter().all(|index| !self.indexes_made.contains(index)) => {
                self.first(false, concurrently(&statement, after));
            }
            // Any other change of rows may need what the next statement takes away.
            Change::Write { table, .. } if !self.tables.contains(&table) && statement.ends_with(" IS NULL") => {
                self.fill(statement);
            }
            Change::AlterTable { table, actions } if !self.tables.contains(&table) => match &actions[..] {
                [action] => self.alter(&table, action, &statement),
                _ => self.first(true, statement.clone()),
            },
            _ => self.first(true, statement),
        }
    }

    fn first(&mut self, atomic: bool, statement: String) {
        match self.first.last_mut().filter(|last| last.atomic == atomic) {
            Some(last) => last.statements.push(statement),
            None => self.first.push(Section {
                atomic,
                statements: vec![statement],
            }),
        }
    }

    fn fill(&mut self, statement: String) {
        // Checks that wait for the end of the transaction matter only to changes of the table within it.
        if let Some(section) = self.first.last_mut().filter(|section| section.atomic)
            && section
                .statements
                .last()
                .is_some_and(|last| last.starts_with("SET CONSTRAINTS"))
        {
            section.statements.pop();
        }
        self.fills.push(statement);
    }

    fn alter(&mut self, table: &str, action: &Action<'_>, statement: &str) {
        let alter = |what: String| format!("ALTER TABLE {} {what}", name(table));
        let validate = |constraint: &str| alter(format!("VALIDATE CONSTRAINT {}", name(constraint)));
        match action {
            Action::AddConstraint {
                name: constraint,
                rule: rule @ (Rule::ForeignKey | Rule::Check),
                not_valid: false,
                ..
            } => {
                let promise = format!("{statement} NOT VALID");
                match rule {
                    Rule::ForeignKey => self.constraints.push(promise),
                    _ => self.first(true, promise),
                }
                self.validations.push(validate(constraint));
            }
            Action::AddConstraint {
                name: constraint,
                rule: Rule::Unique,
                body,
                using_index: false,
                ..
            } => match unique_index(body) {
                Some((index, rest)) => {
                    let (constraint, table) = (name(constraint), name(table));
                    self.indexes.push(format!(
                        "CREATE UNIQUE INDEX CONCURRENTLY {constraint} ON {table} {index}"
                    ));
                    self.constraints.push(alter(format!(
                        "ADD CONSTRAINT {constraint} UNIQUE USING INDEX {constraint}{rest}"
                    )));
                }
                None => self.constraints.push(statement.to_owned()),
            },
            Action::SetNotNull { column } => {
                // PostgreSQL believes a validated check and does not read the table again.
                let check = names::constraint(table, &[column, "not_null"], "check");
                let promise = format!(
                    "ADD CONSTRAINT {} CHECK ({} IS NOT NULL) NOT VALID",
                    name(&check),
                    name(column)
                );
                self.first(true, alter(promise));
                self.validations.push(validate(&check));
                self.last.push(statement.to_owned());
                self.last.push(alter(format!("DROP CONSTRAINT {}", name(&check))));
            }
            _ => self.first(true, statement.to_owned()),
        }
    }
}

fn concurrently(statement: &str, after: usize) -> String {
    format!("{}CONCURRENTLY {}", &statement[..after], &statement[after..])
}

/// What an index takes of `UNIQUE …`, and what stays with the constraint; `None` for a spelling that is not known.
fn unique_index(body: &str) -> Option<(String, &str)> {
    let rest = body.strip_prefix("UNIQUE ")?;
    let (distinct, rest) = match rest.strip_prefix("NULLS NOT DISTINCT ") {
        Some(rest) => (" NULLS NOT DISTINCT", rest),
        None => ("", rest),
    };
    let (columns, rest) = parentheses(rest)?;
    let (include, rest) = match rest.strip_prefix(" INCLUDE ") {
        Some(rest) => {
            let (columns, rest) = parentheses(rest)?;
            (format!(" INCLUDE {columns}"), rest)
        }
        None => (String::new(), rest),
    };
    let is_known = rest.is_empty() || rest.starts_with(" DEFERRABLE");
    is_known.then(|| (format!("{columns}{include}{distinct}"), rest))
}

/// The parentheses that `text` begins with, and what follows; a name with parentheses is not understood.
fn parentheses(text: &str) -> Option<(&str, &str)> {
    let end = text.find(')').filter(|_| text.starts_with('('))? + 1;
    let (inside, rest) = text.split_at(end);
    (inside.matches('(').count() == 1).then_some((inside, rest))
}
