use std::fmt;
use std::ops::Range;
use std::path::Path;

use super::{Content, Name, Opened, Result, Stat};

/// What a method of [`Storage`] gives: `Box::pin(async move { … })`.
pub type BoxFuture<'a, T> = futures_util::future::BoxFuture<'a, T>;

/// A place where files are kept under names: a directory, an object store, memory.
///
/// Implement it for a place of your own and give it to [`Storages::with`](super::Storages::with). Names are right
/// already ([`Name`]), content is read as a stream, and the futures must be `Send`.
///
/// # Examples
/// ```
/// use std::ops::Range;
///
/// use fjango::storage::{BoxFuture, Content, Error, MemoryStorage, Name, Opened, Result, Stat, Storage};
///
/// /// A storage whose files cannot be deleted.
/// #[derive(Debug)]
/// struct Archive(MemoryStorage);
///
/// impl Storage for Archive {
///     fn save<'a>(&'a self, name: &'a Name, content: Content, max_length: usize) -> BoxFuture<'a, Result<Name>> {
///         self.0.save(name, content, max_length)
///     }
///     fn open<'a>(&'a self, name: &'a Name, range: Option<Range<u64>>) -> BoxFuture<'a, Result<Opened>> {
///         self.0.open(name, range)
///     }
///     fn delete<'a>(&'a self, _name: &'a Name) -> BoxFuture<'a, Result<()>> {
///         Box::pin(async { Ok(()) })
///     }
///     fn stat<'a>(&'a self, name: &'a Name) -> BoxFuture<'a, Result<Stat>> {
///         self.0.stat(name)
///     }
///     fn url(&self, name: &Name) -> Result<String> {
///         Ok(format!("https://archive.example.com/{}", name.to_url_path()))
///     }
/// }
/// ```
pub trait Storage: fmt::Debug + Send + Sync + 'static {
    /// Stores content under this name, or one like it when it is taken ([`Name::with_suffix`]), and gives the name that
    /// it has. Nothing that exists is overwritten, also not when two save under one name at the same time.
    ///
    /// `max_length` is the most characters that the name may have, as the column that holds it has a length.
    ///
    /// # Errors
    /// [`Error::Full`](super::Error::Full), [`Error::Incomplete`](super::Error::Incomplete) and others; nothing is left
    /// of the file then, nor when the future is dropped.
    fn save<'a>(&'a self, name: &'a Name, content: Content, max_length: usize) -> BoxFuture<'a, Result<Name>>;

    /// Opens a file, or the part of it in `range`.
    ///
    /// # Errors
    /// [`Error::NotFound`](super::Error::NotFound), [`Error::Range`](super::Error::Range) and others.
    fn open<'a>(&'a self, name: &'a Name, range: Option<Range<u64>>) -> BoxFuture<'a, Result<Opened>>;

    /// Deletes a file. That there is none is no error.
    ///
    /// # Errors
    /// What the place says.
    fn delete<'a>(&'a self, name: &'a Name) -> BoxFuture<'a, Result<()>>;

    /// The size and age of a file.
    ///
    /// # Errors
    /// [`Error::NotFound`](super::Error::NotFound) and others.
    fn stat<'a>(&'a self, name: &'a Name) -> BoxFuture<'a, Result<Stat>>;

    /// Where clients get the file: an absolute URL, or a path of this site that begins with `/`. It says nothing about
    /// whether the file is there.
    ///
    /// # Errors
    /// [`Error::NoUrl`](super::Error::NoUrl) when the storage has no addresses.
    fn url(&self, name: &Name) -> Result<String>;

    /// Whether there is such a file.
    ///
    /// # Errors
    /// What [`stat`](Self::stat) says, but for a file that is not there.
    fn exists<'a>(&'a self, name: &'a Name) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async move {
            match self.stat(name).await {
                Ok(_) => Ok(true),
                Err(error) if error.is_not_found() => Ok(false),
                Err(error) => Err(error),
            }
        })
    }

    /// The path below which this site serves the storage's files itself: `/media`. `None` when it does not, as when a
    /// web server or an object store does.
    fn mount(&self) -> Option<&str> {
        None
    }

    /// A directory of this machine where uploads are received that are meant for this storage, when it can take them
    /// from there without a copy. `None` for the system's temporary directory.
    fn spool(&self) -> Option<&Path> {
        None
    }
}
