//! What a database that is in use needs: short waits for locks, and changes that let others read and write meanwhile.

mod phases;
mod postgres;

pub(super) use postgres::PostgresLive;

use crate::migrate::section::Section;

/// What a server with other clients needs while it is migrated.
pub trait Live: Send + Sync {
    /// Arranges the statements so that none keeps others waiting for longer than its own lock takes.
    fn sections(&self, statements: Vec<String>) -> Vec<Section<String>>;

    /// Lets a statement wait this long for a lock, until the next such statement.
    fn wait_for_locks(&self, milliseconds: u128) -> String;

    /// What a session must be told before it migrates, and what takes that back.
    fn session(&self) -> (&'static str, &'static str);

    /// Asks which session this is.
    fn session_id(&self) -> &'static str;

    /// Asks what stands in the way of the session called `id`: a line for each.
    fn blockers(&self, id: &str) -> String;

    /// Asks whether the index is whole: `true`, `false`, or no row when there is none.
    fn index_state(&self, index: &str) -> String;

    /// Drops an index that was not finished.
    fn drop_unfinished(&self, index: &str) -> String;

    /// Drops an index where there is one that no constraint rests on.
    fn drop_free_index(&self, index: &str) -> String;

    /// Drops a constraint where there is one.
    fn drop_constraint(&self, table: &str, constraint: &str) -> String;

    /// Runs a statement that does nothing when what it needs is missing, or what it makes is there.
    fn leniently(&self, statement: &str) -> String;
}
