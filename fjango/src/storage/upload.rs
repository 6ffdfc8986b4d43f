use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::stream::BoxStream;
use futures_util::{Stream, TryStreamExt as _};

use super::content::Source;
use super::partial::{PIECE, Partial, Writing, blocking};
use super::sniff::{self, HEAD, IMAGES, MAX_PIXELS};
use super::{Content, Error, Name, Result, Storage};
use crate::schema::{FileKind, FileMeta};
use crate::value::Invalid;

/// A file that came with a request, or content of your own, on its way into a storage: Django's `UploadedFile` and
/// `ContentFile`.
///
/// What it is was read from the content, not from what the client says of it. Small content is in memory, larger content
/// in a temporary file that is deleted with the last clone.
///
/// # Examples
/// ```
/// use fjango::storage::Upload;
///
/// let upload = Upload::new("../Ann's notes.txt", "Buy bread.");
/// assert_eq!(upload.name(), "Anns_notes.txt");
/// assert_eq!((upload.size(), upload.content_type()), (10, "text/plain"));
/// ```
#[derive(Clone)]
pub struct Upload {
    inner: Arc<Inner>,
}

struct Inner {
    name: Name,
    size: u64,
    content_type: &'static str,
    image_size: Option<(u32, u32)>,
    place: Place,
}

enum Place {
    Memory(Bytes),
    Disk(Arc<Partial>),
}

impl Upload {
    /// Content that is in memory, with the name that its file is to have; see [`Name::clean`].
    pub fn new(name: &str, content: impl Into<Bytes>) -> Self {
        let bytes: Bytes = content.into();
        let content_type = sniff::content_type(&bytes[..bytes.len().min(HEAD)]);
        let image_size = is_image(content_type).then(|| sniff::size_of_bytes(&bytes)).flatten();
        Self {
            inner: Arc::new(Inner {
                name: Name::clean(name),
                size: bytes.len() as u64,
                content_type,
                image_size,
                place: Place::Memory(bytes),
            }),
        }
    }

    /// Content that comes as a stream, of at most `limit` bytes, on its way to `storage`. It is read to its end, into a
    /// temporary file when it is large.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::Incomplete`] when the stream fails, [`Error::Full`] and others.
    pub async fn from_stream(
        name: &str,
        stream: impl Stream<Item = io::Result<Bytes>>,
        limit: u64,
        storage: &dyn Storage,
    ) -> Result<Self> {
        let mut receiver = Receiver::new(name, limit, storage);
        let mut stream = std::pin::pin!(stream);
        while let Some(piece) = stream.try_next().await.map_err(|source| Error::Incomplete { source })? {
            receiver.write(piece).await?;
        }
        receiver.finish().await
    }

    /// The cleaned name that the client gave.
    pub fn name(&self) -> &str {
        self.inner.name.as_str()
    }

    /// The same as a name for a storage.
    pub fn file_name(&self) -> &Name {
        &self.inner.name
    }

    /// How many bytes there are.
    pub fn size(&self) -> u64 {
        self.inner.size
    }

    /// The content type, as the content tells it: `image/png`; `application/octet-stream` when it tells nothing.
    pub fn content_type(&self) -> &'static str {
        self.inner.content_type
    }

    /// Width and height in pixels, of an image.
    pub fn image_size(&self) -> Option<(u32, u32)> {
        self.inner.image_size
    }

    /// The content, to be stored.
    pub fn content(&self) -> Content {
        Content(match &self.inner.place {
            Place::Memory(bytes) => Source::Bytes(bytes.clone()),
            Place::Disk(file) => Source::Spooled(Arc::clone(file), self.inner.size),
        })
    }

    /// The bytes, piece by piece.
    pub fn into_stream(self) -> BoxStream<'static, Result<Bytes>> {
        self.content().into_stream()
    }

    /// All bytes at once. Mind [`size`](Self::size).
    ///
    /// # Errors
    /// What reading the temporary file says.
    pub async fn bytes(&self) -> Result<Bytes> {
        if let Place::Memory(bytes) = &self.inner.place {
            return Ok(bytes.clone());
        }
        let whole = self
            .content()
            .into_stream()
            .try_fold(BytesMut::new(), async |mut whole, piece| {
                whole.extend_from_slice(&piece);
                Ok(whole)
            });
        Ok(whole.await?.freeze())
    }

    /// Whether a field takes it: its size, its extension, what its content is.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn check(&self, field: &FileMeta) -> Result<(), Invalid> {
        let (size, kind, extension) = (self.size(), self.content_type(), self.inner.name.extension());
        if size == 0 {
            return Err(Invalid::new("empty", "must not be an empty file"));
        }
        if let Some(max) = field.max_size.filter(|max| size > *max) {
            return Err(too_large(max));
        }
        if !field.extensions.is_empty() && !field.extensions.contains(&extension.as_str()) {
            let detail = format!("must be a file of type {}", dotted(field.extensions.iter().copied()));
            return Err(Invalid::new("extension", detail));
        }
        if !field.content_types.is_empty() && !field.content_types.iter().any(|known| fits(known, kind)) {
            let detail = format!(
                "must be {}, and its content is {kind}",
                field.content_types.join(" or ")
            );
            return Err(Invalid::new("content_type", detail));
        }
        match field.kind {
            FileKind::Image => self.check_image(field, &extension),
            FileKind::File => inactive(field, kind, &extension),
        }
    }

    fn check_image(&self, field: &FileMeta, extension: &str) -> Result<(), Invalid> {
        let known = |(kind, _): &&(&str, &[&str])| *kind == self.content_type();
        let (Some(_), Some((width, height))) = (IMAGES.iter().find(known), self.image_size()) else {
            return Err(Invalid::new("image", "must be an image, and is none or a damaged one"));
        };
        if u64::from(width) * u64::from(height) > MAX_PIXELS {
            let detail = format!("must have at most {MAX_PIXELS} pixels, and has {width} × {height}");
            return Err(Invalid::new("max_pixels", detail));
        }
        let all = || IMAGES.iter().flat_map(|(_, extensions)| extensions.iter().copied());
        if field.extensions.is_empty() && !all().any(|known| known == extension) {
            let detail = format!("must be a file of type {}", dotted(all()));
            return Err(Invalid::new("extension", detail));
        }
        Ok(())
    }
}

/// What a client is told whose file has too many bytes.
pub(crate) fn too_large(max: u64) -> Invalid {
    Invalid::new("max_size", format!("must have at most {max} bytes"))
}

/// Refuses what a browser would run scripts of, unless the field asks for it by name.
fn inactive(field: &FileMeta, kind: &str, extension: &str) -> Result<(), Invalid> {
    const ACTIVE: [&str; 2] = ["text/html", "image/svg+xml"];
    const ACTIVE_EXTENSIONS: [&str; 11] = [
        "html", "htm", "xhtml", "xht", "shtml", "svg", "svgz", "mht", "mhtml", "hta", "xsl",
    ];
    let asked = field.extensions.contains(&extension) || field.content_types.contains(&kind);
    if !asked && (ACTIVE.contains(&kind) || ACTIVE_EXTENSIONS.contains(&extension)) {
        return Err(Invalid::new("active_content", "must not be a web page or an SVG image"));
    }
    Ok(())
}

fn is_image(content_type: &str) -> bool {
    content_type.starts_with("image/")
}

/// Whether a content type is the one known, or one of its family: `image/*`.
fn fits(known: &str, kind: &str) -> bool {
    match known.strip_suffix('*') {
        Some(family) => kind.starts_with(family),
        None => kind == known,
    }
}

fn dotted<'a>(extensions: impl Iterator<Item = &'a str>) -> String {
    let all: Vec<String> = extensions.map(|extension| format!("`.{extension}`")).collect();
    all.join(", ")
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("name", &self.name())
            .field("size", &self.size())
            .field("content_type", &self.content_type())
            .finish_non_exhaustive()
    }
}

impl PartialEq for Upload {
    /// Whether both are the same upload, not whether their content is alike.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }
}

impl Eq for Upload {}

/// An upload that is being received: in memory while it is small, then in a temporary file.
#[derive(Debug)]
pub struct Receiver {
    name: Name,
    limit: u64,
    size: u64,
    /// What was not written yet.
    waiting: BytesMut,
    head: BytesMut,
    writing: Option<Writing>,
    spool: PathBuf,
}

impl Receiver {
    /// Begins an upload of at most `limit` bytes that is to go to `storage`.
    pub fn new(name: &str, limit: u64, storage: &dyn Storage) -> Self {
        let spool = match storage.spool() {
            Some(directory) => directory.to_owned(),
            None => std::env::temp_dir().join(format!("fjango-{}", std::process::id())),
        };
        Self {
            name: Name::clean(name),
            limit,
            size: 0,
            waiting: BytesMut::new(),
            head: BytesMut::new(),
            writing: None,
            spool,
        }
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::Full`] and others; the upload is over then.
    pub async fn write(&mut self, bytes: Bytes) -> Result<()> {
        self.size += bytes.len() as u64;
        if self.size > self.limit {
            return Err(Error::TooLarge { limit: self.limit });
        }
        let head = bytes.len().min(HEAD - self.head.len());
        self.head.extend_from_slice(&bytes[..head]);
        self.waiting.extend_from_slice(&bytes);
        if self.waiting.len() < PIECE {
            return Ok(());
        }
        let waiting = self.waiting.split().freeze();
        let writing = match self.writing.take() {
            Some(writing) => writing,
            None => self.begin().await?,
        };
        self.writing = Some(writing.write(waiting, self.name.as_str()).await?);
        Ok(())
    }

    /// How many bytes of it are in memory.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.waiting.capacity() + self.head.capacity()
    }

    async fn begin(&self) -> Result<Writing> {
        let (spool, name) = (self.spool.clone(), self.name.clone());
        let failed = move |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => Error::io("written", name.as_str(), io::Error::other(error)),
            _ => Error::io("written", name.as_str(), error),
        };
        blocking(move || Partial::create(&spool).map_err(failed)).await
    }

    /// Ends the upload and looks at what it is.
    ///
    /// # Errors
    /// [`Error::Full`] and others.
    pub async fn finish(mut self) -> Result<Upload> {
        let Some(writing) = self.writing.take() else {
            let mut upload = Upload::new("", self.waiting.freeze());
            if let Some(inner) = Arc::get_mut(&mut upload.inner) {
                inner.name = self.name;
            }
            return Ok(upload);
        };
        let Writing { partial, .. } = writing.write(self.waiting.freeze(), self.name.as_str()).await?;
        let content_type = sniff::content_type(&self.head);
        let name = self.name.clone();
        let (partial, image_size) = blocking(move || {
            let measured = match is_image(content_type) {
                true => {
                    let file = partial
                        .reopen()
                        .map_err(|error| Error::io("read", name.as_str(), error))?;
                    sniff::size_of_file(file)
                }
                false => None,
            };
            Ok((partial, measured))
        })
        .await?;
        Ok(Upload {
            inner: Arc::new(Inner {
                name: self.name,
                size: self.size,
                content_type,
                image_size,
                place: Place::Disk(Arc::new(partial)),
            }),
        })
    }
}

/// Reads a file of this machine to be stored: for imports and fixtures.
impl Upload {
    /// The content of a file, which is copied so that it may change or go.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::TooLarge`] and others.
    pub async fn from_path(path: impl AsRef<Path>, limit: u64, storage: &dyn Storage) -> Result<Self> {
        let path = path.as_ref().to_owned();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let shown = name.clone();
        let (file, size) = blocking(move || {
            let failed = |error| Error::io("read", &shown, error);
            let file = std::fs::File::open(&path).map_err(failed)?;
            let size = file.metadata().map_err(failed)?.len();
            Ok((file, size))
        })
        .await?;
        let mut receiver = Receiver::new(&name, limit, storage);
        let mut pieces = super::partial::read_file(Ok(file), name, 0..size);
        while let Some(piece) = pieces.try_next().await? {
            receiver.write(piece).await?;
        }
        receiver.finish().await
    }
}
