//! Ways into JSON columns.

use serde_json::Value as Json;

use super::{Expression, function_of};
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
        found.into_condition()
    }

    /// Whether an object has all of the keys.
    pub fn has_keys<K: Into<String>>(&self, keys: impl IntoIterator<Item = K>) -> Condition {
        let all = keys.into_iter().map(|key| self.has_key(key).into_expr());
        Condition(Expr::And(all.collect()))
    }

    /// Whether an object has any of the keys.
    pub fn has_any_keys<K: Into<String>>(&self, keys: impl IntoIterator<Item = K>) -> Condition {
        let all = keys.into_iter().map(|key| self.has_key(key).into_expr());
        Condition(Expr::Or(all.collect()))
    }

    /// Whether the value is contained in another: `contains_json` the other way round (PostgreSQL's `<@`).
    pub fn contained_by(&self, whole: Json) -> Condition {
        let whole = Expr::Value(Value::Json(whole));
        let found: Expression<bool> = function_of(Function::JsonContains, vec![whole, self.expr()]);
        found.into_condition()
    }

    /// Whether the value is JSON's `null`. A column without a value (`NULL`) is not; that is `is_null()`.
    pub fn is_json_null(&self) -> Condition {
        let found: Expression<bool> = self.call(Function::JsonEqual, [Expr::Value(Value::Json(Json::Null))]);
        found.into_condition()
    }

    /// Whether the value contains another: objects some members, arrays some elements (PostgreSQL's `@>`).
    pub fn contains_json(&self, part: Json) -> Condition {
        let found: Expression<bool> = self.call(Function::JsonContains, [Expr::Value(Value::Json(part))]);
        found.into_condition()
    }
}

impl Expression<bool> {
    /// A function that answers is a condition itself: an index serves it, as none serves `… = TRUE`.
    fn into_condition(self) -> Condition {
        Condition(self.expr())
    }
}

impl<T: DbValue> Expression<T> {
    /// The value as JSON, as a serialised model shows it: moments in RFC 3339, durations as microseconds.
    pub fn to_json(&self) -> Expression<T::Like<Json>> {
        self.call(Function::ToJson(T::SQL_TYPE), [])
    }
}

/// An object of keys and values: Django's `JSONObject`. At most 50 keys.
///
/// ```
/// # use fjango::prelude::*;
/// use fjango::orm::json_object;
///
/// # #[model] pub struct Post { pub id: i64, pub title: String, pub views: i64 }
/// # async fn example(db: Db) -> fjango::orm::Result<()> {
/// let cards: Vec<serde_json::Value> = Post::objects()
///     .values(&db, |p| json_object([("title", p.title().to_json()), ("views", p.views().to_json())]))
///     .await?;
/// # let _ = cards; Ok(()) }
/// ```
pub fn json_object<K: Into<String>, T: DbValue<Plain = Json>>(
    members: impl IntoIterator<Item = (K, Expression<T>)>,
) -> Expression<Json> {
    let arguments = members.into_iter().flat_map(|(key, member)| {
        let member: Expression<T> = member.call(Function::JsonMember, []);
        [Expr::Value(Value::Text(key.into())), member.expr()]
    });
    function_of(Function::JsonObject, arguments.collect())
}

/// An array of values: Django's `JSONArray`. At most 100 items.
pub fn json_array<T: DbValue<Plain = Json>>(items: impl IntoIterator<Item = Expression<T>>) -> Expression<Json> {
    let items = items.into_iter().map(|item| {
        let item: Expression<T> = item.call(Function::JsonMember, []);
        item.expr()
    });
    function_of(Function::JsonArray, items.collect())
}
