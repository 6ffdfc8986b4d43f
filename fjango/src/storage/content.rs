use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use chrono::{DateTime, Utc};
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt as _, TryStreamExt as _};

use super::partial::{Partial, read_file};
use super::{Error, Result};

/// What is to be stored: bytes, or a stream of them.
///
/// Whoever implements a storage reads it with [`into_stream`](Self::into_stream).
///
/// # Examples
/// ```
/// use fjango::storage::Content;
///
/// let content = Content::from("Hello");
/// assert_eq!(content.size(), Some(5));
/// ```
pub struct Content(pub(super) Source);

pub(super) enum Source {
    Bytes(Bytes),
    /// A file that an upload was written to, with its size.
    Spooled(Arc<Partial>, u64),
    Stream(BoxStream<'static, io::Result<Bytes>>),
}

impl Content {
    /// Content that is made while it is stored. An error of the stream ends it, and nothing is stored.
    pub fn from_stream(stream: impl Stream<Item = io::Result<Bytes>> + Send + 'static) -> Self {
        Self(Source::Stream(stream.boxed()))
    }

    /// How many bytes there are, when that is known before they are read.
    pub fn size(&self) -> Option<u64> {
        match &self.0 {
            Source::Bytes(bytes) => Some(bytes.len() as u64),
            Source::Spooled(_, size) => Some(*size),
            Source::Stream(_) => None,
        }
    }

    /// The bytes, in pieces of at most some hundred kilobytes (what was given as bytes in one).
    pub fn into_stream(self) -> BoxStream<'static, Result<Bytes>> {
        match self.0 {
            Source::Bytes(bytes) => stream::iter([Ok(bytes)]).boxed(),
            Source::Spooled(file, size) => read_file(file.reopen(), "upload".to_owned(), 0..size),
            Source::Stream(stream) => stream.map_err(|source| Error::Incomplete { source }).boxed(),
        }
    }
}

impl From<Bytes> for Content {
    fn from(bytes: Bytes) -> Self {
        Self(Source::Bytes(bytes))
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Source::Bytes(bytes.into()))
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self(Source::Bytes(text.into()))
    }
}

impl From<&'static str> for Content {
    fn from(text: &'static str) -> Self {
        Self(Source::Bytes(Bytes::from_static(text.as_bytes())))
    }
}

impl From<&'static [u8]> for Content {
    fn from(bytes: &'static [u8]) -> Self {
        Self(Source::Bytes(Bytes::from_static(bytes)))
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.size() {
            Some(size) => write!(f, "Content({size} bytes)"),
            None => f.write_str("Content(stream)"),
        }
    }
}

/// What a storage knows of a file without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stat {
    /// Its size, in bytes.
    pub size: u64,
    /// When it was written.
    pub modified: DateTime<Utc>,
}

/// A file being read.
pub struct Opened {
    /// The whole file's size and age.
    pub stat: Stat,
    /// Which bytes of it come: all of them, unless a range was asked for.
    pub range: Range<u64>,
    stream: BoxStream<'static, Result<Bytes>>,
}

impl Opened {
    /// A file of which `range` comes out of `stream`; for storages of your own.
    pub fn new(stat: Stat, range: Range<u64>, stream: impl Stream<Item = Result<Bytes>> + Send + 'static) -> Self {
        Self {
            stat,
            range,
            stream: stream.boxed(),
        }
    }

    /// The part of `asked` that a file of this size has; all of it when none is asked for.
    ///
    /// # Errors
    /// [`Error::Range`] when it begins beyond the end.
    pub fn range_of(name: &str, size: u64, asked: Option<Range<u64>>) -> Result<Range<u64>> {
        match asked {
            None => Ok(0..size),
            Some(range) if range.start >= size || range.end <= range.start => Err(Error::Range {
                name: name.to_owned(),
                size,
            }),
            Some(range) => Ok(range.start..range.end.min(size)),
        }
    }

    /// The bytes as they are read, in bounded memory.
    pub fn into_stream(self) -> BoxStream<'static, Result<Bytes>> {
        self.stream
    }

    /// All bytes at once. For files that are known to be small.
    ///
    /// # Errors
    /// What reading says.
    pub async fn bytes(mut self) -> Result<Bytes> {
        let mut first = Bytes::new();
        let mut whole = BytesMut::new();
        while let Some(piece) = self.stream.try_next().await? {
            if first.is_empty() && whole.is_empty() {
                first = piece;
            } else {
                whole.extend_from_slice(&first);
                first = Bytes::new();
                whole.extend_from_slice(&piece);
            }
        }
        Ok(if whole.is_empty() { first } else { whole.freeze() })
    }

    /// All of a text file.
    ///
    /// # Errors
    /// What reading says; [`Error::Io`] when it is not UTF-8.
    pub async fn text(self) -> Result<String> {
        let bytes = self.bytes().await?;
        String::from_utf8(bytes.into())
            .map_err(|error| Error::io("read", "text", io::Error::new(io::ErrorKind::InvalidData, error)))
    }
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened")
            .field("stat", &self.stat)
            .field("range", &self.range)
            .finish_non_exhaustive()
    }
}
