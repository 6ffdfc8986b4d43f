//! A workbook (ECMA-376, Office Open XML) of one sheet, written row by row. Texts are in their cells, so that no table of all
//! texts has to be kept, which is what makes libraries need memory or files for it.

use super::formula::is_number;
use super::zip::Zip;

/// The most characters of a cell, as Excel has it.
const MAX_CELL: usize = 32_767;
/// Digits that a number of a spreadsheet keeps.
const MAX_DIGITS: usize = 15;

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Rows" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const SHEETS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
// The first row stays in sight.
const SHEET: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>"#;
const END: &str = "</sheetData></worksheet>";

/// A workbook on its way.
pub(super) struct Workbook(Zip);

impl Workbook {
    pub(super) fn new() -> Self {
        let mut zip = Zip::new();
        for (name, content) in [
            ("[Content_Types].xml", CONTENT_TYPES),
            ("_rels/.rels", ROOT),
            ("xl/workbook.xml", WORKBOOK),
            ("xl/_rels/workbook.xml.rels", SHEETS),
        ] {
            zip.begin(name);
            zip.write(content);
        }
        zip.begin("xl/worksheets/sheet1.xml");
        zip.write(SHEET);
        Self(zip)
    }

    pub(super) fn row(&mut self, cells: impl Iterator<Item = String>) {
        let mut row = String::from("<row>");
        for cell in cells {
            match () {
                () if cell.is_empty() => row.push_str("<c/>"),
                () if is_number(&cell) && cell.len() <= MAX_DIGITS && !has_leading_zero(&cell) => {
                    row.push_str("<c><v>");
                    row.push_str(&cell);
                    row.push_str("</v></c>");
                }
                () => {
                    row.push_str(r#"<c t="inlineStr"><is><t xml:space="preserve">"#);
                    escape(&cell, &mut row);
                    row.push_str("</t></is></c>");
                }
            }
        }
        row.push_str("</row>");
        self.0.write(&row);
    }

    pub(super) fn finish(&mut self) -> Result<(), &'static str> {
        self.0.write(END);
        self.0.finish()
    }

    pub(super) fn take(&mut self) -> Vec<u8> {
        self.0.take()
    }
}

/// Whether it is a code that happens to be digits, such as a postal one.
fn has_leading_zero(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.")
}

/// Text as XML has it, without what XML cannot have.
fn escape(text: &str, out: &mut String) {
    for c in text.chars().take(MAX_CELL) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' | '\r' => out.push(c),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
}
