//! A throwaway PostgreSQL: found or installed, started under `target/`, stopped and removed.
//!
//! It never uses a server that happens to be running.

mod binaries;
mod cluster;
mod leftovers;
mod owner;

use std::io::Write as _;
use std::time::Duration;

pub use self::cluster::{Cluster, free_port};
use crate::{cargo, interrupt};

/// Keeps a cluster in the foreground until Ctrl-C; its URL is the one line on stdout.
pub fn foreground() -> anyhow::Result<bool> {
    let cluster = Cluster::start(&cargo::metadata()?.target_directory)?;
    writeln!(std::io::stdout(), "{}", cluster.url())?;
    eprintln!(
        "stops on Ctrl-C; `{}` is for the tests",
        crate::environment::TEST_POSTGRES_URL
    );
    while !interrupt::wait(Duration::from_secs(1)) {
        anyhow::ensure!(cluster.is_running(), "PostgreSQL has stopped by itself");
    }
    Ok(true)
}
