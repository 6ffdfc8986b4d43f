//! `cargo xtask test`: runs the steps, one after the other, and closes with the table and the count.

use std::io::Write as _;
use std::time::Instant;

use crate::cli::TestOptions;
use crate::report::{Counts, Report, Row};
use crate::steps::{self, Context};
use crate::{cargo, interrupt};

/// Runs the steps asked for. `Ok(false)` when something failed.
///
/// A step that fails does not stop the later ones: each says something of its own.
pub fn run(options: &TestOptions) -> anyhow::Result<bool> {
    let context = Context::new(cargo::metadata()?, options.filter.clone());
    let mut report = Report::default();
    for step in steps::selected(options) {
        eprintln!("\n==> {}", step.name());
        let started = Instant::now();
        let (counts, note) = match steps::run(step, &context) {
            Ok(counts) => (counts, None),
            Err(error) => {
                eprintln!("error: {error:#}");
                (Counts::FAILED, Some(format!("{error:#}")))
            }
        };
        report.push(Row {
            name: step.name(),
            counts,
            time: started.elapsed(),
            note,
        });
        if interrupt::is_interrupted() {
            break;
        }
    }
    let interrupted = interrupt::is_interrupted();
    if !interrupted && report.counts().total() == 0 {
        eprintln!(
            "error: no test ran{}",
            options
                .filter
                .iter()
                .map(|f| format!("; no name contains `{f}`"))
                .collect::<String>()
        );
    }
    // Stopping the cluster comes before the closing line, which is the last thing said.
    drop(context);
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "\n{report}")?;
    if interrupted {
        writeln!(stdout, "interrupted: the later steps did not run")?;
    }
    writeln!(stdout, "{}", report.counts())?;
    Ok(report.succeeded() && !interrupted)
}
