//! One folder per database. Only [`open`] knows which there are.

#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod error;
#[cfg(feature = "postgres")]
pub(super) mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use super::backend::Backend;
use super::{Config, Error, Result};

pub(super) async fn open(url: &str, config: &Config) -> Result<Box<dyn Backend>> {
    #[cfg(feature = "sqlite")]
    if let Some(location) = sqlite::location(url) {
        return Ok(Box::new(sqlite::Sqlite::open(location, config).await?));
    }
    #[cfg(feature = "postgres")]
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(Box::new(postgres::Postgres::open(url, config).await?));
    }
    let scheme = url.split(':').next().unwrap_or_default();
    Err(Error::Url {
        reason: format!("has the unknown scheme `{scheme}` (or its backend is not compiled in)"),
    })
}
