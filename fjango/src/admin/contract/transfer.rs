use std::collections::BTreeMap;

use super::{Objection, Selection, contract};

contract! {
    /// `POST m/{model}/export`, which answers with a file.
    #[serde(deny_unknown_fields)]
    pub struct ExportRequest {
        /// The kind of file.
        pub format: TransferFormat,
        /// The columns of the list that are wanted; those it shows otherwise. The key is always there.
        #[serde(default)]
        pub fields: Vec<String>,
        /// The order, as the list takes it; the list's own otherwise.
        #[serde(default)]
        pub sort: Vec<String>,
        /// The rows; `expected` is not looked at.
        pub selection: Selection,
    }

    /// A kind of file.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum TransferFormat {
        /// Values with commas between (RFC 4180), UTF-8.
        Csv,
        /// A list of objects.
        Json,
        /// A workbook with one sheet.
        Xlsx,
    }

    /// The answer to `POST m/{model}/import`, whose body is a form with a `file`: what the file holds. Nothing is written yet.
    pub struct ImportFile {
        /// What `POST imports/{id}/run` takes, for a day.
        pub id: String,
        /// How many rows there are.
        pub rows: u64,
        /// The columns of the file.
        pub columns: Vec<String>,
        /// Which field each column seems to be; `null` for none.
        pub mapping: BTreeMap<String, Option<String>>,
        /// What columns can be.
        pub fields: Vec<ImportField>,
        /// The first rows, as text.
        pub sample: Vec<Vec<String>>,
    }

    /// What a column of a file can be.
    pub struct ImportField {
        /// The field; of a relation also a way to what its rows are told apart by: `author__username`.
        pub f: String,
        /// The name for people.
        pub label: String,
        /// Whether a new row needs it.
        #[serde(default, skip_serializing_if = "super::schema::is_false")]
        pub required: bool,
    }

    /// `POST imports/{id}/run`; with `?dry=1` nothing is kept.
    #[serde(deny_unknown_fields)]
    pub struct ImportRun {
        /// The field of each column; columns with `null`, and those not named, are left out.
        pub mapping: BTreeMap<String, Option<String>>,
        /// The unique field that tells which rows are there already; the primary key otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub key: Option<String>,
        /// Whether the good rows are written although others are not. Otherwise all are, or none.
        #[serde(default)]
        pub skip_failed: bool,
    }

    /// What an import did, or would do.
    pub struct ImportResult {
        /// Whether nothing was kept because nothing was to be.
        pub dry: bool,
        /// Whether rows were written.
        pub written: bool,
        /// Rows created.
        pub created: u64,
        /// Rows changed.
        pub changed: u64,
        /// Rows that could not be.
        pub failed: u64,
        /// The first hundred of those.
        pub errors: Vec<ImportError>,
        /// The address of a file with the rows that failed and why, below the admin.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub failed_file: Option<String>,
    }

    /// What is wrong with a row.
    pub struct ImportError {
        /// The row's number in the file, where the heads are row 1.
        pub row: u64,
        /// Objections by field; `_form` for the whole.
        pub errors: BTreeMap<String, Vec<Objection>>,
    }
}
