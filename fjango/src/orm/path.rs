use std::sync::Arc;

use crate::schema::{FieldMeta, ModelMeta};

/// The way from a query's model through foreign keys to another model.
///
/// `depth` tells which query it starts in: 0 for the outermost, one more inside each `any`.
#[derive(Clone, Debug, Default)]
pub struct Path {
    pub(super) depth: u8,
    pub(super) step: Option<Arc<Step>>,
}

#[derive(Debug)]
pub(super) struct Step {
    pub(super) parent: Path,
    pub(super) field: &'static FieldMeta,
    pub(super) target: &'static ModelMeta,
}

impl Path {
    /// The model of the query at `depth`.
    pub fn root(depth: u8) -> Self {
        Self { depth, step: None }
    }

    /// One foreign key further.
    pub fn then(&self, field: &'static FieldMeta, target: &'static ModelMeta) -> Self {
        Self {
            depth: self.depth,
            step: Some(Arc::new(Step {
                parent: self.clone(),
                field,
                target,
            })),
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
        self.fields().iter().any(|field| field.nullable)
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
