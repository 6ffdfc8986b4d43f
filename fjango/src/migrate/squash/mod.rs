//! Many migrations made one: [`squash`].
//!
//! As in Django's `squashmigrations` the one says what it `replaces`. A database that applied all of those has applied it;
//! a new one runs it instead; one that is between goes on with the old ones, whose files stay until every database is past
//! them.

mod choose;
mod make;
mod optimize;
mod order;

pub(super) use choose::choose;
pub use make::{SquashOptions, Squashed, squash};
