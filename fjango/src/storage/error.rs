use std::io;

/// Why a storage did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no such file.
    #[error("the storage has no file `{name}`")]
    NotFound {
        /// The name asked for.
        name: String,
    },
    /// The name cannot be one of a file.
    #[error("`{name}` cannot be a file's name: {reason}")]
    Name {
        /// The name, as given.
        name: String,
        /// Which rule it breaks.
        reason: &'static str,
    },
    /// No storage has this name. A mistake of the program, not of a client.
    #[error(
        "no storage is called `{storage}`; add it with `App::storage`, or give the database one with `Db::with_storages`"
    )]
    Unknown {
        /// The storage's name.
        storage: String,
    },
    /// The disk, or the quota on it, is full. Nothing was left of the file.
    #[error("there is no space left to store `{name}`")]
    Full {
        /// The name that the file was to have.
        name: String,
    },
    /// The content has more bytes than were allowed. Nothing was left of it.
    #[error("the content is larger than {limit} bytes")]
    TooLarge {
        /// The most bytes allowed.
        limit: u64,
    },
    /// A range begins where there is no content any more.
    #[error("the range begins beyond the {size} bytes of `{name}`")]
    Range {
        /// The file.
        name: String,
        /// Its size in bytes.
        size: u64,
    },
    /// The storage gives no addresses, as it was made without any.
    #[error("this storage has no URL; give it one with `with_url`")]
    NoUrl,
    /// A symbolic link, a directory or a device stands where a file or a directory was expected.
    #[error("`{name}` leads to something that is no file of the storage")]
    Outside {
        /// The name asked for.
        name: String,
    },
    /// Reading or writing failed for another reason.
    #[error("`{name}` could not be {action}")]
    Io {
        /// What was being done: `read`, `written`, `deleted`.
        action: &'static str,
        /// The file.
        name: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The content could not be read to its end, because of whoever was giving it.
    #[error("the content ended early")]
    Incomplete {
        /// What the giver said.
        #[source]
        source: io::Error,
    },
}

/// The result of asking a storage.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Whether there is no such file.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound { .. })
    }

    /// Whether there is no space left.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Full { .. })
    }

    /// The error for what the system said while something was done with `name`.
    ///
    /// For storages of your own: a full disk becomes [`Error::Full`], an absent file [`Error::NotFound`].
    pub fn io(action: &'static str, name: &str, source: io::Error) -> Self {
        let name = name.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::Full { name }
            }
            io::ErrorKind::NotFound => Self::NotFound { name },
            _ => Self::Io { action, name, source },
        }
    }
}
