//! Writes: values completed and checked, then few statements.

mod batch;
mod bulk;
mod complete;
mod create;
mod files;
mod many_to_many;
mod one;

pub(super) use bulk::{Conflict, bulk_create, bulk_update};
pub(super) use complete::{completed, now, row_values, save_values, update_expressions};
pub use complete::{create_values, take_create_values, update_values};
pub use create::{FieldSet, insert_row, insert_row_returning, insert_rows};
pub(super) use create::{create, create_in};
pub(crate) use files::store;
pub(super) use files::{name_of, save_with_files, uploads};
pub(super) use many_to_many::{Make, Through};
pub(crate) use many_to_many::{related_keys, set_many};
pub(super) use one::{conflict, delete_row, key_of, next_version, take_version, with_version, write_row};
use one::{count_version, first_version};
pub(crate) use one::{delete_one, update_one};

use super::Result;
use crate::db::{Executor, Tx};

/// Runs all or nothing: in a transaction of its own, or in a savepoint of the one given.
pub(super) async fn atomic<T>(db: &impl Executor, work: impl AsyncFnOnce(&Tx) -> Result<T>) -> Result<T> {
    match (db.as_db(), db.as_tx()) {
        (Some(db), _) => db.transaction(work).await,
        (None, Some(tx)) => tx.transaction(work).await,
        // Invariant: an executor is one of the two, as the trait is sealed.
        (None, None) => unreachable!("an executor is a database or a transaction"),
    }
}
