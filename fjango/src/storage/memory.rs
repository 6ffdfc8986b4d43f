use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::{Bytes, BytesMut};
use chrono::Utc;
use futures_util::{TryStreamExt as _, stream};

use super::{BoxFuture, Content, Error, Name, Opened, Result, Stat, Storage};

/// A storage that is gone with the process: for tests. A clone is the same storage.
#[derive(Clone, Debug, Default)]
pub struct MemoryStorage {
    files: Arc<Mutex<BTreeMap<Name, (Bytes, Stat)>>>,
    base_url: Option<Arc<str>>,
}

impl MemoryStorage {
    /// An empty storage.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same storage, its files at `url` followed by their names.
    #[must_use]
    pub fn with_url(mut self, url: &str) -> Self {
        self.base_url = Some(url.trim_end_matches('/').into());
        self
    }

    /// The names of all files, in order.
    pub fn names(&self) -> Vec<Name> {
        self.files().keys().cloned().collect()
    }

    fn files(&self) -> MutexGuard<'_, BTreeMap<Name, (Bytes, Stat)>> {
        // Each change is one call of the map, so a panic leaves nothing half-done.
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn found(&self, name: &Name) -> Result<(Bytes, Stat)> {
        let found = self.files().get(name).cloned();
        found.ok_or_else(|| Error::NotFound { name: name.to_string() })
    }
}

impl Storage for MemoryStorage {
    fn save<'a>(&'a self, name: &'a Name, content: Content, max_length: usize) -> BoxFuture<'a, Result<Name>> {
        Box::pin(async move {
            let whole = content
                .into_stream()
                .try_fold(BytesMut::new(), async |mut whole, piece| {
                    whole.extend_from_slice(&piece);
                    Ok(whole)
                });
            let bytes = whole.await?.freeze();
            let stat = Stat {
                size: bytes.len() as u64,
                modified: Utc::now(),
            };
            let mut name = name.shortened(max_length)?;
            let mut files = self.files();
            while files.contains_key(&name) {
                name = name.with_suffix(max_length)?;
            }
            files.insert(name.clone(), (bytes, stat));
            Ok(name)
        })
    }

    fn open<'a>(&'a self, name: &'a Name, range: Option<Range<u64>>) -> BoxFuture<'a, Result<Opened>> {
        Box::pin(async move {
            let (bytes, stat) = self.found(name)?;
            let range = Opened::range_of(name.as_str(), stat.size, range)?;
            // Invariant: the range lies within the bytes, whose number is a `usize`.
            let part = bytes.slice(range.start as usize..range.end as usize);
            Ok(Opened::new(stat, range, stream::iter([Ok(part)])))
        })
    }

    fn delete<'a>(&'a self, name: &'a Name) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            self.files().remove(name);
            Ok(())
        })
    }

    fn stat<'a>(&'a self, name: &'a Name) -> BoxFuture<'a, Result<Stat>> {
        Box::pin(async move { Ok(self.found(name)?.1) })
    }

    fn url(&self, name: &Name) -> Result<String> {
        let base = self.base_url.as_deref().ok_or(Error::NoUrl)?;
        Ok(format!("{base}/{}", name.to_url_path()))
    }

    fn mount(&self) -> Option<&str> {
        self.base_url.as_deref().filter(|url| url.starts_with('/'))
    }
}
