//! How many statements something takes.

/// Runs an expression and demands that it starts exactly so many statements; gives what the expression gives.
///
/// Statements are counted on the thread that awaits them, so those of a [`TestApp`](crate::testing::TestApp)'s handlers
/// count as well. A transaction's `BEGIN` and `COMMIT` do not.
///
/// # Panics
/// With both numbers when they differ.
///
/// # Examples
/// ```
/// use fjango::prelude::*;
/// use fjango::testing::{TestDb, assert_queries};
///
/// # fjango::__private::run_test(async {
/// let db = TestDb::new().await;
/// let users = assert_queries!(1, User::objects().count(db.db()).await.unwrap());
/// assert_eq!(users, 0);
/// # });
/// ```
#[macro_export]
macro_rules! assert_queries {
    ($expected:expr, $body:expr $(,)?) => {{
        let expected: usize = $expected;
        let counter = $crate::db::QueryCount::new();
        let result = $body;
        let counted = counter.get();
        ::core::assert!(
            counted == expected,
            "{counted} statements were started where {expected} were expected, in `{}`",
            ::core::stringify!($body)
        );
        result
    }};
}

#[doc(inline)]
pub use assert_queries;
