use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::schema::{FieldMeta, ModelMeta};

/// Which query of a statement a column belongs to.
///
/// Queries stand in one another (`any`, subqueries), and an inner one may name columns of the outer ones. So each has an
/// identity of its own, which its columns carry; [`Origin::OWN`] is the query that an expression stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Origin(u32);

impl Origin {
    /// The query around, whichever it is: for trees that are built before their query.
    pub(super) const OWN: Self = Self(0);

    /// An identity that no other query of the statement has.
    pub(super) fn fresh() -> Self {
        static LAST: AtomicU32 = AtomicU32::new(0);
        // Wrapping after four billion queries is harmless: identities are compared within one statement only.
        Self(LAST.fetch_add(1, Ordering::Relaxed).wrapping_add(1).max(1))
    }
}

/// The way from a query's model through foreign keys to another model; the default is the model itself, in the query
/// that the expression stands in.
#[derive(Clone, Debug, Default)]
pub struct Path {
    pub(super) origin: Origin,
    pub(super) step: Option<Arc<Step>>,
}

#[derive(Debug)]
pub(super) struct Step {
    pub(super) parent: Path,
    pub(super) field: &'static FieldMeta,
    pub(super) target: &'static ModelMeta,
}

impl Step {
    /// Whether there may be no row at this foreign key: it is `NULL`, or the row is deleted and stays all the same.
    pub(super) fn is_outer(&self) -> bool {
        self.field.nullable || self.target.lifecycle.soft_delete.is_some()
    }
}

impl Path {
    /// The model of a query.
    pub(super) fn root(origin: Origin) -> Self {
        Self { origin, step: None }
    }

    /// The model of a query to come: see [`Query::rooted`](super::Query::rooted).
    pub(crate) fn fresh() -> Self {
        Self::root(Origin::fresh())
    }

    /// One foreign key further.
    pub fn then(&self, field: &'static FieldMeta, target: &'static ModelMeta) -> Self {
        Self {
            origin: self.origin,
            step: Some(Arc::new(Step {
                parent: self.clone(),
                field,
                target,
            })),
        }
    }

    /// The same way in the query that the expression stands in.
    pub(super) fn own(&self) -> Self {
        match &self.step {
            None => Self::default(),
            Some(step) => step.parent.own().then(step.field, step.target),
        }
    }

    /// The fields from the root on.
    pub fn fields(&self) -> Vec<&'static FieldMeta> {
        let mut fields = Vec::new();
        let mut path = self;
        while let Some(step) = &path.step {
            fields.push(step.field);
            path = &step.parent;
        }
        fields.reverse();
        fields
    }

    /// Whether a row may be missing at the end of the way.
    pub(super) fn is_nullable(&self) -> bool {
        match &self.step {
            None => false,
            Some(step) => step.is_outer() || step.parent.is_nullable(),
        }
    }

    /// Whether both take the same foreign keys, in whichever query.
    pub(super) fn goes_like(&self, other: &Self) -> bool {
        match (&self.step, &other.step) {
            (None, None) => true,
            (Some(step), Some(other)) => {
                Arc::ptr_eq(step, other)
                    || (step.field.name == other.field.name && step.parent.goes_like(&other.parent))
            }
            _ => false,
        }
    }

    /// `author__city`; empty at the root.
    pub(super) fn key(&self) -> String {
        self.fields()
            .iter()
            .map(|field| field.name)
            .collect::<Vec<_>>()
            .join("__")
    }
}

/// The columns of a model, reached by some path; generated beside each model.
pub trait Columns: Sized + Send + Sync + 'static {
    /// The columns at the end of `path`.
    fn at(path: Path) -> Self;

    /// The path they are reached by.
    fn path(&self) -> &Path;
}
