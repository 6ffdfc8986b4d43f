//! What takes its time, in processes of its own: memory can only be measured, and a file only be shared, by whole
//! processes. `cargo xtask test --step slow-tests` runs these.

mod big;
mod big_admin;
mod export;
mod memory;
mod migrations;
mod pgbouncer;
mod process;
mod two_processes;
