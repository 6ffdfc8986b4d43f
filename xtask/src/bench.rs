//! `cargo xtask bench`: builds the measured programs as users build theirs, and measures them.

use std::process::Command;

use crate::cli::{BenchOptions, Suite};
use crate::environment::{self, TEST_POSTGRES_URL};
use crate::postgres::Cluster;
use crate::{cargo, process};

/// Builds, starts a throwaway PostgreSQL and measures; what is measured goes to stdout.
pub fn run(options: &BenchOptions) -> anyhow::Result<bool> {
    let target = cargo::metadata()?.target_directory;
    let mut build = cargo::command("build");
    build.args(["--release", "--package", "fjango-benches", "--bins"]);
    anyhow::ensure!(process::run(&mut build)?.succeeded(), "building the benches failed");

    let program = match options.suite {
        Suite::Http => "release/http",
        Suite::Orm => "release/orm",
        Suite::Migrations => "release/migrations",
    };
    let mut measure = Command::new(target.join(program));
    environment::clean(&mut measure).args(&options.options);
    if options.suite == Suite::Migrations {
        // It looks at files alone.
        return Ok(process::run(&mut measure)?.succeeded());
    }
    let cluster = Cluster::start(&target)?;
    measure.env(TEST_POSTGRES_URL, cluster.url());
    Ok(process::run(&mut measure)?.succeeded())
}
