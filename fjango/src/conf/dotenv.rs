//! The `.env` file.
//!
//! fjango has its own small reader because each mistake must name its line, which the crates for
//! this format do not tell. What it understands, a subset of what shells do:
//!
//! - `NAME=value`, with optional `export ` before and blanks around `=`;
//! - `#` comments, on their own line or after a blank;
//! - `'single quotes'`: taken as written, may span lines;
//! - `"double quotes"`: `\n`, `\r`, `\t`, `\"`, `\\`, `\$` are understood, may span lines;
//! - `${NAME}` and `${NAME:-fallback}` outside single quotes: the process environment, then
//!   earlier lines. `$NAME` without braces is plain text, as passwords often hold a `$`.

use super::{Origin, Problem};
use std::collections::BTreeMap;

/// Values longer than this are refused, which also bounds what nested `${..}` can grow to.
const MAX_VALUE_BYTES: usize = 64 * 1024;

/// One assignment.
#[derive(Debug)]
pub(super) struct Assignment {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) line: usize,
}

/// Parses the text of a `.env` file. Wrong lines are reported, the right ones still returned.
pub(super) fn parse(
    text: &str,
    shown: &str,
    environment: &BTreeMap<String, String>,
) -> (Vec<Assignment>, Vec<Problem>) {
    let mut parser = Parser {
        rest: text,
        line: 1,
        environment,
        done: Vec::new(),
    };
    let mut problems = Vec::new();
    while !parser.rest.is_empty() {
        let line = parser.line;
        if let Err(message) = parser.statement() {
            problems.push(Problem::new(
                Origin::DotEnv {
                    path: shown.to_owned(),
                    line,
                },
                message,
            ));
            parser.skip_line();
        }
    }
    (parser.done, problems)
}

struct Parser<'a> {
    rest: &'a str,
    line: usize,
    environment: &'a BTreeMap<String, String>,
    done: Vec<Assignment>,
}

impl<'a> Parser<'a> {
    /// One line, or more where quotes span lines.
    fn statement(&mut self) -> Result<(), String> {
        self.skip_blanks();
        if matches!(self.peek(), None | Some('\n' | '\r' | '#')) {
            self.skip_line();
            return Ok(());
        }
        let line = self.line;
        if let Some(rest) = self.rest.strip_prefix("export")
            && rest.starts_with([' ', '\t'])
        {
            self.rest = rest;
            self.skip_blanks();
        }
        let name = self.name();
        self.skip_blanks();
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) || self.peek() != Some('=') {
            return Err("not of the form `NAME=value`; a name has letters, digits and `_`".to_owned());
        }
        self.bump();
        self.skip_blanks();
        let value = self.value()?;
        if let Some(first) = self.done.iter().find(|assignment| assignment.name == name) {
            return Err(format!("`{name}` is set twice, first on line {}; keep one", first.line));
        }
        self.done.push(Assignment {
            name: name.to_owned(),
            value,
            line,
        });
        Ok(())
    }

    fn value(&mut self) -> Result<String, String> {
        let value = match self.peek() {
            Some(quote @ ('\'' | '"')) => {
                self.bump();
                let value = self.quoted(quote)?;
                self.skip_blanks();
                match self.peek() {
                    None | Some('\n' | '\r' | '#') => value,
                    Some(_) => {
                        return Err("text after the closing quote; remove it or quote all of it".to_owned());
                    }
                }
            }
            _ => self.unquoted()?,
        };
        self.skip_line();
        Ok(value)
    }

    fn quoted(&mut self, quote: char) -> Result<String, String> {
        let mut value = String::new();
        loop {
            bounded(&value)?;
            match self.bump() {
                None => return Err(format!("the quote `{quote}` is not closed")),
                Some(c) if c == quote => return Ok(value),
                Some('\r') if self.peek() == Some('\n') => {}
                Some('\\') if quote == '"' => match self.bump() {
                    Some('n') => value.push('\n'),
                    Some('r') => value.push('\r'),
                    Some('t') => value.push('\t'),
                    Some(c @ ('"' | '\\' | '$' | '\n')) => value.push(c),
                    Some(c) => {
                        return Err(format!("`\\{}` is not an escape; write `\\\\`", c.escape_debug()));
                    }
                    None => return Err("the quote `\"` is not closed".to_owned()),
                },
                Some('$') if quote == '"' && self.peek() == Some('{') => value.push_str(&self.expansion()?),
                Some(c) => value.push(c),
            }
        }
    }

    fn unquoted(&mut self) -> Result<String, String> {
        let mut value = String::new();
        let mut after_blank = true;
        while let Some(c) = self.peek() {
            bounded(&value)?;
            if c == '\n' || (c == '#' && after_blank) {
                break;
            }
            self.bump();
            after_blank = c == ' ' || c == '\t';
            match c {
                '\\' if self.peek() == Some('$') => {
                    self.bump();
                    value.push('$');
                }
                '$' if self.peek() == Some('{') => value.push_str(&self.expansion()?),
                c => value.push(c),
            }
        }
        Ok(value.trim_end().to_owned())
    }

    /// `{NAME}` or `{NAME:-fallback}`, the `$` being read.
    fn expansion(&mut self) -> Result<String, String> {
        self.bump();
        let name = self.name();
        let fallback = match self.rest.strip_prefix(":-") {
            Some(rest) => {
                let end = rest.find(['}', '\n']).unwrap_or(rest.len());
                self.rest = &rest[end..];
                Some(&rest[..end])
            }
            None => None,
        };
        if name.is_empty() || self.peek() != Some('}') {
            return Err("`${` is not followed by a name and `}`; write `\\${` for a plain `${`".to_owned());
        }
        self.bump();
        let known = self
            .environment
            .get(name)
            .or_else(|| self.done.iter().find(|a| a.name == name).map(|a| &a.value))
            .filter(|value| !value.is_empty() || fallback.is_none());
        match (known, fallback) {
            (Some(value), _) => Ok(value.clone()),
            (None, Some(fallback)) => Ok(fallback.to_owned()),
            (None, None) => Err(format!(
                "`${{{name}}}` is not set before this line; set it or write `${{{name}:-fallback}}`"
            )),
        }
    }

    fn name(&mut self) -> &'a str {
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        name
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.rest = &self.rest[c.len_utf8()..];
        self.line += usize::from(c == '\n');
        Some(c)
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    fn skip_line(&mut self) {
        while let Some(c) = self.bump() {
            if c == '\n' {
                break;
            }
        }
    }
}

fn bounded(value: &str) -> Result<(), String> {
    if value.len() > MAX_VALUE_BYTES {
        return Err(format!("the value is longer than {MAX_VALUE_BYTES} bytes"));
    }
    Ok(())
}
