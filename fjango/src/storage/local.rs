use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::Once;

use bytes::BytesMut;
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt as _;

use super::content::Source;
use super::partial::{PIECE, Partial, Writing, blocking, read_file};
use super::{BoxFuture, Content, Error, Name, Opened, Result, Stat, Storage};

/// How many names are tried when they are taken.
const TRIES: usize = 100;

/// Files in a directory of this machine.
///
/// A file is written under a name that nobody sees, flushed to disk and then given its own, so that after a crash it is
/// whole or absent. Reading and writing happens on threads for it, never on those that serve requests. Symbolic links
/// below the root are not followed; the root itself may be one.
///
/// # Examples
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> fjango::storage::Result<()> {
/// # let directory = tempfile::tempdir().expect("a directory");
/// # let directory = directory.path();
/// use fjango::storage::{LocalStorage, Name, Storage};
///
/// let storage = LocalStorage::new(directory).with_url("/media");
/// let name = storage.save(&Name::new("a b.txt")?, "text".into(), 100).await?;
/// assert_eq!(storage.url(&name)?, "/media/a%20b.txt");
/// assert_eq!(std::fs::read(directory.join("a b.txt")).expect("it is there"), b"text");
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct LocalStorage {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    root: PathBuf,
    base_url: Option<String>,
    file_mode: u32,
    directory_mode: u32,
    swept: Once,
}

impl LocalStorage {
    /// The files below `root`, which is made when the first one is saved.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            inner: Arc::new(Inner {
                root: root.into(),
                base_url: None,
                file_mode: 0o644,
                directory_mode: 0o755,
                swept: Once::new(),
            }),
        }
    }

    /// The same files, their addresses being `url` followed by their names: `/media` or `https://files.example.com`.
    #[must_use]
    pub fn with_url(self, url: &str) -> Self {
        let url = url.trim_end_matches('/').to_owned();
        self.changed(|inner| inner.base_url = Some(url))
    }

    /// The same directory, new files and directories with these permissions (Unix; `0o644` and `0o755` otherwise).
    #[must_use]
    pub fn with_modes(self, file: u32, directory: u32) -> Self {
        self.changed(|inner| (inner.file_mode, inner.directory_mode) = (file, directory))
    }

    /// The directory.
    pub fn root(&self) -> &Path {
        &self.inner.root
    }

    fn changed(self, change: impl FnOnce(&mut Inner)) -> Self {
        let old = &self.inner;
        let mut inner = Inner {
            root: old.root.clone(),
            base_url: old.base_url.clone(),
            file_mode: old.file_mode,
            directory_mode: old.directory_mode,
            swept: Once::new(),
        };
        change(&mut inner);
        Self { inner: Arc::new(inner) }
    }

    /// Writes all of a stream to a file that nobody sees.
    async fn write(&self, name: &Name, content: Content) -> Result<Written> {
        if let Source::Spooled(file, _) = &content.0 {
            return Ok(Written::Before(Arc::clone(file)));
        }
        let (inner, shown) = (Arc::clone(&self.inner), name.to_string());
        let mut writing = blocking(move || {
            inner.swept.call_once(|| Partial::sweep(&inner.root));
            Partial::create(&inner.root).map_err(|error| Error::io("written", &shown, made(error)))
        })
        .await?;
        let mut pieces = content.into_stream();
        let mut waiting = BytesMut::new();
        while let Some(piece) = pieces.try_next().await? {
            // Small pieces are gathered, as each journey to another thread costs more than a copy.
            if waiting.is_empty() && piece.len() >= PIECE {
                writing = writing.write(piece, name.as_str()).await?;
                continue;
            }
            waiting.extend_from_slice(&piece);
            if waiting.len() >= PIECE {
                writing = writing.write(waiting.split().freeze(), name.as_str()).await?;
            }
        }
        Ok(Written::Now(writing.write(waiting.freeze(), name.as_str()).await?))
    }
}

/// Content on this disk, without a name yet.
enum Written {
    Now(Writing),
    /// An upload was written before.
    Before(Arc<Partial>),
}

/// A file that has its name. Unless somebody is told of it, it is deleted again: whoever asked may be gone by now.
struct Placed {
    path: Option<PathBuf>,
    name: Name,
}

impl Placed {
    fn keep(mut self) -> Name {
        self.path = None;
        self.name.clone()
    }
}

impl Drop for Placed {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            // A file too many stays, which is no harm.
            let _ = fs::remove_file(path);
        }
    }
}

/// That the directory could not be made must not look like a file that is not there.
fn made(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::NotFound => io::Error::other(error),
        _ => error,
    }
}

impl Inner {
    /// Gives a file its name, or one like it, and makes sure that it stays.
    fn place(&self, written: Written, name: &Name, max_length: usize) -> Result<Placed> {
        let failed = |name: &Name, error| Error::io("written", name.as_str(), made(error));
        let mut writing = match written {
            Written::Now(writing) => writing,
            Written::Before(spooled) => match self.adopt(&spooled) {
                Ok(writing) => writing,
                Err(error) => return Err(failed(name, error)),
            },
        };
        self.permit(&writing.file).map_err(|error| failed(name, error))?;
        writing.file.sync_all().map_err(|error| failed(name, error))?;
        let mut name = name.shortened(max_length)?;
        for _ in 0..TRIES {
            let target = self.locate(&name, true)?;
            match link(&mut writing, &target) {
                Ok(()) => {
                    let placed = Placed {
                        path: Some(target),
                        name,
                    };
                    if let Some(directory) = placed.path.as_deref().and_then(Path::parent) {
                        sync_directory(directory).map_err(|error| failed(&placed.name, error))?;
                    }
                    return Ok(placed);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    name = name.with_suffix(max_length)?;
                }
                Err(error) => return Err(failed(&name, error)),
            }
        }
        Err(failed(&name, io::ErrorKind::AlreadyExists.into()))
    }

    /// A file of our own with the content of an upload: the same content by another name where that is possible, else
    /// a copy.
    fn adopt(&self, spooled: &Partial) -> io::Result<Writing> {
        let mut writing = Partial::create(&self.root)?;
        fs::remove_file(writing.partial.path())?;
        if fs::hard_link(spooled.path(), writing.partial.path()).is_err() {
            fs::copy(spooled.path(), writing.partial.path())?;
        }
        writing.file = fs::OpenOptions::new().append(true).open(writing.partial.path())?;
        Ok(writing)
    }

    #[cfg(unix)]
    fn permit(&self, file: &File) -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt as _;
        file.set_permissions(fs::Permissions::from_mode(self.file_mode))
    }

    #[cfg(not(unix))]
    fn permit(&self, _: &File) -> io::Result<()> {
        Ok(())
    }

    /// Where a file is. No part of the way below the root is a symbolic link; directories are made when `make` says so.
    fn locate(&self, name: &Name, make: bool) -> Result<PathBuf> {
        let outside = || Error::Outside { name: name.to_string() };
        let mut path = self.root.clone();
        let mut parts = name.parts().peekable();
        while let Some(part) = parts.next() {
            path.push(part);
            if parts.peek().is_none() {
                break;
            }
            match fs::symlink_metadata(&path) {
                Ok(found) if found.is_dir() => {}
                Ok(_) => return Err(outside()),
                Err(error) if error.kind() == io::ErrorKind::NotFound && make => {
                    match self.make_directory(&path) {
                        // Another one was faster.
                        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                        made => made.map_err(|error| Error::io("written", name.as_str(), error))?,
                    }
                }
                Err(error) => return Err(Error::io("read", name.as_str(), error)),
            }
        }
        Ok(path)
    }

    fn make_directory(&self, path: &Path) -> io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, self.directory_mode);
        builder.create(path)?;
        path.parent().map_or(Ok(()), sync_directory)
    }

    /// The file itself, which is neither a link nor a directory nor a device.
    fn find(&self, name: &Name) -> Result<(PathBuf, Stat)> {
        let path = self.locate(name, false)?;
        let found = fs::symlink_metadata(&path).map_err(|error| match error.kind() {
            // A file stands where a directory would have to.
            io::ErrorKind::NotADirectory => Error::NotFound { name: name.to_string() },
            _ => Error::io("read", name.as_str(), error),
        })?;
        if !found.is_file() {
            return Err(Error::Outside { name: name.to_string() });
        }
        let modified = found
            .modified()
            .map_err(|error| Error::io("read", name.as_str(), error))?;
        let stat = Stat {
            size: found.len(),
            modified: DateTime::<Utc>::from(modified),
        };
        Ok((path, stat))
    }
}

/// Gives a file its name, unless another one has it.
fn link(writing: &mut Writing, target: &Path) -> io::Result<()> {
    match fs::hard_link(writing.partial.path(), target) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            // Some file systems have no links. Then the name is taken first, and an empty file can be seen in between.
            File::create_new(target)?;
            fs::rename(writing.partial.path(), target).inspect_err(|_| {
                // The error that counts is the one before.
                let _ = fs::remove_file(target);
            })
        }
        linked => linked,
    }
}

#[cfg(unix)]
fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(not(unix))]
fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}

impl Storage for LocalStorage {
    fn save<'a>(&'a self, name: &'a Name, content: Content, max_length: usize) -> BoxFuture<'a, Result<Name>> {
        Box::pin(async move {
            let written = self.write(name, content).await?;
            let (inner, name) = (Arc::clone(&self.inner), name.clone());
            let placed = blocking(move || inner.place(written, &name, max_length)).await?;
            Ok(placed.keep())
        })
    }

    fn open<'a>(&'a self, name: &'a Name, range: Option<Range<u64>>) -> BoxFuture<'a, Result<Opened>> {
        Box::pin(async move {
            let (inner, shown) = (Arc::clone(&self.inner), name.clone());
            let (file, stat) = blocking(move || {
                let (path, stat) = inner.find(&shown)?;
                let file = File::open(path).map_err(|error| Error::io("read", shown.as_str(), error))?;
                Ok((file, stat))
            })
            .await?;
            let range = Opened::range_of(name.as_str(), stat.size, range)?;
            let stream = read_file(Ok(file), name.to_string(), range.clone());
            Ok(Opened::new(stat, range, stream))
        })
    }

    fn delete<'a>(&'a self, name: &'a Name) -> BoxFuture<'a, Result<()>> {
        let (inner, name) = (Arc::clone(&self.inner), name.clone());
        Box::pin(blocking(move || {
            let deleted = inner.find(&name).and_then(|(path, _)| {
                fs::remove_file(path).map_err(|error| Error::io("deleted", name.as_str(), error))
            });
            match deleted {
                Err(error) if error.is_not_found() => Ok(()),
                deleted => deleted,
            }
        }))
    }

    fn stat<'a>(&'a self, name: &'a Name) -> BoxFuture<'a, Result<Stat>> {
        let (inner, name) = (Arc::clone(&self.inner), name.clone());
        Box::pin(blocking(move || Ok(inner.find(&name)?.1)))
    }

    fn url(&self, name: &Name) -> Result<String> {
        let base = self.inner.base_url.as_deref().ok_or(Error::NoUrl)?;
        Ok(format!("{base}/{}", name.to_url_path()))
    }

    fn mount(&self) -> Option<&str> {
        self.inner.base_url.as_deref().filter(|url| url.starts_with('/'))
    }

    fn spool(&self) -> Option<&Path> {
        Some(&self.inner.root)
    }
}
