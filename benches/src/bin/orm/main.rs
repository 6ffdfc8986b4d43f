//! Queries of the ORM beside the same work written by hand with tokio-postgres and rusqlite: calls within one process,
//! no HTTP. `cargo xtask bench --suite orm` builds and runs it.
//!
//! Both sides do the same in turns, round after round, and every answer is compared. A ratio is the median over the
//! rounds of their time over ours: 1.0 is as fast, less is slower.

mod by_hand_postgres;
mod by_hand_sqlite;
mod data;
mod guard;
mod ours;

use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Parser;
use fjango::prelude::Db;
use fjango_benches::database::postmaster;
use fjango_benches::processors::Apart;
use fjango_benches::statistics::{median, median_ratio};
use tokio_postgres::NoTls;

use crate::data::ITEMS;

// As in every program with `#[fjango::main]`; both sides have it.
fjango::__private::global_allocator!();

/// What to measure.
#[derive(Debug, Parser)]
struct Options {
    /// Rounds of each scenario.
    #[arg(long, default_value_t = 15)]
    rounds: u32,
    /// One round of few calls, to see that both sides give the same.
    #[arg(long)]
    quick: bool,
    /// Only scenarios whose name contains this; `N+1 guard` is one too.
    #[arg(long)]
    only: Option<String>,
}

/// A scenario: its name, the ratio it is meant to reach, and how many calls make a measurement.
#[derive(Debug, Clone, Copy)]
struct Scenario {
    name: &'static str,
    goal: f64,
    calls: u32,
}

const SCENARIOS: [Scenario; 4] = [
    Scenario {
        name: "100 posts with their authors (select_related)",
        goal: 0.9,
        calls: 60,
    },
    Scenario {
        name: "100 posts with their tags (prefetch_related)",
        goal: 0.8,
        calls: 30,
    },
    Scenario {
        name: "report: posts, views and mean by author",
        goal: 0.9,
        calls: 20,
    },
    Scenario {
        name: "10,000 rows by bulk_create, with their keys",
        goal: 0.8,
        calls: 1,
    },
];

/// One who does the work.
trait Contender {
    /// Does it once and gives a number made of all that was read.
    async fn call(&mut self, scenario: usize) -> anyhow::Result<u64>;

    /// Undoes what the calls wrote.
    async fn reset(&mut self) -> anyhow::Result<()>;
}

async fn time(contender: &mut impl Contender, scenario: usize, calls: u32) -> anyhow::Result<(Duration, u64)> {
    let mut answer = 0;
    let started = Instant::now();
    for _ in 0..calls {
        answer = contender.call(scenario).await?;
    }
    let took = started.elapsed() / calls;
    contender.reset().await?;
    Ok((took, answer))
}

#[expect(clippy::print_stdout, reason = "the table is what this program is for")]
async fn measure(
    title: &str,
    mut ours: impl Contender,
    mut theirs: impl Contender,
    options: &Options,
) -> anyhow::Result<()> {
    println!("\n| {title} | fjango | by hand | ratio | goal |\n|---|---:|---:|---:|---:|");
    let only = options.only.as_deref().unwrap_or_default();
    let chosen = |(_, scenario): &(usize, &Scenario)| scenario.name.contains(only);
    for (index, scenario) in SCENARIOS.iter().enumerate().filter(chosen) {
        let calls = if options.quick { 1 } else { scenario.calls };
        let rounds = if options.quick { 1 } else { options.rounds };
        for warm in [true, false] {
            let (mut our_times, mut their_times) = (Vec::new(), Vec::new());
            for round in 0..if warm { 1 } else { rounds } {
                // Whoever comes second finds the caches warm, so they take turns.
                let (a, b) = if round % 2 == 0 {
                    let a = time(&mut ours, index, calls).await?;
                    (a, time(&mut theirs, index, calls).await?)
                } else {
                    let b = time(&mut theirs, index, calls).await?;
                    (time(&mut ours, index, calls).await?, b)
                };
                anyhow::ensure!(a.1 == b.1, "{}: {} is not {}", scenario.name, a.1, b.1);
                our_times.push(a.0.as_secs_f64() * 1e6);
                their_times.push(b.0.as_secs_f64() * 1e6);
            }
            if !warm {
                println!(
                    "| {} | {:.0} µs | {:.0} µs | {:.2} | {} |",
                    scenario.name,
                    median(&our_times),
                    median(&their_times),
                    median_ratio(&their_times, &our_times),
                    scenario.goal
                );
            }
        }
    }
    Ok(())
}

/// The variable through which `cargo xtask bench` names its cluster.
#[expect(clippy::disallowed_methods, reason = "the benches have no settings")]
fn cluster() -> anyhow::Result<String> {
    std::env::var("FJANGO_TEST_POSTGRES_URL")
        .context("there is no PostgreSQL\nhint: run `cargo xtask bench --suite orm`")
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let url = cluster()?;
    let apart = keep_apart(&url).await?;
    let db = Db::connect(&url).await?;
    data::make_postgres(&db).await?;
    let hand = by_hand_postgres::ByHand::connect(&url).await?;
    let measured = async {
        measure("PostgreSQL", ours::Ours::new(db.clone()), hand, &options).await?;
        measure_guard("PostgreSQL", &db, &options).await
    }
    .await;
    data::drop_tables(&db).await?;
    measured?;
    drop(apart);

    let directory = tempfile::tempdir()?;
    let file = directory.path().join("bench.sqlite3");
    let db = Db::connect(&format!("sqlite://{}", file.display())).await?;
    data::make_sqlite(&db).await?;
    let hand = by_hand_sqlite::ByHand::open(&file, false)?;
    measure("SQLite", ours::Ours::new(db.clone()), hand, &options).await?;
    let hand = by_hand_sqlite::ByHand::open(&file, true)?;
    let title = "SQLite, by hand without a thread in between";
    measure(title, ours::Ours::new(db.clone()), hand, &options).await?;
    measure_guard("SQLite", &db, &options).await
}

/// Puts this program and PostgreSQL on a processor each, if that is possible here.
#[expect(clippy::print_stdout, reason = "says how to read the table")]
async fn keep_apart(url: &str) -> anyhow::Result<Option<Apart>> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    let server = postmaster(&client).await?.context("PostgreSQL is not on this machine");
    Ok(match server.and_then(Apart::from) {
        Ok(apart) => {
            println!("This program and PostgreSQL each have a processor of their own.");
            Some(apart)
        }
        Err(reason) => {
            println!("This program and PostgreSQL run wherever the scheduler puts them: {reason:#}.");
            None
        }
    })
}

/// Measures the guard against N+1, when it is among what is asked for.
async fn measure_guard(title: &str, db: &Db, options: &Options) -> anyhow::Result<()> {
    let rounds = if options.quick { 1 } else { options.rounds };
    match options.only.as_deref().is_none_or(|only| "N+1 guard".contains(only)) {
        true => guard::measure(title, db, rounds).await,
        false => Ok(()),
    }
}

/// A number that changes with every part of what was read.
fn mix(sum: u64, part: impl std::hash::Hash) -> u64 {
    use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
    sum.wrapping_mul(31)
        .wrapping_add(BuildHasherDefault::<DefaultHasher>::default().hash_one(part) % 1_000_003)
}

/// The items to be created.
fn items() -> impl Iterator<Item = (String, i64, bool)> {
    (0..ITEMS).map(|n| (format!("item number {n}"), n * 7, n % 3 == 0))
}
