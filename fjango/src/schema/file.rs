/// What a field for files takes, beside the column that holds the name.
#[derive(Clone, Copy, Debug)]
pub struct FileMeta {
    /// Whether only images are taken.
    pub kind: FileKind,
    /// The storage's name.
    pub storage: &'static str,
    /// The directory within the storage, with `%Y`, `%m`, `%d` and other parts of the time of upload (UTC).
    pub upload_to: &'static str,
    /// The most bytes.
    pub max_size: Option<u64>,
    /// The extensions taken, in lower case and without dots; empty for any.
    pub extensions: &'static [&'static str],
    /// The content types taken, such as `application/pdf` or `image/*`; empty for any.
    pub content_types: &'static [&'static str],
    /// The field that holds an image's width in pixels.
    pub width_field: Option<&'static str>,
    /// The field that holds an image's height in pixels.
    pub height_field: Option<&'static str>,
}

/// Which files a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// Any.
    File,
    /// Images alone.
    Image,
}

impl FileMeta {
    /// A field that takes files of any size and type, or images, in a storage.
    pub const fn new(kind: FileKind, storage: &'static str) -> Self {
        Self {
            kind,
            storage,
            upload_to: "",
            max_size: None,
            extensions: &[],
            content_types: &[],
            width_field: None,
            height_field: None,
        }
    }

    /// The directory at a moment: `covers/%Y/%m` as `covers/2026/11`.
    pub fn directory(&self, moment: chrono::DateTime<chrono::Utc>) -> String {
        let mut directory = String::with_capacity(self.upload_to.len() + 8);
        let mut rest = self.upload_to.chars();
        while let Some(c) = rest.next() {
            match (c, c == '%') {
                (_, true) => match rest.next() {
                    // Invariant: the macro lets no other part pass.
                    Some(part @ ('Y' | 'y' | 'm' | 'd' | 'j' | 'H' | 'M' | 'S')) => {
                        directory.push_str(&moment.format(&format!("%{part}")).to_string());
                    }
                    Some(other) => directory.push(other),
                    None => {}
                },
                (c, false) => directory.push(c),
            }
        }
        directory
    }
}
