//! Rows as the bytes of a file.

use serde_json::Value as JsonValue;

use super::formula::neutralized;
use super::xlsx::Workbook;
use crate::admin::contract::{Members, TransferFormat};

/// Excel takes a file of CSV for UTF-8 only when it begins so.
const MARK: &str = "\u{feff}";

/// A file on its way. Rows go in, bytes come out of [`take`](Self::take).
pub(super) struct Writer {
    /// Name and label of each column.
    columns: Vec<(String, String)>,
    form: Form,
}

enum Form {
    Csv(Vec<u8>),
    Json { ready: Vec<u8>, is_first: bool },
    Xlsx(Box<Workbook>),
}

impl Writer {
    /// A file that begins with the columns' labels, where it is a table.
    pub(super) fn new(format: TransferFormat, columns: Vec<(String, String)>) -> Self {
        let labels: Vec<String> = columns.iter().map(|(_, label)| neutralized(label.clone())).collect();
        let form = match format {
            TransferFormat::Csv => {
                let mut ready = MARK.as_bytes().to_vec();
                csv_row(&mut ready, labels.into_iter());
                Form::Csv(ready)
            }
            TransferFormat::Json => Form::Json {
                ready: b"[".to_vec(),
                is_first: true,
            },
            TransferFormat::Xlsx => {
                let mut book = Workbook::new();
                book.row(labels.into_iter());
                Form::Xlsx(Box::new(book))
            }
        };
        Self { columns, form }
    }

    pub(super) fn row(&mut self, key: &str, mut cells: Members) {
        let columns = self.columns.iter();
        match &mut self.form {
            Form::Json { ready, is_first } => {
                let mut object = Members::new();
                object.insert("id".to_owned(), key.into());
                for (name, _) in columns {
                    object.insert(name.clone(), cells.remove(name).unwrap_or_default());
                }
                ready.extend_from_slice(if *is_first { b"\n" } else { b",\n" });
                *is_first = false;
                // A map of strings and values always serialises.
                ready.extend(serde_json::to_vec(&object).unwrap_or_default());
            }
            Form::Csv(ready) => csv_row(ready, columns.map(|(name, _)| text(cells.get(name)))),
            Form::Xlsx(book) => book.row(columns.map(|(name, _)| text(cells.get(name)))),
        }
    }

    pub(super) fn finish(&mut self) -> Result<(), &'static str> {
        match &mut self.form {
            Form::Csv(_) => Ok(()),
            Form::Json { ready, .. } => {
                ready.extend_from_slice(b"\n]\n");
                Ok(())
            }
            Form::Xlsx(book) => book.finish(),
        }
    }

    /// What is ready to be sent.
    pub(super) fn take(&mut self) -> Vec<u8> {
        match &mut self.form {
            Form::Csv(ready) | Form::Json { ready, .. } => std::mem::take(ready),
            Form::Xlsx(book) => book.take(),
        }
    }
}

/// A line of CSV (RFC 4180).
pub(super) fn csv_row(out: &mut Vec<u8>, cells: impl Iterator<Item = String>) {
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            out.push(b',');
        }
        if cell.contains([',', '"', '\n', '\r', ';', '\t']) {
            out.push(b'"');
            out.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
            out.push(b'"');
        } else {
            out.extend_from_slice(cell.as_bytes());
        }
    }
    out.extend_from_slice(b"\r\n");
}

/// A cell as people read it, which no spreadsheet runs.
fn text(cell: Option<&JsonValue>) -> String {
    neutralized(cell.map_or_else(String::new, plain))
}

fn plain(cell: &JsonValue) -> String {
    match cell {
        JsonValue::Null => String::new(),
        JsonValue::String(text) => text.clone(),
        JsonValue::Array(cells) => cells.iter().map(plain).collect::<Vec<_>>().join(", "),
        JsonValue::Object(object) => {
            let only = |name: &str| object.get(name).and_then(JsonValue::as_str).map(str::to_owned);
            // A related row, then a file; JSON of the user's own stays JSON.
            let named = only("repr").filter(|_| object.len() == 2);
            let named = named.or_else(|| only("name").filter(|_| object.len() == 1 || object.contains_key("url")));
            named.unwrap_or_else(|| cell.to_string())
        }
        cell => cell.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(format: TransferFormat) -> Vec<u8> {
        let columns = [("title", "Title"), ("author", "Author"), ("tags", "Tags"), ("n", "=N")];
        let columns = columns.map(|(name, label)| (name.to_owned(), label.to_owned()));
        let mut writer = Writer::new(format, columns.to_vec());
        let rows = [
            json!({"title": "=1+1", "author": {"id": "1", "repr": "Ada, \"A\""}, "tags": [{"id": "1", "repr": "a"}, {"id": "2", "repr": "b"}], "n": -5}),
            json!({"title": "two\nlines", "author": null, "tags": [], "n": "-12.50", "other": "never"}),
        ];
        let mut bytes = Vec::new();
        for (i, row) in rows.into_iter().enumerate() {
            let JsonValue::Object(cells) = row else {
                panic!("a row is an object")
            };
            writer.row(&i.to_string(), cells);
            bytes.extend(writer.take());
        }
        writer.finish().unwrap();
        bytes.extend(writer.take());
        bytes
    }

    #[test]
    fn csv_has_what_spreadsheets_need_and_nothing_that_they_run() {
        let text = String::from_utf8(written(TransferFormat::Csv)).unwrap();
        let expected =
            "\u{feff}Title,Author,Tags,'=N\r\n'=1+1,\"Ada, \"\"A\"\"\",\"a, b\",-5\r\n\"two\nlines\",,,-12.50\r\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn json_keeps_what_cells_are() {
        let rows: JsonValue = serde_json::from_slice(&written(TransferFormat::Json)).unwrap();
        assert_eq!(rows[0]["author"], json!({"id": "1", "repr": "Ada, \"A\""}));
        assert_eq!(rows[1]["n"], "-12.50");
        assert!(rows[1].get("other").is_none());
        let mut empty = Writer::new(TransferFormat::Json, Vec::new());
        empty.finish().unwrap();
        assert_eq!(serde_json::from_slice::<JsonValue>(&empty.take()).unwrap(), json!([]));
    }

    #[test]
    fn a_workbook_is_a_zip_whose_directory_fits() {
        let bytes = written(TransferFormat::Xlsx);
        assert!(bytes.starts_with(b"PK\x03\x04"));
        let end = &bytes[bytes.len() - 22..];
        assert_eq!(&end[..4], b"PK\x05\x06");
        assert_eq!(u16::from_le_bytes([end[8], end[9]]), 5);
        let start = u32::from_le_bytes([end[16], end[17], end[18], end[19]]) as usize;
        let size = u32::from_le_bytes([end[12], end[13], end[14], end[15]]) as usize;
        assert_eq!(start + size + 22, bytes.len());
        assert_eq!(&bytes[start..start + 4], b"PK\x01\x02");
    }
}
