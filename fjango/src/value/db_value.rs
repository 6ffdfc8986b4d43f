use serde::{Serialize, Serializer};
use serde_json::Value as JsonValue;

use super::cell::BoxError;
use super::{Cell, Choice, Invalid, SqlType, Value, ValueType, json};

/// What is shown of a value that is [hidden](DbValue::HIDDEN).
pub(super) const HIDDEN_TEXT: &str = "***";

/// A Rust type that a model's field can have.
///
/// fjango implements it for numbers, text, dates, `Uuid`, `Decimal`, [`Json`](super::Json), `Option<T>` and more;
/// `#[derive(Choices)]` implements it for enums and `#[derive(DbValue)]` for newtypes.
///
/// # Example: a type of your own
/// ```
/// use fjango::prelude::*;
///
/// #[derive(Clone, Debug, PartialEq, DbValue)]
/// pub struct Isbn(String);
///
/// assert_eq!(Isbn("978".into()).to_value(), fjango::value::Value::Text("978".into()));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a model's field",
    label = "fjango does not know how to store this type",
    note = "use a type from `fjango::prelude`, derive `Choices` on an enum, derive `DbValue` on a newtype, or wrap it as `Json<{Self}>`"
)]
pub trait DbValue: Sized + Send + 'static {
    /// The type without its `Option`; `Self` for everything else.
    type Plain: DbValue;
    /// Another type that can be `NULL` if this one can: `U` for everything but `Option`.
    type Like<U: DbValue>: DbValue;
    /// What the database stores.
    const SQL_TYPE: SqlType;
    /// Whether `NULL` is a value of this type; only `Option` says so.
    const NULLABLE: bool = false;
    /// The type's name in documentation and metadata.
    const NAME: &'static str;
    /// The only values allowed, for enums.
    const CHOICES: &'static [Choice] = &[];
    /// The `format` of JSON Schema, such as `email`.
    const FORMAT: Option<&'static str> = None;
    /// The smallest and the largest whole number the type can hold, where it is narrower than its column.
    const RANGE: Option<(i64, i64)> = None;
    /// Whether the value must never be shown: JSON has `***` in its place, and the API neither filters by it nor sets it.
    const HIDDEN: bool = false;

    /// Whether JSON shows what is stored, so that columns become JSON without a Rust value in between. Leave it out where
    /// [`to_json`](Self::to_json) shows something else.
    const SHOWN_AS_STORED: bool = false;

    /// The value to bind.
    fn to_value(&self) -> Value;

    /// [`to_value`](Self::to_value) of a value that is not needed any more. A type that owns memory gives it away here,
    /// instead of a copy.
    fn into_value(self) -> Value {
        self.to_value()
    }

    /// What a serialised model shows.
    fn to_json(&self) -> JsonValue {
        match self.to_value() {
            value if Self::HIDDEN && !value.is_null() => HIDDEN_TEXT.into(),
            value => value.into_json(),
        }
    }

    /// Serialises what [`to_json`](Self::to_json) shows. A type with a shorter way than by a JSON value replaces it.
    ///
    /// # Errors
    /// What the serializer says.
    fn serialize_json<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }

    /// The value as a serialised model shows it.
    // An opaque type: of a type that cannot be stored the compiler then reports that alone, and not also that nothing
    // can serialise it.
    fn shown(&self) -> impl Serialize {
        Shown(self)
    }

    /// The Rust value for a bound value of the same kind.
    ///
    /// # Errors
    /// [`Invalid`] when the kind or the content does not fit.
    fn from_value(value: Value) -> Result<Self, Invalid>;

    /// Decodes a column: as the value of its kind, then by [`from_value`](Self::from_value). A type with a shorter way
    /// replaces it.
    ///
    /// # Errors
    /// What the backend's decoder or `from_value` says.
    fn decode(cell: Cell<'_>) -> Result<Self, BoxError> {
        Ok(Self::from_value(Value::decode(Self::SQL_TYPE, cell)?)?)
    }

    /// Writes a column as JSON shows it at the end of `out`.
    ///
    /// # Errors
    /// What the decoder says.
    #[doc(hidden)]
    fn write_json(cell: Cell<'_>, out: &mut Vec<u8>) -> Result<(), BoxError> {
        if Self::SHOWN_AS_STORED || cell.is_null() {
            return json::write_cell(Self::SQL_TYPE, cell, out);
        }
        Ok(serde_json::to_writer(out, &Self::decode(cell)?.shown())?)
    }

    /// The rule beyond the kind (an email address has an `@`), on the SQL value. Never called with `NULL`.
    ///
    /// # Errors
    /// [`Invalid`] with the rule that is broken.
    fn check(value: &Value) -> Result<(), Invalid> {
        let _ = value;
        Ok(())
    }

    /// Parses a JSON value into the SQL value.
    ///
    /// # Errors
    /// [`Invalid`] with code `type` or a more precise one.
    fn parse_json(value: &JsonValue) -> Result<Value, Invalid> {
        json::parse(Self::SQL_TYPE, value)
    }

    /// Parses text from a URL, a command line or a spreadsheet into the SQL value.
    ///
    /// # Errors
    /// [`Invalid`] with code `type` or a more precise one.
    fn parse_text(text: &str) -> Result<Value, Invalid> {
        json::parse_text(Self::SQL_TYPE, text)
    }

    /// The JSON Schema of the JSON form.
    fn json_schema() -> JsonValue {
        json::schema(Self::SQL_TYPE)
    }

    /// This implementation as data.
    const TYPE: ValueType = ValueType::of::<Self>();
}

/// A value as a serialised model shows it: see [`DbValue::shown`].
struct Shown<'a, T>(&'a T);

impl<T: DbValue> Serialize for Shown<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_json(serializer)
    }
}

impl<T: DbValue> DbValue for Option<T> {
    type Plain = T;
    type Like<U: DbValue> = Option<U::Plain>;

    const SQL_TYPE: SqlType = T::SQL_TYPE;
    const NULLABLE: bool = true;
    const NAME: &'static str = T::NAME;
    const CHOICES: &'static [Choice] = T::CHOICES;
    const FORMAT: Option<&'static str> = T::FORMAT;
    const RANGE: Option<(i64, i64)> = T::RANGE;
    const HIDDEN: bool = T::HIDDEN;
    const SHOWN_AS_STORED: bool = T::SHOWN_AS_STORED;

    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null(T::SQL_TYPE), T::to_value)
    }

    fn into_value(self) -> Value {
        self.map_or(Value::Null(T::SQL_TYPE), T::into_value)
    }

    fn to_json(&self) -> JsonValue {
        self.as_ref().map_or(JsonValue::Null, T::to_json)
    }

    fn serialize_json<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => value.serialize_json(serializer),
            None => serializer.serialize_unit(),
        }
    }

    fn from_value(value: Value) -> Result<Self, Invalid> {
        if value.is_null() {
            Ok(None)
        } else {
            T::from_value(value).map(Some)
        }
    }

    fn decode(cell: Cell<'_>) -> Result<Self, BoxError> {
        if cell.is_null() {
            Ok(None)
        } else {
            T::decode(cell).map(Some)
        }
    }

    fn write_json(cell: Cell<'_>, out: &mut Vec<u8>) -> Result<(), BoxError> {
        T::write_json(cell, out)
    }

    fn check(value: &Value) -> Result<(), Invalid> {
        T::check(value)
    }

    fn parse_json(value: &JsonValue) -> Result<Value, Invalid> {
        if value.is_null() {
            Ok(Value::Null(T::SQL_TYPE))
        } else {
            T::parse_json(value)
        }
    }

    fn parse_text(text: &str) -> Result<Value, Invalid> {
        T::parse_text(text)
    }

    fn json_schema() -> JsonValue {
        T::json_schema()
    }
}
