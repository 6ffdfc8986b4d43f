use super::Blocker;
use crate::db::{self, ConstraintKind};
use crate::schema::ModelMeta;
use crate::storage;
use crate::value::{DecodeError, ValidationErrors};

/// Why a query or a write did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// `get` matched nothing, or `save` found its row gone. Call `first` where absence is normal.
    #[error("no `{model}` matches the query")]
    DoesNotExist {
        /// The model's name.
        model: &'static str,
    },
    /// `get` matched more than one row.
    #[error("more than one `{model}` matches the query")]
    MultipleObjectsReturned {
        /// The model's name.
        model: &'static str,
    },
    /// The row was changed or deleted by somebody else since it was read: it has another version. Read it again and
    /// repeat the change.
    #[error("`{model}` was changed by somebody else since its version {version} was read; read it again")]
    Conflict {
        /// The model's name.
        model: &'static str,
        /// The row's key, as text.
        key: String,
        /// The version that was expected.
        version: i64,
    },
    /// Values do not meet the model's rules; nothing was written.
    #[error("the values are not valid: {0}")]
    Validation(#[from] ValidationErrors),
    /// A constraint of the database refused the write.
    #[error("a {kind} constraint on `{model}` refused the write ({})", fields.join(", "))]
    Integrity {
        /// Which kind of constraint.
        kind: ConstraintKind,
        /// The model's name.
        model: &'static str,
        /// The fields it is about, where the database tells.
        fields: Vec<String>,
        /// What is wrong with each of them.
        errors: ValidationErrors,
        /// What the database said.
        #[source]
        source: Box<db::Error>,
    },
    /// A lookup given as text names no field, or gives it a value that does not fit.
    #[error("`{lookup}` {reason}")]
    Lookup {
        /// The lookup as given.
        lookup: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Rows were to be prefetched that the struct has no field for.
    #[error(
        "`{model}` has no field to hold the `{related}` rows; declare a `ReverseForeignKey<{related}>` in `{model}`, or query them by themselves"
    )]
    NoPlace {
        /// The model that should hold them.
        model: &'static str,
        /// The model of the rows.
        related: &'static str,
    },
    /// Rows that point at rows to be deleted forbid it, by `on_delete = "protect"` or `"restrict"`. Delete or change them
    /// first.
    #[error(
        "`{model}` rows cannot be deleted, as others point at what would go: {}; delete or change these first",
        listed(blockers)
    )]
    Protected {
        /// The model of the rows to be deleted.
        model: &'static str,
        /// The rows that forbid it, by foreign key.
        blockers: Vec<Blocker>,
    },
    /// The parts of a query do not go together.
    #[error("a query on `{model}` {reason}")]
    Query {
        /// The model's name.
        model: &'static str,
        /// What is wrong, and what to write in its place.
        reason: &'static str,
    },
    /// The content of a file could not be stored. Nothing was written.
    #[error(transparent)]
    Storage(#[from] storage::Error),
    /// Everything else that the database can say.
    #[error(transparent)]
    Database(db::Error),
}

/// The result of a query or a write.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Whether the row asked for is not there.
    pub fn is_does_not_exist(&self) -> bool {
        matches!(self, Self::DoesNotExist { .. })
    }

    /// Whether somebody else changed the row since it was read.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict { .. })
    }

    /// The error with the fields of `meta` in place of the database's columns.
    pub(crate) fn of_model(error: db::Error, meta: &'static ModelMeta) -> Self {
        super::violation::of_database(meta, error)
    }

    /// What is wrong with which field, when the values are at fault: the same whether validation noticed it or the
    /// database.
    ///
    /// ```
    /// # use fjango::prelude::*;
    /// # #[model] pub struct Tag { pub id: i64, #[field(unique)] pub name: String }
    /// # async fn example(db: Db) -> fjango::orm::Result<()> {
    /// if let Err(error) = Tag::objects().create(&db, TagCreate::new("rust")).await {
    ///     for error in error.field_errors().map(|errors| errors.errors()).unwrap_or_default() {
    ///         println!("{} {}", error.pointer, error.detail); // `/name is taken already`
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub fn field_errors(&self) -> Option<&ValidationErrors> {
        match self {
            Self::Validation(errors) | Self::Integrity { errors, .. } => Some(errors),
            _ => None,
        }
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        Self::Database(error)
    }
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        Self::Database(db::Error::Decode(error))
    }
}

fn listed(blockers: &[Blocker]) -> String {
    let all: Vec<String> = blockers.iter().map(Blocker::to_string).collect();
    all.join(", ")
}

// Every query returns it: clippy warns the user's own functions of errors from 128 bytes on.
const _: () = assert!(size_of::<Error>() < 128);
