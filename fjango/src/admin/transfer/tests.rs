use serde_json::{Value as JsonValue, json};

use super::cell::{neutral, plain};
use super::file::{self, Table};
use super::writer::{Field, Kind, Writer};
use crate::admin::contract::{Members, TransferFormat};

fn fields() -> Vec<Field> {
    let field = |name: &str, kind| Field {
        name: name.to_owned(),
        kind,
    };
    vec![
        field("id", Kind::Number),
        field("title", Kind::Text),
        field("author", Kind::Related),
        field("tags", Kind::Many),
    ]
}

fn row(id: i64, title: &str) -> Members {
    let row = json!({
        "id": id.to_string(), "title": title, "author": {"id": "7", "repr": "=Ann"},
        "tags": [{"id": "1", "repr": "a"}, {"id": "2", "repr": "b"}],
    });
    row.as_object().cloned().unwrap_or_default()
}

fn written(format: TransferFormat, rows: &[Members]) -> Vec<u8> {
    let fields = fields();
    let mut writer = Writer::begin(format, "posts / 'a'", &fields).expect("begins");
    let mut bytes = Vec::new();
    for row in rows {
        writer.row(&fields, row.clone()).expect("takes a row");
        // Taken after each row, as a file of many rows is.
        bytes.extend(writer.take().expect("has bytes"));
    }
    bytes.extend(writer.end().expect("ends"));
    bytes
}

#[test]
fn no_text_becomes_a_formula_and_every_text_comes_back() {
    for (text, cell) in [
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-5", "'-5"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\r=x", "'\r=x"),
        ("'=x", "''=x"),
        ("''@x", "'''@x"),
        ("it's", "it's"),
        ("'quoted'", "'quoted'"),
        ("", ""),
    ] {
        assert_eq!(neutral(text.to_owned()), cell);
        assert_eq!(plain(cell), text);
    }
}

#[test]
fn csv_is_as_rfc_4180_has_it() {
    let bytes = written(TransferFormat::Csv, &[row(1, "a, \"b\"\nc"), row(-2, "=HYPERLINK(1)")]);
    assert_eq!(
        String::from_utf8(bytes).expect("text"),
        "\u{feff}id,title,author,author.name,tags,tags.name\r\n\
         1,\"a, \"\"b\"\"\nc\",7,'=Ann,\"1,2\",\"a, b\"\r\n\
         -2,'=HYPERLINK(1),7,'=Ann,\"1,2\",\"a, b\"\r\n"
    );
    let empty = written(TransferFormat::Csv, &[]);
    assert_eq!(String::from_utf8(empty).expect("text").lines().count(), 1);
}

#[test]
fn every_kind_of_file_is_read_as_it_was_written() {
    let titles = ["plain", "=1+1", "'=x", "ä <&> \u{1f600}", "two\nlines", "semi;colon"];
    let rows: Vec<Members> = (1..).zip(titles).map(|(id, title)| row(id, title)).collect();
    for format in [TransferFormat::Csv, TransferFormat::Xlsx, TransferFormat::Json] {
        let bytes = written(format, &rows);
        assert_eq!(file::format_of(&bytes), format);
        let table = file::read(format, &bytes).expect("is read");
        let title = table
            .columns
            .iter()
            .position(|name| name == "title")
            .expect("has a title");
        let read: Vec<_> = table
            .rows
            .iter()
            .map(|row| row.cells[title].as_str().unwrap_or_default())
            .collect();
        assert_eq!(read, titles, "{format:?}");
        let id = table.columns.iter().position(|name| name == "id").expect("has a key");
        assert_eq!(super::cell::text(&table.rows[2].cells[id]), "3");
    }
}

#[test]
fn what_no_xml_can_say_does_not_break_a_workbook() {
    let title: String = ('\u{0}'..='\u{1f}').collect::<String>() + "end" + &"x".repeat(40_000);
    let table = file::read(TransferFormat::Xlsx, &written(TransferFormat::Xlsx, &[row(1, &title)])).expect("is read");
    let read = table.rows[0].cells[1].as_str().unwrap_or_default().to_owned();
    assert!(read.contains("end") && read.chars().count() < 32_767, "{}", read.len());
}

fn csv(text: &str) -> Result<Table, String> {
    file::read(TransferFormat::Csv, text.as_bytes()).map_err(|error| error.to_string())
}

#[test]
fn csv_of_other_countries_and_with_short_rows_is_read() {
    for text in ["a,b\n1,2\n\n3\n", "a;b\r\n1;2\r\n3\r\n", "\u{feff}a\tb\n1\t2\n;\n3"] {
        let table = csv(text).expect(text);
        assert_eq!(table.columns, ["a", "b"], "{text}");
        assert_eq!(table.rows[0].cells, [json!("1"), json!("2")]);
        assert_eq!(
            table.rows.last().map(|row| row.cells.clone()),
            Some(vec![json!("3"), JsonValue::Null])
        );
    }
}

#[test]
fn files_that_are_none_are_refused() {
    for (text, why) in [
        ("", "no rows"),
        ("a,b\n", "no rows"),
        ("a,a\n1,2", "two columns"),
        ("a\n1,2", "more cells"),
        ("a\n1\0", "NUL"),
    ] {
        let error = csv(text).expect_err(text);
        assert!(error.contains(why), "{text}: {error}");
    }
    let many = "a\n".to_owned() + &"1\n".repeat(10_001);
    assert!(csv(&many).expect_err("too many").contains("10000"));
    assert!(csv(&("a,".repeat(300) + "\n1")).is_err());
    assert!(file::read(TransferFormat::Csv, b"a\n\xff").is_err());
    for json in ["[1]", "{}", "[", "null", "[{\"a\":1}"] {
        assert!(file::read(TransferFormat::Json, json.as_bytes()).is_err(), "{json}");
    }
    for bytes in [&b"PK\x03\x04"[..], b"PK\x03\x04garbage", b""] {
        assert!(file::read(TransferFormat::Xlsx, bytes).is_err());
    }
}

#[test]
fn a_small_workbook_that_unpacks_to_much_is_refused() {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("xl/sharedStrings.xml", options).expect("begins");
    let zeros = vec![b'0'; 1_000_000];
    for _ in 0..120 {
        zip.write_all(&zeros).expect("writes");
    }
    let bytes = zip.finish().expect("ends").into_inner();
    assert!(bytes.len() < 500_000, "{}", bytes.len());
    let error = file::read(TransferFormat::Xlsx, &bytes)
        .expect_err("too large")
        .to_string();
    assert!(error.contains("unpacks"), "{error}");
}
