use super::fields::Fields;
use chrono::{Local, SecondsFormat, Utc};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::Write as _;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// The span around a request; its field `id` is the request's.
const REQUEST: &str = "request";
const REQUEST_ID: &str = "request_id";

/// The keys every JSON line has; a field of such a name is written with `field.` before it.
const RESERVED: [&str; 4] = ["timestamp", "level", "target", "message"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Coloured,
    Json,
}

/// Writes each event as one line.
///
/// A layer of our own rather than formatters for `tracing_subscriber::fmt`, because spans there are
/// stored as text, and a flat JSON object needs their fields one by one.
#[derive(Debug)]
pub(super) struct Lines<W> {
    style: Style,
    writer: W,
}

impl<W> Lines<W> {
    pub(super) fn new(style: Style, writer: W) -> Self {
        Self { style, writer }
    }
}

impl<S, W> Layer<S> for Lines<W>
where
    S: Subscriber + for<'s> LookupSpan<'s>,
    W: for<'w> MakeWriter<'w> + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        span.extensions_mut().insert(fields);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(fields) = span.extensions_mut().get_mut::<Fields>() {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let metadata = event.metadata();
        let mut fields = Fields::default();
        event.record(&mut fields);
        let mut entries: Vec<(Cow<'static, str>, Value)> = fields
            .entries
            .into_iter()
            .map(|(name, value)| (Cow::Borrowed(name), value))
            .collect();
        // Inner spans first: of two fields of one name, the nearer one counts.
        for span in context.event_scope(event).into_iter().flatten() {
            if let Some(around) = span.extensions().get::<Fields>() {
                self.add_span(span.name(), around, &mut entries);
            }
        }
        let line = Line {
            level: *metadata.level(),
            target: fields.log_target.as_deref().unwrap_or(metadata.target()),
            message: fields.message.as_deref().unwrap_or_default(),
            entries: &entries,
        };
        let text = match self.style {
            Style::Json => line.json(),
            Style::Plain => line.readable(false),
            Style::Coloured => line.readable(true),
        };
        // One write a line, so that lines of threads do not mix. When nobody reads standard error
        // any more there is nobody to tell.
        let _ = self.writer.make_writer_for(metadata).write_all(text.as_bytes());
    }
}

impl<W> Lines<W> {
    fn add_span(&self, span: &str, around: &Fields, entries: &mut Vec<(Cow<'static, str>, Value)>) {
        for (name, value) in &around.entries {
            let is_request_id = span == REQUEST && matches!(*name, "id" | REQUEST_ID);
            if is_request_id {
                // The request's own line has the id among its fields.
                entries.retain(|(existing, other)| !(existing == "id" && other == value));
            } else if span == REQUEST && self.style != Style::Json {
                // People read the request's method and path in its own line.
                continue;
            }
            let name = if is_request_id { REQUEST_ID } else { *name };
            if !entries.iter().any(|(existing, _)| existing == name) {
                entries.push((Cow::Borrowed(name), value.clone()));
            }
        }
    }
}

struct Line<'a> {
    level: Level,
    target: &'a str,
    message: &'a str,
    entries: &'a [(Cow<'static, str>, Value)],
}

impl Line<'_> {
    fn json(&self) -> String {
        let mut text = String::with_capacity(256);
        let mut add = |name: &str, value: &Value| {
            text.push(if text.is_empty() { '{' } else { ',' });
            // Writing to a String cannot fail.
            let _ = write!(text, "{}:{value}", Value::from(name));
        };
        add(
            "timestamp",
            &Value::from(Utc::now().to_rfc3339_opts(SecondsFormat::Micros, true)),
        );
        add("level", &Value::from(self.level.as_str()));
        add("target", &Value::from(self.target));
        add("message", &Value::from(self.message));
        for (name, value) in self.entries {
            if RESERVED.contains(&name.as_ref()) {
                add(&format!("field.{name}"), value);
            } else {
                add(name, value);
            }
        }
        text.push_str("}\n");
        text
    }

    fn readable(&self, colour: bool) -> String {
        let (dim, level, reset) = match colour {
            false => ("", "", ""),
            true => ("\x1b[2m", level_colour(self.level), "\x1b[0m"),
        };
        let mut text = String::with_capacity(160);
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "{dim}{}{reset} {level}{:>5}{reset} {dim}{}:{reset} {}",
            Local::now().format("%H:%M:%S%.3f"),
            self.level.as_str(),
            visible(self.target),
            visible(self.message),
        );
        for (name, value) in self.entries {
            let _ = match value {
                // As it is where nothing can be mistaken, else in quotes.
                Value::String(value) if is_word(value) => write!(text, " {dim}{name}={reset}{value}"),
                Value::String(value) => write!(text, " {dim}{name}={reset}{value:?}"),
                value => write!(text, " {dim}{name}={reset}{value}"),
            };
        }
        text.push('\n');
        text
    }
}

fn is_word(value: &str) -> bool {
    !value.is_empty()
        && value
            .chars()
            .all(|c| !c.is_whitespace() && !c.is_control() && c != '"' && c != '=')
}

/// A message without control characters, which could drive the terminal. Its further lines are
/// set in, so that none can pass for a line of the log.
fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(|c: char| c.is_control()) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.trim_end().chars() {
        match c {
            '\n' => shown.push_str("\n    "),
            '\t' => shown.push('\t'),
            c if c.is_control() => shown.extend(c.escape_default()),
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

fn level_colour(level: Level) -> &'static str {
    match level {
        Level::ERROR => "\x1b[31m",
        Level::WARN => "\x1b[33m",
        Level::INFO => "\x1b[32m",
        Level::DEBUG => "\x1b[34m",
        Level::TRACE => "\x1b[35m",
    }
}
