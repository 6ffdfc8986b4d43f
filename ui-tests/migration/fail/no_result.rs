// A data step says whether it worked.
use fjango::migrate::MigrationDb;

#[fjango::migration(after = "0001_initial")]
async fn fill(_: &MigrationDb) {}

fn main() {}
