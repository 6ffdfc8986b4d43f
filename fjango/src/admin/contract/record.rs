use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Can, Members, Related, contract};

contract! {
    /// `GET m/{model}/{id}`, and the answer to `POST` and `PATCH`. `v` is also the `ETag`.
    pub struct Record {
        /// The key.
        pub id: String,
        /// Its name for people.
        pub repr: String,
        /// Its version, to be sent as `If-Match`.
        pub v: String,
        /// What the user may do with it.
        pub can: Vec<Can>,
        /// Its address on the site itself.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub url: Option<String>,
        /// When it was deleted, of a row in the trash.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub deleted: Option<DateTime<Utc>>,
        /// The values, by field. A relation is a [`Related`] or a list of them, a file a [`FileValue`], an empty value `null`.
        pub values: Members,
        /// Rows of other models, by the inline's name.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        pub inlines: BTreeMap<String, InlineRows>,
    }

    /// A file that a field names.
    pub struct FileValue {
        /// Its name in the storage.
        pub name: String,
        /// Where it can be looked at.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub url: Option<String>,
    }

    /// `POST uploads?model=…&field=…`, a form with the part `file`: a file that waits for a day for the form to be saved,
    /// which names it by `id`: `{"set": {"cover": "018f…"}}`.
    pub struct Uploaded {
        /// What the form says to take it.
        pub id: String,
        /// The name that its file will have, unless it is taken.
        pub name: String,
        /// How many bytes it has.
        pub size: u64,
        /// What it is, by its content.
        pub content_type: String,
    }

    /// Rows of an inline.
    pub struct InlineRows {
        /// The rows; the first ones when there are many.
        pub rows: Vec<InlineRow>,
        /// Where more are, as `GET m/{model}/{id}/inlines/{name}?after=…` takes it.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub next: Option<String>,
    }

    /// One row of an inline.
    pub struct InlineRow {
        /// The key.
        pub id: String,
        /// Its name for people.
        pub repr: String,
        /// Its version.
        pub v: String,
        /// The values, by field.
        pub values: Members,
    }

    /// The body of `POST m/{model}` and `PATCH m/{model}/{id}`, which says only what changed.
    ///
    /// Relations are written as keys: `"7"`, `["1", "2"]`.
    #[derive(Default)]
    #[serde(deny_unknown_fields)]
    pub struct RecordWrite {
        /// The values, by field.
        #[serde(default)]
        pub set: Members,
        /// Changes of rows of other models, by the inline's name. All or nothing, with the row.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        pub inlines: BTreeMap<String, InlineWrite>,
    }

    /// Changes of an inline's rows.
    #[derive(Default)]
    #[serde(deny_unknown_fields)]
    pub struct InlineWrite {
        /// New rows.
        #[serde(default)]
        pub create: Vec<InlineCreate>,
        /// Rows that are there already.
        #[serde(default)]
        pub update: Vec<InlineUpdate>,
        /// Rows that go.
        #[serde(default)]
        pub delete: Vec<InlineDelete>,
        /// Of a sortable inline, all rows in their new order: keys, and `+0` for the first of `create`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub order: Option<Vec<String>>,
    }

    /// A new row of an inline.
    #[serde(deny_unknown_fields)]
    pub struct InlineCreate {
        /// Where the form shows it, which errors name: `lines[2].qty`. Its place in `create` when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub at: Option<u32>,
        /// The values, by field.
        pub set: Members,
    }

    /// A changed row of an inline.
    #[serde(deny_unknown_fields)]
    pub struct InlineUpdate {
        /// The row.
        pub id: String,
        /// The version that was seen.
        pub v: String,
        /// Where the form shows it; its place in `update` when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub at: Option<u32>,
        /// The new values, by field.
        pub set: Members,
    }

    /// A row of an inline that goes.
    #[serde(deny_unknown_fields)]
    pub struct InlineDelete {
        /// The row.
        pub id: String,
        /// The version that was seen.
        pub v: String,
        /// Where the form shows it; its place in `delete` when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub at: Option<u32>,
    }

    /// `GET m/{model}/{id}/delete-preview`.
    pub struct DeletePreview {
        /// The row's name.
        pub repr: String,
        /// Whether the row stays, marked as deleted.
        pub soft: bool,
        /// Whether it can be deleted: nothing protects it.
        pub possible: bool,
        /// What goes along, by model, the row itself not counted.
        pub goes: Vec<DeleteCount>,
        /// What loses its way here but stays.
        pub unlinks: Vec<DeleteCount>,
        /// What forbids it.
        pub protects: Vec<DeleteBlocker>,
    }

    /// How many rows of a model a deletion concerns.
    pub struct DeleteCount {
        /// The model's key; absent for a table between two models, and for models that the user may not see.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub model: Option<String>,
        /// What they are called: `comments`.
        pub label: String,
        /// How many; 1,000 stands for more.
        pub n: u64,
        /// Whether there are more.
        #[serde(default)]
        pub more: bool,
    }

    /// Rows that forbid a deletion.
    pub struct DeleteBlocker {
        /// The model's key; absent when the user may not see it.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub model: Option<String>,
        /// What they are called.
        pub label: String,
        /// How many.
        pub n: u64,
        /// Whether there are more.
        #[serde(default)]
        pub more: bool,
        /// Some of them, where the user may see them.
        pub examples: Vec<Related>,
    }
}
