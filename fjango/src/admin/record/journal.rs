//! What is written down of every change, in the transaction that makes it.

use super::FoundRecord;
use crate::admin::contract::{HistoryVerb, HistoryVia};
use crate::admin::lens::Lens;
use crate::admin::{Context, Result, history};
use crate::db::Tx;
use crate::value::Value;

/// One thing that was done to one row.
#[derive(Clone, Copy)]
pub(crate) struct Done<'a> {
    pub(crate) lens: Lens<'a>,
    pub(crate) key: &'a Value,
    pub(crate) verb: HistoryVerb,
    pub(crate) via: HistoryVia,
    /// The row before; nothing of a new one.
    pub(crate) before: Option<&'a FoundRecord>,
    /// The row since; nothing of one that is gone.
    pub(crate) after: Option<&'a FoundRecord>,
    /// More, such as an action's name.
    pub(crate) note: &'a str,
}

impl<'a> Done<'a> {
    /// A change of a row, made in a form.
    pub(crate) fn of(lens: &Lens<'a>, key: &'a Value) -> Self {
        Self {
            lens: *lens,
            key,
            verb: HistoryVerb::Change,
            via: HistoryVia::Ui,
            before: None,
            after: None,
            note: "",
        }
    }

    /// What the row is called: as it was last.
    pub(crate) fn repr(&self) -> &str {
        let row = self.after.or(self.before);
        row.map_or("", |found| found.row.repr.as_str())
    }
}

/// Writes down what was done. An error undoes it.
pub(crate) async fn note(tx: &Tx, context: &Context, done: Done<'_>) -> Result<()> {
    history::write(tx, context, &done).await?;
    tracing::info!(
        target: "fjango::admin",
        user = context.actor.id,
        model = done.lens.entry.key,
        row = done.key.to_text(),
        verb = ?done.verb,
        via = ?done.via,
        note = done.note,
        "{} was changed",
        done.repr(),
    );
    Ok(())
}
