use std::ops::{BitAnd, BitOr, BitXor, Not};

use super::{Column, Expr, Expression};

/// What `filter` and `exclude` take: a typed comparison, joined with `&`, `|` and `!`.
#[derive(Clone, Debug)]
#[must_use = "a condition does nothing until a query uses it"]
pub struct Condition(pub(crate) Expr);

impl Condition {
    /// The tree beneath.
    pub fn into_expr(self) -> Expr {
        self.0
    }
}

impl From<Expr> for Condition {
    fn from(expr: Expr) -> Self {
        Self(expr)
    }
}

impl From<Expression<bool>> for Condition {
    fn from(expression: Expression<bool>) -> Self {
        expression.is_true()
    }
}

impl<M> From<Column<M, bool>> for Condition {
    fn from(column: Column<M, bool>) -> Self {
        column.is_true()
    }
}

impl<R: Into<Condition>> BitAnd<R> for Condition {
    type Output = Condition;
    fn bitand(self, right: R) -> Self {
        let right = right.into().0;
        Self(match self.0 {
            Expr::And(mut all) => {
                all.push(right);
                Expr::And(all)
            }
            left => Expr::And(vec![left, right]),
        })
    }
}

impl<R: Into<Condition>> BitOr<R> for Condition {
    type Output = Condition;
    fn bitor(self, right: R) -> Self {
        let right = right.into().0;
        Self(match self.0 {
            Expr::Or(mut all) => {
                all.push(right);
                Expr::Or(all)
            }
            left => Expr::Or(vec![left, right]),
        })
    }
}

impl Not for Condition {
    type Output = Condition;
    fn not(self) -> Self {
        Self(Expr::Not(Box::new(self.0)))
    }
}

impl<R: Into<Condition>> BitXor<R> for Condition {
    type Output = Condition;
    /// Whether exactly one of the two holds.
    fn bitxor(self, right: R) -> Self {
        let right = right.into();
        (self.clone() & !right.clone()) | (!self & right)
    }
}
