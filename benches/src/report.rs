//! The results as Markdown.

use std::fmt::{self, Write as _};
use std::time::Duration;

use crate::measure::{Results, Sample, Series};
use crate::statistics::{median, median_ratio};

/// fjango's share of another server's figures, in one scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Ratio {
    /// The other server.
    pub other: &'static str,
    /// Requests for each second of processor time, fjango's over the other's.
    pub per_cpu_second: f64,
    /// Requests a second, fjango's over the other's.
    pub per_second: f64,
}

/// The ratios of one scenario: the first series over each of the others.
pub fn ratios(series: &[Series]) -> Vec<Ratio> {
    let Some((ours, others)) = series.split_first() else {
        return Vec::new();
    };
    let ratio = |other: &Series, value: fn(&Sample) -> f64| median_ratio(&values(ours, value), &values(other, value));
    others
        .iter()
        .map(|other| Ratio {
            other: other.contender.name(),
            per_cpu_second: ratio(other, |sample| sample.per_cpu_second),
            per_second: ratio(other, |sample| sample.per_second),
        })
        .collect()
}

fn values(series: &Series, value: fn(&Sample) -> f64) -> Vec<f64> {
    series.samples.iter().map(value).collect()
}

impl fmt::Display for Results {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind;
        writeln!(f, "## {kind}\n")?;
        writeln!(f, "| server | start | resident at rest | resident after load |")?;
        writeln!(f, "|---|---:|---:|---:|")?;
        for standing in &self.standings {
            let starts: Vec<f64> = standing.start_times.iter().map(|time| milliseconds(*time)).collect();
            writeln!(
                f,
                "| {} | {:.0} ms | {:.1} MB | {:.1} MB |",
                standing.contender.name(),
                median(&starts),
                megabytes(standing.resident_at_rest),
                megabytes(standing.resident_after),
            )?;
        }
        writeln!(f)?;
        let database = self.scenarios.iter().any(|(_, all)| all.iter().any(uses_database));
        writeln!(
            f,
            "| scenario | server | requests/s | requests/CPU s | p50 | p99 | {}client CPU |",
            if database { "database CPU | " } else { "" }
        )?;
        writeln!(
            f,
            "|---|---|---:|---:|---:|---:|{}---:|",
            if database { "---:|" } else { "" }
        )?;
        for (scenario, all) in &self.scenarios {
            for series in all {
                let of = |value: fn(&Sample) -> f64| median(&values(series, value));
                let database = match database {
                    true => format!("{:.0} µs | ", of(|sample| microseconds(sample.database_time))),
                    false => String::new(),
                };
                writeln!(
                    f,
                    "| {scenario} | {} | {:.0} | {:.0} | {:.2} ms | {:.2} ms | {database}{:.0} µs |",
                    series.contender.name(),
                    of(|sample| sample.per_second),
                    of(|sample| sample.per_cpu_second),
                    of(|sample| milliseconds(sample.median_time)),
                    of(|sample| milliseconds(sample.slow_time)),
                    of(|sample| microseconds(sample.client_time)),
                )?;
            }
        }
        writeln!(f)?;
        let mut head = "| fjango over | ".to_owned();
        for other in self.standings.iter().skip(1) {
            let name = other.contender.name();
            write!(head, "{name}: requests/CPU s | {name}: requests/s | ")?;
        }
        writeln!(f, "{}", head.trim_end())?;
        writeln!(
            f,
            "|---|{}",
            "---:|---:|".repeat(self.standings.len().saturating_sub(1))
        )?;
        for (scenario, all) in &self.scenarios {
            write!(f, "| {scenario} |")?;
            for ratio in ratios(all) {
                write!(f, " {:.2} | {:.2} |", ratio.per_cpu_second, ratio.per_second)?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

fn uses_database(series: &Series) -> bool {
    series.samples.iter().any(|sample| !sample.database_time.is_zero())
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn microseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contender::{Contender, Kind};
    use crate::measure::Standing;
    use crate::scenario::Scenario;

    fn series(contender: Contender, speeds: &[f64]) -> Series {
        let sample = |per_second: &f64| Sample {
            per_second: *per_second,
            per_cpu_second: per_second * 2.0,
            median_time: Duration::from_micros(1_500),
            slow_time: Duration::from_millis(4),
            database_time: Duration::ZERO,
            client_time: Duration::from_micros(9),
        };
        Series {
            contender,
            samples: speeds.iter().map(sample).collect(),
        }
    }

    #[test]
    fn the_tables_hold_medians_and_ratios() {
        let [fjango, other] = [Contender::Fjango(Kind::Sqlite), Contender::Rusqlite];
        let standing = |contender| Standing {
            contender,
            start_times: vec![
                Duration::from_millis(30),
                Duration::from_millis(50),
                Duration::from_millis(40),
            ],
            resident_at_rest: 12_345_678,
            resident_after: 20_000_000,
        };
        let results = Results {
            kind: Kind::Sqlite,
            standings: vec![standing(fjango), standing(other)],
            scenarios: vec![(
                Scenario::Hello,
                vec![
                    series(fjango, &[90.0, 45.0, 99.0]),
                    series(other, &[100.0, 50.0, 100.0]),
                ],
            )],
        };
        let text = results.to_string();
        for line in [
            "| fjango | 40 ms | 12.3 MB | 20.0 MB |",
            "| JSON hello | fjango | 90 | 180 | 1.50 ms | 4.00 ms | 9 µs |",
            "| fjango over | rusqlite: requests/CPU s | rusqlite: requests/s |",
            "| JSON hello | 0.90 | 0.90 |",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
}
