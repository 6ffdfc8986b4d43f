use std::sync::Arc;

use super::path::Origin;
use super::{Path, Query, Visibility};
use crate::db::{AggregateFunction, DatePart, Function, WindowFunction};
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
    InSubquery(Box<Expr>, Arc<Select>),
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
        inner: Inner,
        visibility: Visibility,
        condition: Option<Box<Expr>>,
    },
    /// Whether a query finds any row.
    ExistsSubquery(Arc<Select>),
    Bool(bool),
    Function {
        function: Function,
        arguments: Vec<Expr>,
        output: SqlType,
    },
    Cast(Box<Expr>, SqlType),
    Aggregate(Box<AggregateExpr>),
    Case {
        branches: Vec<(Expr, Expr)>,
        otherwise: Option<Box<Expr>>,
    },
    Subquery(Arc<Select>),
    Window(Box<WindowExpr>),
    /// Text ordered and compared as the collation of this name has it.
    Collate(Box<Expr>, &'static str),
    /// A function that fjango does not know.
    Call {
        call: Call,
        arguments: Vec<Expr>,
        output: SqlType,
    },
}

/// How SQL calls a function that fjango does not know. Both are written in the program.
#[derive(Clone, Copy, Debug)]
pub enum Call {
    /// By its name.
    Name(&'static str),
    /// By SQL with `{0}` for the first argument.
    Template(&'static str),
}

/// A value of each row that looks at the rows around it.
#[derive(Clone, Debug)]
pub struct WindowExpr {
    pub(super) call: WindowedCall,
    pub(super) partition: Vec<Expr>,
    pub(super) order: Vec<OrderExpr>,
    pub(super) frame: Option<Frame>,
    pub(super) output: SqlType,
}

/// What is computed over a window.
#[derive(Clone, Debug)]
pub(super) enum WindowedCall {
    Function(WindowFunction, Vec<Expr>),
    Aggregate(AggregateExpr),
}

/// The rows of a window that a function looks at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) unit: FrameUnit,
    /// Rows before (negative) or after the current one; `None` is the first.
    pub(super) start: Option<i64>,
    /// The same; `None` is the last.
    pub(super) end: Option<i64>,
    pub(super) exclude: Option<Exclusion>,
}

/// What the distances of a frame count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FrameUnit {
    Rows,
    Range,
    Groups,
}

/// Rows of a frame that are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exclusion {
    /// The current row.
    CurrentRow,
    /// The current row and those equal to it in order.
    Group,
    /// Those equal to the current row in order, but not itself.
    Ties,
}

/// A query inside another, and what it gives for each of its rows.
#[derive(Clone, Debug)]
pub struct Select {
    pub(super) query: Query,
    pub(super) values: Vec<Expr>,
}

impl Select {
    /// What a query gives for each of its rows, to stand in another.
    pub(crate) fn of(query: Query, values: Vec<Expr>) -> Self {
        Self { query, values }
    }
}

/// The identity of the rows that an [`Expr::Exists`] goes through.
#[derive(Clone, Copy, Debug)]
pub struct Inner(pub(super) Origin);

/// A function over the rows of a group.
#[derive(Clone, Debug)]
pub struct AggregateExpr {
    pub(super) function: AggregateFunction,
    /// `None` counts rows.
    pub(super) argument: Option<Expr>,
    /// What stands behind the argument: the separator of joined texts.
    pub(super) extra: Option<Expr>,
    pub(super) distinct: bool,
    /// The rows it is about.
    pub(super) filter: Option<Expr>,
    pub(super) order: Vec<OrderExpr>,
    pub(super) output: SqlType,
}

/// `=`, `<`, `<=`, `>`, `>=`.
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

    /// The model at the near end.
    pub(super) fn near(&self) -> Option<&'static ModelMeta> {
        match self {
            Self::Reverse { field, .. } => field.target(),
            Self::Through {
                owner, reversed: false, ..
            } => Some(owner),
            Self::Through { field, .. } => Some((field.target)()),
        }
    }

    /// The `through` model's foreign key to the near end.
    pub(super) fn through_near(&self) -> Option<&'static FieldMeta> {
        let Self::Through { owner, field, reversed } = self else {
            return None;
        };
        let (source, target) = field.through_fields(owner)?;
        Some(if *reversed { target } else { source })
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
    /// Where `NULL` goes; otherwise it is smaller than everything.
    pub nulls: Option<Nulls>,
}

impl OrderExpr {
    /// Smallest first, or largest first.
    pub fn new(expr: Expr, descending: bool) -> Self {
        Self {
            expr,
            descending,
            nulls: None,
        }
    }

    /// Puts rows without a value at the beginning.
    #[must_use]
    pub fn nulls_first(mut self) -> Self {
        self.nulls = Some(Nulls::First);
        self
    }

    /// Puts rows without a value at the end.
    #[must_use]
    pub fn nulls_last(mut self) -> Self {
        self.nulls = Some(Nulls::Last);
        self
    }

    /// The opposite order.
    #[must_use]
    pub fn reversed(mut self) -> Self {
        self.descending = !self.descending;
        self.nulls = self.nulls.map(|nulls| match nulls {
            Nulls::First => Nulls::Last,
            Nulls::Last => Nulls::First,
        });
        self
    }
}

/// Where rows without a value go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    /// To the beginning.
    First,
    /// To the end.
    Last,
}

impl Expr {
    /// `left = right`.
    pub fn equal(left: Self, right: Self) -> Self {
        Self::Compare(Box::new(left), Comparison::Eq, Box::new(right))
    }

    /// `column = value` for a column of the query around.
    pub fn own(field: &'static FieldMeta, value: Value) -> Self {
        Self::equal(Self::Column(Path::default(), field), Self::Value(value))
    }

    /// Calls `visit` for each direct part of this node. Inner queries are no parts.
    fn parts<'e>(&'e self, visit: &mut dyn FnMut(&'e Self)) {
        match self {
            Self::Column(..) | Self::Value(_) | Self::Bool(_) | Self::ExistsSubquery(_) | Self::Subquery(_) => {}
            Self::Compare(a, _, b) => {
                visit(a);
                visit(b);
            }
            Self::Match { expr, .. } | Self::Regex { expr, .. } => visit(expr),
            Self::In(expr, ..)
            | Self::InSubquery(expr, _)
            | Self::IsNull(expr)
            | Self::DatePart(_, _, expr)
            | Self::Cast(expr, _)
            | Self::Collate(expr, _)
            | Self::Not(expr) => visit(expr),
            Self::Between(a, b, c) => [a, b, c].into_iter().for_each(|expr| visit(expr)),
            Self::And(all)
            | Self::Or(all)
            | Self::Function { arguments: all, .. }
            | Self::Call { arguments: all, .. } => all.iter().for_each(visit),
            Self::Exists { condition, .. } => condition.iter().for_each(|expr| visit(expr)),
            Self::Aggregate(aggregate) => aggregate.parts(visit),
            Self::Window(window) => {
                match &window.call {
                    WindowedCall::Function(_, arguments) => arguments.iter().for_each(&mut *visit),
                    WindowedCall::Aggregate(aggregate) => aggregate.parts(visit),
                }
                window.partition.iter().for_each(&mut *visit);
                window.order.iter().for_each(|part| visit(&part.expr));
            }
            Self::Case { branches, otherwise } => {
                for (condition, value) in branches {
                    visit(condition);
                    visit(value);
                }
                otherwise.iter().for_each(|expr| visit(expr));
            }
        }
    }

    /// Calls `visit` for every column in this tree and for the paths that relations start from; of inner queries, for
    /// what they name of the queries around them.
    pub(super) fn visit_paths(&self, visit: &mut dyn FnMut(&Path)) {
        match self {
            Self::Column(path, _) => visit(path),
            Self::Exists { from, .. } => visit(from),
            Self::ExistsSubquery(select) | Self::Subquery(select) | Self::InSubquery(_, select) => {
                select.visit_outer_paths(visit);
            }
            _ => {}
        }
        self.parts(&mut |part| part.visit_paths(visit));
    }

    /// Whether the expression can be `NULL`.
    pub(super) fn is_nullable(&self) -> bool {
        match self {
            Self::Column(path, field) => field.nullable || path.is_nullable(),
            Self::Value(value) => value.is_null(),
            Self::IsNull(_) | Self::Not(_) | Self::Exists { .. } | Self::ExistsSubquery(_) | Self::Bool(_) => false,
            Self::In(expr, _, values) => expr.is_nullable() || values.iter().any(Value::is_null),
            Self::Function {
                function: Function::Coalesce,
                arguments,
                ..
            } => arguments.iter().all(Self::is_nullable),
            Self::Function { function, .. } if function.can_make_null() => true,
            Self::Aggregate(aggregate) => aggregate.function != AggregateFunction::Count,
            Self::Window(window) => match &window.call {
                WindowedCall::Function(function, _) => !function.is_never_null(),
                WindowedCall::Aggregate(aggregate) => aggregate.function != AggregateFunction::Count,
            },
            // Nobody knows what a function makes that fjango does not know.
            Self::Call { .. } => true,
            Self::Subquery(_) | Self::InSubquery(..) | Self::Case { otherwise: None, .. } => true,
            Self::Case {
                branches,
                otherwise: Some(otherwise),
            } => otherwise.is_nullable() || branches.iter().any(|(_, value)| value.is_nullable()),
            _ => {
                let mut nullable = false;
                self.parts(&mut |part| nullable |= part.is_nullable());
                nullable
            }
        }
    }

    /// Whether the value is one of a group of rows, not of one row.
    pub(super) fn has_aggregate(&self) -> bool {
        let mut found = matches!(self, Self::Aggregate(_));
        // What stands in `any` is about other rows.
        if !matches!(self, Self::Exists { .. }) {
            self.parts(&mut |part| found |= part.has_aggregate());
        }
        found
    }

    /// Whether the value looks at other rows of the query.
    pub(super) fn has_window(&self) -> bool {
        let mut found = matches!(self, Self::Window(_));
        if !matches!(self, Self::Exists { .. }) {
            self.parts(&mut |part| found |= part.has_window());
        }
        found
    }

    /// Whether both give the same value in every row of one query.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Column(path, field), Self::Column(other_path, other_field)) => {
                field.column == other_field.column && path.key() == other_path.key()
            }
            // Whatever is computed is compared as written; only grouping and set operations ask, and about few values.
            _ => format!("{self:?}") == format!("{other:?}"),
        }
    }

    /// Whether the value depends on no row.
    pub(super) fn is_constant(&self) -> bool {
        let mut constant = !matches!(
            self,
            Self::Column(..)
                | Self::Exists { .. }
                | Self::ExistsSubquery(_)
                | Self::Subquery(_)
                | Self::InSubquery(..)
                | Self::Window(_)
        );
        self.parts(&mut |part| constant &= part.is_constant());
        constant
    }
}

impl AggregateExpr {
    /// Calls `visit` for each direct part.
    fn parts<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        let Self {
            argument,
            extra,
            filter,
            order,
            ..
        } = self;
        [argument, extra, filter].into_iter().flatten().for_each(&mut *visit);
        order.iter().for_each(|part| visit(&part.expr));
    }
}

impl Select {
    /// Calls `visit` for what the query names of queries around it.
    fn visit_outer_paths(&self, visit: &mut dyn FnMut(&Path)) {
        let own = self.query.origin;
        let mut outer = |path: &Path| {
            if path.origin != Origin::OWN && path.origin != own {
                visit(path);
            }
        };
        self.query.visit(&self.query.ordering(), &self.values, &mut outer);
    }
}
