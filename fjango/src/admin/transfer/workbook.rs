//! A workbook with one sheet (ECMA-376, "Office Open XML"), made row by row.
//!
//! Text stands in its cells, not in a table of shared texts, and the archive has the sizes behind each part: so nothing has to
//! be known before it is written, and nothing kept after.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use super::writer::Cell;

/// Spreadsheets take no longer text.
const MAX_TEXT: usize = 32_767;
/// Numbers of more digits would be rounded, so they are text.
const MAX_DIGITS: usize = 15;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const SHEETS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// Bytes that were written and not yet taken.
#[derive(Clone, Default)]
struct Shared(Rc<RefCell<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A workbook that is being made.
pub(super) struct Workbook {
    zip: ZipWriter<StreamWriter<Shared>>,
    made: Shared,
    line: String,
}

impl Workbook {
    /// Begins the sheet, which is called `title`.
    pub(super) fn begin(title: &str) -> io::Result<Self> {
        let made = Shared::default();
        let mut zip = ZipWriter::new_stream(made.clone());
        let workbook = format!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="{}" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
            sheet_name(title)
        );
        for (path, text) in [
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", RELATIONS),
            ("xl/workbook.xml", workbook.as_str()),
            ("xl/_rels/workbook.xml.rels", SHEETS),
        ] {
            zip.start_file(path, options())?;
            zip.write_all(text.as_bytes())?;
        }
        zip.start_file("xl/worksheets/sheet1.xml", options())?;
        zip.write_all(
            br#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#,
        )?;
        Ok(Self {
            zip,
            made,
            line: String::new(),
        })
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) -> io::Result<()> {
        self.line.clear();
        self.line.push_str("<row>");
        for cell in cells {
            match cell {
                Cell::Number(number) if is_number(&number) => {
                    self.line.push_str("<c><v>");
                    self.line.push_str(&number);
                    self.line.push_str("</v></c>");
                }
                Cell::Text(text) | Cell::Number(text) if text.is_empty() => self.line.push_str("<c/>"),
                Cell::Text(text) | Cell::Number(text) => {
                    self.line.push_str(r#"<c t="inlineStr"><is><t xml:space="preserve">"#);
                    escape(&text, &mut self.line);
                    self.line.push_str("</t></is></c>");
                }
            }
        }
        self.line.push_str("</row>");
        self.zip.write_all(self.line.as_bytes())
    }

    /// What was made since it was asked last.
    pub(super) fn take(&mut self) -> Vec<u8> {
        self.made.0.take()
    }

    /// Ends the workbook, and gives what is left of it.
    pub(super) fn end(mut self) -> io::Result<Vec<u8>> {
        self.zip.write_all(b"</sheetData></worksheet>")?;
        self.zip.finish()?;
        Ok(self.made.0.take())
    }
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)
}

fn is_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b'e' | b'E' | b'+'));
    plain && digits > 0 && digits <= MAX_DIGITS && text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// A name that a sheet may have: at most 31 letters, some of which are not allowed.
fn sheet_name(title: &str) -> String {
    let letters = title.chars().filter(|letter| !r"[]:*?/\'".contains(*letter)).take(31);
    let name: String = letters.collect();
    let mut escaped = String::new();
    escape(if name.trim().is_empty() { "Sheet1" } else { &name }, &mut escaped);
    escaped.replace('"', "&quot;")
}

/// Text in XML, without what XML 1.0 has no way to say.
fn escape(text: &str, out: &mut String) {
    for letter in text.chars().take(MAX_TEXT) {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // Read as it stands, a carriage return becomes a new line.
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(letter),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            letter => out.push(letter),
        }
    }
}
