//! fjango beside servers written by hand.
//!
//! `cargo xtask bench` builds everything, starts a throwaway PostgreSQL and runs the program `http`, which starts each
//! server as a process of its own, checks that all of them answer the same, puts load on one after the other in
//! rounds, and prints medians and ratios. The book's chapter on performance tells how to read them.
//!
//! `cargo run -p fjango-benches --bin build_times` measures how long a site of thirty models takes to build
//! ([`generated`]), also after a change of one handler or one model.
//!
//! `cargo xtask bench --suite migrations` measures what is done with the migrations of a large project ([`large`]); a test of it
//! sees to it that nobody has to wait.
//!
//! - [`contender`]: the servers measured, and how each is started.
//! - [`database`]: a database for each of them, all with the same rows.
//! - [`scenario`]: what is asked of them.
//! - [`load`]: the clients.
//! - [`server`] and [`process`]: a running server, its memory and processor time.
//! - [`measure`], [`statistics`] and [`report`]: rounds, medians, tables.
//! - [`processors`]: who runs where, for work within one process.

pub mod answer;
pub mod contender;
pub mod database;
pub mod generated;
pub mod large;
pub mod load;
pub mod measure;
pub mod process;
pub mod processors;
pub mod report;
pub mod scenario;
pub mod server;
pub mod statistics;
