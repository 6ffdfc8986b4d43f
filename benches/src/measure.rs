//! Rounds: each server in turn, again and again, so that what disturbs the machine disturbs all of them.

use std::cell::Cell;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use anyhow::Context as _;

use crate::contender::{Contender, Kind, Programs};
use crate::database::Databases;
use crate::load::{self, Load};
use crate::scenario::Scenario;
use crate::server::Server;
use crate::statistics::percentile;
use crate::{answer, process};

/// How often each scenario's answers are compared before there is any load.
const COMPARED: u64 = 25;

/// What to do.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The scenarios, in the order of running.
    pub scenarios: Vec<Scenario>,
    /// How many rounds.
    pub rounds: usize,
    /// What to put on a server in a round.
    pub load: Load,
    /// The load before it that is not counted.
    pub warm_up: Duration,
    /// How often each server is started to see how long that takes.
    pub starts: usize,
    /// Worker threads of each server.
    pub workers: usize,
}

/// One round of one server.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// Requests answered in a second.
    pub per_second: f64,
    /// Requests answered for each second of processor time that the server used.
    pub per_cpu_second: f64,
    /// Half of the requests took no longer.
    pub median_time: Duration,
    /// 99 of 100 requests took no longer.
    pub slow_time: Duration,
    /// Processor time that the database server used for a request; zero where it is part of the server.
    pub database_time: Duration,
    /// Processor time that the clients used for a request.
    pub client_time: Duration,
}

/// A server in one scenario.
#[derive(Debug, Clone)]
pub struct Series {
    /// The server.
    pub contender: Contender,
    /// Its rounds.
    pub samples: Vec<Sample>,
}

/// A server at rest.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The server.
    pub contender: Contender,
    /// From start to first answer, each time.
    pub start_times: Vec<Duration>,
    /// Memory before the first request.
    pub resident_at_rest: u64,
    /// Memory after the last.
    pub resident_after: u64,
}

/// All that was measured on one kind of database.
#[derive(Debug, Clone)]
pub struct Results {
    /// The database.
    pub kind: Kind,
    /// The servers, fjango first.
    pub standings: Vec<Standing>,
    /// The scenarios, each with the servers in the same order.
    pub scenarios: Vec<(Scenario, Vec<Series>)>,
}

/// Measures all servers on one kind of database. `say` is told what happens next.
///
/// # Errors
/// When a server does not start, answers unlike the others, or fails under load.
pub async fn run(
    plan: &Plan,
    kind: Kind,
    programs: &Programs,
    directory: &Path,
    cluster: Option<&str>,
    say: &dyn Fn(&str),
) -> anyhow::Result<Results> {
    say(&format!("{kind}: making the databases"));
    let mut databases = Databases::prepare(kind, programs, directory, cluster).await?;
    let results = run_on(plan, kind, programs, directory, &mut databases, say).await;
    databases.remove().await?;
    results
}

async fn run_on(
    plan: &Plan,
    kind: Kind,
    programs: &Programs,
    directory: &Path,
    databases: &mut Databases,
    say: &dyn Fn(&str),
) -> anyhow::Result<Results> {
    let (mut servers, mut standings) = (Vec::new(), Vec::new());
    for contender in Contender::on(kind) {
        let location = databases.copy(contender.name()).await?;
        let start = || Server::start(*contender, programs, plan.workers, &location, directory);
        let mut start_times = Vec::new();
        for _ in 1..plan.starts {
            let server = start()?;
            start_times.push(server.start_time);
            server.stop()?;
        }
        let server = start()?;
        start_times.push(server.start_time);
        standings.push(Standing {
            contender: *contender,
            start_times,
            resident_at_rest: server.resident_bytes()?,
            resident_after: 0,
        });
        servers.push(server);
    }
    say(&format!("{kind}: comparing answers"));
    let named: Vec<_> = servers
        .iter()
        .map(|server| (server.contender.name(), server.port))
        .collect();
    answer::compare(&named, COMPARED)?;

    let postmaster = databases.postmaster().await?;
    let next = Rc::new(Cell::new(COMPARED));
    let mut scenarios = Vec::new();
    for scenario in &plan.scenarios {
        say(&format!("{kind}: {scenario}"));
        let mut all: Vec<_> = servers
            .iter()
            .map(|server| Series {
                contender: server.contender,
                samples: Vec::with_capacity(plan.rounds),
            })
            .collect();
        for _ in 0..plan.rounds {
            for (server, series) in servers.iter().zip(&mut all) {
                let sample = sample(plan, *scenario, server, postmaster, &next)
                    .await
                    .with_context(|| series.contender.name())?;
                series.samples.push(sample);
            }
        }
        scenarios.push((*scenario, all));
    }
    for (server, standing) in servers.iter().zip(&mut standings) {
        standing.resident_after = server.resident_bytes()?;
    }
    Ok(Results {
        kind,
        standings,
        scenarios,
    })
}

async fn sample(
    plan: &Plan,
    scenario: Scenario,
    server: &Server,
    postmaster: Option<u32>,
    next: &Rc<Cell<u64>>,
) -> anyhow::Result<Sample> {
    let warm_up = Load {
        duration: plan.warm_up,
        ..plan.load
    };
    load::run(warm_up, scenario, server.port, next).await?;

    let times = || -> anyhow::Result<[Duration; 3]> {
        Ok([
            server.processor_time()?,
            postmaster.map(process::children_time).unwrap_or_default(),
            process::processor_time(std::process::id())?,
        ])
    };
    let before = times()?;
    let mut outcome = load::run(plan.load, scenario, server.port, next).await?;
    let after = times()?;
    let [server_time, database_time, client_time] =
        [0, 1, 2].map(|i: usize| after[i].saturating_sub(before[i]).as_secs_f64());

    let requests = outcome.times.len() as f64;
    anyhow::ensure!(requests > 0.0, "no request was answered");
    Ok(Sample {
        per_second: requests / outcome.elapsed.as_secs_f64(),
        per_cpu_second: requests / server_time.max(f64::EPSILON),
        median_time: percentile(&mut outcome.times, 0.5),
        slow_time: percentile(&mut outcome.times, 0.99),
        database_time: Duration::from_secs_f64(database_time / requests),
        client_time: Duration::from_secs_f64(client_time / requests),
    })
}
