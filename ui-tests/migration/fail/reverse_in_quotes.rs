// The way back is a function.
use fjango::migrate::{MigrationDb, Result};

#[fjango::migration(after = "0001_initial", reverse = "unfill")]
async fn fill(_: &MigrationDb) -> Result<()> {
    Ok(())
}

fn main() {}
