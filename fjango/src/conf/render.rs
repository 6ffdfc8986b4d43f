use super::describe::plain;
use super::mask::{MASK, is_sensitive, mask_urls};
use super::node::{Content, Node};
use super::{Origin, Settings};
use serde_json::{Value, json};
use std::fmt::Write;

/// How [`render`] lays out the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Three columns: key, value, origin.
    Table,
    /// A JSON object from key to `{"value": …, "origin": …}`.
    Json,
}

/// All settings, each with its value and origin, for `cargo fjango settings`.
///
/// Secrets are `***`, also passwords inside URLs and values of `[app]` whose names sound secret.
///
/// # Examples
/// ```
/// use fjango::conf::{Environment, Layout, Settings, render};
///
/// let table = render(&Settings::defaults(Environment::Test), Layout::Table);
/// assert!(table.contains("api.page_size"));
/// ```
pub fn render(settings: &Settings, layout: Layout) -> String {
    let mut rows: Vec<(String, Value, Origin)> = settings
        .shown()
        .into_iter()
        .map(|(path, value)| (path.to_owned(), value, settings.origin(path)))
        .collect();
    leaves("app", settings.app_node(), &mut rows);
    match layout {
        Layout::Table => table(&rows),
        Layout::Json => {
            let object: serde_json::Map<String, Value> = rows
                .into_iter()
                .map(|(path, value, origin)| (path, json!({ "value": value, "origin": origin.to_string() })))
                .collect();
            format!("{:#}\n", Value::Object(object))
        }
    }
}

fn table(rows: &[(String, Value, Origin)]) -> String {
    // Values come from files: a control character must not reach the terminal.
    let rows: Vec<(String, String, String)> = rows
        .iter()
        .map(|(path, value, origin)| (visible(path), visible(&plain(value)), visible(&origin.to_string())))
        .collect();
    let width = |column: fn(&(String, String, String)) -> &str| {
        rows.iter()
            .map(|row| column(row).chars().count())
            .max()
            .unwrap_or(0)
            .min(60)
    };
    let (first, second) = (width(|row| &row.0), width(|row| &row.1));
    let mut text = String::new();
    for (path, value, origin) in &rows {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{path:first$}  {value:second$}  {origin}");
    }
    text
}

fn visible(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            if c.is_control() {
                c.escape_default().collect::<Vec<_>>()
            } else {
                vec![c]
            }
        })
        .collect()
}

/// The values of the `[app]` table, by dotted path.
fn leaves(path: &str, node: &Node, rows: &mut Vec<(String, Value, Origin)>) {
    match node.as_table() {
        Some(table) => {
            for (key, (_, node)) in table {
                let path = format!("{path}.{key}");
                if is_sensitive(key) {
                    rows.push((path, json!(MASK), node.origin.clone()));
                } else {
                    leaves(&path, node, rows);
                }
            }
        }
        None => rows.push((path.to_owned(), value(node), node.origin.clone())),
    }
}

fn value(node: &Node) -> Value {
    match &node.content {
        Content::Text(text) | Content::String(text) | Content::Datetime(text) => {
            json!(mask_urls(text))
        }
        Content::Boolean(value) => json!(value),
        Content::Integer(number, text) => number
            .and_then(|number| i64::try_from(number).ok())
            .map_or_else(|| json!(text), |number| json!(number)),
        Content::Float(value) => json!(value),
        Content::Array(items) => items.iter().map(value).collect(),
        Content::Table(table) => table
            .iter()
            .map(|(key, (_, node))| (key.clone(), if is_sensitive(key) { json!(MASK) } else { value(node) }))
            .collect(),
    }
}
