//! Counting what passed and failed, and the closing table.

use std::fmt;
use std::ops::AddAssign;
use std::time::Duration;

/// How many tests or checks passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Passed.
    pub passed: u64,
    /// Failed.
    pub failed: u64,
}

impl Counts {
    /// One check that passed.
    pub const PASSED: Self = Self { passed: 1, failed: 0 };
    /// One check that failed.
    pub const FAILED: Self = Self { passed: 0, failed: 1 };

    /// How many there are in all.
    pub fn total(self) -> u64 {
        self.passed + self.failed
    }

    /// Sums the `test result:` lines of libtest's output. `None` when there is none.
    pub fn of_libtest(output: &str) -> Option<Self> {
        output.lines().filter_map(result_line).fold(None, |sum, counts| {
            let mut sum: Self = sum.unwrap_or_default();
            sum += counts;
            Some(sum)
        })
    }

    /// Counts a program's run: its libtest lines, and its exit code.
    ///
    /// A test binary that aborts or does not compile prints no line, so a bad exit code without a failed test counts as
    /// one failure. Output without libtest lines is one check.
    pub fn of_run(output: &str, succeeded: bool) -> Self {
        match (Self::of_libtest(output), succeeded) {
            (None, true) => Self::PASSED,
            (None, false) => Self::FAILED,
            (Some(counts), false) if counts.failed == 0 => Self { failed: 1, ..counts },
            (Some(counts), _) => counts,
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// The closing line.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Reads `test result: ok. 3 passed; 0 failed; 0 ignored; ..`, coloured or not.
fn result_line(line: &str) -> Option<Counts> {
    let line = without_colours(line);
    let (_, rest) = line.split_once("test result: ")?;
    let (_, counts) = rest.split_once(". ")?;
    let mut parts = counts.split(';').map(str::trim);
    let passed = parts.next()?.strip_suffix(" passed")?.parse().ok()?;
    let failed = parts.next()?.strip_suffix(" failed")?.parse().ok()?;
    Some(Counts { passed, failed })
}

fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            // An escape sequence for colours ends with `m`.
            characters.by_ref().find(|c| *c == 'm');
        } else {
            plain.push(character);
        }
    }
    plain
}

/// One step that has run.
#[derive(Debug)]
pub struct Row {
    /// The step's name.
    pub name: String,
    /// What it counted.
    pub counts: Counts,
    /// How long it took, building included.
    pub time: Duration,
    /// Why it could not run, in one line.
    pub note: Option<String>,
}

/// What all steps gave.
#[derive(Debug, Default)]
pub struct Report {
    rows: Vec<Row>,
}

impl Report {
    /// Adds a step's result.
    pub fn push(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// The sum over all steps.
    pub fn counts(&self) -> Counts {
        let mut sum = Counts::default();
        for row in &self.rows {
            sum += row.counts;
        }
        sum
    }

    /// Whether something was counted and nothing failed.
    pub fn succeeded(&self) -> bool {
        let counts = self.counts();
        counts.failed == 0 && counts.passed > 0
    }
}

/// The table of steps. The closing line is not part of it.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.rows.iter().map(|row| row.name.len()).chain([4]).max().unwrap_or(4);
        writeln!(f, "{:<width$}  {:>7}  {:>7}  {:>8}", "step", "passed", "failed", "time")?;
        for row in &self.rows {
            let Counts { passed, failed } = row.counts;
            write!(
                f,
                "{:<width$}  {passed:>7}  {failed:>7}  {:>8}",
                row.name,
                clock(row.time)
            )?;
            match &row.note {
                Some(note) => writeln!(f, "  {note}")?,
                None => writeln!(f)?,
            }
        }
        let total = self.rows.iter().map(|row| row.time).sum();
        let Counts { passed, failed } = self.counts();
        writeln!(f, "{:<width$}  {passed:>7}  {failed:>7}  {:>8}", "all", clock(total))
    }
}

/// Minutes and seconds; tenths below a minute.
fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{}:{:02} min", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO_BINARIES: &str = "\
running 3 tests
test a ... ok
test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s

running 2 tests
test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 4 filtered out; finished in 1.20s
";

    #[track_caller]
    fn check(output: &str, succeeded: bool, passed: u64, failed: u64) {
        assert_eq!(Counts::of_run(output, succeeded), Counts { passed, failed });
    }

    #[test]
    fn result_lines_are_summed() {
        check(TWO_BINARIES, false, 4, 1);
    }

    #[test]
    fn colours_do_not_hide_a_result() {
        check(
            "test result: \u{1b}[32mok\u{1b}[m. 7 passed; 0 failed; 0 ignored",
            true,
            7,
            0,
        );
    }

    #[test]
    fn a_step_without_tests_is_one_check() {
        check("Checking fjango v0.1.0\n", true, 1, 0);
        check("error: unused variable\n", false, 0, 1);
    }

    #[test]
    fn an_aborted_binary_counts_as_a_failure() {
        check(
            "test result: ok. 3 passed; 0 failed; 0 ignored\nprocess abort signal\n",
            false,
            3,
            1,
        );
    }

    #[test]
    fn prose_about_results_is_not_counted() {
        assert_eq!(
            Counts::of_libtest("the test result: ok is near\n12 passed; 1 failed\n"),
            None
        );
    }

    #[test]
    fn the_table_has_a_row_a_step_and_the_sum() {
        let mut report = Report::default();
        let counts = Counts { passed: 12, failed: 0 };
        report.push(Row {
            name: "tests".into(),
            counts,
            time: Duration::from_secs(61),
            note: None,
        });
        let note = Some("initdb failed".to_owned());
        report.push(Row {
            name: "book".into(),
            counts: Counts::FAILED,
            time: Duration::from_millis(1500),
            note,
        });
        assert_eq!(
            report.to_string(),
            "step    passed   failed      time\n\
             tests       12        0  1:01 min\n\
             book         0        1     1.5 s  initdb failed\n\
             all         12        1  1:02 min\n"
        );
        assert_eq!(report.counts().to_string(), "12 passed, 1 failed");
        assert!(!report.succeeded());
    }

    #[test]
    fn a_run_that_counted_nothing_did_not_succeed() {
        assert!(!Report::default().succeeded());
    }
}
