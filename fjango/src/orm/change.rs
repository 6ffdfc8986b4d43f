//! A [`Query`] as `UPDATE` and `DELETE`.

use super::render::Renderer;
use super::{Expr, Query};
use crate::db::{Dialect, Statement};
use crate::schema::FieldMeta;
use crate::value::Value;

impl Query {
    /// `UPDATE … SET …` of the matching rows.
    pub fn update(&self, dialect: &dyn Dialect, changes: &[(usize, Value)]) -> Statement {
        let changes: Vec<_> = changes
            .iter()
            .map(|(field, value)| (&self.meta.fields[*field], Expr::Value(value.clone())))
            .collect();
        self.update_with(dialect, &changes)
    }

    /// `UPDATE … SET …` of the matching rows, by expressions over their columns.
    pub fn update_with(&self, dialect: &dyn Dialect, changes: &[(&FieldMeta, Expr)]) -> Statement {
        self.statement(dialect, |sql| {
            // Without joins: a row is changed by what it holds itself, or by subqueries.
            sql.open_query(self.origin, self.meta.table, &mut |_| {});
            sql.out.writes().push("UPDATE ").name(self.meta.table).push(" SET ");
            for (i, (field, value)) in changes.iter().enumerate() {
                sql.out
                    .push(if i > 0 { ", " } else { "" })
                    .name(field.column)
                    .push(" = ");
                sql.expr(value);
            }
            self.restrict(sql);
            sql.close();
        })
    }

    /// `DELETE FROM …` the matching rows; the database's own rules take or keep what points at them.
    pub fn delete(&self, dialect: &dyn Dialect) -> Statement {
        self.statement(dialect, |sql| {
            sql.open_query(self.origin, self.meta.table, &mut |_| {});
            sql.out.writes().push("DELETE FROM ").name(self.meta.table);
            self.restrict(sql);
            sql.close();
        })
    }

    /// The conditions of a write: in place, or by key where they need other tables or a slice.
    fn restrict(&self, sql: &mut Renderer<'_>) {
        let own = self.origin;
        let mut joined = self.is_composed();
        let filter = self.conditions_in_force();
        for expr in filter.iter() {
            expr.visit_paths(&mut |path| {
                joined |= path.step.is_some() && (path.origin == own || path.origin == Default::default());
            });
        }
        if !joined {
            return self.conditions(sql, " WHERE ", &filter);
        }
        self.conditions(sql, " WHERE ", &self.narrowed().filter);
    }
}
