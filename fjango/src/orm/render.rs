//! The tree as SQL. One renderer for both databases; what differs is asked of the [`Dialect`](crate::db::Dialect).

use super::{Expr, Many, OrderExpr, Path, TextMatch};
use crate::db::StatementBuilder;
use crate::schema::{FieldMeta, ModelMeta};
use crate::value::Value;

/// Shows every path of a query to the function it is given.
type Visit<'a> = &'a mut dyn FnMut(&mut dyn FnMut(&Path));

/// One query's tables: its own, and those joined along foreign keys.
pub(super) struct Scope {
    alias: String,
    joins: Vec<Join>,
}

struct Join {
    key: String,
    alias: String,
    parent_alias: String,
    field: &'static FieldMeta,
    target: &'static ModelMeta,
    outer: bool,
}

pub(super) struct Renderer<'d> {
    pub(super) out: StatementBuilder<'d>,
    scopes: Vec<Scope>,
}

impl<'d> Renderer<'d> {
    /// A renderer for a query on `meta` whose columns and conditions are those that `visit` shows.
    pub(super) fn new(out: StatementBuilder<'d>, meta: &'static ModelMeta, visit: Visit<'_>) -> Self {
        let mut renderer = Self {
            out,
            scopes: Vec::new(),
        };
        renderer.open(meta.table.to_owned(), 0, visit);
        renderer
    }

    fn open(&mut self, alias: String, depth: u8, visit: Visit<'_>) {
        let mut scope = Scope {
            alias,
            joins: Vec::new(),
        };
        visit(&mut |path| {
            if path.depth == depth {
                scope.join(path);
            }
        });
        self.scopes.push(scope);
    }

    fn alias(&self, path: &Path) -> &str {
        // Invariant: a path's depth is that of a query it is written in, and every path was joined by `open`.
        let scope = &self.scopes[usize::from(path.depth).min(self.scopes.len() - 1)];
        if path.step.is_none() {
            return &scope.alias;
        }
        let key = path.key();
        scope
            .joins
            .iter()
            .find(|join| join.key == key)
            .map_or(&scope.alias, |join| &join.alias)
    }

    pub(super) fn column(&mut self, path: &Path, field: &FieldMeta) {
        let alias = self.alias(path).to_owned();
        self.out.name(&alias).push(".").name(field.column);
    }

    /// `"table" INNER JOIN … LEFT JOIN …` for the innermost query.
    pub(super) fn joins(&mut self) {
        let Some(scope) = self.scopes.last() else { return };
        for join in &scope.joins {
            self.out.push(if join.outer { " LEFT JOIN " } else { " INNER JOIN " });
            self.out
                .name(join.target.table)
                .push(" AS ")
                .name(&join.alias)
                .push(" ON ");
            self.out
                .name(&join.alias)
                .push(".")
                .name(join.target.pk().column)
                .push(" = ");
            self.out.name(&join.parent_alias).push(".").name(join.field.column);
        }
    }

    pub(super) fn order(&mut self, order: &[OrderExpr]) {
        for (i, part) in order.iter().enumerate() {
            self.out.push(if i == 0 { " ORDER BY " } else { ", " });
            self.expr(&part.expr);
            if part.descending {
                self.out.push(" DESC");
            }
            // The databases disagree about where NULL goes; smallest is SQLite's way and Django's documented hope.
            if part.expr.is_nullable() {
                self.out
                    .push(if part.descending { " NULLS LAST" } else { " NULLS FIRST" });
            }
        }
    }

    pub(super) fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Column(path, field) => self.column(path, field),
            Expr::Value(value) => {
                self.out.bind(value.clone());
            }
            Expr::Compare(a, how, b) => {
                self.expr(a);
                self.out.push(how.sql());
                self.expr(b);
            }
            Expr::Match {
                expr,
                how,
                ignore_case,
                text,
            } => self.text_match(expr, *how, *ignore_case, text),
            Expr::Regex {
                expr,
                ignore_case,
                pattern,
            } => {
                let (before, between, after) = self.out.dialect().regex(*ignore_case);
                self.out.push(before);
                self.expr(expr);
                self.out.push(between).bind(Value::Text(pattern.clone())).push(after);
            }
            // `IN ()` is no SQL, and nothing is in nothing.
            Expr::In(_, _, values) if values.is_empty() => self.bool(false),
            Expr::In(expr, kind, values) => {
                self.expr(expr);
                self.out.in_list(*kind, values.clone());
            }
            Expr::Between(expr, low, high) => {
                self.expr(expr);
                self.out.push(" BETWEEN ");
                self.expr(low);
                self.out.push(" AND ");
                self.expr(high);
            }
            Expr::IsNull(expr) => {
                self.expr(expr);
                self.out.push(" IS NULL");
            }
            Expr::DatePart(part, kind, expr) => {
                let (before, after) = self.out.dialect().date_part(*part, *kind);
                self.out.push(&before);
                self.expr(expr);
                self.out.push(&after);
            }
            Expr::And(all) => self.joined(all, " AND ", true),
            Expr::Or(all) => self.joined(all, " OR ", false),
            Expr::Not(inner) => {
                let nullable = inner.is_nullable();
                self.out.push(if nullable { "(" } else { "NOT (" });
                self.expr(inner);
                self.out.push(if nullable { ") IS NOT TRUE" } else { ")" });
            }
            Expr::Exists { from, many, condition } => self.exists(from, *many, condition.as_deref()),
            Expr::Bool(value) => self.bool(*value),
        }
    }

    fn bool(&mut self, value: bool) {
        self.out.push(if value { "1 = 1" } else { "1 = 0" });
    }

    fn joined(&mut self, all: &[Expr], operator: &str, empty: bool) {
        if all.is_empty() {
            return self.bool(empty);
        }
        for (i, expr) in all.iter().enumerate() {
            if i > 0 {
                self.out.push(operator);
            }
            self.out.push("(");
            self.expr(expr);
            self.out.push(")");
        }
    }

    fn text_match(&mut self, expr: &Expr, how: TextMatch, ignore_case: bool, text: &str) {
        let upper = self.out.dialect().upper();
        let fold = |renderer: &mut Self, write: &mut dyn FnMut(&mut Self)| {
            if ignore_case {
                renderer.out.push(upper).push("(");
            }
            write(renderer);
            if ignore_case {
                renderer.out.push(")");
            }
        };
        let bind = |renderer: &mut Self| {
            fold(renderer, &mut |renderer| {
                renderer.out.bind(Value::Text(text.to_owned()));
            });
        };
        // Each character of the pattern takes four bytes at most when its case is folded, and may be escaped.
        if how != TextMatch::Exact && text.len().saturating_mul(5) > self.out.dialect().max_pattern() {
            self.out.push(if how == TextMatch::EndsWith {
                "substr("
            } else {
                "instr("
            });
            fold(self, &mut |renderer| renderer.expr(expr));
            self.out
                .push(if how == TextMatch::EndsWith { ", -length(" } else { ", " });
            bind(self);
            match how {
                TextMatch::StartsWith => {
                    self.out.push(") = 1");
                }
                TextMatch::EndsWith => {
                    self.out.push(")) = ");
                    bind(self);
                }
                TextMatch::Contains | TextMatch::Exact => {
                    self.out.push(") > 0");
                }
            }
            return;
        }
        fold(self, &mut |renderer| renderer.expr(expr));
        if how == TextMatch::Exact {
            self.out.push(" = ");
            return bind(self);
        }
        let mut pattern = String::with_capacity(text.len() + 2);
        if matches!(how, TextMatch::Contains | TextMatch::EndsWith) {
            pattern.push('%');
        }
        for c in text.chars() {
            if matches!(c, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(c);
        }
        if matches!(how, TextMatch::Contains | TextMatch::StartsWith) {
            pattern.push('%');
        }
        self.out.push(" LIKE ");
        fold(self, &mut |renderer| {
            renderer.out.bind(Value::Text(pattern.clone()));
        });
        self.out.push(r" ESCAPE '\'");
    }

    fn exists(&mut self, from: &Path, many: Many, condition: Option<&Expr>) {
        let depth = self.scopes.len();
        let alias = format!("s{depth}");
        let outer_alias = self.alias(from).to_owned();
        let target = many.target();
        let near_key = match many {
            Many::Reverse { field, .. } => field.target().map_or("id", |meta| meta.pk().column),
            Many::Through {
                owner, reversed: false, ..
            } => owner.pk().column,
            Many::Through { field, .. } => (field.target)().pk().column,
        };
        self.open(alias.clone(), u8::try_from(depth).unwrap_or(u8::MAX), &mut |visit| {
            if let Some(condition) = condition {
                condition.visit_paths(visit);
            }
        });
        self.out.push("EXISTS (SELECT 1 FROM ");
        match many {
            Many::Reverse { source, field } => {
                self.out.name(source.table).push(" AS ").name(&alias);
                self.joins();
                self.out.push(" WHERE ").name(&alias).push(".").name(field.column);
            }
            Many::Through { .. } => {
                // Invariant: `through` gives `Some` for this variant.
                let (table, near, far) = many.through().unwrap_or_default();
                let between = format!("{alias}t");
                self.out.name(&table).push(" AS ").name(&between).push(" INNER JOIN ");
                self.out.name(target.table).push(" AS ").name(&alias).push(" ON ");
                self.out.name(&alias).push(".").name(target.pk().column).push(" = ");
                self.out.name(&between).push(".").name(&far);
                self.joins();
                self.out.push(" WHERE ").name(&between).push(".").name(&near);
            }
        }
        self.out.push(" = ").name(&outer_alias).push(".").name(near_key);
        if let Some(condition) = condition {
            self.out.push(" AND (");
            self.expr(condition);
            self.out.push(")");
        }
        self.out.push(")");
        self.scopes.pop();
    }
}

impl Scope {
    /// Joins every table along the path, once.
    fn join(&mut self, path: &Path) {
        let Some(step) = &path.step else { return };
        self.join(&step.parent);
        let key = path.key();
        if self.joins.iter().any(|join| join.key == key) {
            return;
        }
        let parent_key = step.parent.key();
        let parent = self.joins.iter().find(|join| join.key == parent_key);
        let (parent_alias, parent_outer) = match parent {
            Some(join) => (join.alias.clone(), join.outer),
            None => (self.alias.clone(), false),
        };
        self.joins.push(Join {
            alias: format!("{}__{key}", if path.depth == 0 { "j" } else { &self.alias }),
            key,
            parent_alias,
            field: step.field,
            target: step.target,
            outer: parent_outer || step.field.nullable,
        });
    }
}
