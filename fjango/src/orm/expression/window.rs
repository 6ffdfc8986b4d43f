//! Values that look at the rows around a row.

use std::marker::PhantomData;
use std::ops::{Bound, RangeBounds};

use super::{Aggregate, Expression, Operand};
use crate::db::WindowFunction;
use crate::orm::expr::{Exclusion, Frame, FrameUnit, WindowExpr, WindowedCall};
use crate::orm::{Expr, OrderBy, OrderExpr, Valued};
use crate::value::{DbValue, SqlType, Value};

/// The rows that a window function looks at: which group, in which order, how far. Begun by [`window`].
#[derive(Clone, Debug, Default)]
#[must_use = "a window does nothing until a function is asked `over` it"]
pub struct Window {
    partition: Vec<Expr>,
    order: Vec<OrderExpr>,
    frame: Option<Frame>,
}

/// The window of all rows of the query, to be narrowed: `OVER (PARTITION BY … ORDER BY … ROWS …)`.
///
/// ```
/// # use fjango::prelude::*;
/// use fjango::orm::{row_number, window};
///
/// # #[model] pub struct Post { pub id: i64, pub author: String, pub views: i64 }
/// # async fn example(db: Db) -> fjango::orm::Result<()> {
/// // The two most viewed posts of each author.
/// let top = Post::objects()
///     .filter(|p| row_number().over(window().partition_by(p.author()).order_by(p.views().desc())).le(2))
///     .all(&db)
///     .await?;
/// // Views so far, post by post.
/// let sums = Post::objects()
///     .values(&db, |p| (p.id(), p.views().sum().over(window().order_by(p.id().asc()).rows(..=0))))
///     .await?;
/// # let (_, _): (Vec<Post>, Vec<(i64, Option<i64>)>) = (top, sums); Ok(()) }
/// ```
pub fn window() -> Window {
    Window::default()
}

impl Window {
    /// Only the rows that are equal in these values.
    pub fn partition_by<V: Valued>(mut self, values: V) -> Self {
        self.partition.extend(values.exprs());
        self
    }

    /// The order of the rows; a window with an order and no frame ends at the current row and its equals.
    pub fn order_by<O: OrderBy>(mut self, order: O) -> Self {
        self.order.extend(order.into_order());
        self
    }

    /// Only rows so far before (negative) and after the current one: `rows(-1..=1)`, `rows(..=0)`.
    pub fn rows(self, rows: impl RangeBounds<i64>) -> Self {
        self.framed(FrameUnit::Rows, &rows)
    }

    /// Only rows whose value in the order differs so much from the current one's: `range(-10..=10)`. With a distance the
    /// order must be by one number.
    pub fn range(self, difference: impl RangeBounds<i64>) -> Self {
        self.framed(FrameUnit::Range, &difference)
    }

    /// Only so many groups of rows that are equal in the order.
    pub fn groups(self, groups: impl RangeBounds<i64>) -> Self {
        self.framed(FrameUnit::Groups, &groups)
    }

    /// Leaves rows of the frame out. Without a frame, of all rows up to the current one.
    pub fn exclude(mut self, rows: Exclusion) -> Self {
        let frame = self.frame.get_or_insert(Frame {
            unit: FrameUnit::Range,
            start: None,
            end: Some(0),
            exclude: None,
        });
        frame.exclude = Some(rows);
        self
    }

    fn framed(mut self, unit: FrameUnit, range: &impl RangeBounds<i64>) -> Self {
        let start = match range.start_bound() {
            Bound::Unbounded => None,
            Bound::Included(start) => Some(*start),
            Bound::Excluded(start) => Some(start.saturating_add(1)),
        };
        let end = match range.end_bound() {
            Bound::Unbounded => None,
            Bound::Included(end) => Some(*end),
            Bound::Excluded(end) => Some(end.saturating_sub(1)),
        };
        let exclude = self.frame.and_then(|frame| frame.exclude);
        self.frame = Some(Frame {
            unit,
            start,
            end,
            exclude,
        });
        self
    }

    fn over<T>(self, call: WindowedCall, output: SqlType) -> Expression<T> {
        Expression::new(Expr::Window(Box::new(WindowExpr {
            call,
            partition: self.partition,
            order: self.order,
            frame: self.frame,
            output,
        })))
    }
}

/// A function that needs to be told its window, by [`over`](Self::over).
#[derive(Clone, Debug)]
#[must_use = "a window function needs a window: `.over(window())`"]
pub struct WindowCall<T> {
    function: WindowFunction,
    arguments: Vec<Expr>,
    marker: PhantomData<fn() -> T>,
}

impl<T: DbValue> WindowCall<T> {
    fn new(function: WindowFunction, arguments: Vec<Expr>) -> Self {
        Self {
            function,
            arguments,
            marker: PhantomData,
        }
    }

    /// The value for each row: `… OVER (…)`.
    ///
    /// A condition on it is about the rows that meet all other conditions, as in Django: they are numbered first, in a
    /// subquery.
    pub fn over(self, window: Window) -> Expression<T> {
        window.over(WindowedCall::Function(self.function, self.arguments), T::SQL_TYPE)
    }
}

impl<T: DbValue> Aggregate<T> {
    /// The aggregate of the rows of a window, for each row: `SUM(…) OVER (…)`.
    ///
    /// Over each value once, or in an order of its own, neither database computes it. On SQLite standard deviations and
    /// variances have no windows.
    pub fn over(&self, window: Window) -> Expression<T> {
        window.over(WindowedCall::Aggregate(self.tree.clone()), T::SQL_TYPE)
    }
}

macro_rules! ranks {
    ($($name:ident, $function:ident, $output:ty, $doc:literal;)*) => {$(
        #[doc = $doc]
        pub fn $name() -> WindowCall<$output> {
            WindowCall::new(WindowFunction::$function, Vec::new())
        }
    )*};
}

ranks! {
    row_number, RowNumber, i64, "The number of the row in its window, from 1.";
    rank, Rank, i64, "The place of the row, from 1; equal rows share one, and leave as many out behind it.";
    dense_rank, DenseRank, i64, "The place of the row, from 1; equal rows share one, and none is left out.";
    percent_rank, PercentRank, f64, "How far the row's place is from the first (0) to the last (1).";
    cume_dist, CumeDist, f64, "The part of the rows that come no later than this one, up to 1.";
}

/// The number of the row's part, from 1, when the window is cut into so many parts of equal size. At least 1.
pub fn ntile(parts: i32) -> WindowCall<i64> {
    WindowCall::new(WindowFunction::Ntile, vec![Expr::Value(Value::Integer(parts.max(1)))])
}

impl<T: DbValue> Expression<T> {
    fn windowed<U: DbValue>(&self, function: WindowFunction, more: impl IntoIterator<Item = Expr>) -> WindowCall<U> {
        WindowCall::new(function, std::iter::once(self.expr()).chain(more).collect())
    }

    /// The value in the row so many rows before; `None` where there is none.
    pub fn lag(&self, rows: i32) -> WindowCall<Option<T::Plain>> {
        self.windowed(WindowFunction::Lag, [distance(rows)])
    }

    /// The value in the row so many rows before, or another one where there is none.
    pub fn lag_or(&self, rows: i32, other: impl Operand<T::Plain>) -> WindowCall<T> {
        self.windowed(WindowFunction::Lag, [distance(rows), other.into_operand()])
    }

    /// The value in the row so many rows after; `None` where there is none.
    pub fn lead(&self, rows: i32) -> WindowCall<Option<T::Plain>> {
        self.windowed(WindowFunction::Lead, [distance(rows)])
    }

    /// The value in the row so many rows after, or another one where there is none.
    pub fn lead_or(&self, rows: i32, other: impl Operand<T::Plain>) -> WindowCall<T> {
        self.windowed(WindowFunction::Lead, [distance(rows), other.into_operand()])
    }

    /// The value in the first row of the frame.
    pub fn first_value(&self) -> WindowCall<Option<T::Plain>> {
        self.windowed(WindowFunction::FirstValue, [])
    }

    /// The value in the last row of the frame.
    pub fn last_value(&self) -> WindowCall<Option<T::Plain>> {
        self.windowed(WindowFunction::LastValue, [])
    }

    /// The value in the row of this number of the frame, from 1.
    pub fn nth_value(&self, number: i32) -> WindowCall<Option<T::Plain>> {
        self.windowed(WindowFunction::NthValue, [distance(number.max(1))])
    }
}

fn distance(rows: i32) -> Expr {
    Expr::Value(Value::Integer(rows))
}
