//! Measures fjango and the servers written by hand, and prints Markdown.

use std::time::Duration;

use anyhow::Context as _;
use clap::Parser;
use fjango_benches::contender::{Kind, Programs};
use fjango_benches::load::Load;
use fjango_benches::measure::{self, Plan};
use fjango_benches::scenario::Scenario;

/// Measures fjango beside servers written by hand.
#[derive(Debug, Parser)]
struct Cli {
    /// Shorter and fewer rounds: enough to see where something went wrong, too few to quote.
    #[arg(long)]
    quick: bool,
    /// Only this kind of database; may be given several times.
    #[arg(long = "database", value_enum)]
    kinds: Vec<Kind>,
    /// Only this scenario; may be given several times.
    #[arg(long = "scenario", value_enum)]
    scenarios: Vec<Scenario>,
    /// Rounds of each scenario.
    #[arg(long)]
    rounds: Option<usize>,
    /// How long the load lasts in each round.
    #[arg(long)]
    seconds: Option<f64>,
    /// Connections that are kept, each with one request under way.
    #[arg(long, default_value_t = 32)]
    connections: usize,
    /// Worker threads of each server; the number of processors if not given.
    #[arg(long)]
    workers: Option<usize>,
    /// The URL of a PostgreSQL for this alone, as a user who may create databases.
    #[arg(long, env = "FJANGO_TEST_POSTGRES_URL", hide_env_values = true)]
    postgres: Option<String>,
}

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "the results are what this program is for")]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let (rounds, seconds, starts) = if cli.quick { (3, 0.3, 3) } else { (15, 0.5, 7) };
    let processors = std::thread::available_parallelism().map_or(2, std::num::NonZeroUsize::get);
    let plan = Plan {
        scenarios: or_all(cli.scenarios, &Scenario::ALL),
        rounds: cli.rounds.unwrap_or(rounds).max(1),
        load: Load {
            connections: cli.connections.max(1),
            duration: Duration::try_from_secs_f64(cli.seconds.unwrap_or(seconds)).context("--seconds")?,
        },
        warm_up: Duration::from_millis(100),
        starts,
        workers: cli.workers.unwrap_or(processors),
    };
    let programs = Programs::beside_this_one()?;
    let beside = programs.fjango.parent().context("the programs lie in no directory")?;
    let directory = tempfile::Builder::new().prefix("bench-").tempdir_in(beside)?;
    println!(
        "{processors} processors, {} workers a server, {} connections, {} rounds of {:?}; medians\n",
        plan.workers, plan.load.connections, plan.rounds, plan.load.duration
    );
    for kind in or_all(cli.kinds, &[Kind::Postgres, Kind::Sqlite]) {
        let place = directory.path().join(kind.to_string());
        std::fs::create_dir(&place)?;
        let say = |what: &str| eprintln!("{what}");
        let results = measure::run(&plan, kind, &programs, &place, cli.postgres.as_deref(), &say).await?;
        println!("{results}");
    }
    Ok(())
}

fn or_all<T: Copy>(chosen: Vec<T>, all: &[T]) -> Vec<T> {
    if chosen.is_empty() { all.to_vec() } else { chosen }
}
