//! A [`Query`] as `SELECT`.

use super::query::Distinct;
use super::render::Renderer;
use super::{Expr, Many, OrderExpr, Path, Query, Select, key_type};
use crate::db::{Dialect, Statement, StatementBuilder};
use crate::schema::ModelMeta;
use crate::value::Value;

impl Query {
    /// The columns of the model, then those of each related one.
    pub fn select(&self, dialect: &dyn Dialect) -> Statement {
        self.statement(dialect, |sql| {
            let values = self.model_values();
            self.render(sql, &values, &self.ordering());
        })
    }

    /// The given expressions of each row; aggregates among them are about groups of rows with equal other values.
    pub fn select_values(&self, dialect: &dyn Dialect, values: &[Expr]) -> Statement {
        self.statement(dialect, |sql| self.render_values(sql, values))
    }

    /// The columns of the model and of each related one, then the given expressions.
    pub fn select_annotated(&self, dialect: &dyn Dialect, values: &[Expr]) -> Statement {
        self.statement(dialect, |sql| {
            let mut all = self.model_values();
            all.extend_from_slice(values);
            self.render(sql, &all, &self.ordering());
        })
    }

    /// `SELECT COUNT(*)`.
    pub fn count(&self, dialect: &dyn Dialect) -> Statement {
        let mut inner = Self {
            related: Vec::new(),
            ..self.clone()
        };
        if !matches!(self.distinct, Distinct::On(_)) && !self.is_sliced() {
            inner.order = Some(Vec::new());
        }
        let whole = !self.combined.is_empty() || matches!(self.distinct, Distinct::Rows);
        self.statement(dialect, |sql| {
            if !whole && !inner.is_sliced() && !inner.is_windowed() && matches!(inner.distinct, Distinct::No) {
                inner.open(sql, &[], &[]);
                sql.out.push("SELECT COUNT(*)");
                inner.from(sql);
                inner.conditions(sql, " WHERE ", &inner.conditions_in_force());
                return sql.close();
            }
            let values = if whole { inner.model_values() } else { vec![inner.key()] };
            sql.out.push("SELECT COUNT(*) FROM (");
            inner.render(sql, &values, &inner.ordering());
            sql.out.push(") AS \"counted\"");
        })
    }

    /// `SELECT 1 … LIMIT 1`.
    pub fn exists(&self, dialect: &dyn Dialect) -> Statement {
        let inner = Self {
            related: Vec::new(),
            limit: Some(self.limit.unwrap_or(1).min(1)),
            order: Some(Vec::new()),
            ..self.clone()
        };
        self.statement(dialect, |sql| {
            if inner.combined.is_empty() {
                return inner.render(sql, &[Expr::Bool(true)], &[]);
            }
            let values = inner.model_values();
            inner.render(sql, &values, &[]);
        })
    }

    /// The number of columns that [`select`](Self::select) reads.
    pub(super) fn width(&self) -> usize {
        let related = self.related.iter().map(|path| target(self.meta, path).fields.len());
        self.meta.fields.len() + related.sum::<usize>()
    }

    /// The related rows of many rows at once: what [`select`](Self::select) reads, then the near row's key. A limit
    /// and an offset hold for the rows of each near row.
    pub(super) fn select_many(&self, dialect: &dyn Dialect, many: Many, keys: Vec<Value>) -> Statement {
        if self.is_windowed() {
            return self.without_windows().select_many(dialect, many, keys);
        }
        let order = self.ordering();
        let sliced = self.is_sliced();
        self.statement(dialect, |sql| {
            self.open(sql, &[], &order);
            if sliced {
                sql.out.push("SELECT * FROM (");
            }
            self.select_list(sql, &self.model_values());
            sql.out.push(", ");
            near_key(sql, many);
            if sliced {
                sql.out.push(", ROW_NUMBER() OVER (PARTITION BY ");
                near_key(sql, many);
                sql.order(&order, &|_| None);
                sql.out.push(") AS ").name("position");
            }
            self.from(sql);
            let key_type = match many {
                Many::Reverse { field, .. } => field.sql_type(),
                Many::Through { owner, field, reversed } => {
                    let (table, near, far) = many.through().unwrap_or_default();
                    sql.out.push(" INNER JOIN ");
                    if field.through.is_some() {
                        // Rows of a model may relate the same two twice; each is read once, as `any` finds it.
                        sql.out.push("(SELECT DISTINCT ").name(&near).push(", ").name(&far);
                        sql.out.push(" FROM ").name(&table).push(")");
                    } else {
                        sql.out.name(&table);
                    }
                    sql.out.push(" AS ").name("through");
                    sql.out.push(" ON ").name("through").push(".").name(&far).push(" = ");
                    sql.column(&Path::default(), self.meta.pk());
                    key_type(if reversed { (field.target)() } else { owner })
                }
            };
            sql.out.push(" WHERE ");
            near_key(sql, many);
            sql.out.in_list(key_type, keys);
            self.conditions(sql, " AND ", &self.conditions_in_force());
            if sliced {
                sql.out.push(") AS ").name("sliced").push(" WHERE ").name("position");
                sql.out.push(&format!(" > {}", self.offset));
                if let Some(limit) = self.limit {
                    let last = self.offset.saturating_add(limit).min(i64::MAX as u64);
                    sql.out.push(" AND ").name("position").push(&format!(" <= {last}"));
                }
                sql.out.push(" ORDER BY ").name("position");
            } else {
                sql.order(&order, &|_| None);
            }
            sql.close();
        })
    }

    pub(super) fn statement(&self, dialect: &dyn Dialect, write: impl FnOnce(&mut Renderer<'_>)) -> Statement {
        let mut sql = Renderer::new(StatementBuilder::new(dialect));
        sql.out.pure(true);
        write(&mut sql);
        if self.lock.is_some() {
            // A lock is a write: it must not travel with autocommitted reads.
            sql.out.writes();
        }
        sql.out.finish()
    }

    pub(super) fn key(&self) -> Expr {
        Expr::Column(Path::default(), self.meta.pk())
    }

    fn model_values(&self) -> Vec<Expr> {
        let own = self
            .meta
            .fields
            .iter()
            .map(|field| Expr::Column(Path::default(), field));
        let related = self.related.iter().flat_map(|path| {
            let fields = target(self.meta, path).fields;
            fields.iter().map(|field| Expr::Column(path.clone(), field))
        });
        own.chain(related).collect()
    }

    pub(super) fn open(&self, sql: &mut Renderer<'_>, values: &[Expr], order: &[OrderExpr]) {
        sql.open_query(self.origin, self.meta.table, &mut |visit| {
            self.visit(order, values, visit)
        });
    }

    /// `SELECT` of the values, grouped when aggregates are among them or among the conditions.
    pub(super) fn render_values(&self, sql: &mut Renderer<'_>, values: &[Expr]) {
        let grouped = self.filter.iter().chain(values).any(Expr::has_aggregate);
        if !grouped {
            return self.render(sql, values, &self.ordering());
        }
        if !self.combined.is_empty() {
            return self.narrowed().render_values(sql, values);
        }
        if self.is_windowed() {
            return self.render_windowed(sql, values, self.order.as_deref().unwrap_or_default());
        }
        // The model's own order would split the groups; only an order that was asked for counts.
        let order = self.order.clone().unwrap_or_default();
        let (having, filter): (Vec<Expr>, Vec<Expr>) = conjuncts(&self.conditions_in_force())
            .cloned()
            .partition(Expr::has_aggregate);
        self.open(sql, values, &order);
        self.select_list(sql, values);
        self.from(sql);
        self.conditions(sql, " WHERE ", &filter);
        let selected = |expr: &Expr| values.iter().position(|value| value.is_same(expr));
        self.group(sql, values, &order, &having);
        sql.order(&order, &selected);
        self.slice(sql);
        sql.close();
    }

    /// `GROUP BY` the values that are no aggregates, and what is ordered by besides; `HAVING`.
    fn group(&self, sql: &mut Renderer<'_>, values: &[Expr], order: &[OrderExpr], having: &[Expr]) {
        let splits = |expr: &Expr| !expr.has_aggregate() && !expr.has_window() && !expr.is_constant();
        let mut separator = " GROUP BY ";
        // By position: the same expression with a bound value is another expression to PostgreSQL.
        for place in (0..values.len()).filter(|i| splits(&values[*i])) {
            sql.out.push(separator).push(&(place + 1).to_string());
            separator = ", ";
        }
        for part in order {
            if splits(&part.expr) && !values.iter().any(|value| value.is_same(&part.expr)) {
                sql.out.push(separator);
                sql.expr(&part.expr);
                separator = ", ";
            }
        }
        self.conditions(sql, " HAVING ", having);
    }

    /// Conditions on window functions are about the rows that meet all others: a subquery computes every value of those,
    /// and the query around it keeps, orders and slices.
    fn render_windowed(&self, sql: &mut Renderer<'_>, values: &[Expr], order: &[OrderExpr]) {
        if self.lock.is_some() || matches!(self.distinct, Distinct::On(_)) {
            return self.without_windows().render(sql, values, order);
        }
        let (windowed, plain): (Vec<Expr>, Vec<Expr>) = conjuncts(&self.filter).cloned().partition(Expr::has_window);
        let (having, filter): (Vec<Expr>, Vec<Expr>) = plain.into_iter().partition(Expr::has_aggregate);
        let mut all = values.to_vec();
        all.extend(windowed);
        let conditions = values.len()..all.len();
        let places: Vec<usize> = order
            .iter()
            .map(|part| {
                let known = values.iter().position(|value| value.is_same(&part.expr));
                known.unwrap_or_else(|| {
                    all.push(part.expr.clone());
                    all.len() - 1
                })
            })
            .collect();
        self.open(sql, &all, &[]);
        sql.out.push("SELECT ");
        if matches!(self.distinct, Distinct::Rows) {
            sql.out.push("DISTINCT ");
        }
        for i in 0..values.len() {
            sql.out.push(if i > 0 { ", " } else { "" }).name(&format!("c{i}"));
        }
        sql.out.push(" FROM (SELECT ");
        for (i, value) in all.iter().enumerate() {
            sql.out.push(if i > 0 { ", " } else { "" });
            sql.expr(value);
            sql.out.push(" AS ").name(&format!("c{i}"));
        }
        self.from(sql);
        self.conditions(sql, " WHERE ", &filter);
        if !having.is_empty() || all.iter().any(Expr::has_aggregate) {
            self.group(sql, &all, &[], &having);
        }
        sql.out.push(") AS \"windowed\"");
        let mut separator = " WHERE ";
        for i in conditions {
            sql.out.push(separator).name(&format!("c{i}"));
            separator = " AND ";
        }
        for (i, (part, place)) in order.iter().zip(places).enumerate() {
            sql.out
                .push(if i == 0 { " ORDER BY " } else { ", " })
                .name(&format!("c{place}"));
            sql.direction(part);
        }
        self.slice(sql);
        sql.close();
    }

    /// The same rows without conditions on window functions: those whose key a subquery gives.
    fn without_windows(&self) -> Self {
        let inner = Self {
            order: Some(Vec::new()),
            limit: None,
            offset: 0,
            distinct: Distinct::No,
            related: Vec::new(),
            lock: None,
            combined: Vec::new(),
            ..self.clone()
        };
        let select = Select {
            query: inner,
            values: vec![self.key()],
        };
        Self {
            filter: vec![Expr::InSubquery(Box::new(self.key()), select.into())],
            ..self.clone()
        }
    }

    fn render(&self, sql: &mut Renderer<'_>, values: &[Expr], order: &[OrderExpr]) {
        if !self.combined.is_empty() {
            return self.render_combined(sql, values, order);
        }
        if self.is_windowed() {
            return self.render_windowed(sql, values, order);
        }
        if let Distinct::On(on) = &self.distinct
            && !sql.out.dialect().has_distinct_on()
        {
            return self.render_first_of_each(sql, on, values, order);
        }
        self.open(sql, values, order);
        self.select_list(sql, values);
        self.from(sql);
        self.conditions(sql, " WHERE ", &self.conditions_in_force());
        sql.order(order, &|_| None);
        self.slice(sql);
        if let Some(lock) = &self.lock {
            let own = Path::default();
            let tables: Vec<&str> = std::iter::once(&own)
                .chain(&lock.of)
                .map(|path| sql.alias(path))
                .collect();
            let clause = sql.out.dialect().row_lock(lock.wait, lock.no_key, &tables);
            sql.out.push(&clause);
        }
        sql.close();
    }

    /// The members of a set operation have no order and no slice of their own; those of the first are the whole's.
    fn render_combined(&self, sql: &mut Renderer<'_>, values: &[Expr], order: &[OrderExpr]) {
        let member = |query: &Self| Self {
            order: Some(Vec::new()),
            limit: None,
            offset: 0,
            combined: Vec::new(),
            related: self.related.clone(),
            ..query.clone()
        };
        member(self).render(sql, values, &[]);
        for (operator, query) in &self.combined {
            sql.out.push(operator.sql());
            if query.combined.is_empty() && !query.is_sliced() {
                member(query).render(sql, values, &[]);
            } else {
                // A subquery keeps what a member must not have.
                sql.out.push("SELECT * FROM (");
                let inner = Self {
                    related: self.related.clone(),
                    ..query.clone()
                };
                inner.render(sql, values, &inner.ordering());
                sql.out.push(") AS \"member\"");
            }
        }
        let place = |expr: &Expr| values.iter().position(|value| value.is_same(expr));
        self.open(sql, values, order);
        sql.order(order, &place);
        self.slice(sql);
        sql.close();
    }

    /// `DISTINCT ON` for databases without it: the first row of each group, by a numbered window.
    fn render_first_of_each(&self, sql: &mut Renderer<'_>, on: &[Expr], values: &[Expr], order: &[OrderExpr]) {
        let inner = Self {
            distinct: Distinct::No,
            ..self.clone()
        };
        inner.open(sql, values, order);
        sql.out.push("SELECT ");
        for i in 0..values.len() {
            sql.out.push(if i > 0 { ", " } else { "" }).name(&format!("c{i}"));
        }
        sql.out.push(" FROM (SELECT ");
        for (i, value) in values.iter().enumerate() {
            sql.expr(value);
            sql.out.push(" AS ").name(&format!("c{i}")).push(", ");
        }
        for (name, only_first) in [("place", true), ("rank", false)] {
            sql.out.push("ROW_NUMBER() OVER (");
            if only_first {
                sql.out.push("PARTITION BY ");
                sql.list(on);
            }
            sql.order(order, &|_| None);
            sql.out
                .push(") AS ")
                .name(name)
                .push(if only_first { ", " } else { "" });
        }
        inner.from(sql);
        inner.conditions(sql, " WHERE ", &inner.conditions_in_force());
        sql.out.push(") AS \"numbered\" WHERE \"place\" = 1 ORDER BY \"rank\"");
        inner.slice(sql);
        sql.close();
    }

    fn select_list(&self, sql: &mut Renderer<'_>, values: &[Expr]) {
        sql.out.push("SELECT ");
        match &self.distinct {
            Distinct::No => {}
            Distinct::Rows => {
                sql.out.push("DISTINCT ");
            }
            Distinct::On(on) => {
                sql.out.push("DISTINCT ON (");
                sql.list(on);
                sql.out.push(") ");
            }
        }
        sql.list(values);
    }

    pub(super) fn from(&self, sql: &mut Renderer<'_>) {
        sql.out.push(" FROM ").name(self.meta.table);
        if sql.is_nested() {
            let alias = sql.own_alias().to_owned();
            sql.out.push(" AS ").name(&alias);
        }
        sql.joins();
    }

    pub(super) fn conditions(&self, sql: &mut Renderer<'_>, keyword: &str, conditions: &[Expr]) {
        match conditions {
            [] => {}
            [only] if keyword != " AND " => {
                sql.out.push(keyword);
                sql.expr(only);
            }
            all => {
                sql.out.push(keyword);
                sql.out.push("(");
                for (i, expr) in all.iter().enumerate() {
                    sql.out.push(if i > 0 { ") AND (" } else { "" });
                    sql.expr(expr);
                }
                sql.out.push(")");
            }
        }
    }

    pub(super) fn slice(&self, sql: &mut Renderer<'_>) {
        // Literals: with bound limits PostgreSQL plans anew at every call. They are integers of ours.
        if let Some(limit) = self.limit {
            sql.out.push(&format!(" LIMIT {limit}"));
        } else if self.offset > 0 {
            let all = sql.out.dialect().no_limit();
            sql.out.push(all);
        }
        if self.offset > 0 {
            sql.out.push(&format!(" OFFSET {}", self.offset));
        }
    }
}

/// The conditions that must hold each by itself.
fn conjuncts(filter: &[Expr]) -> Box<dyn Iterator<Item = &Expr> + '_> {
    Box::new(filter.iter().flat_map(|expr| match expr {
        Expr::And(all) => conjuncts(all),
        other => Box::new(std::iter::once(other)),
    }))
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
