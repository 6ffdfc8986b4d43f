//! Measures migrations of a large project: 500 tables with 5,000 fields, and a history of 1,000. Prints Markdown.
//! `cargo xtask bench --suite migrations` builds and runs it.

use std::time::{Duration, Instant};

use clap::Parser;
use fjango::migrate::state::FieldState;
use fjango::migrate::{Graph, MakeOptions, Migration, detect};
use fjango::value::SqlType;
use fjango_benches::large::{history, project};
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
