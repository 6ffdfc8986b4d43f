//! What a database holds, as it tells it itself: [`LiveSchema`], and the models that are written from it.

mod checks;
mod draft;
mod live;
mod models;
mod names;

pub use live::{
    Generated, LiveColumn, LiveConstraint, LiveIndex, LiveKey, LiveKind, LiveRule, LiveSchema, LiveTable, Numbered,
};
pub use models::{ModelOptions, write_models};

use super::{Error, Result};
use crate::db::Db;

/// Reads the schema that `db` works in.
///
/// On PostgreSQL that is the first of the `search_path` that exists; what extensions made and the parts of partitioned
/// tables are left out.
///
/// # Errors
/// [`Error::Database`].
pub async fn inspect(db: &Db) -> Result<LiveSchema> {
    let failed = |error: crate::db::Error| Error::Database {
        action: "connecting",
        message: error.to_string(),
    };
    let mut connection = db.connection().await.map_err(failed)?;
    let dialect = super::sql::of(connection.dialect().name())?;
    let schema = dialect.inspector().read(&mut connection).await?;
    connection.release();
    Ok(schema)
}
