use super::render::Renderer;
use super::{Expr, Many, OrderExpr, Path, key_type, lookup};
use crate::db::{Dialect, Statement, StatementBuilder};
use crate::schema::ModelMeta;
use crate::value::Value;

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
    pub distinct: bool,
    /// Rows joined and read along: foreign keys from the model on.
    pub related: Vec<Path>,
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
            distinct: false,
            related: Vec::new(),
        }
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
                    Some(OrderExpr {
                        expr: Expr::Column(path, field),
                        descending: part.descending,
                    })
                })
                .collect(),
        }
    }

    /// Joins the rows at the end of `path` along, with those on the way.
    pub fn select_related(&mut self, path: &Path) {
        if let Some(step) = &path.step {
            self.select_related(&step.parent);
            if !self.related.iter().any(|known| known.key() == path.key()) {
                self.related.push(path.clone());
            }
        }
    }

    fn visit(&self, order: &[OrderExpr], extra: &[Expr], visit: &mut dyn FnMut(&Path)) {
        self.filter.iter().chain(extra).for_each(|expr| expr.visit_paths(visit));
        order.iter().for_each(|part| part.expr.visit_paths(visit));
        self.related.iter().for_each(visit);
    }

    fn renderer<'d>(&self, dialect: &'d dyn Dialect, order: &[OrderExpr], extra: &[Expr]) -> Renderer<'d> {
        Renderer::new(StatementBuilder::new(dialect), self.meta, &mut |visit| {
            self.visit(order, extra, visit)
        })
    }

    fn conditions(&self, sql: &mut Renderer<'_>) {
        if !self.filter.is_empty() {
            sql.out.push(" WHERE ");
            match self.filter.as_slice() {
                [only] => sql.expr(only),
                all => sql.expr(&Expr::And(all.to_vec())),
            }
        }
    }

    fn tail(&self, sql: &mut Renderer<'_>, order: &[OrderExpr]) {
        sql.order(order);
        // Literals: with bound limits PostgreSQL plans anew at every call. They are integers of ours.
        if let Some(limit) = self.limit {
            sql.out.push(&format!(" LIMIT {limit}"));
        } else if self.offset > 0 && !sql.out.dialect().has_arrays() {
            // SQLite knows OFFSET only after LIMIT.
            sql.out.push(" LIMIT -1");
        }
        if self.offset > 0 {
            sql.out.push(&format!(" OFFSET {}", self.offset));
        }
    }

    /// The columns of the model, then those of each related one.
    pub fn select(&self, dialect: &dyn Dialect) -> Statement {
        let order = self.ordering();
        let mut sql = self.renderer(dialect, &order, &[]);
        sql.out.push(if self.distinct { "SELECT DISTINCT " } else { "SELECT " });
        self.columns(&mut sql);
        self.from(&mut sql);
        self.conditions(&mut sql);
        self.tail(&mut sql, &order);
        sql.out.finish()
    }

    fn columns(&self, sql: &mut Renderer<'_>) {
        let root = Path::default();
        for (i, field) in self.meta.fields.iter().enumerate() {
            if i > 0 {
                sql.out.push(", ");
            }
            sql.column(&root, field);
        }
        for path in &self.related {
            for field in target(self.meta, path).fields {
                sql.out.push(", ");
                sql.column(path, field);
            }
        }
    }

    fn from(&self, sql: &mut Renderer<'_>) {
        sql.out.push(" FROM ").name(self.meta.table);
        sql.joins();
    }

    /// The given expressions of each row.
    pub fn select_values(&self, dialect: &dyn Dialect, values: &[Expr]) -> Statement {
        let order = self.ordering();
        let mut sql = self.renderer(dialect, &order, values);
        sql.out.push(if self.distinct { "SELECT DISTINCT " } else { "SELECT " });
        for (i, expr) in values.iter().enumerate() {
            if i > 0 {
                sql.out.push(", ");
            }
            sql.expr(expr);
        }
        self.from(&mut sql);
        self.conditions(&mut sql);
        self.tail(&mut sql, &order);
        sql.out.finish()
    }

    /// `SELECT COUNT(*)`.
    pub fn count(&self, dialect: &dyn Dialect) -> Statement {
        let inner = Self {
            related: Vec::new(),
            order: Some(Vec::new()),
            ..self.clone()
        };
        let sliced = self.limit.is_some() || self.offset > 0;
        let mut sql = inner.renderer(dialect, &[], &[]);
        if self.distinct || sliced {
            sql.out
                .push("SELECT COUNT(*) FROM (SELECT ")
                .push(if self.distinct { "DISTINCT " } else { "" });
            sql.column(&Path::default(), self.meta.pk());
            inner.from(&mut sql);
            inner.conditions(&mut sql);
            inner.tail(&mut sql, &[]);
            sql.out.push(") AS \"counted\"");
        } else {
            sql.out.push("SELECT COUNT(*)");
            inner.from(&mut sql);
            inner.conditions(&mut sql);
        }
        sql.out.finish()
    }

    /// `SELECT 1 … LIMIT 1`.
    pub fn exists(&self, dialect: &dyn Dialect) -> Statement {
        let inner = Self {
            related: Vec::new(),
            limit: Some(self.limit.unwrap_or(1).min(1)),
            ..self.clone()
        };
        let mut sql = inner.renderer(dialect, &[], &[]);
        sql.out.push("SELECT 1");
        inner.from(&mut sql);
        inner.conditions(&mut sql);
        inner.tail(&mut sql, &[]);
        sql.out.finish()
    }

    /// The number of columns that [`select`](Self::select) reads.
    pub(super) fn width(&self) -> usize {
        let related = self.related.iter().map(|path| target(self.meta, path).fields.len());
        self.meta.fields.len() + related.sum::<usize>()
    }

    /// The related rows of many rows at once: what [`select`](Self::select) reads, then the near row's key. A limit
    /// and an offset hold for the rows of each near row.
    pub(super) fn select_many(&self, dialect: &dyn Dialect, many: Many, keys: Vec<Value>) -> Statement {
        let order = self.ordering();
        let mut sql = self.renderer(dialect, &order, &[]);
        let root = Path::default();
        let sliced = self.limit.is_some() || self.offset > 0;
        if sliced {
            sql.out.push("SELECT * FROM (");
        }
        sql.out.push(if self.distinct { "SELECT DISTINCT " } else { "SELECT " });
        self.columns(&mut sql);
        sql.out.push(", ");
        near_key(&mut sql, many);
        if sliced {
            sql.out.push(", ROW_NUMBER() OVER (PARTITION BY ");
            near_key(&mut sql, many);
            sql.order(&order);
            sql.out.push(") AS ").name("position");
        }
        self.from(&mut sql);
        let key_type = match many {
            Many::Reverse { field, .. } => field.sql_type(),
            Many::Through { owner, field, reversed } => {
                let (table, _, far) = many.through().unwrap_or_default();
                sql.out.push(" INNER JOIN ").name(&table).push(" AS ").name("through");
                sql.out.push(" ON ").name("through").push(".").name(&far).push(" = ");
                sql.column(&root, self.meta.pk());
                key_type(if reversed { (field.target)() } else { owner })
            }
        };
        sql.out.push(" WHERE ");
        near_key(&mut sql, many);
        sql.out.in_list(key_type, keys);
        for condition in &self.filter {
            sql.out.push(" AND (");
            sql.expr(condition);
            sql.out.push(")");
        }
        if sliced {
            sql.out.push(") AS ").name("sliced").push(" WHERE ").name("position");
            sql.out.push(&format!(" > {}", self.offset));
            if let Some(limit) = self.limit {
                let last = self.offset.saturating_add(limit).min(i64::MAX as u64);
                sql.out.push(" AND ").name("position").push(&format!(" <= {last}"));
            }
            sql.out.push(" ORDER BY ").name("position");
        } else {
            sql.order(&order);
        }
        sql.out.finish()
    }

    /// `UPDATE … SET …` of the matching rows.
    pub fn update(&self, dialect: &dyn Dialect, changes: &[(usize, Value)]) -> Statement {
        let mut sql = self.renderer(dialect, &[], &[]);
        sql.out.writes().push("UPDATE ").name(self.meta.table).push(" SET ");
        for (i, (field, value)) in changes.iter().enumerate() {
            if i > 0 {
                sql.out.push(", ");
            }
            sql.out
                .name(self.meta.fields[*field].column)
                .push(" = ")
                .bind(value.clone());
        }
        self.restrict(dialect, &mut sql);
        sql.out.finish()
    }

    /// `DELETE FROM …` the matching rows; the database's own rules take or keep what points at them.
    pub fn delete(&self, dialect: &dyn Dialect) -> Statement {
        let mut sql = self.renderer(dialect, &[], &[]);
        sql.out.writes().push("DELETE FROM ").name(self.meta.table);
        self.restrict(dialect, &mut sql);
        sql.out.finish()
    }

    /// The conditions of a write: in place, or by key where they need other tables or a slice.
    fn restrict(&self, _: &dyn Dialect, sql: &mut Renderer<'_>) {
        let mut joined = self.limit.is_some() || self.offset > 0;
        for expr in &self.filter {
            expr.visit_paths(&mut |path| joined |= path.depth == 0 && path.step.is_some());
        }
        if !joined {
            return self.conditions(sql);
        }
        let order = self.ordering();
        sql.out.push(" WHERE ").name(self.meta.pk().column).push(" IN (SELECT ");
        sql.column(&Path::default(), self.meta.pk());
        self.from(sql);
        self.conditions(sql);
        self.tail(sql, if self.limit.is_some() { &order } else { &[] });
        sql.out.push(")");
    }
}

/// The model at the end of a path from `meta`.
fn target(meta: &'static ModelMeta, path: &Path) -> &'static ModelMeta {
    path.step.as_ref().map_or(meta, |step| step.target)
}

/// The key of the row that related rows are asked for.
fn near_key(sql: &mut Renderer<'_>, many: Many) {
    match many {
        Many::Reverse { field, .. } => sql.column(&Path::default(), field),
        Many::Through { .. } => {
            let (_, near, _) = many.through().unwrap_or_default();
            sql.out.name("through").push(".").name(&near);
        }
    }
}
