use super::{ListFilter, Members, Tone, contract};

contract! {
    /// `POST m/{model}/actions/{key}`.
    #[serde(deny_unknown_fields)]
    pub struct ActionRequest {
        /// The rows; absent of an action on the list as a whole.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub selection: Option<Selection>,
        /// What the action's form says.
        #[serde(default)]
        pub form: Members,
    }

    /// Which rows are meant: some by their keys, or all that match.
    #[serde(untagged)]
    pub enum Selection {
        /// These.
        Ids(SelectedIds),
        /// All that match.
        All(SelectedAll),
    }

    /// Rows by their keys.
    #[serde(deny_unknown_fields)]
    pub struct SelectedIds {
        /// The keys.
        pub ids: Vec<String>,
    }

    /// All rows that match.
    #[serde(deny_unknown_fields)]
    pub struct SelectedAll {
        /// Always `true`.
        pub all: bool,
        /// What the list was asked for.
        pub query: SelectionQuery,
        /// Rows left out.
        #[serde(default)]
        pub except: Vec<String>,
        /// How many the user was told; when there are over 5 % more, nothing is done.
        pub expected: u64,
    }

    /// What a list was asked for.
    #[derive(Default)]
    #[serde(deny_unknown_fields)]
    pub struct SelectionQuery {
        /// Words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub q: Option<String>,
        /// Conditions.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub f: Option<ListFilter>,
        /// A view from Rust.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub view: Option<String>,
        /// The time zone of presets.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub tz: Option<String>,
    }

    /// What an action did.
    #[derive(Default)]
    pub struct ActionResult {
        /// What the user is told.
        pub message: String,
        /// How it is coloured.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub tone: Option<Tone>,
        /// How many rows it was done to.
        pub done: u64,
        /// Rows it could not be done to.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub failed: Vec<ActionFailure>,
        /// Where to go: a path below the admin.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub redirect: Option<String>,
    }

    /// Why an action could not be done to a row.
    pub struct ActionFailure {
        /// The row.
        pub id: String,
        /// Its name.
        pub repr: String,
        /// Why.
        pub message: String,
    }

    /// `POST m/{model}/delete` with many rows, and `…/restore`.
    #[serde(deny_unknown_fields)]
    pub struct BulkRequest {
        /// The rows.
        pub selection: Selection,
    }
}
