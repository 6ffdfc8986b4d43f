use std::io::{Error, Result};

use serde::Deserialize;

/// One message of the compiler.
#[derive(Debug, PartialEq, Eq)]
pub struct Diagnostic {
    level: String,
    /// What a user reads, without what differs between machines and days.
    pub text: String,
}

impl Diagnostic {
    /// Whether it is an error, not a warning.
    pub fn is_error(&self) -> bool {
        self.level == "error"
    }
}

/// A line of `rustc --error-format json`.
#[derive(Deserialize)]
struct Line {
    level: String,
    #[serde(default)]
    rendered: Option<String>,
    spans: Vec<serde_json::Value>,
    message: String,
}

/// Reads what `rustc --error-format json` wrote.
///
/// The closing lines that count errors and name `rustc --explain` are left out.
pub fn parse(output: &str) -> Result<Vec<Diagnostic>> {
    let mut diagnostics = Vec::new();
    for line in output.lines() {
        let line: Line = serde_json::from_str(line)
            .map_err(|error| Error::other(format!("rustc said `{line}`, which is no diagnostic: {error}")))?;
        let closing =
            line.spans.is_empty() && (line.level == "failure-note" || line.message.starts_with("aborting due to"));
        if !closing {
            let text = normalized(&line.rendered.unwrap_or(line.message));
            diagnostics.push(Diagnostic {
                level: line.level,
                text,
            });
        }
    }
    Ok(diagnostics)
}

/// Leaves out what changes without the message changing: the lists of other types that implement a trait, which grow with
/// the library and are cut at the compiler's taste; lines of the library; and the path of a type whose name stands for
/// something else too in one of the crates built along, so that the compiler tells it apart.
fn normalized(rendered: &str) -> String {
    let mut text = String::new();
    let mut list = None;
    for line in rendered.trim_end().lines() {
        let indent = line.len() - line.trim_start().len();
        if list.is_some_and(|start| indent > start) {
            continue;
        }
        list = None;
        if line.contains("the following other types implement trait") {
            list = Some(indent);
            continue;
        }
        let own_source = line.trim_start().starts_with("--> fjango/src/");
        let line = match line.split_once(".rs:").filter(|_| own_source) {
            Some((path, _)) => format!("{path}.rs"),
            None => line.replace("<impl fjango::orm::", "<impl "),
        };
        // A line of the program begins with its number and stays as it is.
        let line = match line.trim_start().starts_with(|first: char| first.is_ascii_digit()) {
            true => line,
            false => line.replace("std::string::String", "String"),
        };
        text.push_str(&line);
        text.push('\n');
    }
    text
}
