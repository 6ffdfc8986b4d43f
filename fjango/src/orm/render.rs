//! The tree as SQL. One renderer for both databases; what differs is asked of the [`Dialect`](crate::db::Dialect).

use super::expr::{AggregateExpr, Call, Exclusion, Frame, FrameUnit, Nulls, WindowExpr, WindowedCall};
use super::path::Origin;
use super::{Expr, Inner, Many, OrderExpr, Path, TextMatch, Visibility};
use crate::db::{AggregateFunction, Function, StatementBuilder};
use crate::schema::{FieldMeta, ModelMeta};
use crate::value::{SqlType, Value};

/// Shows every path of a query to the function it is given.
type Visit<'a> = &'a mut dyn FnMut(&mut dyn FnMut(&Path));

/// One query's tables: its own, and those joined along foreign keys.
struct Scope {
    origin: Origin,
    /// A query with `SELECT`, not the rows of an `any`.
    is_query: bool,
    alias: String,
    joins: Vec<Join>,
}

struct Join {
    path: Path,
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
    pub(super) fn new(out: StatementBuilder<'d>) -> Self {
        Self {
            out,
            scopes: Vec::new(),
        }
    }

    /// Begins a query on `table` whose columns are those that `visit` shows.
    pub(super) fn open_query(&mut self, origin: Origin, table: &str, visit: Visit<'_>) {
        let alias = match self.scopes.len() {
            0 => table.to_owned(),
            depth => format!("s{depth}"),
        };
        self.open(origin, true, alias, visit);
    }

    fn open(&mut self, origin: Origin, is_query: bool, alias: String, visit: Visit<'_>) {
        let mut scope = Scope {
            origin,
            is_query,
            alias,
            joins: Vec::new(),
        };
        let nested = !self.scopes.is_empty();
        visit(&mut |path| {
            if path.origin == origin || (is_query && path.origin == Origin::OWN) {
                scope.join(path, nested);
            }
        });
        self.scopes.push(scope);
    }

    pub(super) fn close(&mut self) {
        self.scopes.pop();
    }

    /// The name of the innermost query's own table.
    pub(super) fn own_alias(&self) -> &str {
        self.scopes.last().map_or("", |scope| &scope.alias)
    }

    /// The name of the table at the end of a path.
    pub(super) fn alias(&self, path: &Path) -> &str {
        alias_of(&self.scopes, path)
    }

    pub(super) fn is_nested(&self) -> bool {
        self.scopes.len() > 1
    }

    pub(super) fn column(&mut self, path: &Path, field: &FieldMeta) {
        let alias = alias_of(&self.scopes, path);
        self.out.name(alias).push(".").name(field.column);
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
            if let Some(field) = join.target.deleted_at() {
                self.out
                    .push(" AND ")
                    .name(&join.alias)
                    .push(".")
                    .name(field.column)
                    .push(" IS NULL");
            }
        }
    }

    /// `ORDER BY …`; `place` gives the position of an expression that is selected already.
    pub(super) fn order(&mut self, order: &[OrderExpr], place: &dyn Fn(&Expr) -> Option<usize>) {
        for (i, part) in order.iter().enumerate() {
            self.out.push(if i == 0 { " ORDER BY " } else { ", " });
            match place(&part.expr) {
                Some(position) => {
                    self.out.push(&(position + 1).to_string());
                }
                None => self.expr(&part.expr),
            }
            self.direction(part);
        }
    }

    /// ` DESC NULLS LAST` behind an expression of an order.
    pub(super) fn direction(&mut self, part: &OrderExpr) {
        if part.descending {
            self.out.push(" DESC");
        }
        // The databases disagree about where NULL goes; smallest is SQLite's way and Django's documented hope.
        let smallest = if part.descending { Nulls::Last } else { Nulls::First };
        if part.expr.is_nullable() {
            self.out.push(match part.nulls.unwrap_or(smallest) {
                Nulls::First => " NULLS FIRST",
                Nulls::Last => " NULLS LAST",
            });
        }
    }

    /// The expressions, separated by commas.
    pub(super) fn list(&mut self, all: &[Expr]) {
        for (i, expr) in all.iter().enumerate() {
            if i > 0 {
                self.out.push(", ");
            }
            self.expr(expr);
        }
    }

    pub(super) fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Column(path, field) => self.column(path, field),
            Expr::Value(value) => {
                self.out.bind(value.clone());
            }
            Expr::Compare(a, how, b) => {
                self.operand(a);
                self.out.push(how.sql());
                self.operand(b);
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
                self.operand(expr);
                self.out.in_list(*kind, values.clone());
            }
            Expr::InSubquery(expr, select) => {
                self.operand(expr);
                self.out.push(" IN (");
                select.query.render_values(self, &select.values);
                self.out.push(")");
            }
            Expr::Between(expr, low, high) => {
                self.operand(expr);
                self.out.push(" BETWEEN ");
                self.operand(low);
                self.out.push(" AND ");
                self.operand(high);
            }
            Expr::IsNull(expr) => {
                self.operand(expr);
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
            Expr::Exists {
                from,
                many,
                inner,
                visibility,
                condition,
            } => self.exists(from, *many, *inner, *visibility, condition.as_deref()),
            Expr::ExistsSubquery(select) => {
                self.out.push("EXISTS (");
                select.query.render_values(self, &select.values);
                self.out.push(")");
            }
            Expr::Bool(value) => self.bool(*value),
            Expr::Function {
                function,
                arguments,
                output,
            } => self.function(*function, arguments, *output),
            Expr::Cast(expr, kind) => self.cast(*kind, |renderer| renderer.expr(expr)),
            Expr::Aggregate(aggregate) => self.aggregate(aggregate),
            Expr::Case { branches, otherwise } => {
                self.out.push("CASE");
                for (condition, value) in branches {
                    self.out.push(" WHEN ");
                    self.expr(condition);
                    self.out.push(" THEN ");
                    self.expr(value);
                }
                if let Some(otherwise) = otherwise {
                    self.out.push(" ELSE ");
                    self.expr(otherwise);
                }
                self.out.push(" END");
            }
            Expr::Subquery(select) => {
                self.out.push("(");
                select.query.render_values(self, &select.values);
                self.out.push(")");
            }
            Expr::Window(window) => self.window(window),
            Expr::Collate(expr, collation) => {
                self.out.push("(");
                self.operand(expr);
                let collation = self.out.dialect().collation(collation);
                self.out.push(" COLLATE ").name(collation).push(")");
            }
            Expr::Call {
                call,
                arguments,
                output,
            } => self.result(*output, |renderer| renderer.call(*call, arguments)),
        }
    }

    /// A function by a name or SQL of the program's own.
    fn call(&mut self, call: Call, arguments: &[Expr]) {
        // It may count, tell or write something.
        self.out.pure(false);
        match call {
            Call::Name(name) => {
                self.out.push(name).push("(");
                self.list(arguments);
                self.out.push(")");
            }
            Call::Template(template) => {
                self.out.push("(");
                self.template(template, arguments);
                self.out.push(")");
            }
        }
    }

    fn window(&mut self, window: &WindowExpr) {
        self.result(window.output, |renderer| {
            match &window.call {
                WindowedCall::Function(function, arguments) => {
                    renderer.out.push(function.name()).push("(");
                    renderer.list(arguments);
                    renderer.out.push(")");
                }
                WindowedCall::Aggregate(aggregate) => renderer.bare_aggregate(aggregate),
            }
            renderer.out.push(" OVER (");
            if !window.partition.is_empty() {
                renderer.out.push("PARTITION BY ");
                renderer.list(&window.partition);
            }
            renderer.order(&window.order, &|_| None);
            if let Some(frame) = &window.frame {
                renderer.frame(frame);
            }
            renderer.out.push(")");
        });
    }

    fn frame(&mut self, frame: &Frame) {
        let end = |distance: Option<i64>, unbounded: &str| match distance {
            None => format!("UNBOUNDED {unbounded}"),
            Some(0) => "CURRENT ROW".to_owned(),
            Some(before) if before < 0 => format!("{} PRECEDING", before.unsigned_abs()),
            Some(after) => format!("{after} FOLLOWING"),
        };
        let unit = match frame.unit {
            FrameUnit::Rows => "ROWS",
            FrameUnit::Range => "RANGE",
            FrameUnit::Groups => "GROUPS",
        };
        let (start, end) = (end(frame.start, "PRECEDING"), end(frame.end, "FOLLOWING"));
        self.out.push(&format!(" {unit} BETWEEN {start} AND {end}"));
        self.out.push(match frame.exclude {
            None => "",
            Some(Exclusion::CurrentRow) => " EXCLUDE CURRENT ROW",
            Some(Exclusion::Group) => " EXCLUDE GROUP",
            Some(Exclusion::Ties) => " EXCLUDE TIES",
        });
    }

    /// An expression beside an operator: conditions need brackets there.
    fn operand(&mut self, expr: &Expr) {
        let bare = matches!(
            expr,
            Expr::Column(..)
                | Expr::Value(_)
                | Expr::Function { .. }
                | Expr::Cast(..)
                | Expr::Aggregate(_)
                | Expr::Case { .. }
                | Expr::Subquery(_)
                | Expr::DatePart(..)
                | Expr::Window(_)
                | Expr::Collate(..)
                | Expr::Call { .. }
        );
        if bare {
            return self.expr(expr);
        }
        self.out.push("(");
        self.expr(expr);
        self.out.push(")");
    }

    fn cast(&mut self, kind: SqlType, write: impl FnOnce(&mut Self)) {
        self.out.push("CAST(");
        write(self);
        let name = self.out.dialect().cast_type(kind);
        self.out.push(" AS ").push(name).push(")");
    }

    /// Writes something whose type the database chooses, so that it can be read as `kind`.
    fn result(&mut self, kind: SqlType, write: impl FnOnce(&mut Self)) {
        if self.out.dialect().casts_results() {
            self.cast(kind, write);
        } else {
            write(self);
        }
    }

    fn function(&mut self, function: Function, arguments: &[Expr], output: SqlType) {
        let template = self.out.dialect().function(function);
        self.result(output, |renderer| renderer.template(template, arguments));
    }

    fn template(&mut self, template: &str, arguments: &[Expr]) {
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            self.out.push(before);
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            match name {
                "*" => self.list(arguments),
                // `{}` is an empty path of PostgreSQL's.
                "" => {
                    self.out.push("{}");
                }
                _ => {
                    if let Some(argument) = name.parse().ok().and_then(|n: usize| arguments.get(n)) {
                        self.operand(argument);
                    }
                }
            }
            rest = after;
        }
        self.out.push(rest);
    }

    fn aggregate(&mut self, aggregate: &AggregateExpr) {
        self.result(aggregate.output, |renderer| renderer.bare_aggregate(aggregate));
    }

    fn bare_aggregate(&mut self, aggregate: &AggregateExpr) {
        if let AggregateFunction::Named(_) = aggregate.function {
            self.out.pure(false);
        }
        let name = self.out.dialect().aggregate(aggregate.function);
        self.out.push(name).push("(");
        match &aggregate.argument {
            None => {
                self.out.push("*");
            }
            Some(argument) => {
                self.out.push(if aggregate.distinct { "DISTINCT " } else { "" });
                self.expr(argument);
                if let Some(extra) = &aggregate.extra {
                    self.out.push(", ");
                    self.expr(extra);
                }
                self.order(&aggregate.order, &|_| None);
            }
        }
        self.out.push(")");
        if let Some(filter) = &aggregate.filter {
            self.out.push(" FILTER (WHERE ");
            self.expr(filter);
            self.out.push(")");
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
            fold(self, &mut |renderer| renderer.operand(expr));
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
        fold(self, &mut |renderer| renderer.operand(expr));
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

    fn exists(&mut self, from: &Path, many: Many, inner: Inner, visibility: Visibility, condition: Option<&Expr>) {
        let alias = format!("s{}", self.scopes.len());
        let outer_alias = alias_of(&self.scopes, from).to_owned();
        let target = many.target();
        let near_key = many.near().map_or("id", |meta| meta.pk().column);
        self.open(inner.0, false, alias.clone(), &mut |visit| {
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
        if let Some(visible) = visibility.condition(target, Path::root(inner.0)) {
            self.out.push(" AND (");
            self.expr(&visible);
            self.out.push(")");
        }
        if let Some(condition) = condition {
            self.out.push(" AND (");
            self.expr(condition);
            self.out.push(")");
        }
        self.out.push(")");
        self.close();
    }
}

/// The name of the table at the end of a path.
fn alias_of<'s>(scopes: &'s [Scope], path: &Path) -> &'s str {
    let mut inner_first = scopes.iter().rev();
    let found = match path.origin {
        Origin::OWN => inner_first.find(|scope| scope.is_query),
        origin => inner_first.find(|scope| scope.origin == origin),
    };
    // A column of no query around can only come from another query's closure; its own table is the best guess, and
    // the database refuses the statement where it is wrong.
    let Some(scope) = found.or(scopes.last()) else {
        return "";
    };
    if path.step.is_none() {
        return &scope.alias;
    }
    let join = scope.joins.iter().find(|join| join.path.goes_like(path));
    join.map_or(&scope.alias, |join| &join.alias)
}

impl Scope {
    /// Joins every table along the path, once.
    fn join(&mut self, path: &Path, nested: bool) {
        let Some(step) = &path.step else { return };
        self.join(&step.parent, nested);
        if self.joins.iter().any(|join| join.path.goes_like(path)) {
            return;
        }
        let parent = self.joins.iter().find(|join| join.path.goes_like(&step.parent));
        let (parent_alias, parent_outer) = match parent {
            Some(join) => (join.alias.clone(), join.outer),
            None => (self.alias.clone(), false),
        };
        self.joins.push(Join {
            alias: format!("{}__{}", if nested { &self.alias } else { "j" }, path.key()),
            path: path.clone(),
            parent_alias,
            field: step.field,
            target: step.target,
            outer: parent_outer || step.is_outer(),
        });
    }
}
