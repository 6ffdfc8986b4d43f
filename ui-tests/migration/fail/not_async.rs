// A data step is asynchronous.
use fjango::migrate::{MigrationDb, Result};

#[fjango::migration(after = "0001_initial")]
fn fill(_: &MigrationDb) -> Result<()> {
    Ok(())
}

fn main() {}
