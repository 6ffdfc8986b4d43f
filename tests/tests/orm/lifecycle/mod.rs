//! Hooks, changes, versions, deleted rows that stay.

mod hooks;
mod soft_delete;
mod tracking;
mod versions;

use fjango::testing::{Options, Schema, TestDb};
use fjango_tests::FreshDatabase;

/// A database with the tables of every model.
async fn fresh(database: &FreshDatabase) -> TestDb {
    let url = Some(database.url().to_owned());
    TestDb::with(Options {
        url,
        schema: Schema::Models,
    })
    .await
}
