//! Files: where their content lives, and the fields that name it.
//!
//! A [`Storage`] keeps content under names: [`LocalStorage`] in a directory, [`MemoryStorage`] for tests, and any other
//! place for which you implement the trait. [`Storages`] are those of an application, by name; the database carries them
//! ([`Db::with_storages`](crate::db::Db::with_storages)), so that a row and its files are written by one call.
//!
//! A model has files by fields of type [`FileField`] and [`ImageField`]. Their column holds the name; [`Upload`] is the
//! content that comes with a write.
//!
//! # Examples
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> fjango::storage::Result<()> {
//! use fjango::storage::{MemoryStorage, Name, Storage};
//!
//! let storage = MemoryStorage::new();
//! let name = storage.save(&Name::new("notes/today.txt")?, "Buy bread.".into(), 100).await?;
//! let again = storage.save(&Name::new("notes/today.txt")?, "Buy milk.".into(), 100).await?;
//! assert_eq!(name, "notes/today.txt");
//! assert_ne!(again, name);
//! assert_eq!(storage.open(&name, None).await?.bytes().await?, "Buy bread.");
//! # Ok(()) }
//! ```
//!
//! # What holds
//! - Nothing that exists is overwritten: a name that is taken gets a suffix.
//! - A file is whole or not there. Content goes to a place that nobody sees, is flushed to disk, and gets its name last.
//! - Names are [`Name`]s: relative, without `..`, without dot files. [`LocalStorage`] follows no symbolic link below its
//!   root.
//! - Content is streamed; memory does not grow with it.

mod content;
mod error;
mod field;
mod local;
mod memory;
mod name;
mod partial;
mod sniff;
mod storages;
#[cfg(test)]
mod tests;
mod traits;
mod upload;

pub use content::{Content, Opened, Stat};
pub use error::{Error, Result};
pub(crate) use field::Shown;
pub use field::{DefaultStorage, FileField, FileType, ImageField, StorageName};
pub use local::LocalStorage;
pub use memory::MemoryStorage;
pub use name::Name;
pub use sniff::MAX_PIXELS;
pub use storages::Storages;
pub use traits::{BoxFuture, Storage};
pub(crate) use upload::too_large;
pub use upload::{Receiver, Upload};
