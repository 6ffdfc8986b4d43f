//! Files as they are made, row by row: what was made is taken and sent before more is.

use std::io;

use serde_json::Value as JsonValue;

use super::cell;
use super::workbook::Workbook;
use crate::admin::contract::{Members, TransferFormat};

/// A column of a list, and what it takes in a file.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) kind: Kind,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    /// A row of another model: its key, and its name in a column of its own.
    Related,
    /// Several.
    Many,
    File,
}

/// A cell of a table.
#[derive(Debug, PartialEq)]
pub(super) enum Cell {
    Text(String),
    Number(String),
}

/// A file that is being made.
pub(super) enum Writer {
    Csv(Box<csv::Writer<Vec<u8>>>),
    Json(Vec<u8>, bool),
    Xlsx(Box<Workbook>),
}

impl Writer {
    /// Begins a file with the heads of its columns.
    pub(super) fn begin(format: TransferFormat, title: &str, fields: &[Field]) -> io::Result<Self> {
        let heads = || fields.iter().flat_map(heads);
        Ok(match format {
            TransferFormat::Csv => {
                // Without the mark, spreadsheets take UTF-8 for something older.
                let mut writer = csv::WriterBuilder::new()
                    .terminator(csv::Terminator::CRLF)
                    .from_writer("\u{feff}".as_bytes().to_vec());
                writer.write_record(heads().map(cell::neutral))?;
                Self::Csv(Box::new(writer))
            }
            TransferFormat::Json => Self::Json(b"[".to_vec(), true),
            TransferFormat::Xlsx => {
                let mut book = Workbook::begin(title)?;
                book.row(heads().map(Cell::Text))?;
                Self::Xlsx(Box::new(book))
            }
        })
    }

    /// Adds a row: the cells of a list.
    pub(super) fn row(&mut self, fields: &[Field], mut cells: Members) -> io::Result<()> {
        match self {
            Self::Csv(writer) => {
                let mut record = csv::StringRecord::new();
                for field in fields {
                    for cell in table_cells(field, cells.get(&field.name)) {
                        match cell {
                            Cell::Text(text) => record.push_field(&cell::neutral(text)),
                            Cell::Number(number) => record.push_field(&number),
                        }
                    }
                }
                writer.write_record(&record)?;
            }
            Self::Json(out, first) => {
                out.extend_from_slice(if *first { b"\n" } else { b",\n" });
                *first = false;
                // In the order of the columns, which an object keeps only when it is written so.
                out.push(b'{');
                for (i, field) in fields.iter().enumerate() {
                    let value = cells.remove(&field.name).unwrap_or_default();
                    let name = JsonValue::from(field.name.as_str());
                    let comma = if i > 0 { "," } else { "" };
                    out.extend_from_slice(format!("{comma}{name}:{value}").as_bytes());
                }
                out.push(b'}');
            }
            Self::Xlsx(book) => {
                let cells = fields
                    .iter()
                    .flat_map(|field| table_cells(field, cells.get(&field.name)));
                book.row(cells.map(|cell| match cell {
                    Cell::Text(text) => Cell::Text(cell::neutral(text)),
                    number => number,
                }))?;
            }
        }
        Ok(())
    }

    /// What was made since it was asked last.
    pub(super) fn take(&mut self) -> io::Result<Vec<u8>> {
        Ok(match self {
            Self::Csv(writer) => {
                writer.flush()?;
                // Between rows the writer remembers nothing, so another goes on where it ends.
                let next = csv::WriterBuilder::new()
                    .terminator(csv::Terminator::CRLF)
                    .from_writer(Vec::new());
                let made = std::mem::replace(&mut **writer, next).into_inner();
                made.map_err(csv::IntoInnerError::into_error)?
            }
            Self::Json(out, _) => std::mem::take(out),
            Self::Xlsx(book) => book.take(),
        })
    }

    /// Ends the file, and gives what is left of it.
    pub(super) fn end(self) -> io::Result<Vec<u8>> {
        match self {
            Self::Csv(writer) => writer.into_inner().map_err(csv::IntoInnerError::into_error),
            Self::Json(mut out, _) => {
                out.extend_from_slice(b"\n]\n");
                Ok(out)
            }
            Self::Xlsx(book) => book.end(),
        }
    }
}

/// The heads of a column: a relation has a second one, for names.
fn heads(field: &Field) -> Vec<String> {
    match field.kind {
        Kind::Related | Kind::Many => vec![field.name.clone(), format!("{}.name", field.name)],
        _ => vec![field.name.clone()],
    }
}

fn table_cells(field: &Field, value: Option<&JsonValue>) -> Vec<Cell> {
    let value = value.unwrap_or(&JsonValue::Null);
    match field.kind {
        Kind::Number if !value.is_null() => vec![Cell::Number(cell::text(value))],
        Kind::Text | Kind::Number => vec![Cell::Text(cell::text(value))],
        Kind::Related => vec![Cell::Text(cell::key(value)), Cell::Text(cell::name(value))],
        Kind::Many => vec![
            Cell::Text(cell::joined(value, cell::key, ",")),
            Cell::Text(cell::joined(value, cell::name, ", ")),
        ],
        Kind::File => vec![Cell::Text(cell::text(&value["name"]))],
    }
}
