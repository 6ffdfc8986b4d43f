use crate::conf::mask::{MASK, is_sensitive, mask_urls};
use serde_json::Value;
use std::fmt;
use tracing::field::{Field, Visit};

/// The fields of an event or a span in the order they were written, masked.
#[derive(Debug, Default)]
pub(super) struct Fields {
    pub(super) message: Option<String>,
    /// The target of a record of the `log` crate, which `tracing` hands on as a field.
    pub(super) log_target: Option<String>,
    pub(super) entries: Vec<(&'static str, Value)>,
}

impl Fields {
    fn push(&mut self, field: &Field, value: impl FnOnce() -> Value) {
        let name = field.name();
        let name = name.strip_prefix("r#").unwrap_or(name);
        let value = if is_sensitive(name) { Value::from(MASK) } else { value() };
        // Recording a field of a span again replaces it.
        match self.entries.iter_mut().find(|(existing, _)| *existing == name) {
            Some((_, existing)) => *existing = value,
            None => self.entries.push((name, value)),
        }
    }

    fn push_text(&mut self, field: &Field, text: &str) {
        match field.name() {
            "message" => self.message = Some(mask_urls(text).into_owned()),
            "log.target" => self.log_target = Some(text.to_owned()),
            name if name.starts_with("log.") => {}
            _ => self.push(field, || Value::from(mask_urls(text))),
        }
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.push_text(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.push_text(field, &format!("{value:?}"));
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        let mut text = value.to_string();
        let mut source = value.source();
        while let Some(cause) = source {
            text.push_str(": ");
            text.push_str(&cause.to_string());
            source = cause.source();
        }
        self.push_text(field, &text);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.number(field, Value::from(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.number(field, Value::from(value));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        // JSON has no NaN and no infinity.
        let value = serde_json::Number::from_f64(value).map_or_else(|| Value::from(value.to_string()), Value::Number);
        self.push(field, || value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.push(field, || Value::from(value));
    }
}

impl Fields {
    fn number(&mut self, field: &Field, value: Value) {
        // `log.line` is a number.
        if !field.name().starts_with("log.") {
            self.push(field, || value);
        }
    }
}
