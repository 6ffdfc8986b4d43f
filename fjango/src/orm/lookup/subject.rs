use chrono::{NaiveDate, NaiveTime};

use super::Lookup;
use crate::db::{DatePart, Function};
use crate::orm::Expr;
use crate::schema::FieldMeta;
use crate::value::{DbValue, Invalid, SqlType, Value};

/// Reads a value from text.
pub(super) type Parse = fn(&str) -> Result<Value, Invalid>;

/// What is compared: a column, or something computed from one.
#[derive(Clone, Debug)]
pub struct Subject {
    pub(super) expr: Expr,
    /// The column that it comes from.
    pub field: &'static FieldMeta,
    /// What it is compared with.
    pub taken: Taken,
}

/// What the values are that something is compared with.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Taken {
    /// Values of the column.
    Field,
    /// Values of this kind.
    Kind(SqlType),
    /// Parts of JSON: JSON, or plain text.
    JsonPart,
}

impl Subject {
    pub(super) fn column(expr: Expr, field: &'static FieldMeta) -> Self {
        Self {
            expr,
            field,
            taken: Taken::Field,
        }
    }

    /// The kind of its values.
    pub fn kind(&self) -> SqlType {
        match self.taken {
            Taken::Field => self.field.sql_type(),
            Taken::Kind(kind) => kind,
            Taken::JsonPart => SqlType::Json,
        }
    }

    /// The lookups it has, `exact` first.
    pub fn lookups(&self) -> &'static [Lookup] {
        match (self.taken, self.kind()) {
            (Taken::JsonPart, _) => Lookup::of_json_parts(),
            (_, SqlType::Json) => Lookup::of_json(),
            (_, SqlType::Text) => Lookup::of_texts(),
            _ => Lookup::of_ordered(),
        }
    }

    pub(super) fn lookup(&self, name: &str) -> Option<Lookup> {
        self.lookups().iter().copied().find(|lookup| lookup.name() == name)
    }

    /// What comes of it, by name. JSON has a part of every name.
    pub fn transforms(&self) -> Vec<&'static str> {
        let date = [
            "year",
            "iso_year",
            "quarter",
            "month",
            "week",
            "day",
            "week_day",
            "iso_week_day",
        ];
        let time = ["hour", "minute", "second"];
        match self.kind() {
            SqlType::Date => date.to_vec(),
            SqlType::Time => time.to_vec(),
            SqlType::DateTime => [&date[..], &time, &["date", "time"]].concat(),
            _ => Vec::new(),
        }
    }

    /// What comes of it by the name `step`.
    pub fn transform(&self, step: &str) -> Option<Self> {
        let (expr, taken) = match self.kind() {
            SqlType::Json => {
                let part = match step.parse() {
                    Ok(index) => (Function::JsonAt, Value::Integer(index)),
                    Err(_) => (Function::JsonGet, Value::Text(step.to_owned())),
                };
                (self.call(part.0, Some(part.1), SqlType::Json), Taken::JsonPart)
            }
            kind if self.transforms().contains(&step) => match step {
                "date" => (
                    self.call(Function::DateOf, None, SqlType::Date),
                    Taken::Kind(SqlType::Date),
                ),
                "time" => (
                    self.call(Function::TimeOf, None, SqlType::Time),
                    Taken::Kind(SqlType::Time),
                ),
                part => {
                    let part = DatePart::from_name(part)?;
                    let expr = Expr::DatePart(part, kind, Box::new(self.expr.clone()));
                    (expr, Taken::Kind(SqlType::Integer))
                }
            },
            _ => return None,
        };
        Some(Self {
            expr,
            field: self.field,
            taken,
        })
    }

    pub(super) fn call(&self, function: Function, argument: Option<Value>, output: SqlType) -> Expr {
        let mut arguments = vec![self.expr.clone()];
        arguments.extend(argument.map(Expr::Value));
        Expr::Function {
            function,
            arguments,
            output,
        }
    }

    /// What reads the values that it is compared with.
    pub(super) fn parse(&self) -> Parse {
        match self.taken {
            // A filter may hold part of an address or a slug, so only the kind is checked for text.
            Taken::Field if self.kind() == SqlType::Text && self.field.value_type.choices.is_empty() => free_text,
            Taken::Field => self.field.value_type.parse_text,
            Taken::Kind(SqlType::Date) => <NaiveDate as DbValue>::parse_text,
            Taken::Kind(SqlType::Time) => <NaiveTime as DbValue>::parse_text,
            Taken::Kind(_) => <i32 as DbValue>::parse_text,
            Taken::JsonPart => json_or_text,
        }
    }
}

fn free_text(text: &str) -> Result<Value, Invalid> {
    Ok(Value::Text(text.to_owned()))
}

/// JSON where the text is JSON, so `5` is a number and `"5"` a text; otherwise the text itself.
#[expect(clippy::unnecessary_wraps, reason = "it is one of the readers that can fail")]
fn json_or_text(text: &str) -> Result<Value, Invalid> {
    let json = serde_json::from_str(text).unwrap_or_else(|_| text.into());
    Ok(Value::Json(json))
}
