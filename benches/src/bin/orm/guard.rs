//! What the guard against N+1 costs: while it watches, as for a request in development, and while nobody does, as in
//! production.

use std::hint::black_box;
use std::time::{Duration, Instant};

use fjango::db::NPlusOne;
use fjango::prelude::*;
use fjango_benches::statistics::median;

use crate::data::Author;

/// Calls of a measurement that send no query.
const BARE: u32 = 1_000_000;
/// Calls of a measurement that send one.
const QUERIES: u32 = 1_000;
/// Statements of other texts that were seen before: a page that sends more of them has other troubles.
const OTHERS: usize = 30;

/// What a call costs that does nothing, without the guard and with it.
async fn bare(guarded: bool) -> Duration {
    let started = Instant::now();
    for n in 0..BARE {
        match guarded {
            false => black_box(std::future::ready(black_box(n))).await,
            true => black_box(fjango::__private::here(std::future::ready(black_box(n)))).await,
        };
    }
    started.elapsed() / BARE
}

/// What a row by key costs.
async fn row(db: &Db) -> anyhow::Result<Duration> {
    let started = Instant::now();
    for _ in 0..QUERIES {
        black_box(Author::objects().get(db, 7).await?);
    }
    Ok(started.elapsed() / QUERIES)
}

/// Sends statements of as many texts.
async fn others(db: &Db) -> anyhow::Result<()> {
    for limit in 0..OTHERS {
        let keys: Vec<i64> = (0..).take(limit).collect();
        Author::objects().filter(|a| a.id().in_(keys.clone())).count(db).await?;
    }
    Ok(())
}

/// Measures, and prints the table.
#[expect(clippy::print_stdout, reason = "the table is what this program is for")]
pub async fn measure(title: &str, db: &Db, rounds: u32) -> anyhow::Result<()> {
    let mut times: [Vec<f64>; 6] = Default::default();
    let mut note = |place: usize, time: Duration| times[place].push(time.as_secs_f64() * 1e9);
    for _ in 0..rounds {
        note(0, bare(false).await);
        note(1, bare(true).await);
        note(3, row(db).await?);
        let guard = NPlusOne::new();
        note(2, bare(true).await);
        note(4, row(db).await?);
        others(db).await?;
        note(5, row(db).await?);
        drop(guard);
    }
    let [none, off, on, row_off, row_on, row_last] = times.map(|times| median(&times));
    println!("\n| The N+1 guard, {title} | off | on | on, after {OTHERS} other statements |\n|---|---:|---:|---:|");
    println!("| its share of a call | {:.1} ns | {:.1} ns | |", off - none, on - none);
    println!("| a row by key | {row_off:.0} ns | {row_on:.0} ns | {row_last:.0} ns |");
    Ok(())
}
