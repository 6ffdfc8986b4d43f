use chrono::{DateTime, Utc};
use serde_json::Value as JsonValue;

use super::{Related, contract};

contract! {
    /// `GET m/{model}/{id}/history` and `GET audit`: what was done, the latest first.
    pub struct HistoryPage {
        /// The entries.
        pub entries: Vec<HistoryEntry>,
        /// Where more are.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub next: Option<String>,
    }

    /// One thing that was done to one row.
    pub struct HistoryEntry {
        /// The entry's key.
        pub rev: String,
        /// When.
        pub at: DateTime<Utc>,
        /// Who; absent when nobody was signed in, or the user is gone.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub by: Option<Related>,
        /// What.
        pub verb: HistoryVerb,
        /// From where.
        pub via: HistoryVia,
        /// The address that the request came from.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub ip: Option<String>,
        /// The request, as the log names it.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub request_id: Option<String>,
        /// The row's model.
        pub model: String,
        /// The row.
        pub id: String,
        /// Its name, as it was then.
        pub repr: String,
        /// More, such as an action's name.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        pub note: String,
        /// The fields that changed and that the user may see.
        pub changes: Vec<FieldChange>,
    }

    /// What was done.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum HistoryVerb {
        /// The row is new.
        Create,
        /// Values changed.
        Change,
        /// It was deleted.
        Delete,
        /// It came back.
        Restore,
        /// An action.
        Action,
        /// Values went back to what they were.
        Revert,
    }

    /// From where something was done.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum HistoryVia {
        /// The admin's pages.
        Ui,
        /// The REST API.
        Api,
        /// An action.
        Action,
        /// A file that was brought in.
        Import,
    }

    /// One field before and after.
    pub struct FieldChange {
        /// The field.
        pub f: String,
        /// Its name for people.
        pub label: String,
        /// What it held.
        pub before: JsonValue,
        /// What it holds since.
        pub after: JsonValue,
    }
}
