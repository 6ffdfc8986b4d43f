//! Measures migrations of a large project: 500 tables with 5,000 fields, and a history of 1,000. Prints Markdown.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use clap::Parser;
use fjango::migrate::sql::{DIALECTS, Script};
use fjango::migrate::state::{
    EnforcedState, FieldState, ModelState, OnDeleteState, ProjectState, RelationKindState, RelationState,
};
use fjango::migrate::{Graph, MakeOptions, Migration, MigrationId, Operation, detect};
use fjango::value::SqlType;
use fjango_benches::statistics::median;

/// Measures what `makemigrations` and `migrate` do with the files of a large project, without a database.
#[derive(Debug, Parser)]
struct Cli {
    /// How often each is measured.
    #[arg(long, default_value_t = 5)]
    rounds: u32,
    /// How many tables.
    #[arg(long, default_value_t = 500)]
    tables: usize,
    /// How many fields each has.
    #[arg(long, default_value_t = 10)]
    fields: usize,
    /// How many migrations.
    #[arg(long, default_value_t = 1_000)]
    migrations: usize,
}

#[expect(clippy::print_stdout, reason = "the results are what this program is for")]
fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let none = MakeOptions::default();
    let state = project(cli.tables, cli.fields);
    let initial = Graph::new(detect(&Graph::default(), &state, &none)?)?;
    let mut changed = state.clone();
    for model in changed.models.values_mut().step_by(5) {
        model.fields.push(FieldState {
            nullable: true,
            ..FieldState::new("added", SqlType::Text)
        });
    }
    let files = history(cli.migrations)?;

    println!(
        "| {} tables, {} fields | seconds |\n|---|---:|",
        cli.tables,
        cli.tables * cli.fields
    );
    let row = |what: &str, seconds: f64| println!("| {what} | {seconds:.3} |");
    row(
        "the first migrations of all apps, with SQL for both databases",
        measured(cli.rounds, || detect(&Graph::default(), &state, &none))?,
    );
    row(
        "nothing changed",
        measured(cli.rounds, || detect(&initial, &state, &none))?,
    );
    row(
        "a field is added to every fifth table",
        measured(cli.rounds, || detect(&initial, &changed, &none))?,
    );
    println!("\n| {} migrations | seconds |\n|---|---:|", cli.migrations);
    row(
        "reading their files' text",
        measured(cli.rounds, || Migration::read_all(&files))?,
    );
    let migrations = Migration::read_all(&files)?;
    row(
        "putting them in order",
        measured(cli.rounds, || Graph::new(migrations.clone()))?,
    );
    let graph = Graph::new(migrations)?;
    row("the state after the last", measured(cli.rounds, || graph.state())?);
    row("all of it, and finding that nothing changed", {
        let state = graph.state()?;
        measured(cli.rounds, || {
            detect(&Graph::new(Migration::read_all(&files)?)?, &state, &none)
        })?
    });
    Ok(())
}

fn measured<T, E>(rounds: u32, mut what: impl FnMut() -> Result<T, E>) -> Result<f64, E> {
    let mut times = Vec::new();
    for _ in 0..rounds.max(1) {
        let started = Instant::now();
        what()?;
        times.push(started.elapsed());
    }
    let seconds: Vec<f64> = times.iter().map(Duration::as_secs_f64).collect();
    Ok(median(&seconds))
}

/// Ten apps whose models point at the one before them.
fn project(tables: usize, fields: usize) -> ProjectState {
    let mut state = ProjectState::default();
    for number in 0..tables {
        let mut model = model(number);
        for field in 2..fields {
            let kind = SqlType::ALL[field % SqlType::ALL.len()];
            model.fields.push(FieldState {
                index: field == 4,
                ..FieldState::new(&format!("field_{field}"), kind)
            });
        }
        if let Some(before) = number.checked_sub(1) {
            let target = self::model(before).label();
            model.fields.push(FieldState {
                column: "before_id".into(),
                nullable: true,
                relation: Some(RelationState {
                    kind: RelationKindState::ForeignKey,
                    target,
                    on_delete: OnDeleteState::Cascade,
                    enforced: EnforcedState::Deferred,
                }),
                ..FieldState::new("before", SqlType::BigInt)
            });
        }
        state.models.insert(model.label(), model);
    }
    state
}

fn model(number: usize) -> ModelState {
    let mut id = FieldState::new("id", SqlType::BigInt);
    (id.primary_key, id.auto) = (true, true);
    let (app, name) = (format!("app{}", number % 10), format!("Model{number}"));
    ModelState {
        table: format!("{app}_{}", name.to_lowercase()),
        app,
        name,
        fields: vec![id],
        many_to_many: Vec::new(),
        indexes: Vec::new(),
        unique: Vec::new(),
        checks: Vec::new(),
        exclusions: Vec::new(),
        comment: None,
        soft_delete: false,
    }
}

/// The files of one app's history: a model, and then a field after the other, of which every second goes again.
fn history(migrations: usize) -> anyhow::Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    let mut state = ProjectState::default();
    let mut last: Option<MigrationId> = None;
    for number in 1..=migrations {
        let operation = match number {
            1 => Operation::create(&model(0)),
            number if number % 2 == 0 => Operation::AddField {
                model: "Model0".into(),
                field: FieldState {
                    nullable: true,
                    ..FieldState::new(&format!("field_{number}"), SqlType::Text)
                },
            },
            number if number % 4 == 1 => Operation::RemoveField {
                model: "Model0".into(),
                field: format!("field_{}", number - 1),
            },
            number => Operation::AddField {
                model: "Model0".into(),
                field: FieldState {
                    nullable: true,
                    ..FieldState::new(&format!("field_{number}"), SqlType::Integer)
                },
            },
        };
        let operations = vec![operation];
        let mut scripts = BTreeMap::new();
        for dialect in DIALECTS {
            scripts.insert(dialect.name(), Script::write(dialect, "app0", &operations, &state)?);
        }
        let migration = Migration {
            id: MigrationId::new("app0", format!("{number:04}_step")),
            dependencies: last.iter().cloned().collect(),
            operations,
            replaces: Vec::new(),
            scripts,
        };
        migration.apply(&mut state)?;
        files.extend(migration.files()?);
        last = Some(migration.id);
    }
    Ok(files)
}
