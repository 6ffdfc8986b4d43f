//! [squawk](https://squawkhq.com) reads the SQL for PostgreSQL, as it is sent.
//!
//! Each of its findings is either one of a rule with a reason in the book, or fjango's own lint says so too, of the same
//! statement. A rule about tables in use is never silent as a whole.

mod exceptions;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use fjango::migrate::state::{CheckState, FieldState, KeyState, ModelState, UniqueState};
use fjango::migrate::{Constraint, Finding, Migration, Operation, Source, lint_script, sections};
use fjango::value::SqlType;
use serde::Deserialize;

use self::exceptions::{EXCEPTIONS, Exception};
use super::support::{History, model, state};
use super::{autodetector, histories, operations, through};

/// Names the program.
const SQUAWK: &str = "FJANGO_TEST_SQUAWK";
/// The oldest PostgreSQL that fjango is tested with.
const POSTGRES: &str = "15";
/// How many random histories are read.
const HISTORIES: u64 = 3;

/// What squawk says of a statement.
#[derive(Deserialize)]
struct Warning {
    file: PathBuf,
    /// Where it begins, from 0.
    line: usize,
    rule_name: String,
    message: String,
}

/// One direction of a migration, as it is sent.
struct Sent {
    text: String,
    /// What fjango's lint says, by the line in which the statement begins.
    findings: BTreeMap<usize, Finding>,
}

/// The session, the transactions and the statements of `script`.
fn sent(script: &str) -> Sent {
    let mut lines = vec![
        "SET lock_timeout = 500;".to_owned(),
        "SET statement_timeout = 0;".into(),
    ];
    let mut found = lint_script(script).into_iter();
    let mut findings = BTreeMap::new();
    for section in sections(script).expect("the markers are right") {
        lines.extend(section.atomic.then(|| "BEGIN;".to_owned()));
        for statement in &section.statements {
            let finding = found.next().expect("every statement is judged");
            assert_eq!(finding.statement, *statement);
            findings.insert(lines.len(), finding);
            lines.extend(format!("{statement};").lines().map(str::to_owned));
        }
        lines.extend(section.atomic.then(|| "COMMIT;".to_owned()));
    }
    assert_eq!(found.next(), None, "only statements are judged");
    Sent {
        text: lines.join("\n") + "\n",
        findings,
    }
}

/// What the library and the example bring along.
fn shipped() -> Vec<(String, Migration)> {
    let folders = [
        ("auth", "../fjango/migrations"),
        ("blog", "../examples/blog/migrations"),
    ];
    let mut shipped = Vec::new();
    for (name, folder) in folders {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let migrations = Source::Directory(directory).read().expect("they can be read");
        assert!(!migrations.is_empty(), "{folder} has none");
        shipped.extend(migrations.into_iter().map(|one| (name.to_owned(), one)));
    }
    shipped
}

/// What Django has no case of: soft deletion, choices and rules with other names, and a model that goes to another app.
fn our_own() -> History {
    let post = ModelState {
        checks: vec![CheckState {
            name: "sane".into(),
            sql: "kind <> 'x'".into(),
        }],
        unique: vec![UniqueState {
            keys: vec![KeyState::field("kind")],
            ..UniqueState::default()
        }],
        ..model(
            "Post",
            vec![FieldState {
                choices: vec!["draft".into(), "live".into()],
                max_length: Some(9),
                ..FieldState::new("kind", SqlType::Text)
            }],
        )
    };
    let model = || "Post".to_owned();
    let changed = FieldState {
        choices: vec!["draft".into(), "public".into()],
        ..post.fields[1].clone()
    };
    let steps = vec![
        Operation::AlterSoftDelete {
            model: model(),
            soft_delete: true,
        },
        Operation::RenameChoice {
            model: model(),
            field: "kind".into(),
            value: "live".into(),
            to: "public".into(),
        },
        Operation::AlterField {
            model: model(),
            field: changed,
        },
        Operation::RenameConstraint {
            model: model(),
            constraint: Constraint::Check(post.checks[0].clone()),
            to: Some("healthy".into()),
        },
    ];
    let mut history = History::default();
    history.make(&state(vec![post])).expect("the model is new");
    let pushed = history.push("blog", "0002_change", &["blog.0001_initial"], steps);
    pushed.expect("its steps fit");
    let away = vec![
        Operation::MoveModel {
            model: model(),
            from: "blog".into(),
        },
        Operation::AlterTable {
            model: model(),
            table: "press_post".into(),
        },
    ];
    let pushed = history.push("press", "0001_initial", &["blog.0002_change"], away);
    pushed.expect("its steps fit");
    history
}

/// The migrations of all cases of Django's, of our own, and of random histories.
fn generated() -> Vec<(String, Migration)> {
    let cases = autodetector::histories().chain(operations::histories());
    let cases = cases.chain([("our_own", our_own()), ("through", through::history())]);
    let mut all: Vec<_> = cases.map(|(name, history)| (name.to_owned(), history)).collect();
    all.extend((0..HISTORIES).map(|seed| (format!("history_{seed}"), histories::migrations(seed))));
    let migrations = all.iter().flat_map(|(name, history)| {
        let of = history.graph.iter();
        of.map(|migration| (name.clone(), migration.clone()))
    });
    migrations.collect()
}

/// What squawk says of all files in `directory`.
#[expect(
    clippy::disallowed_methods,
    reason = "tests have no settings; what starts them says where things are"
)]
fn warnings(directory: &Path) -> Vec<Warning> {
    let program = std::env::var(SQUAWK)
        .unwrap_or_else(|_| panic!("{SQUAWK} is not set, so there is no squawk; run cargo xtask test --step squawk"));
    let silent = EXCEPTIONS.iter().filter_map(|(rule, exception)| match exception {
        Exception::Always(_) => Some(format!("--exclude={rule}")),
        _ => None,
    });
    let output = Command::new(&program)
        .args(["--reporter", "json", "--pg-version", POSTGRES])
        .args(silent)
        .arg("*.sql")
        .current_dir(directory)
        .output()
        .unwrap_or_else(|error| panic!("starting {program}: {error}"));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        let said = String::from_utf8_lossy(&output.stderr);
        panic!("{error}: {}\n{said}", String::from_utf8_lossy(&output.stdout))
    })
}

/// Why the finding is nobody's fault; otherwise what is wrong. Adds the exception that was made.
fn excused(warning: &Warning, finding: &Finding, used: &mut BTreeSet<&'static str>) -> Result<(), String> {
    let known = EXCEPTIONS.iter().find(|(rule, _)| *rule == warning.rule_name);
    let Some((rule, exception)) = known else {
        return Err("has no exception".into());
    };
    let statement = &finding.statement;
    let excused = match exception {
        Exception::Always(_) => false,
        Exception::Ours(rules) => rules.contains(&finding.rule),
        Exception::Of(words, _) => words.iter().any(|word| statement.contains(word)),
        Exception::OursOrOf(rules, words, _) => {
            rules.contains(&finding.rule) || words.iter().any(|word| statement.contains(word))
        }
    };
    used.insert(rule);
    match excused {
        true => Ok(()),
        false => Err(format!("is `{}` to fjango's lint", finding.rule)),
    }
}

#[test]
#[ignore = "asks squawk: `cargo xtask test --step squawk`"]
fn squawk_says_what_the_lint_says() {
    let directory = tempfile::tempdir().unwrap();
    let mut files = BTreeMap::new();
    for (name, migration) in shipped().into_iter().chain(generated()) {
        let script = &migration.scripts["postgres"];
        for (direction, text) in [("up", &script.up), ("down", &script.down)] {
            let file = format!("{name}-{}-{direction}.sql", migration.id);
            let sent = sent(text);
            std::fs::write(directory.path().join(&file), &sent.text).unwrap();
            files.insert(PathBuf::from(file), sent);
        }
    }
    // One that it must warn of, so that silence means something.
    let bad = "CREATE INDEX i ON post (title);\n";
    std::fs::write(directory.path().join("bad.sql"), bad).unwrap();

    let (mut wrong, mut used, mut seen) = (Vec::new(), BTreeSet::new(), 0);
    let mut warned_of_bad = BTreeSet::new();
    for warning in warnings(directory.path()) {
        let Some(sent) = files.get(&warning.file) else {
            warned_of_bad.insert(warning.rule_name);
            continue;
        };
        seen += 1;
        let finding = sent.findings.range(..=warning.line).next_back();
        let result = match finding {
            Some((_, finding)) => {
                excused(&warning, finding, &mut used).map_err(|why| format!("{why}\n  {}", finding.statement))
            }
            None => Err("is about no statement of the migration".into()),
        };
        if let Err(why) = result {
            let (file, rule) = (warning.file.display(), &warning.rule_name);
            wrong.push(format!("{file}: {rule} ({}) {why}", warning.message));
        }
    }
    eprintln!("{} files, {seen} findings", files.len());
    assert!(wrong.is_empty(), "{} findings\n{}", wrong.len(), wrong.join("\n"));
    assert!(warned_of_bad.contains("require-concurrent-index-creation"));
    assert!(warned_of_bad.contains("require-lock-timeout") || warned_of_bad.contains("require-timeout-settings"));
    let stale: Vec<_> = EXCEPTIONS
        .iter()
        .filter(|(rule, exception)| !matches!(exception, Exception::Always(_)) && !used.contains(rule))
        .collect();
    assert!(stale.is_empty(), "nothing needs {stale:?}");
}

#[test]
fn every_kind_of_step_is_among_what_squawk_reads() {
    let mut seen = BTreeSet::new();
    for (_, migration) in generated() {
        for operation in &migration.operations {
            let step = serde_json::to_value(operation).unwrap();
            seen.insert(step["type"].as_str().unwrap().to_owned());
        }
    }
    let source = include_str!("../../../../fjango/src/migrate/operations.rs");
    let (_, body) = source.split_once("pub enum Operation {").unwrap();
    let (body, _) = body.split_once("\n}").unwrap();
    let variants = body.lines().filter_map(|line| {
        let name = line.strip_prefix("    ")?.strip_suffix(" {")?;
        name.starts_with(char::is_uppercase).then_some(name)
    });
    let snake = |name: &str| {
        let mut snake = String::new();
        for letter in name.chars() {
            if letter.is_uppercase() && !snake.is_empty() {
                snake.push('_');
            }
            snake.extend(letter.to_lowercase());
        }
        snake
    };
    let all: BTreeSet<String> = variants.map(snake).collect();
    assert!(all.len() > 20, "{all:?}");
    assert_eq!(all.difference(&seen).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn the_book_lists_the_exceptions() {
    let chapter = include_str!("../../../../book/src/reference/squawk.md");
    let table: String = EXCEPTIONS
        .iter()
        .map(|(rule, exception)| format!("| `{rule}` | {exception} |\n"))
        .collect();
    assert!(chapter.contains(&table), "the chapter lacks this table:\n{table}");
    let excluded: String = EXCEPTIONS
        .iter()
        .filter(|(_, exception)| matches!(exception, Exception::Always(_)))
        .map(|(rule, _)| format!("    \"{rule}\",\n"))
        .collect();
    assert!(chapter.contains(&excluded), "the chapter's settings lack:\n{excluded}");
}
