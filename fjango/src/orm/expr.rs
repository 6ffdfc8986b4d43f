use super::Path;
use crate::db::DatePart;
use crate::schema::{FieldMeta, ManyToManyMeta, ModelMeta};
use crate::value::{SqlType, Value};

/// One node of a query: what the typed face and the untyped lookups both build.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each variant is the SQL construct of its name")]
pub enum Expr {
    Column(Path, &'static FieldMeta),
    Value(Value),
    Compare(Box<Expr>, Comparison, Box<Expr>),
    /// A comparison with literal text; `%` and `_` stand for themselves.
    Match {
        expr: Box<Expr>,
        how: TextMatch,
        ignore_case: bool,
        text: String,
    },
    Regex {
        expr: Box<Expr>,
        ignore_case: bool,
        pattern: String,
    },
    In(Box<Expr>, SqlType, Vec<Value>),
    Between(Box<Expr>, Box<Expr>, Box<Expr>),
    IsNull(Box<Expr>),
    DatePart(DatePart, SqlType, Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    /// True where the inner condition is not: `NULL` counts as not true, as Django's `exclude` has it.
    Not(Box<Expr>),
    /// Whether any related row meets a condition.
    Exists {
        from: Path,
        many: Many,
        condition: Option<Box<Expr>>,
    },
    Bool(bool),
}

/// `=`, `<>`, `<`, `<=`, `>`, `>=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Comparison {
    Eq,
    Lt,
    Le,
    Gt,
    Ge,
}

impl Comparison {
    pub(super) const fn sql(self) -> &'static str {
        match self {
            Self::Eq => " = ",
            Self::Lt => " < ",
            Self::Le => " <= ",
            Self::Gt => " > ",
            Self::Ge => " >= ",
        }
    }
}

/// Where the text must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum TextMatch {
    Exact,
    Contains,
    StartsWith,
    EndsWith,
}

/// A relation with many rows at its end.
#[derive(Clone, Copy, Debug)]
pub enum Many {
    /// Rows of `source` whose foreign key `field` points here.
    Reverse {
        /// The model that points here.
        source: &'static ModelMeta,
        /// Its foreign key.
        field: &'static FieldMeta,
    },
    /// A many-to-many field, from its owner or (`reversed`) from the other end.
    Through {
        /// The model that declares the field.
        owner: &'static ModelMeta,
        /// The field.
        field: &'static ManyToManyMeta,
        /// Whether the query comes from the other end.
        reversed: bool,
    },
}

impl Many {
    /// The model whose rows are at the end.
    pub fn target(&self) -> &'static ModelMeta {
        match self {
            Self::Reverse { source, .. } => source,
            Self::Through {
                owner, reversed: true, ..
            } => owner,
            Self::Through { field, .. } => (field.target)(),
        }
    }

    /// The table between: its name, the column of this end, the column of the other.
    pub(super) fn through(&self) -> Option<(String, String, String)> {
        match self {
            Self::Reverse { .. } => None,
            Self::Through { owner, field, reversed } => {
                let (source, target) = (field.source_column(owner), field.target_column(owner));
                let table = field.through_table(owner);
                Some(if *reversed {
                    (table, target, source)
                } else {
                    (table, source, target)
                })
            }
        }
    }
}

impl std::fmt::Debug for ManyToManyMeta {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ManyToManyMeta({})", self.name)
    }
}

/// What to order by.
#[derive(Clone, Debug)]
pub struct OrderExpr {
    /// The value compared.
    pub expr: Expr,
    /// Largest first.
    pub descending: bool,
}

impl Expr {
    /// Calls `visit` for every column in this tree, those of inner queries included, and for the paths that inner
    /// queries start from.
    pub(super) fn visit_paths(&self, visit: &mut dyn FnMut(&Path)) {
        match self {
            Self::Column(path, _) => visit(path),
            Self::Value(_) | Self::Bool(_) => {}
            Self::Compare(a, _, b) => {
                a.visit_paths(visit);
                b.visit_paths(visit);
            }
            Self::Match { expr, .. } | Self::Regex { expr, .. } => expr.visit_paths(visit),
            Self::In(expr, ..) | Self::IsNull(expr) | Self::DatePart(_, _, expr) | Self::Not(expr) => {
                expr.visit_paths(visit);
            }
            Self::Between(a, b, c) => [a, b, c].into_iter().for_each(|expr| expr.visit_paths(visit)),
            Self::And(all) | Self::Or(all) => all.iter().for_each(|expr| expr.visit_paths(visit)),
            Self::Exists { from, condition, .. } => {
                visit(from);
                if let Some(condition) = condition {
                    condition.visit_paths(visit);
                }
            }
        }
    }

    /// Whether the expression can be `NULL`.
    pub(super) fn is_nullable(&self) -> bool {
        match self {
            Self::Column(path, field) => field.nullable || path.is_nullable(),
            Self::Value(value) => value.is_null(),
            Self::IsNull(_) | Self::Not(_) | Self::Exists { .. } | Self::Bool(_) => false,
            Self::Compare(a, _, b) => a.is_nullable() || b.is_nullable(),
            Self::Match { expr, .. } | Self::Regex { expr, .. } => expr.is_nullable(),
            Self::In(expr, _, values) => expr.is_nullable() || values.iter().any(Value::is_null),
            Self::DatePart(_, _, expr) => expr.is_nullable(),
            Self::Between(a, b, c) => a.is_nullable() || b.is_nullable() || c.is_nullable(),
            Self::And(all) | Self::Or(all) => all.iter().any(Self::is_nullable),
        }
    }
}
