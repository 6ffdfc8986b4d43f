//! Measures how long a site of thirty models takes to build, and prints Markdown.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Parser;
use fjango_benches::generated::{Edit, HANDLER, MODEL, PACKAGE, Project};
use fjango_benches::process::ended_children_time;
use fjango_benches::statistics::median;

/// Measures how long a site of thirty models takes to build with debug information, and again after small changes.
#[derive(Debug, Parser)]
struct Cli {
    /// How often each build is measured.
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// Where the site is written and built; `target/build-times` of this checkout if not given.
    #[arg(long)]
    directory: Option<PathBuf>,
    /// Also writes cargo's own report of the last build, and says where.
    #[arg(long)]
    timings: bool,
}

#[expect(clippy::print_stdout, reason = "the results are what this program is for")]
fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the checkout")?;
    let directory = cli.directory.unwrap_or_else(|| checkout.join("target/build-times"));
    let project = Project::write(&directory.join("site"), &checkout.join("fjango"))?;
    // The versions that the checkout was tested with.
    std::fs::copy(checkout.join("Cargo.lock"), project.root().join("Cargo.lock")).context("Cargo.lock")?;
    let site = Site {
        project,
        target: directory.join("target"),
    };
    site.cargo("build", &[]).context("building the dependencies")?;

    println!("| build of 30 models and 30 handlers | median | processor time | rounds |");
    println!("|---|---:|---:|---|");
    let mut first = Vec::new();
    for _ in 0..cli.rounds {
        site.cargo("clean", &["--package", PACKAGE])?;
        first.push(site.cargo("build", &[])?);
    }
    println!("{}", row("first, dependencies built", &first));
    // The first build of one kind after one of the other also makes up for what that one left.
    for (verb, what) in [("build", "after changing"), ("check", "`cargo check` after changing")] {
        site.cargo(verb, &[])?;
        for edit in [&HANDLER, &MODEL] {
            let times = site.after(edit, verb, cli.rounds)?;
            println!("{}", row(&format!("{what} {}", edit.name), &times));
        }
    }
    if cli.timings {
        site.after(&HANDLER, "build", 1)?;
        site.project.edit(&HANDLER, cli.rounds + 7)?;
        site.cargo("build", &["--timings"])?;
        println!(
            "\nTimings: {}",
            site.target.join("cargo-timings/cargo-timing.html").display()
        );
    }
    Ok(())
}

/// How long a command took.
#[derive(Clone, Copy, Debug)]
struct Took {
    time: Duration,
    /// Of all its processes: what it would take alone on one core.
    processor: Duration,
}

fn row(what: &str, took: &[Took]) -> String {
    let seconds = |of: fn(&Took) -> Duration| took.iter().map(|one| of(one).as_secs_f64()).collect::<Vec<_>>();
    let (times, processor) = (seconds(|one| one.time), seconds(|one| one.processor));
    let rounds: Vec<String> = times.iter().map(|time| format!("{time:.2}")).collect();
    let (time, processor) = (median(&times), median(&processor));
    format!("| {what} | {time:.2} s | {processor:.2} s | {} |", rounds.join(", "))
}

/// The generated site and where it is built.
struct Site {
    project: Project,
    target: PathBuf,
}

impl Site {
    /// How long `cargo <verb>` takes after each of `rounds` edits.
    fn after(&self, edit: &Edit, verb: &str, rounds: u32) -> anyhow::Result<Vec<Took>> {
        (0..rounds)
            .map(|round| {
                // Another number than the last time, also for another verb.
                let verb_number = u32::try_from(verb.len()).unwrap_or_default();
                self.project.edit(edit, 1 + round + 10 * verb_number)?;
                self.cargo(verb, &[])
            })
            .collect()
    }

    fn cargo(&self, verb: &str, options: &[&str]) -> anyhow::Result<Took> {
        let (start, before) = (Instant::now(), ended_children_time()?);
        let status = Command::new(env!("CARGO"))
            .args([verb, "--quiet"])
            .args(options)
            .current_dir(self.project.root())
            .env("CARGO_TARGET_DIR", &self.target)
            .env_remove("CARGO_INCREMENTAL")
            .env_remove("RUSTFLAGS")
            .status()
            .context("starting cargo")?;
        let time = start.elapsed();
        let processor = ended_children_time()?.saturating_sub(before);
        anyhow::ensure!(status.success(), "`cargo {verb}` of the generated site failed");
        Ok(Took { time, processor })
    }
}
