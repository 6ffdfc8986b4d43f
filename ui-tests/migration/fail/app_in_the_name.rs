// The migration is named without its app.
use fjango::migrate::{MigrationDb, Result};

#[fjango::migration(after = "blog.0001_initial")]
async fn fill(db: &MigrationDb) -> Result<()> {
    db.model("blog.Post")?.update("title", "none").await?;
    Ok(())
}

fn main() {}
