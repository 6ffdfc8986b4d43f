//! Runs migrations.
//!
//! A migration's script is one transaction, or sections of which each is one, or of which each statement is one. What
//! is done is noted with it, so whatever is interrupted goes on from there. Processes that migrate at once take turns; the
//! one that comes second finds nothing to do.

mod attached;
mod hint;
mod history;
mod hook;
mod migrator;
mod patience;
mod report;
mod run;
mod session;
mod step_run;
mod undo;

pub use history::Progress;
pub use hook::{HookError, PostMigrate};
pub use migrator::{Migrator, Options};
pub use report::{Report, Step};

pub(super) use patience::Patience;
pub(super) use session::Session;
