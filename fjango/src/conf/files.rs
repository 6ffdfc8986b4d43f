//! Reading files: bytes to text, and TOML to nodes that know their place.

use super::node::{Content, Node, Table};
use super::{Origin, Problem};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// Larger settings files are refused: they are a mistake, or an endless device.
const MAX_FILE_BYTES: u64 = 1024 * 1024;

/// Reads a settings file; `None` when there is none.
pub(super) fn read(path: &Path, shown: &str) -> Result<Option<String>, Problem> {
    let whole = |message: String| Problem::new(Origin::WholeFile { path: shown.to_owned() }, message);
    let cannot = |error: std::io::Error| whole(format!("cannot be read: {error}"));
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(cannot(error)),
    };
    if file.metadata().map_err(cannot)?.is_dir() {
        return Err(whole("is a directory; a settings file is expected there".to_owned()));
    }
    let mut bytes = Vec::new();
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(whole(format!(
            "is larger than {MAX_FILE_BYTES} bytes; a settings file is not that long"
        )));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(match text.strip_prefix('\u{feff}') {
            Some(text) => text.to_owned(),
            None => text,
        })),
        Err(error) => {
            let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
            Err(whole(format!(
                "is not UTF-8 text, first on line {line}; save it as UTF-8"
            )))
        }
    }
}

/// Parses a TOML document, with every syntax error it has.
pub(super) fn parse_toml(text: &str, shown: &str) -> Result<Node, Vec<Problem>> {
    let places = Places::new(text, shown);
    let (document, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        let origin = Origin::WholeFile { path: shown.to_owned() };
        return Ok(Node {
            origin,
            content: Content::Table(table(document.get_ref(), &places)),
        });
    }
    Err(errors
        .iter()
        .map(|error| {
            // Only the message: the full display quotes the line, which may hold a secret.
            let message = error.message().lines().collect::<Vec<_>>().join(", ");
            Problem::new(places.at(error.span().map_or(0, |span| span.start)), message)
        })
        .collect())
}

fn table(table: &DeTable<'_>, places: &Places<'_>) -> Table {
    table
        .iter()
        .map(|(key, value)| {
            let origin = places.at(key.span().start);
            (
                key.get_ref().to_string(),
                (origin, node(value.get_ref(), places.at(value.span().start), places)),
            )
        })
        .collect()
}

fn node(value: &DeValue<'_>, origin: Origin, places: &Places<'_>) -> Node {
    let content = match value {
        DeValue::String(text) => Content::String(text.to_string()),
        DeValue::Boolean(value) => Content::Boolean(*value),
        DeValue::Integer(number) => Content::Integer(
            i128::from_str_radix(number.as_str(), number.radix()).ok(),
            number.to_string(),
        ),
        DeValue::Float(number) => Content::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Datetime(value) => Content::Datetime(value.to_string()),
        DeValue::Array(items) => Content::Array(
            items
                .iter()
                .map(|item| node(item.get_ref(), places.at(item.span().start), places))
                .collect(),
        ),
        DeValue::Table(inner) => Content::Table(table(inner, places)),
    };
    Node { origin, content }
}

/// Turns byte offsets of a text into lines and columns.
struct Places<'a> {
    text: &'a str,
    shown: &'a str,
    line_starts: Vec<usize>,
}

impl<'a> Places<'a> {
    fn new(text: &'a str, shown: &'a str) -> Self {
        let line_starts = std::iter::once(0).chain(
            text.bytes()
                .enumerate()
                .filter(|(_, b)| *b == b'\n')
                .map(|(i, _)| i + 1),
        );
        Self {
            text,
            shown,
            line_starts: line_starts.collect(),
        }
    }

    fn at(&self, offset: usize) -> Origin {
        let line = self.line_starts.partition_point(|start| *start <= offset).max(1);
        let start = self.line_starts[line - 1];
        let column = self
            .text
            .get(start..offset.min(self.text.len()))
            .map_or(1, |before| before.chars().count() + 1);
        Origin::File {
            path: self.shown.to_owned(),
            line,
            column,
        }
    }
}
