//! Files that are brought in, as rows of cells.

use std::io::{Cursor, Read as _};

use calamine::{DataRef, Reader as _, Xlsx};
use serde_json::Value as JsonValue;
use zip::ZipArchive;

use super::cell;
use crate::admin::contract::TransferFormat;
use crate::admin::{Error, Result};

/// The most bytes of a file.
pub(super) const MAX_BYTES: u64 = 10_000_000;
/// The most rows of a file: each goes the way of a form, in one transaction.
pub(super) const MAX_ROWS: usize = 10_000;
/// The most columns of a file.
const MAX_COLUMNS: usize = 200;
/// The most bytes of a workbook once it is unpacked, so that a small file cannot fill the memory.
const MAX_UNPACKED: u64 = 100_000_000;

/// A file, understood: cells of text, or as JSON and workbooks have them.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Table {
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// A row of a file.
#[derive(Debug, PartialEq)]
pub(super) struct Row {
    /// Its number in the file, as the user counts it.
    pub(super) number: u64,
    pub(super) cells: Vec<JsonValue>,
}

fn wrong(why: impl std::fmt::Display) -> Error {
    Error::BadRequest(format!("the file cannot be read: {why}"))
}

/// What kind of file it is, by what it begins with.
pub(super) fn format_of(bytes: &[u8]) -> TransferFormat {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
        _ if bytes.starts_with(b"PK\x03\x04") => TransferFormat::Xlsx,
        Some(b'[' | b'{') => TransferFormat::Json,
        _ => TransferFormat::Csv,
    }
}

/// Reads a file.
///
/// # Errors
/// [`Error::BadRequest`] with what is wrong, [`Error::SelectionTooLarge`] when it has too many rows.
pub(super) fn read(format: TransferFormat, bytes: &[u8]) -> Result<Table> {
    let table = match format {
        TransferFormat::Csv => csv(bytes)?,
        TransferFormat::Json => json(bytes)?,
        TransferFormat::Xlsx => xlsx(bytes)?,
    };
    if table.columns.is_empty() || table.rows.is_empty() {
        return Err(wrong("it has no rows below its heads"));
    }
    Ok(table)
}

/// The heads as columns are called: each has a name of its own.
fn heads(names: impl Iterator<Item = String>) -> Result<Vec<String>> {
    let mut heads: Vec<String> = Vec::new();
    for (i, name) in names.enumerate() {
        let name = match name.trim() {
            "" => format!("column {}", i + 1),
            name => cell::plain(name).to_owned(),
        };
        if heads.contains(&name) {
            let name: String = name.chars().take(60).collect();
            return Err(wrong(format_args!("two columns are called `{name}`")));
        }
        heads.push(name);
        if heads.len() > MAX_COLUMNS {
            return Err(wrong(format_args!("it has more than {MAX_COLUMNS} columns")));
        }
    }
    Ok(heads)
}

fn push(table: &mut Table, row: Row) -> Result<()> {
    // Spreadsheets keep rows that look empty.
    if row.cells.iter().all(|cell| cell.is_null() || cell == "") {
        return Ok(());
    }
    if table.rows.len() == MAX_ROWS {
        return Err(Error::SelectionTooLarge { limit: MAX_ROWS as u64 });
    }
    table.rows.push(row);
    Ok(())
}

/// RFC 4180, with the separators that spreadsheets of other countries write.
fn csv(bytes: &[u8]) -> Result<Table> {
    let text = std::str::from_utf8(bytes).map_err(|_| wrong("it is not UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\0') {
        return Err(wrong("it has NUL characters"));
    }
    let first = text.lines().next().unwrap_or_default();
    let most = [b',', b';', b'\t'];
    let count = |separator: u8| first.bytes().filter(|byte| *byte == separator).count();
    // Of equal counts the first: a file with one column has commas as good as any.
    let separator = most
        .into_iter()
        .rev()
        .max_by_key(|separator| count(*separator))
        .unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut table = Table::default();
    for (i, record) in reader.records().enumerate() {
        let record = record.map_err(wrong)?;
        if i == 0 {
            table.columns = heads(record.iter().map(str::to_owned))?;
            continue;
        }
        let number = i as u64 + 1;
        if record.len() > table.columns.len() {
            return Err(wrong(format_args!("row {number} has more cells than there are heads")));
        }
        let mut cells: Vec<JsonValue> = record.iter().map(|text| cell::plain(text).into()).collect();
        cells.resize(table.columns.len(), JsonValue::Null);
        push(&mut table, Row { number, cells })?;
    }
    Ok(table)
}

/// A list of objects; the columns are all names that occur.
fn json(bytes: &[u8]) -> Result<Table> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let rows: Vec<serde_json::Map<String, JsonValue>> = serde_json::from_slice(bytes)
        .map_err(|error| wrong(format_args!("it is no list of JSON objects ({error})")))?;
    let mut names: Vec<&String> = Vec::new();
    for name in rows.iter().take(MAX_ROWS).flat_map(|row| row.keys()) {
        if !names.contains(&name) {
            names.push(name);
            if names.len() > MAX_COLUMNS {
                return Err(wrong(format_args!("it has more than {MAX_COLUMNS} columns")));
            }
        }
    }
    let mut table = Table {
        columns: heads(names.into_iter().cloned())?,
        rows: Vec::new(),
    };
    for (i, mut row) in rows.into_iter().enumerate() {
        let cells = table.columns.iter().map(|name| row.remove(name).unwrap_or_default());
        let cells = cells.collect();
        push(
            &mut table,
            Row {
                number: i as u64 + 1,
                cells,
            },
        )?;
    }
    Ok(table)
}

/// The first sheet of a workbook.
fn xlsx(bytes: &[u8]) -> Result<Table> {
    check_size(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(wrong)?;
    let sheet = book
        .sheet_names()
        .first()
        .cloned()
        .ok_or_else(|| wrong("it has no sheet"))?;
    let mut reader = book.worksheet_cells_reader(&sheet).map_err(wrong)?;
    let mut table = Table::default();
    let mut row: Option<(u32, Vec<JsonValue>)> = None;
    // Cell by cell: a sheet with one cell in its last corner has seventeen thousand million places.
    while let Some(found) = reader.next_cell().map_err(wrong)? {
        let (line, column) = found.get_position();
        let value = value(found.get_value());
        if value.is_null() {
            continue;
        }
        if column as usize >= MAX_COLUMNS {
            return Err(wrong(format_args!("it has more than {MAX_COLUMNS} columns")));
        }
        if row.as_ref().is_none_or(|(known, _)| *known != line) {
            if let Some((line, cells)) = row.take() {
                take_line(&mut table, line, cells)?;
            }
            row = Some((line, Vec::new()));
        }
        if let Some((_, cells)) = &mut row {
            let column = column as usize;
            if cells.len() <= column {
                cells.resize(column + 1, JsonValue::Null);
            }
            cells[column] = value;
        }
    }
    if let Some((line, cells)) = row {
        take_line(&mut table, line, cells)?;
    }
    Ok(table)
}

fn take_line(table: &mut Table, line: u32, mut cells: Vec<JsonValue>) -> Result<()> {
    if table.columns.is_empty() {
        table.columns = heads(cells.iter().map(cell::text))?;
        return Ok(());
    }
    let number = u64::from(line) + 1;
    if cells.len() > table.columns.len() {
        return Err(wrong(format_args!("row {number} has more cells than there are heads")));
    }
    cells.resize(table.columns.len(), JsonValue::Null);
    push(table, Row { number, cells })
}

/// Refuses a workbook that unpacks to too much. What an archive says of its sizes need not be true, so it is tried.
fn check_size(bytes: &[u8]) -> Result<()> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(wrong)?;
    let mut left = MAX_UNPACKED;
    for i in 0..archive.len() {
        let part = archive.by_index(i).map_err(wrong)?;
        let mut part = part.take(left + 1);
        let size = std::io::copy(&mut part, &mut std::io::sink()).map_err(wrong)?;
        left = left
            .checked_sub(size)
            .ok_or_else(|| wrong(format_args!("it unpacks to more than {MAX_UNPACKED} bytes")))?;
    }
    Ok(())
}

fn value(cell: &DataRef<'_>) -> JsonValue {
    match cell {
        DataRef::Int(number) => (*number).into(),
        // Whole numbers below 2^53 are what they seem.
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it is checked to be whole and small enough"
        )]
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < 9.0e15 => (*number as i64).into(),
        DataRef::Float(number) => (*number).into(),
        DataRef::Bool(truth) => (*truth).into(),
        DataRef::String(text) => cell::plain(text).into(),
        DataRef::SharedString(text) => cell::plain(text).into(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.as_str().into(),
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z").into()
        }
        DataRef::Error(_) | DataRef::Empty => JsonValue::Null,
    }
}
