//! Every case of Django's `tests/migrations/test_autodetector.py` (5.2.19) that has a meaning here, by its name.
//!
//! A model is a line: `app.Model name:text(20)? author>app.User tags*app.Tag @unique(author,name)`. `?` accepts `NULL`,
//! `=x` is a `db_default`, `~x` a default, `/x` a column, `>!` one-to-one; every model has an `id` (`@key(x)` for another
//! name). What is made is a line for each migration: its number, its steps, and what it depends on in other apps.

mod cases;
mod special;

use std::collections::{BTreeMap, BTreeSet};

use fjango::migrate::state::{
    CheckState, FieldState, IndexState, KeyState, Literal, ManyToManyState, ModelState, ProjectState,
    RelationKindState, UniqueState,
};
use fjango::migrate::{
    Answers, Becomes, Decline, LostChoice, MigrationId, MissingValue, OneOff, Operation, Questioner, Refuse, Renamed,
    Result,
};
use fjango::value::SqlType;

use super::states::foreign_key;
use super::support::{History, model};
use cases::{CASES, ELSEWHERE};
use special::SPECIAL;

/// What is answered to questions.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Asked {
    /// There must be none.
    Nothing,
    Yes,
    No,
}

struct Agree;

impl Questioner for Agree {
    fn renamed(&mut self, question: &Renamed) -> Result<Option<Option<String>>> {
        Ok(Some(question.candidates.first().map(|candidate| candidate.to.clone())))
    }

    fn lost_choice(&mut self, _: &LostChoice) -> Result<Option<Becomes>> {
        Ok(Some(Becomes::Nothing))
    }

    fn missing_value(&mut self, _: &MissingValue) -> Result<Option<OneOff>> {
        Ok(Some(OneOff::Nothing))
    }
}

/// The models that `lines` describe.
fn models(lines: &[&str]) -> ProjectState {
    let models = lines.iter().filter(|line| !line.is_empty()).map(|line| parse(line));
    ProjectState {
        models: models.map(|model| (model.label(), model)).collect(),
    }
}

fn parse(line: &str) -> ModelState {
    let mut words = line.split_whitespace();
    let (app, name) = words.next().and_then(|label| label.split_once('.')).expect("a label");
    let mut parsed = model(name, vec![]);
    parsed.app = app.to_owned();
    parsed.table = format!("{app}_{}", name.to_lowercase());
    for word in words {
        if let Some((option, text)) = word
            .strip_prefix('@')
            .and_then(|word| word.trim_end_matches(')').split_once('('))
        {
            let keys = || text.split(',').map(KeyState::field).collect();
            match option {
                "table" => parsed.table = text.to_owned(),
                "comment" => parsed.comment = Some(text.to_owned()),
                "key" => (parsed.fields[0].name, parsed.fields[0].column) = (text.to_owned(), text.to_owned()),
                "index" => parsed.indexes.push(IndexState {
                    keys: keys(),
                    ..IndexState::default()
                }),
                "unique" => parsed.unique.push(UniqueState {
                    keys: keys(),
                    ..UniqueState::default()
                }),
                "named" => {
                    let (name, field) = text.split_once(':').expect("a name");
                    parsed.indexes.push(IndexState {
                        name: Some(name.to_owned()),
                        keys: vec![KeyState::field(field)],
                        ..IndexState::default()
                    });
                }
                "check" => {
                    let (name, sql) = text.split_once(':').expect("a condition");
                    parsed.checks.push(CheckState {
                        name: name.to_owned(),
                        sql: sql.replace('_', " "),
                    });
                }
                other => panic!("@{other}"),
            }
        } else if let Some((name, target)) = word.split_once('*') {
            parsed.many_to_many.push(ManyToManyState {
                name: name.to_owned(),
                target: target.to_owned(),
                table: format!("{}_{name}", parsed.table),
                source_column: format!("{}_id", parsed.name.to_lowercase()),
                target_column: format!("{}_id", target.rsplit('.').next().expect("a name").to_lowercase()),
            });
        } else {
            parsed.fields.push(field(word));
        }
    }
    parsed
}

fn field(word: &str) -> FieldState {
    let (word, column) = word
        .split_once('/')
        .map_or((word, None), |(word, column)| (word, Some(column)));
    let (word, fill) = word
        .split_once('~')
        .map_or((word, None), |(word, fill)| (word, Some(fill)));
    let (word, db_default) = word
        .split_once('=')
        .map_or((word, None), |(word, default)| (word, Some(default)));
    let (word, nullable) = word.strip_suffix('?').map_or((word, false), |word| (word, true));
    let mut field = if let Some((name, target)) = word.split_once('>') {
        let mut field = foreign_key(name, target.trim_start_matches('!'));
        if let Some(relation) = field.relation.as_mut().filter(|_| target.starts_with('!')) {
            relation.kind = RelationKindState::OneToOne;
        }
        field
    } else {
        let (name, kind) = word.split_once(':').expect("a kind");
        let (kind, max) = kind
            .split_once('(')
            .map_or((kind, None), |(kind, max)| (kind, Some(max)));
        FieldState {
            max_length: max.map(|max| max.trim_end_matches(')').parse().expect("a number")),
            ..FieldState::new(name, SqlType::from_name(kind).expect(kind))
        }
    };
    field.nullable = nullable;
    field.db_default = db_default.map(str::to_owned);
    field.fill = fill.map(|fill| match fill {
        "now" => Literal::Now { now: true },
        text => Literal::Text(text.to_owned()),
    });
    if let Some(column) = column {
        field.column = column.to_owned();
    }
    field
}

/// A step by its name in `operations.toml` and what it is about.
fn short(operation: &Operation) -> String {
    let toml = serde_json::to_value(operation).expect("steps are data");
    let text = |name: &str| match &toml[name] {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Object(field) => field["name"].as_str().map(str::to_owned),
        _ => None,
    };
    let mut short = format!("{} {}", text("type").expect("a type"), operation.model());
    short.extend(text("field").map(|field| format!(".{field}")));
    short.extend(text("to").map(|to| format!(" to {to}")));
    short
}

/// The history that leads to `before` and on to `after`, and its migrations that lead to `before`.
fn history(before: &[&str], after: &[&str], asked: Asked) -> (History, BTreeSet<MigrationId>) {
    let mut history = History::default();
    history.make(&models(before)).expect("the models before");
    let known: BTreeSet<MigrationId> = history.graph.iter().map(|one| one.id.clone()).collect();
    let after = models(after);
    let answers = Answers::default();
    let result = match asked {
        Asked::Nothing => history.make_asking(&after, answers, &mut Refuse),
        Asked::Yes => history.make_asking(&after, answers, &mut Agree),
        Asked::No => history.make_asking(&after, answers, &mut Decline),
    };
    result.unwrap_or_else(|error| panic!("{error}"));
    (history, known)
}

/// Every case's history, by its name, for those who look at the SQL.
pub fn histories() -> impl Iterator<Item = (&'static str, History)> {
    let cases = CASES.iter();
    cases.map(|(name, before, after, asked, _)| (*name, history(before, after, *asked).0))
}

/// What leads from one to the other, after all that leads to the first.
fn made(before: &[&str], after: &[&str], asked: Asked) -> Vec<String> {
    let (mut history, known) = history(before, after, asked);
    let again = history.make_asking(&models(after), Answers::default(), &mut Refuse);
    assert_eq!(again.expect("no question"), 0);
    let new = history.graph.iter().filter(|one| !known.contains(&one.id));
    new.map(|one| {
        let steps: Vec<String> = one.operations.iter().map(short).collect();
        let others = one.dependencies.iter().filter(|id| id.app != one.id.app);
        let number = |id: &MigrationId| format!("{}.{}", id.app, id.number().unwrap_or_default());
        let others: Vec<String> = others.map(number).collect();
        let after = if others.is_empty() {
            String::new()
        } else {
            format!(" < {}", others.join(" "))
        };
        format!("{}: {}{after}", number(&one.id), steps.join(", "))
    })
    .collect()
}

#[test]
fn every_case_of_djangos_autodetector() {
    let mut wrong = Vec::new();
    for (name, before, after, asked, expected) in CASES {
        let lines = std::panic::catch_unwind(|| made(before, after, *asked));
        match lines {
            Ok(lines) if lines == *expected => {}
            Ok(lines) => wrong.push(format!("{name}:\n  made     {lines:#?}\n  expected {expected:#?}")),
            Err(_) => wrong.push(format!("{name}: panicked")),
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        CASES.len(),
        wrong.join("\n")
    );
    for (_, run) in SPECIAL {
        run();
    }
}

/// The book's table of cases, which `FJANGO_BLESS=1` would be too much for: the message has it whole.
#[test]
fn the_book_lists_the_cases() {
    let mut rows: BTreeMap<&str, String> = BTreeMap::new();
    let covered = CASES.iter().map(|case| case.0).chain(SPECIAL.iter().map(|case| case.0));
    for name in covered {
        assert!(rows.insert(name, "covered".into()).is_none(), "{name} is there twice");
    }
    for (reason, names) in ELSEWHERE {
        for name in *names {
            assert!(rows.insert(name, (*reason).into()).is_none(), "{name} is there twice");
        }
    }
    assert_eq!(rows.len(), 166, "Django 5.2.19 has so many");
    let table: String = rows
        .iter()
        .map(|(name, what)| format!("| `{name}` | {what} |\n"))
        .collect();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../book/src/reference/migrations.md");
    let chapter = std::fs::read_to_string(path).expect("the chapter");
    assert!(chapter.contains(&table), "the chapter lacks this table:\n{table}");
    let counted = format!("{} of 166", CASES.len() + SPECIAL.len());
    assert!(chapter.contains(&counted), "the chapter says {counted}");
}
