// A data step follows a migration.
use fjango::migrate::{MigrationDb, Result};

#[fjango::migration]
async fn fill(db: &MigrationDb) -> Result<()> {
    db.model("blog.Post")?.update("title", "none").await?;
    Ok(())
}

fn main() {}
