//! Ways into JSON columns.

use serde_json::Value as Json;

use super::Expression;
use crate::db::Function;
use crate::orm::{Condition, Expr};
use crate::value::{DbValue, SqlType, Value};

/// A type that is stored as JSON.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not stored as JSON",
    label = "use `Json<T>` or `serde_json::Value`"
)]
pub trait JsonValue: DbValue {}

impl JsonValue for Json {}
impl<T> JsonValue for crate::value::Json<T> where crate::value::Json<T>: DbValue {}

impl<T: DbValue> Expression<T>
where
    T::Plain: JsonValue,
{
    /// The member of an object; `NULL` where there is none.
    pub fn key(&self, key: impl Into<String>) -> Expression<Option<Json>> {
        self.call(Function::JsonGet, [Expr::Value(Value::Text(key.into()))])
    }

    /// The element of an array, from 0, or from -1 at its end; `NULL` where there is none.
    pub fn at(&self, index: i32) -> Expression<Option<Json>> {
        self.call(Function::JsonAt, [Expr::Value(Value::Integer(index))])
    }

    /// The value as plain text: a string without its quotes. JSON's `null` is `NULL`.
    pub fn text(&self) -> Expression<Option<String>> {
        self.call(Function::JsonText, [])
    }

    /// The value as a number; `NULL` where it is JSON's `null`. Refused by PostgreSQL where it is none.
    pub fn number(&self) -> Expression<Option<f64>> {
        Expression::new(Expr::Cast(Box::new(self.text().expr()), SqlType::Double))
    }

    /// Whether an object has the key, or an array the text as an element.
    pub fn has_key(&self, key: impl Into<String>) -> Condition {
        let found: Expression<bool> = self.call(Function::JsonHasKey, [Expr::Value(Value::Text(key.into()))]);
        found.is_true()
    }

    /// Whether the value contains another: objects some members, arrays some elements (PostgreSQL's `@>`).
    pub fn contains_json(&self, part: Json) -> Condition {
        let found: Expression<bool> = self.call(Function::JsonContains, [Expr::Value(Value::Json(part))]);
        found.is_true()
    }
}
