use super::difference::{Change, Difference, Object};
use crate::migrate::inspect::{LiveColumn, LiveConstraint, LiveIndex, LiveRule, LiveSchema, LiveTable, Numbered};
use crate::migrate::sql::{Inspector, Likeness, Part};

/// Compares two schemas that were read from the same kind of database.
pub(super) struct Comparison<'a> {
    pub(super) inspector: &'static dyn Inspector,
    /// Whether something of this name was made by a migration's own SQL, of which the state knows nothing.
    pub(super) is_written: &'a dyn Fn(&str) -> bool,
    pub(super) found: Vec<Difference>,
}

/// A constraint or an index, in a form in which the same rules are equal.
struct Shape<'a> {
    name: &'a str,
    object: Object,
    text: String,
    /// What a model cannot say, so that a difference in it is worth a note only.
    aside: String,
    part: Source,
    is_whole: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Constraint,
    Index,
}

impl Comparison<'_> {
    pub(super) fn tables(&mut self, expected: &LiveSchema, found: &LiveSchema) {
        for table in expected.tables.values() {
            match found.tables.get(&table.name).filter(|found| !found.view) {
                Some(found) => self.table(table, found),
                None => self.missing(table),
            }
        }
        // In an order in which the statements can be run: tables, what is on them, and what points at others.
        self.found
            .sort_by_key(|one| (one.object == Object::ForeignKey, one.object != Object::Table));
    }

    fn missing(&mut self, table: &LiveTable) {
        let new = (None, Some(table));
        self.push(Object::Table, "", Change::Missing, None, None, new, Part::Table);
        for key in table.constraints.iter().filter(|one| one.is_foreign_key()) {
            let part = Part::Constraint(None, Some(&key.name));
            if !self.inspector.mend(None, Some(table), part).is_empty() {
                let wanted = Some(self.of_constraint(key).text);
                self.push(Object::ForeignKey, &key.name, Change::Missing, wanted, None, new, part);
            }
        }
    }

    /// Tables that no migration made; they are told and never mended.
    pub(super) fn unknown(&mut self, expected: &LiveSchema, found: &LiveSchema) {
        let unknown = found
            .tables
            .values()
            .filter(|table| !expected.tables.contains_key(&table.name));
        self.found
            .extend(unknown.filter(|table| !table.view).map(|table| Difference {
                table: table.name.clone(),
                object: Object::Table,
                name: String::new(),
                change: Change::Extra,
                expected: None,
                found: None,
                sql: Vec::new(),
            }));
    }

    #[expect(clippy::too_many_arguments, reason = "one place that makes differences")]
    fn push(
        &mut self,
        object: Object,
        name: &str,
        change: Change,
        expected: Option<String>,
        found: Option<String>,
        (old, new): (Option<&LiveTable>, Option<&LiveTable>),
        part: Part<'_>,
    ) {
        let table = old.or(new).map(|table| table.name.clone()).unwrap_or_default();
        self.found.push(Difference {
            table,
            object,
            name: name.to_owned(),
            change,
            expected,
            found,
            sql: self.inspector.mend(old, new, part),
        });
    }

    fn table(&mut self, expected: &LiveTable, found: &LiveTable) {
        let both = (Some(found), Some(expected));
        if expected.comment != found.comment {
            let comment = |table: &LiveTable| Some(told(table.comment.as_deref(), "without a comment"));
            let change = Change::Different;
            self.push(
                Object::Table,
                "",
                change,
                comment(expected),
                comment(found),
                both,
                Part::Comment,
            );
        }
        for column in &expected.columns {
            let name = &column.name;
            match found.column(name) {
                Some(is) => self.column(column, is, both),
                None => {
                    let wanted = Some(describe(column));
                    self.push(
                        Object::Column,
                        name,
                        Change::Missing,
                        wanted,
                        None,
                        both,
                        Part::Column(name),
                    );
                }
            }
        }
        for column in found
            .columns
            .iter()
            .filter(|column| expected.column(&column.name).is_none())
        {
            if !(self.is_written)(&column.name) {
                let (name, is) = (&column.name, Some(describe(column)));
                self.push(Object::Column, name, Change::Extra, None, is, both, Part::Column(name));
            }
        }
        self.rules(expected, found);
    }

    fn column(&mut self, expected: &LiveColumn, found: &LiveColumn, both: (Option<&LiveTable>, Option<&LiveTable>)) {
        let (name, inspector) = (expected.name.as_str(), self.inspector);
        let mut different = |is: String, wanted: String, change: Change, part: Part<'_>| {
            self.push(Object::Column, name, change, Some(wanted), Some(is), both, part);
        };
        let default = |column: &LiveColumn| {
            let default = column.default.as_ref().filter(|_| column.numbered.is_none());
            default.map(|sql| inspector.normal(sql))
        };
        let generated = |column: &LiveColumn| {
            let generated = column.generated.as_ref()?;
            Some((inspector.normal(&generated.expression), generated.stored))
        };
        let typed = |column: &LiveColumn| match &column.collation {
            Some(collation) => format!("{} collate {collation}", column.declared),
            None => column.declared.clone(),
        };
        let points = both.1.is_some_and(|table| {
            let mut keys = table.foreign_keys();
            keys.any(|(key, ..)| key.columns.contains(&expected.name))
        });
        let likeness = inspector.likeness(expected, found, points);
        if likeness == Likeness::Different || expected.collation != found.collation {
            different(typed(found), typed(expected), Change::Different, Part::Type(name));
        } else if likeness == Likeness::Alike {
            different(typed(found), typed(expected), Change::Note, Part::Type(name));
        }
        if expected.nullable != found.nullable {
            let word = |column: &LiveColumn| if column.nullable { "nullable" } else { "not nullable" }.to_owned();
            different(word(found), word(expected), Change::Different, Part::Null(name));
        }
        if generated(expected) != generated(found) {
            let word = |column: &LiveColumn| match &column.generated {
                Some(one) => format!(
                    "computed as {}{}",
                    one.expression,
                    if one.stored { " and stored" } else { "" }
                ),
                None => "not computed".to_owned(),
            };
            different(word(found), word(expected), Change::Different, Part::Generated(name));
        } else if default(expected) != default(found) {
            let word = |column: &LiveColumn| match &column.default {
                Some(default) => format!("default {default}"),
                None => "without a default".to_owned(),
            };
            different(word(found), word(expected), Change::Different, Part::Default(name));
        }
        if expected.numbered != found.numbered {
            let change = match (expected.numbered, found.numbered) {
                (Some(_), Some(_)) => Change::Note,
                _ => Change::Different,
            };
            different(numbered(found), numbered(expected), change, Part::Numbered(name));
        }
        if expected.comment != found.comment {
            let comment = |column: &LiveColumn| told(column.comment.as_deref(), "without a comment");
            different(
                comment(found),
                comment(expected),
                Change::Different,
                Part::ColumnComment(name),
            );
        }
    }

    fn rules(&mut self, expected: &LiveTable, found: &LiveTable) {
        let both = (Some(found), Some(expected));
        let mut wanted = self.shapes(expected);
        let mut present = self.shapes(found);
        // Equal in name and content first, then in one of the two.
        let mut pair = |same: &dyn Fn(&Shape<'_>, &Shape<'_>) -> bool| {
            let mut pairs = Vec::new();
            let mut place = 0;
            while place < wanted.len() {
                match present.iter().position(|other| same(&wanted[place], other)) {
                    Some(other) => pairs.push((wanted.remove(place), present.remove(other))),
                    None => place += 1,
                }
            }
            pairs
        };
        let alike = |a: &Shape<'_>, b: &Shape<'_>| a.object == b.object && a.text == b.text;
        let equal = pair(&|a, b| a.name == b.name && alike(a, b));
        let named = pair(&|a, b| a.name == b.name && !a.name.is_empty());
        let renamed = pair(&alike);
        for (want, is) in equal.into_iter().chain(renamed) {
            let part = match (want.part == is.part, want.part, want.name == is.name) {
                (true, Source::Constraint, _) => Part::Constraint(Some(is.name), Some(want.name)),
                (true, Source::Index, _) => Part::Index(Some(is.name), Some(want.name)),
                // It would have to be dropped and made anew, which no note is worth.
                (false, ..) => Part::Table,
            };
            if !is.is_whole {
                let (is_text, wanted) = ("not valid".to_owned(), "valid".to_owned());
                let part = match is.part {
                    Source::Constraint => Part::Validate(is.name),
                    Source::Index => Part::Index(Some(is.name), Some(is.name)),
                };
                self.push(
                    want.object,
                    is.name,
                    Change::Different,
                    Some(wanted),
                    Some(is_text),
                    both,
                    part,
                );
            } else if want.name != is.name || want.aside != is.aside {
                let word = |shape: &Shape<'_>| {
                    let name = if shape.name.is_empty() { "unnamed" } else { shape.name };
                    format!("{name}{}", shape.aside)
                };
                self.push(
                    want.object,
                    is.name,
                    Change::Note,
                    Some(word(&want)),
                    Some(word(&is)),
                    both,
                    part,
                );
            }
        }
        for (want, is) in named {
            let part = match is.part {
                Source::Constraint => Part::Constraint(Some(is.name), Some(want.name)),
                Source::Index => Part::Index(Some(is.name), Some(want.name)),
            };
            self.push(
                want.object,
                want.name,
                Change::Different,
                Some(want.text),
                Some(is.text),
                both,
                part,
            );
        }
        for want in wanted {
            let part = match want.part {
                Source::Constraint => Part::Constraint(None, Some(want.name)),
                Source::Index => Part::Index(None, Some(want.name)),
            };
            let condition = want.text.strip_prefix("check ");
            if condition.is_some_and(|condition| self.inspector.implies(found, condition)) {
                let (is, wanted) = ("said by the column's type or by another check".to_owned(), want.text);
                self.push(want.object, want.name, Change::Note, Some(wanted), Some(is), both, part);
                continue;
            }
            self.push(
                want.object,
                want.name,
                Change::Missing,
                Some(want.text),
                None,
                both,
                part,
            );
        }
        for is in present {
            if (self.is_written)(is.name) {
                continue;
            }
            let part = match is.part {
                Source::Constraint => Part::Constraint(Some(is.name), None),
                Source::Index => Part::Index(Some(is.name), None),
            };
            self.push(is.object, is.name, Change::Extra, None, Some(is.text), both, part);
        }
    }

    fn shapes<'t>(&self, table: &'t LiveTable) -> Vec<Shape<'t>> {
        let constraints = table.constraints.iter().map(|one| self.of_constraint(one));
        let indexes = table.indexes.iter().map(|one| self.of_index(one));
        constraints.chain(indexes).collect()
    }

    fn of_constraint<'t>(&self, one: &'t LiveConstraint) -> Shape<'t> {
        let columns = one.columns.join(", ");
        let mut aside = String::new();
        let (object, text) = match &one.rule {
            LiveRule::PrimaryKey => (Object::PrimaryKey, format!("primary key ({columns})")),
            LiveRule::Unique { nulls_distinct } => (Object::Unique, unique(&columns, *nulls_distinct)),
            LiveRule::ForeignKey {
                table,
                columns: targets,
                on_delete,
                on_update,
            } => {
                if on_update != "NO ACTION" {
                    aside = format!(" on update {on_update}");
                }
                aside.push_str(if one.deferral.is_empty() { "" } else { " " });
                aside.push_str(&one.deferral.to_lowercase());
                let targets = targets.join(", ");
                let text = format!("foreign key ({columns}) references {table} ({targets}) on delete {on_delete}");
                (Object::ForeignKey, text)
            }
            LiveRule::Check { expression } => (Object::Check, format!("check {}", self.inspector.normal(expression))),
            LiveRule::Exclusion => (Object::Exclusion, one.definition.clone()),
            LiveRule::Other => (Object::Check, one.definition.clone()),
        };
        Shape {
            name: &one.name,
            object,
            text,
            aside,
            part: Source::Constraint,
            is_whole: one.validated,
        }
    }

    fn of_index<'t>(&self, one: &'t LiveIndex) -> Shape<'t> {
        let keys = one.keys.iter().map(|key| {
            let mut text = match &key.column {
                Some(column) => column.clone(),
                None => self.inspector.normal(&key.expression),
            };
            for (word, value) in [("collate", &key.collation), ("", &key.operators)] {
                if let Some(value) = value {
                    text.push_str(&format!(" {word}{}{value}", if word.is_empty() { "" } else { " " }));
                }
            }
            text.push_str(if key.descending { " desc" } else { "" });
            text.push_str(match key.nulls_first {
                Some(true) => " nulls first",
                Some(false) => " nulls last",
                None => "",
            });
            text
        });
        let columns = keys.collect::<Vec<_>>().join(", ");
        let is_plain = one
            .keys
            .iter()
            .all(|key| key.column.is_some() && !key.descending && key.collation.is_none() && key.operators.is_none());
        let (object, mut text) = match (
            one.unique,
            is_plain && one.condition.is_none() && one.include.is_empty(),
        ) {
            (true, true) => (Object::Unique, unique(&columns, one.nulls_distinct)),
            (true, false) => (Object::Index, format!("unique {} ({columns})", one.method)),
            (false, _) => (Object::Index, format!("{} ({columns})", one.method)),
        };
        if !one.include.is_empty() {
            text.push_str(&format!(" include ({})", one.include.join(", ")));
        }
        if let Some(condition) = &one.condition {
            text.push_str(&format!(" where {}", self.inspector.normal(condition)));
        }
        Shape {
            name: &one.name,
            object,
            text,
            aside: String::new(),
            part: Source::Index,
            is_whole: one.valid,
        }
    }
}

fn unique(columns: &str, nulls_distinct: bool) -> String {
    let nulls = if nulls_distinct { "" } else { " nulls not distinct" };
    format!("unique ({columns}){nulls}")
}

fn told(text: Option<&str>, none: &str) -> String {
    text.map_or_else(|| none.to_owned(), |text| format!("commented `{text}`"))
}

fn numbered(column: &LiveColumn) -> String {
    match column.numbered {
        Some(Numbered::Always) => "numbered always as identity",
        Some(Numbered::ByDefault) => "numbered by the database",
        Some(Numbered::Serial) => "numbered by a sequence (serial)",
        Some(Numbered::RowId) => "the row id",
        None => "not numbered",
    }
    .to_owned()
}

fn describe(column: &LiveColumn) -> String {
    let null = if column.nullable { "" } else { " not null" };
    let default = column.default.as_ref().map(|default| format!(" default {default}"));
    format!("{}{null}{}", column.declared, default.unwrap_or_default())
}
