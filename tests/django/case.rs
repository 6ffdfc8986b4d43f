//! One query in both spellings.

use std::rc::Rc;

use fjango::db::{Db, Tx};
use fjango::orm::Result;
use fjango_tests::Kind;
use futures_util::future::LocalBoxFuture;
use serde_json::Value as Data;

use crate::canonical::Canonical;

/// A query as Django spells it, and the same in fjango's spelling.
pub struct Case {
    /// A Python expression; `python/driver.py` says what it may name.
    pub django: &'static str,
    /// The same for fjango.
    pub fjango: Run,
    /// Where the two differ on purpose.
    pub differs: Option<Difference>,
}

/// A difference that is meant. The book's table has a row for each name.
#[derive(Clone, Copy)]
pub struct Difference {
    pub name: &'static str,
    /// The databases on which the results differ; on the others they must be the same.
    pub on: &'static [Kind],
}

type Read = Rc<dyn for<'a> Fn(&'a Db) -> LocalBoxFuture<'a, Result<Data>>>;
type Write = Rc<dyn for<'a> Fn(&'a Tx) -> LocalBoxFuture<'a, Result<Data>>>;

/// What a case does on fjango's side.
#[derive(Clone)]
pub enum Run {
    Read(Read),
    /// In a transaction that is rolled back.
    Write(Write),
}

impl Run {
    pub async fn on(&self, db: &Db) -> Result<Data> {
        match self {
            Self::Read(read) => read(db).await,
            Self::Write(write) => {
                let mut result = None;
                let end = db
                    .transaction(async |tx| {
                        result = Some(write(tx).await);
                        Err::<(), _>(Over::Rollback)
                    })
                    .await;
                match (result, end) {
                    (_, Err(Over::Database(error))) => Err(error.into()),
                    (Some(result), _) => result,
                    (None, _) => unreachable!("the transaction ran"),
                }
            }
        }
    }
}

enum Over {
    Rollback,
    Database(fjango::db::Error),
}

impl From<fjango::db::Error> for Over {
    fn from(error: fjango::db::Error) -> Self {
        Self::Database(error)
    }
}

pub fn read<T: Canonical + 'static>(query: impl AsyncFn(&Db) -> Result<T> + 'static) -> Run {
    let query = Rc::new(query);
    Run::Read(Rc::new(move |db| {
        let query = Rc::clone(&query);
        Box::pin(async move { Ok(query(db).await?.canonical()) })
    }))
}

pub fn write<T: Canonical + 'static>(query: impl AsyncFn(&Tx) -> Result<T> + 'static) -> Run {
    let query = Rc::new(query);
    Run::Write(Rc::new(move |tx| {
        let query = Rc::clone(&query);
        Box::pin(async move { Ok(query(tx).await?.canonical()) })
    }))
}

/// A list of cases: Django's spelling, `=>`, fjango's. `write` before it is for queries that change rows; `differs`
/// names a difference and the databases on which there is one.
macro_rules! cases {
    (@difference) => { None };
    (@difference $name:literal [$($kind:ident)+]) => {
        Some($crate::case::Difference { name: $name, on: &[$(fjango_tests::Kind::$kind),+] })
    };
    (@run $db:ident $query:expr) => { $crate::case::read(async |$db: &fjango::db::Db| $query.await) };
    (@run write $db:ident $query:expr) => { $crate::case::write(async |$db: &fjango::db::Tx| $query.await) };
    ($($($write:ident)? $(($name:literal differs on $($kind:ident)+))? $django:literal => |$db:ident| $query:expr;)*) => {
        vec![$(
            $crate::case::Case {
                django: $django,
                fjango: cases!(@run $($write)? $db $query),
                differs: cases!(@difference $($name [$($kind)+])?),
            },
        )*]
    };
}

pub(crate) use cases;
