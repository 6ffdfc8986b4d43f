// A data step sees the models as they were, so it takes no `Db`.
use fjango::db::Db;
use fjango::migrate::Result;

#[fjango::migration(after = "0001_initial")]
async fn fill(db: &Db) -> Result<()> {
    let _ = db;
    Ok(())
}

fn main() {}
