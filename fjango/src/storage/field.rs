use std::cell::RefCell;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::Value as JsonValue;

use super::{Name, Opened, Result, Stat, Storage, Storages, Upload};
use crate::schema::FileKind;
use crate::value::{DbValue, Invalid, SqlType, Value};

/// Names the storage of a field, for [`FileField`] and [`ImageField`].
///
/// # Examples
/// ```
/// use fjango::prelude::*;
/// use fjango::storage::StorageName;
///
/// /// Papers that are not served.
/// pub struct Papers;
///
/// impl StorageName for Papers {
///     const NAME: &'static str = "papers";
/// }
///
/// #[model(app = "office")]
/// pub struct Contract {
///     pub id: i64,
///     pub scan: FileField<Papers>,
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not name a storage",
    label = "write `impl StorageName for {Self} {{ const NAME: &'static str = \"…\"; }}`"
)]
pub trait StorageName: 'static {
    /// The name by which [`Storages::get`] finds the storage.
    const NAME: &'static str;
}

/// The storage called `default`.
#[derive(Clone, Copy, Debug)]
pub struct DefaultStorage;

impl StorageName for DefaultStorage {
    const NAME: &'static str = Storages::DEFAULT;
}

/// A field's type that names a file. [`FileField`] and [`ImageField`] are, and `Option` of them.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no type of a field for files",
    label = "`#[model]` takes this for fjango's type of that name",
    note = "import `FileField` and `ImageField` from `fjango::prelude`, or give your own type another name"
)]
pub trait FileType: DbValue {
    /// Which files it takes.
    const KIND: FileKind;
    /// The storage's name.
    const STORAGE: &'static str;

    /// The content that is to be stored by the next write.
    fn pending(&self) -> Option<&Upload>;

    /// A field with content to be stored.
    fn of_upload(upload: Upload) -> Self;
}

impl<T: FileType> FileType for Option<T> {
    const KIND: FileKind = T::KIND;
    const STORAGE: &'static str = T::STORAGE;

    fn pending(&self) -> Option<&Upload> {
        self.as_ref().and_then(T::pending)
    }

    fn of_upload(upload: Upload) -> Self {
        Some(T::of_upload(upload))
    }
}

/// What a value holds in place of a name while its content was not stored. Nothing takes a text with a NUL character.
const PENDING: &str = "\0";

/// How a serialised file becomes a URL.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) storages: Storages,
    /// The scheme and host before paths of this site: `https://example.com`.
    pub(crate) origin: Arc<str>,
}

thread_local! {
    static SHOWN: RefCell<Option<Shown>> = const { RefCell::new(None) };
}

impl Shown {
    /// Runs something that serialises rows, so that files are shown by their URL.
    pub(crate) fn during<T>(&self, work: impl FnOnce() -> T) -> T {
        struct Reset(Option<Shown>);
        impl Drop for Reset {
            fn drop(&mut self) {
                SHOWN.set(self.0.take());
            }
        }
        let _reset = Reset(SHOWN.replace(Some(self.clone())));
        work()
    }
}

fn shown(storage: &str, name: &str) -> JsonValue {
    if name.is_empty() {
        return JsonValue::Null;
    }
    SHOWN.with_borrow(|shown| {
        let Some(shown) = shown else { return name.into() };
        let url = Name::new(name).and_then(|name| shown.storages.get(storage)?.url(&name));
        match url {
            Ok(path) if path.starts_with('/') => format!("{}{path}", shown.origin).into(),
            Ok(url) => url.into(),
            // A storage without addresses: the name still tells the files of two rows apart.
            Err(_) => name.into(),
        }
    })
}

macro_rules! file_type {
    ($(#[$doc:meta])* $type:ident, $kind:expr) => {
        $(#[$doc])*
        pub struct $type<S = DefaultStorage> {
            name: String,
            upload: Option<Upload>,
            storage: PhantomData<fn() -> S>,
        }

        impl<S: StorageName> $type<S> {
            fn named(name: String) -> Self {
                Self {
                    name,
                    upload: None,
                    storage: PhantomData,
                }
            }

            /// The name within the storage; empty while the content was not stored.
            pub fn name(&self) -> &str {
                &self.name
            }

            /// Whether it names no file. Columns that Django wrote can hold an empty text.
            pub fn is_empty(&self) -> bool {
                self.name.is_empty() && self.upload.is_none()
            }

            /// The content that the next write of the row will store.
            pub fn upload(&self) -> Option<&Upload> {
                self.upload.as_ref()
            }

            /// The storage that the file is in, and the name in it.
            ///
            /// # Errors
            /// [`Error::Unknown`](super::Error::Unknown) when there is no such storage,
            /// [`Error::Name`](super::Error::Name) when there is no name.
            pub fn place<'a>(&self, storages: &'a Storages) -> Result<(&'a Arc<dyn Storage>, Name)> {
                Ok((storages.get(S::NAME)?, Name::new(self.name.clone())?))
            }

            /// Where clients get the file: `/media/covers/ann.png`.
            ///
            /// # Errors
            /// As [`place`](Self::place); [`Error::NoUrl`](super::Error::NoUrl).
            pub fn url(&self, storages: &Storages) -> Result<String> {
                let (storage, name) = self.place(storages)?;
                storage.url(&name)
            }

            /// Opens the file.
            ///
            /// # Errors
            /// As [`place`](Self::place); [`Error::NotFound`](super::Error::NotFound) and others.
            pub async fn open(&self, storages: &Storages) -> Result<Opened> {
                self.open_range(storages, None).await
            }

            /// Opens the file, or the part of it in `range`.
            ///
            /// # Errors
            /// As [`open`](Self::open); [`Error::Range`](super::Error::Range).
            pub async fn open_range(&self, storages: &Storages, range: Option<Range<u64>>) -> Result<Opened> {
                let (storage, name) = self.place(storages)?;
                storage.open(&name, range).await
            }

            /// The file's size and age.
            ///
            /// # Errors
            /// As [`open`](Self::open).
            pub async fn stat(&self, storages: &Storages) -> Result<Stat> {
                let (storage, name) = self.place(storages)?;
                storage.stat(&name).await
            }

            /// Whether the file is there.
            ///
            /// # Errors
            /// As [`place`](Self::place), and what the storage says.
            pub async fn exists(&self, storages: &Storages) -> Result<bool> {
                let (storage, name) = self.place(storages)?;
                storage.exists(&name).await
            }

            /// Deletes the file. The row keeps the name, so do it when the row is gone or names another one: in
            /// [`Tx::on_commit`](crate::db::Tx::on_commit).
            ///
            /// # Errors
            /// As [`place`](Self::place), and what the storage says.
            pub async fn delete(&self, storages: &Storages) -> Result<()> {
                let (storage, name) = self.place(storages)?;
                storage.delete(&name).await
            }
        }

        impl<S: StorageName> FileType for $type<S> {
            const KIND: FileKind = $kind;
            const STORAGE: &'static str = S::NAME;

            fn pending(&self) -> Option<&Upload> {
                self.upload.as_ref()
            }

            fn of_upload(upload: Upload) -> Self {
                upload.into()
            }
        }

        impl<S: StorageName> From<Upload> for $type<S> {
            /// Content that the next write of the row stores.
            fn from(upload: Upload) -> Self {
                Self {
                    upload: Some(upload),
                    ..Self::named(String::new())
                }
            }
        }

        impl<S: StorageName> From<Name> for $type<S> {
            /// A file that the storage has already.
            fn from(name: Name) -> Self {
                Self::named(name.into())
            }
        }

        impl<S: StorageName> DbValue for $type<S> {
            type Plain = Self;
            type Like<U: DbValue> = U;

            const SQL_TYPE: SqlType = SqlType::Text;
            const NAME: &'static str = stringify!($type);
            const FORMAT: Option<&'static str> = Some("uri-reference");

            fn to_value(&self) -> Value {
                Value::Text(match &self.upload {
                    Some(_) => PENDING.to_owned(),
                    None => self.name.clone(),
                })
            }

            fn to_json(&self) -> JsonValue {
                shown(S::NAME, &self.name)
            }

            fn from_value(value: Value) -> Result<Self, Invalid> {
                let name = String::from_value(value)?;
                if name == PENDING {
                    return Err(Invalid::new("not_stored", "holds content that was not stored yet"));
                }
                Ok(Self::named(name))
            }

            fn check(value: &Value) -> Result<(), Invalid> {
                match value.as_str() {
                    None | Some("") => Ok(()),
                    Some(name) => match Name::new(name) {
                        Ok(_) => Ok(()),
                        Err(_) => Err(Invalid::new("file_name", "must be the name of a file")),
                    },
                }
            }

            fn parse_json(_: &JsonValue) -> Result<Value, Invalid> {
                // A client that could say a name could make any file of the storage its own.
                Err(Invalid::new("type", "must be a file, sent as multipart/form-data"))
            }

            fn parse_text(text: &str) -> Result<Value, Invalid> {
                let value = Value::Text(text.to_owned());
                Self::check(&value)?;
                Ok(value)
            }

            fn json_schema() -> JsonValue {
                serde_json::json!({ "type": "string", "format": "uri-reference" })
            }
        }

        impl<S> Clone for $type<S> {
            fn clone(&self) -> Self {
                Self {
                    name: self.name.clone(),
                    upload: self.upload.clone(),
                    storage: PhantomData,
                }
            }
        }

        impl<S> fmt::Debug for $type<S> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match &self.upload {
                    Some(upload) => f.debug_tuple(stringify!($type)).field(upload).finish(),
                    None => f.debug_tuple(stringify!($type)).field(&self.name).finish(),
                }
            }
        }

        impl<S> PartialEq for $type<S> {
            fn eq(&self, other: &Self) -> bool {
                self.name == other.name && self.upload == other.upload
            }
        }

        impl<S> Eq for $type<S> {}

        impl<S> Hash for $type<S> {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.name.hash(state);
            }
        }

        impl<S: StorageName> Serialize for $type<S> {
            fn serialize<T: Serializer>(&self, serializer: T) -> Result<T::Ok, T::Error> {
                self.serialize_json(serializer)
            }
        }

        impl<S: StorageName> schemars::JsonSchema for $type<S> {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                <Self as DbValue>::json_schema().try_into().unwrap_or_default()
            }
        }
    };
}

file_type! {
    /// A file of a row: its column holds the name, the storage called `S` the content.
    ///
    /// An [`Upload`] becomes one by `into()`; the write of the row stores it. JSON shows its URL.
    ///
    /// # Examples
    /// ```
    /// use fjango::prelude::*;
    /// use fjango::storage::Upload;
    ///
    /// #[model(app = "office")]
    /// pub struct Paper {
    ///     pub id: i64,
    ///     #[field(upload_to = "papers/%Y", max_size = 5_000_000, extensions("pdf", "txt"))]
    ///     pub file: FileField,
    /// }
    ///
    /// # async fn example(db: Db) -> fjango::Result<()> {
    /// let upload = Upload::new("notes.txt", "Buy bread.");
    /// let paper = Paper::objects().create(&db, PaperCreate::new(upload)).await?;
    /// println!("{} is at {}", paper.file.name(), paper.file.url(db.storages()).expect("the storage has a URL"));
    /// # Ok(()) }
    /// ```
    FileField, FileKind::File
}

file_type! {
    /// An image of a row: a [`FileField`] that takes only what is an image by its content.
    ///
    /// PNG, JPEG, GIF, WebP, AVIF, HEIF, JPEG XL, BMP, TIFF and ICO are; SVG is not, since it can hold scripts. Headers are
    /// read, pixels are not decoded, and an image of more than [`MAX_PIXELS`](super::MAX_PIXELS) is refused.
    ImageField, FileKind::Image
}
