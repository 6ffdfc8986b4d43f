//! What a data step has done, so that it need not be done again.

use serde::{Deserialize, Serialize};

use crate::value::{SqlType, Value};

/// The calls of a step, in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Journal {
    pub(super) calls: Vec<Call>,
}

/// One call that writes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Call {
    /// Which: a step whose calls are others than before cannot go on.
    pub(super) what: String,
    /// How many rows it changed.
    pub(super) rows: u64,
    /// The key of the last row it came to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) at: Option<Key>,
    /// Whether it is finished.
    pub(super) done: bool,
}

/// A primary key that outlives the process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Key {
    Number(i64),
    Text(String),
}

impl Journal {
    pub(super) fn read(notes: &str) -> Self {
        // Nothing is noted before the first call.
        serde_json::from_str(notes).unwrap_or_default()
    }

    pub(super) fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Key {
    /// `None` for a kind that has no exact text.
    pub(super) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(Self::Text(text.clone())),
            Value::Uuid(uuid) => Some(Self::Text(uuid.to_string())),
            value => value.as_i64().map(Self::Number),
        }
    }

    pub(super) fn value(&self, kind: SqlType) -> Option<Value> {
        match (self, kind) {
            (Self::Number(number), SqlType::SmallInt) => i16::try_from(*number).ok().map(Value::SmallInt),
            (Self::Number(number), SqlType::Integer) => i32::try_from(*number).ok().map(Value::Integer),
            (Self::Number(number), SqlType::BigInt) => Some(Value::BigInt(*number)),
            (Self::Text(text), SqlType::Text) => Some(Value::Text(text.clone())),
            (Self::Text(text), SqlType::Uuid) => text.parse().ok().map(Value::Uuid),
            _ => None,
        }
    }
}
