use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::{Error, Result, Storage};

/// The storages of an application, by name. Cheap to clone.
///
/// The one called `default` is where files go whose field names no other. [`App`](crate::App) makes it from
/// `[storage]` of the settings.
///
/// # Examples
/// ```
/// use fjango::storage::{LocalStorage, MemoryStorage, Storages};
///
/// let storages = Storages::new(MemoryStorage::new().with_url("/media"))
///     .with("papers", LocalStorage::new("/srv/papers"));
/// assert!(storages.get("papers").is_ok());
/// assert!(storages.get("photos").is_err());
/// ```
#[derive(Clone, Default)]
pub struct Storages {
    inner: Option<Arc<Inner>>,
}

#[derive(Clone)]
struct Inner {
    all: BTreeMap<String, Arc<dyn Storage>>,
    max_file_bytes: u64,
}

impl Default for Inner {
    fn default() -> Self {
        Self {
            all: BTreeMap::new(),
            max_file_bytes: Storages::MAX_FILE_BYTES,
        }
    }
}

impl Storages {
    /// The name of the storage for fields that name none.
    pub const DEFAULT: &'static str = "default";
    /// The most bytes of an uploaded file, unless its field or the settings say otherwise: 10 MiB.
    pub const MAX_FILE_BYTES: u64 = 10 * 1024 * 1024;

    /// These storages: `default` alone.
    pub fn new(default: impl Storage) -> Self {
        Self::none().with(Self::DEFAULT, default)
    }

    /// No storage. Files cannot be written then.
    pub const fn none() -> Self {
        Self { inner: None }
    }

    /// The same storages with this one, in place of another one of that name.
    #[must_use]
    pub fn with(self, name: &str, storage: impl Storage) -> Self {
        self.with_shared(name, Arc::new(storage))
    }

    /// [`with`](Self::with) for a storage that others hold as well.
    #[must_use]
    pub fn with_shared(self, name: &str, storage: Arc<dyn Storage>) -> Self {
        self.changed(|inner| {
            inner.all.insert(name.to_owned(), storage);
        })
    }

    /// The same storages, uploads of at most this many bytes being taken where a field has no `max_size`.
    #[must_use]
    pub fn with_max_file_bytes(self, bytes: u64) -> Self {
        self.changed(|inner| inner.max_file_bytes = bytes)
    }

    fn changed(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(self.inner.get_or_insert_default()));
        self
    }

    /// The storage of this name.
    ///
    /// # Errors
    /// [`Error::Unknown`] when there is none.
    pub fn get(&self, name: &str) -> Result<&Arc<dyn Storage>> {
        let found = self.inner.as_ref().and_then(|inner| inner.all.get(name));
        found.ok_or_else(|| Error::Unknown {
            storage: name.to_owned(),
        })
    }

    /// All of them with their names, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Arc<dyn Storage>)> {
        let all = self.inner.iter().flat_map(|inner| &inner.all);
        all.map(|(name, storage)| (name.as_str(), storage))
    }

    /// The most bytes of an uploaded file whose field has no `max_size`.
    pub fn max_file_bytes(&self) -> u64 {
        self.inner
            .as_ref()
            .map_or(Self::MAX_FILE_BYTES, |inner| inner.max_file_bytes)
    }
}

impl fmt::Debug for Storages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
