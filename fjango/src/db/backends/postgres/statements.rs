use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::db::statement::{Bind, Statement};
use crate::value::SqlType;

/// How many prepared statements a connection keeps. An application has some hundreds; one that makes more of them
/// starts over rather than filling the server's memory.
const MOST: usize = 1_000;

/// The statements that one connection has prepared.
#[derive(Default)]
pub(super) struct Statements(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// By text; the same text may have its values elsewhere, or of other types. Nobody outside chooses the texts, so a quick
    /// hash is safe.
    by_text: HashMap<Box<str>, Vec<Arc<Prepared>>, foldhash::fast::FixedState>,
    count: usize,
}

/// A statement that the server knows.
pub(super) struct Prepared {
    marks: Box<[usize]>,
    kinds: Box<[Kind]>,
    pub(super) statement: tokio_postgres::Statement,
    /// The types of its columns.
    pub(super) columns: Arc<[NonZeroU32]>,
    quick: AtomicU32,
    /// How often it was slow lately, as a lane counts it.
    pub(super) strikes: AtomicU32,
}

/// A value's type, and whether it is a list of such.
type Kind = (SqlType, bool);

fn kind(bind: &Bind) -> Kind {
    match bind {
        Bind::One(value) => (value.sql_type(), false),
        Bind::Array(kind, _) => (*kind, true),
    }
}

impl Prepared {
    fn serves(&self, statement: &Statement) -> bool {
        *self.marks == *statement.text.marks
            && self.kinds.len() == statement.binds.len()
            && self
                .kinds
                .iter()
                .zip(&statement.binds)
                .all(|(own, bind)| *own == kind(bind))
    }

    /// Counts one more quick answer.
    pub(super) fn was_quick(&self) -> u32 {
        self.quick.fetch_add(1, Ordering::Relaxed) + 1
    }
}

impl Statements {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn find(&self, statement: &Statement) -> Option<Arc<Prepared>> {
        let known = self.known();
        let same_text = known.by_text.get(&*statement.text.sql)?;
        same_text.iter().find(|prepared| prepared.serves(statement)).cloned()
    }

    pub(super) fn keep(&self, statement: &Statement, prepared: tokio_postgres::Statement) -> Arc<Prepared> {
        let columns = prepared.columns().iter().map(|column| oid(column.type_()));
        let made = Arc::new(Prepared {
            marks: statement.text.marks.clone().into(),
            kinds: statement.binds.iter().map(kind).collect(),
            columns: columns.collect(),
            statement: prepared,
            quick: AtomicU32::new(0),
            strikes: AtomicU32::new(0),
        });
        let mut known = self.known();
        if known.count >= MOST {
            *known = Known::default();
        }
        known.count += 1;
        let same_text = known.by_text.entry(statement.text.sql.as_str().into()).or_default();
        same_text.push(Arc::clone(&made));
        made
    }

    /// Forgets a statement; the server forgets it when the last user of it is done.
    pub(super) fn forget(&self, statement: &Statement) {
        let mut known = self.known();
        if let Some(same_text) = known.by_text.remove(&*statement.text.sql) {
            known.count -= same_text.len();
        }
    }
}

/// A type's number. No type has the number 0, which stands for "not known".
pub(super) fn oid(kind: &postgres_types::Type) -> NonZeroU32 {
    NonZeroU32::new(kind.oid()).unwrap_or(NonZeroU32::MAX)
}
