//! Migrations: the schema's history as reviewed SQL, with the state of the models beside it.
//!
//! `makemigrations` compares the models with the state that the files describe ([`detect`]) and writes what is missing;
//! `migrate` runs the files' SQL ([`Migrator`]). Neither looks at the other's world: making needs no database, running
//! needs no models.
//!
//! A migration is a folder `migrations/<app>/<number>_<name>`:
//!
//! - `operations.toml`: what it depends on and what it does to the models' state.
//! - `postgres/up.sql`, `postgres/down.sql`, `sqlite/up.sql`, `sqlite/down.sql`: what is run.
//!
//! Execution is fjango's own rather than diesel's harness, which hands a file to the database as one batch and so cannot
//! say which statement failed, and which knows no dependencies between apps.

mod data;
mod detect;
pub mod drift;
mod error;
mod executor;
mod files;
mod graph;
mod heads;
pub mod inspect;
mod lint;
mod operations;
mod plan;
mod section;
mod source;
mod split;
pub mod sql;
mod squash;
pub mod state;
mod statement;
#[cfg(test)]
mod tests;

pub use data::{DataStep, HistoricalModel, HistoricalRow, IntoValue, MigrationDb, StepFunction};
pub use detect::{
    Answers, Becomes, Candidate, Decline, LostChoice, MakeOptions, MissingValue, OneOff, Questioner, Refuse, Renamed,
    Terminal, detect, detect_asking,
};
pub use error::{Error, Result};
pub use executor::{HookError, Migrator, Options, PostMigrate, Progress, Report, Step};
pub use files::{Migration, MigrationId};
pub use graph::Graph;
pub use heads::{Rebased, merge, rebase};
pub use lint::{Finding, Level, Lock, lint, lint_script};
pub use operations::{Constraint, Operation};
pub use plan::{Direction, Target};
pub use section::{Section, sections};
pub use source::{EmbeddedFile, EmbeddedMigrations, Project, Source};
pub use split::{split, statements};
pub use squash::{SquashOptions, Squashed, squash};
