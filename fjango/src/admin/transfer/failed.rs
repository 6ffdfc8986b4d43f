//! The rows that failed, as a file that can be mended and sent again.

use super::cell;
use super::file::Table;
use crate::admin::contract::ImportError;

/// The column that says why; an import leaves it out.
const WHY: &str = "_errors";

/// CSV with the columns of the file, and why each row failed.
pub(super) fn file(table: &Table, failed: &[ImportError]) -> std::io::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let heads = table.columns.iter().map(|name| cell::neutral(name.clone()));
    let heads: Vec<String> = heads.filter(|name| name != WHY).chain([WHY.to_owned()]).collect();
    writer.write_record(&heads)?;
    let mut failed = failed.iter().peekable();
    for row in &table.rows {
        // Both are in the order of the file.
        let Some(error) = failed.next_if(|error| error.row == row.number) else {
            continue;
        };
        let cells = table.columns.iter().zip(&row.cells).filter(|(name, _)| *name != WHY);
        let mut record: Vec<String> = cells.map(|(_, value)| cell::neutral(cell::text(value))).collect();
        let why = error.errors.iter().map(|(field, objections)| {
            let messages: Vec<&str> = objections.iter().map(|objection| objection.message.as_str()).collect();
            match field.as_str() {
                "_form" => messages.join(", "),
                field => format!("{field} {}", messages.join(", ")),
            }
        });
        record.push(cell::neutral(why.collect::<Vec<_>>().join("; ")));
        writer.write_record(&record)?;
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}
