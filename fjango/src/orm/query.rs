use std::borrow::Cow;

use super::path::Origin;
use super::{Expr, OrderExpr, Path, Select, lookup};
use crate::db::RowLock;
use crate::schema::ModelMeta;

/// A query on one model, without its Rust type: what [`QuerySet`](super::QuerySet) and the API both fill.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Query {
    /// The model.
    pub meta: &'static ModelMeta,
    /// Conditions, all of which must hold.
    pub filter: Vec<Expr>,
    /// The order; `None` is the model's own.
    pub order: Option<Vec<OrderExpr>>,
    /// The most rows.
    pub limit: Option<u64>,
    /// Rows left out at the beginning.
    pub offset: u64,
    /// Whether equal rows are one.
    pub distinct: Distinct,
    /// Rows joined and read along: foreign keys from the model on.
    pub related: Vec<Path>,
    /// The lock on the rows read.
    pub lock: Option<Lock>,
    /// Which rows count, of a model whose deleted rows stay.
    pub visibility: Visibility,
    /// Queries whose rows join this one's.
    pub combined: Vec<(SetOperator, Query)>,
    /// Which query of a statement this is.
    pub(super) origin: Origin,
}

/// A lock on the rows that a query reads.
#[derive(Clone, Debug, Default)]
pub struct Lock {
    /// What it does about rows that are locked already.
    pub wait: RowLock,
    /// Whether others may still point foreign keys at the rows: `FOR NO KEY UPDATE`.
    pub no_key: bool,
    /// Related rows, read along, that are locked too.
    pub of: Vec<Path>,
}

/// Which rows of a model with `soft_delete` count; of every other model, all do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Visibility {
    /// Those that are not deleted.
    #[default]
    Live,
    /// Those that are not deleted, and those that are.
    All,
    /// Those that are deleted.
    Deleted,
}

impl Visibility {
    /// The condition that a row meets, of a model whose deleted rows stay.
    pub(super) fn condition(self, meta: &ModelMeta, path: Path) -> Option<Expr> {
        let is_live = Expr::IsNull(Box::new(Expr::Column(path, meta.deleted_at()?)));
        match self {
            Self::Live => Some(is_live),
            Self::All => None,
            Self::Deleted => Some(Expr::Not(Box::new(is_live))),
        }
    }
}

/// Which rows count once.
#[derive(Clone, Debug, Default)]
pub enum Distinct {
    /// Every row counts.
    #[default]
    No,
    /// Rows equal in all columns.
    Rows,
    /// Rows equal in these values: the first in order stays.
    On(Vec<Expr>),
}

/// How the rows of two queries become one set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetOperator {
    /// Rows of either, each once.
    Union,
    /// Rows of either, as often as they are there.
    UnionAll,
    /// Rows of both.
    Intersect,
    /// Rows of the first that are not in the second.
    Except,
}

impl SetOperator {
    pub(super) const fn sql(self) -> &'static str {
        match self {
            Self::Union => " UNION ",
            Self::UnionAll => " UNION ALL ",
            Self::Intersect => " INTERSECT ",
            Self::Except => " EXCEPT ",
        }
    }
}

impl Query {
    /// All rows of a model.
    pub fn new(meta: &'static ModelMeta) -> Self {
        Self {
            meta,
            filter: Vec::new(),
            order: None,
            limit: None,
            offset: 0,
            distinct: Distinct::No,
            related: Vec::new(),
            lock: None,
            visibility: Visibility::Live,
            combined: Vec::new(),
            origin: Origin::fresh(),
        }
    }

    /// All rows of a model, by the name that expressions made before know it by: so may one be of use to many queries, even if
    /// it holds a query of its own that names columns of the one around it.
    pub(crate) fn rooted(meta: &'static ModelMeta, root: &Path) -> Self {
        Self {
            origin: root.origin,
            ..Self::new(meta)
        }
    }

    /// The conditions, that of a model's deleted rows among them.
    pub(super) fn conditions_in_force(&self) -> Cow<'_, [Expr]> {
        match self.visibility.condition(self.meta, self.root()) {
            None => Cow::Borrowed(&self.filter),
            Some(visible) => Cow::Owned(std::iter::once(visible).chain(self.filter.iter().cloned()).collect()),
        }
    }

    /// The model of this query, as expressions outside it name it.
    pub(super) fn root(&self) -> Path {
        Path::root(self.origin)
    }

    /// The order in force: the query's or the model's.
    pub fn ordering(&self) -> Vec<OrderExpr> {
        match &self.order {
            Some(order) => order.clone(),
            None => self
                .meta
                .ordering
                .iter()
                .filter_map(|part| {
                    let (path, field) = lookup::column(self.meta, part.path).ok()?;
                    Some(OrderExpr::new(Expr::Column(path, field), part.descending))
                })
                .collect(),
        }
    }

    /// Makes the order total: without one, rows come by key.
    pub(super) fn order_fully(&mut self) {
        let mut order = self.ordering();
        if order.is_empty() {
            order.push(OrderExpr::new(Expr::Column(Path::default(), self.meta.pk()), false));
        }
        self.order = Some(order);
    }

    /// Joins the rows at the end of `path` along, with those on the way.
    pub fn select_related(&mut self, path: &Path) {
        if let Some(step) = &path.step {
            self.select_related(&step.parent);
            if !self.related.iter().any(|known| known.key() == path.key()) {
                self.related.push(path.own());
            }
        }
    }

    /// Whether only some of the matching rows are meant.
    pub(super) fn is_sliced(&self) -> bool {
        self.limit.is_some() || self.offset > 0
    }

    /// Whether the rows are more than those of this table that meet the conditions: then further conditions, groups and
    /// writes must be about [`narrowed`](Self::narrowed).
    pub(super) fn is_composed(&self) -> bool {
        self.is_sliced() || !self.combined.is_empty() || matches!(self.distinct, Distinct::On(_)) || self.is_windowed()
    }

    /// Whether conditions look at other rows.
    pub(super) fn is_windowed(&self) -> bool {
        self.filter.iter().any(Expr::has_window)
    }

    /// The same rows as a plain query: those whose key a subquery gives.
    pub(super) fn narrowed(&self) -> Self {
        let mut inner = self.clone();
        inner.related = Vec::new();
        inner.lock = None;
        if !inner.is_composed() {
            inner.order = Some(Vec::new());
        }
        let select = Select {
            query: inner,
            values: vec![self.key()],
        };
        let mut plain = Self::new(self.meta);
        plain.origin = self.origin;
        plain.order.clone_from(&self.order);
        plain.related.clone_from(&self.related);
        plain.lock.clone_from(&self.lock);
        // The subquery has seen to it.
        plain.visibility = Visibility::All;
        plain.filter.push(Expr::InSubquery(Box::new(self.key()), select.into()));
        plain
    }

    /// One condition more. The rows of a set operation are narrowed as a whole, not those of its first member.
    pub(super) fn push_filter(&mut self, condition: Expr) {
        if !self.combined.is_empty() {
            *self = self.narrowed();
        }
        self.filter.push(condition);
    }

    /// The row with this key, if it is one of this query's.
    pub(super) fn push_key(&mut self, key: Expr) {
        if self.is_composed() {
            *self = self.narrowed();
        }
        self.filter.push(key);
    }

    /// Calls `visit` for every path in the query.
    pub(super) fn visit(&self, order: &[OrderExpr], extra: &[Expr], visit: &mut dyn FnMut(&Path)) {
        self.filter.iter().chain(extra).for_each(|expr| expr.visit_paths(visit));
        order.iter().for_each(|part| part.expr.visit_paths(visit));
        if let Distinct::On(on) = &self.distinct {
            on.iter().for_each(|expr| expr.visit_paths(visit));
        }
        self.related.iter().for_each(&mut *visit);
        self.lock.iter().flat_map(|lock| &lock.of).for_each(visit);
    }
}
