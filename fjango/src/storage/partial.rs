//! Files that are being written, and reading of files, off the threads that serve.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt as _, TryStreamExt as _};

use super::{Error, Result};

/// How much is read or written at once.
pub(super) const PIECE: usize = 256 * 1024;
/// The directory for what is not whole yet. No [`Name`](super::Name) begins with a dot, so nothing in it can be asked for.
const DIRECTORY: &str = ".partial";
/// After what time a file that is not whole belongs to a process that was killed.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

/// A file that nobody sees yet. It is deleted when this is dropped, wherever that happens.
#[derive(Debug)]
pub(super) struct Partial {
    path: PathBuf,
}

/// A file that is being written.
#[derive(Debug)]
pub(super) struct Writing {
    pub(super) file: File,
    pub(super) partial: Partial,
}

impl Partial {
    /// A new and empty file below `root`, which is made when it is not there.
    pub(super) fn create(root: &Path) -> io::Result<Writing> {
        let directory = root.join(DIRECTORY);
        if !directory.is_dir() {
            fs::create_dir_all(root)?;
            private_directory(&directory)?;
        }
        let path = directory.join(format!("{:032x}", rand::random::<u128>()));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Writing {
            file: options.open(&path)?,
            partial: Self { path },
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The file, to be read.
    pub(super) fn reopen(&self) -> io::Result<File> {
        File::open(&self.path)
    }

    /// Deletes what killed processes left behind.
    pub(super) fn sweep(root: &Path) {
        let Ok(entries) = fs::read_dir(root.join(DIRECTORY)) else {
            return;
        };
        for entry in entries.flatten() {
            let age = entry.metadata().and_then(|found| found.modified());
            let age = age.ok().and_then(|modified| modified.elapsed().ok());
            if age.is_some_and(|age| age > ABANDONED) {
                // One that cannot be deleted now is tried again at the next start.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // What cannot be deleted is swept at a later start.
        let _ = fs::remove_file(&self.path);
    }
}

fn private_directory(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

impl Writing {
    /// Adds bytes, off the thread.
    pub(super) async fn write(mut self, bytes: Bytes, name: &str) -> Result<Self> {
        let name = name.to_owned();
        // What is left of a future that was dropped goes with the closure, which deletes the file.
        blocking(move || match self.file.write_all(&bytes) {
            Ok(()) => Ok(self),
            Err(error) => Err(Error::io("written", &name, error)),
        })
        .await
    }
}

/// Runs what waits for the disk on a thread for such things.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The runtime is being shut down.
            Err(_) => Err(Error::Incomplete {
                source: io::ErrorKind::Interrupted.into(),
            }),
        },
    }
}

/// The bytes of a file from its beginning or within a range, read piece by piece as they are asked for.
pub(super) fn read_file(file: io::Result<File>, name: String, range: Range<u64>) -> BoxStream<'static, Result<Bytes>> {
    let file = match file {
        Ok(file) => file,
        Err(error) => return stream::iter([Err(Error::io("read", &name, error))]).boxed(),
    };
    stream::try_unfold(
        (file, name, range, false),
        |(mut file, name, range, started)| async move {
            if range.is_empty() {
                return Ok(None);
            }
            blocking(move || {
                let piece = piece(&mut file, &range, started).map_err(|error| Error::io("read", &name, error))?;
                let rest = range.start + piece.len() as u64..range.end;
                Ok(Some((piece, (file, name, rest, true))))
            })
            .await
        },
    )
    .into_stream()
    .boxed()
}

fn piece(file: &mut File, range: &Range<u64>, started: bool) -> io::Result<Bytes> {
    if !started && range.start > 0 {
        file.seek(SeekFrom::Start(range.start))?;
    }
    let wanted = usize::try_from(range.end - range.start).map_or(PIECE, |wanted| wanted.min(PIECE));
    let mut piece = vec![0; wanted];
    // A file that became shorter ends with an error, as its reader was told a size.
    file.read_exact(&mut piece)?;
    Ok(piece.into())
}
