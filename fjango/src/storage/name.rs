use std::borrow::Borrow;
use std::fmt;

use rand::seq::IndexedRandom as _;

use super::{Error, Result};

/// The longest part of a name, in bytes: what file systems hold.
const MAX_PART: usize = 255;
/// The longest name, in bytes.
const MAX_NAME: usize = 1_000;
/// The longest part that [`Name::clean`] makes, which leaves room for suffixes.
const MAX_CLEAN: usize = 200;
/// How long a suffix is.
const SUFFIX: usize = 7;

/// The name of a file in a storage: `covers/2026/11/ann.png`.
///
/// Relative, its parts joined by `/`. No part is empty or begins with a dot, so it leads nowhere but down; none has
/// a backslash, a colon or a control character. Whoever implements [`Storage`](super::Storage) can rely on it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

impl Name {
    /// Takes a name that is right already.
    ///
    /// # Errors
    /// [`Error::Name`] with the rule that it breaks.
    ///
    /// # Examples
    /// ```
    /// use fjango::storage::Name;
    ///
    /// assert!(Name::new("covers/ann.png").is_ok());
    /// assert!(Name::new("../etc/passwd").is_err());
    /// assert!(Name::new("/etc/passwd").is_err());
    /// assert!(Name::new("covers/.htaccess").is_err());
    /// ```
    pub fn new(name: impl Into<String>) -> Result<Self> {
        let name = name.into();
        match reason(&name) {
            None => Ok(Self(name)),
            Some(reason) => Err(Error::Name { name, reason }),
        }
    }

    /// Makes a name of one part out of whatever a client called its file: Django's `get_valid_filename`, and nothing
    /// that could be a path, a hidden file or a device.
    ///
    /// # Examples
    /// ```
    /// use fjango::storage::Name;
    ///
    /// assert_eq!(Name::clean("C:\\My Pictures\\Ann & Bob.PNG"), "Ann__Bob.PNG");
    /// assert_eq!(Name::clean("../../etc/passwd"), "passwd");
    /// assert_eq!(Name::clean(".."), "file");
    /// ```
    pub fn clean(name: &str) -> Self {
        let last = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
        let kept: String = last
            .chars()
            .map(|c| if c.is_whitespace() { '_' } else { c })
            .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
            .collect();
        let kept = kept.trim_start_matches('.').trim_end_matches('.');
        let (stem, extension) = split(kept);
        // An extension longer than this is none.
        let extension = if extension.len() <= 32 { extension } else { "" };
        let stem = cut(stem, MAX_CLEAN - extension.len());
        let stem = if stem.is_empty() { "file" } else { stem };
        let device = WINDOWS_DEVICES.iter().any(|device| {
            let first = stem.split('.').next().unwrap_or_default();
            first.eq_ignore_ascii_case(device)
        });
        let mark = if device { "_" } else { "" };
        Self(format!("{mark}{stem}{extension}"))
    }

    /// This name below `directory`, which may be empty: what `upload_to` says.
    ///
    /// # Errors
    /// [`Error::Name`] when the directory is not a right one.
    pub fn below(&self, directory: &str) -> Result<Self> {
        match directory.trim_end_matches('/') {
            "" => Ok(self.clone()),
            directory => Self::new(format!("{directory}/{}", self.0)),
        }
    }

    /// Another name like this one, for when it is taken: `ann_x7Fa9Kq.png`, at most `max_length` characters long.
    ///
    /// # Errors
    /// [`Error::Name`] when so few characters leave no room.
    pub fn with_suffix(&self, max_length: usize) -> Result<Self> {
        const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        let mut rng = rand::rng();
        let suffix: String = (0..SUFFIX)
            .filter_map(|_| LETTERS.choose(&mut rng))
            .map(|letter| char::from(*letter))
            .collect();
        self.fit(max_length, &format!("_{suffix}"))
    }

    /// This name, its stem shortened so that there are at most `max_length` characters.
    ///
    /// # Errors
    /// [`Error::Name`] when so few characters leave no room.
    pub fn shortened(&self, max_length: usize) -> Result<Self> {
        if self.0.chars().count() <= max_length {
            return Ok(self.clone());
        }
        self.fit(max_length, "")
    }

    fn fit(&self, max_length: usize, suffix: &str) -> Result<Self> {
        let (directory, last) = match self.0.rfind('/') {
            Some(at) => self.0.split_at(at + 1),
            None => ("", self.0.as_str()),
        };
        let (stem, extension) = split(last);
        let fixed = directory.chars().count() + suffix.len() + extension.chars().count();
        let room = max_length.saturating_sub(fixed);
        let stem: String = stem.chars().take(room).collect();
        let stem = cut(&stem, MAX_PART.saturating_sub(suffix.len() + extension.len()));
        if stem.is_empty() {
            return Err(Error::Name {
                name: self.0.clone(),
                reason: "its field's `max_length` leaves no room for it",
            });
        }
        Self::new(format!("{directory}{stem}{suffix}{extension}"))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part: `ann.png`.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// What follows the last dot of the last part, in lower case: `png`; empty when there is none.
    pub fn extension(&self) -> String {
        split(self.file_name()).1.trim_start_matches('.').to_lowercase()
    }

    /// The parts, in order.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
    }

    /// The name as part of a URL, each of its parts percent-encoded.
    pub fn to_url_path(&self) -> String {
        const SAFE: &[u8] = b"-_.~";
        let mut encoded = String::with_capacity(self.0.len());
        for byte in self.0.bytes() {
            if byte.is_ascii_alphanumeric() || byte == b'/' || SAFE.contains(&byte) {
                encoded.push(char::from(byte));
            } else {
                encoded.push_str(&format!("%{byte:02X}"));
            }
        }
        encoded
    }
}

/// Names that mean devices to Windows.
const WINDOWS_DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// The rule that a name breaks.
fn reason(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        return Some("it is empty");
    }
    if name.len() > MAX_NAME {
        return Some("it is longer than 1,000 bytes");
    }
    if name.contains(['\\', ':']) || name.chars().any(char::is_control) {
        return Some("it has a backslash, a colon or a control character");
    }
    name.split('/').find_map(|part| match part {
        "" => Some("a part of it is empty, or it begins with `/`"),
        part if part.starts_with('.') => Some("a part of it begins with a dot"),
        part if part.len() > MAX_PART => Some("a part of it is longer than 255 bytes"),
        _ => None,
    })
}

/// The stem and the extension with its dot.
fn split(part: &str) -> (&str, &str) {
    match part.rfind('.') {
        Some(at) if at > 0 => part.split_at(at),
        _ => (part, ""),
    }
}

/// At most `bytes` of a text, whole characters.
fn cut(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}
