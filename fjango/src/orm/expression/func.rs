//! Functions that fjango does not know.

use super::{Aggregate, Expression};
use crate::db::AggregateFunction;
use crate::orm::expr::{AggregateExpr, Call};
use crate::orm::{Expr, Valued};
use crate::value::DbValue;

/// A call of a database function that fjango does not know: Django's `Func`.
///
/// The name and the SQL are written in the program (`&'static str`); arguments are expressions, and their values are
/// bound, so nothing from outside becomes SQL. Whether the database has the function, it says when it is asked.
///
/// ```
/// # use fjango::prelude::*;
/// use fjango::orm::{Func, value};
///
/// # #[model] pub struct Post { pub id: i64, pub title: String, pub flags: i32 }
/// # async fn example(db: Db) -> fjango::orm::Result<()> {
/// let quoted = Post::objects()
///     // QUOTE("title")
///     .values(&db, |p| Func::new("QUOTE").argument(p.title()).returns::<String>())
///     .await?;
/// let masked = Post::objects()
///     // ("flags" & $1) = $2
///     .filter(|p| Func::template("{0} & {1}").argument(p.flags()).argument(value(4)).returns::<i32>().eq(4))
///     .count(&db)
///     .await?;
/// # let (_, _): (Vec<String>, u64) = (quoted, masked); Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it says what it returns"]
pub struct Func {
    call: Call,
    arguments: Vec<Expr>,
}

impl Func {
    /// A function by its name, which may have a schema before it: `LEVENSHTEIN`, `public.similarity`.
    ///
    /// # Panics
    /// When the name has other characters than letters, digits, `_` and `.`; in a `const`, when it is compiled.
    pub const fn new(name: &'static str) -> Self {
        check_name(name);
        Self {
            call: Call::Name(name),
            arguments: Vec::new(),
        }
    }

    /// SQL with `{0}` for the first argument, `{1}` for the second, `{*}` for all: operators, and functions that are
    /// written in a way of their own.
    pub const fn template(sql: &'static str) -> Self {
        Self {
            call: Call::Template(sql),
            arguments: Vec::new(),
        }
    }

    /// The next argument: a column, an expression, or [`value`](super::value) of something.
    pub fn argument<V: Valued>(mut self, argument: V) -> Self {
        self.arguments.extend(argument.exprs());
        self
    }

    /// The call as a value of each row. Say `Option<T>` where it can be `NULL`.
    pub fn returns<T: DbValue>(self) -> Expression<T> {
        Expression::new(Expr::Call {
            call: self.call,
            arguments: self.arguments,
            output: T::SQL_TYPE,
        })
    }

    /// An aggregate by its name, a value of a group of rows: Django's `Aggregate`.
    ///
    /// ```
    /// # use fjango::prelude::*;
    /// use fjango::orm::Func;
    ///
    /// # #[model] pub struct Post { pub id: i64, pub flags: i32 }
    /// # async fn example(db: Db) -> fjango::orm::Result<()> {
    /// let all = Post::objects().aggregate(&db, |p| Func::aggregate::<Option<i32>>("BIT_AND", p.flags())).await?;
    /// # let _: Option<i32> = all; Ok(()) }
    /// ```
    ///
    /// # Panics
    /// As [`new`](Self::new).
    pub fn aggregate<T: DbValue>(name: &'static str, argument: impl Valued) -> Aggregate<T> {
        check_name(name);
        let mut arguments = argument.exprs().into_iter();
        Aggregate::from_tree(AggregateExpr {
            function: AggregateFunction::Named(name),
            argument: arguments.next(),
            extra: arguments.next(),
            distinct: false,
            filter: None,
            order: Vec::new(),
            output: T::SQL_TYPE,
        })
    }
}

const fn check_name(name: &str) {
    let bytes = name.as_bytes();
    assert!(!bytes.is_empty(), "a function has a name");
    let mut i = 0;
    while i < bytes.len() {
        assert!(
            bytes[i].is_ascii_alphanumeric() || bytes[i] == b'_' || bytes[i] == b'.',
            "a function's name has letters, digits, `_` and `.`; use `Func::template` for other SQL"
        );
        i += 1;
    }
}
