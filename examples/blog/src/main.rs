//! The example: a blog with authors, tags and comments, from four structs.

mod models;
mod seed;

use fjango::App;

fn main() -> std::process::ExitCode {
    fjango::commands::run_main(App::new().migrate_first().prepare(seed::seed).run())
}
