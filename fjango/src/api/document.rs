//! JSON in which a name stands once.

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value as JsonValue};

/// Any JSON, but an object that has a name twice is refused as a struct would refuse it: of two values one would be lost, and
/// two programs could disagree about which.
#[derive(Debug, PartialEq)]
pub(crate) struct Document(pub(crate) JsonValue);

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyJson).map(Self)
    }
}

struct AnyJson;

impl<'de> Visitor<'de> for AnyJson {
    type Value = JsonValue;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E>(self) -> Result<JsonValue, E> {
        Ok(JsonValue::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<JsonValue, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<JsonValue, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<JsonValue, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<JsonValue, E> {
        Ok(Number::from_f64(value).map_or(JsonValue::Null, JsonValue::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<JsonValue, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<JsonValue, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<JsonValue, A::Error> {
        let mut all = Vec::new();
        while let Some(Document(item)) = items.next_element()? {
            all.push(item);
        }
        Ok(all.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<JsonValue, A::Error> {
        let mut object = Map::new();
        while let Some(name) = pairs.next_key::<String>()? {
            let Document(value) = pairs.next_value()?;
            match object.entry(name) {
                Entry::Vacant(place) => place.insert(value),
                // The words are those of serde's own structs.
                Entry::Occupied(known) => {
                    return Err(A::Error::custom(format_args!("duplicate field `{}`", known.key())));
                }
            };
        }
        Ok(object.into())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::*;

    #[test]
    fn a_name_may_stand_once_in_each_object() {
        for text in [r#"{"a":1,"a":2}"#, r#"[{"b":{"a":1,"\u0061":1}}]"#] {
            let error = serde_json::from_str::<Document>(text).expect_err("it is refused");
            assert!(error.to_string().starts_with("duplicate field `a`"), "{error}");
        }
        serde_json::from_str::<Document>(r#"{"a":{"a":[{"a":1},{"a":1}]}}"#).expect("each has one");
    }

    proptest! {
        #[test]
        fn everything_else_is_read_as_it_is(
            numbers in proptest::collection::vec(any::<f64>(), 0..4), whole in any::<i64>(), large in any::<u64>(),
            text in ".{0,20}", flag in any::<bool>(),
        ) {
            let value = serde_json::json!({"n": numbers, "i": whole, "u": large, "t": {text: null}, "f": [flag]});
            let read: Document = serde_json::from_str(&value.to_string()).expect("it is JSON");
            let plain: JsonValue = serde_json::from_str(&value.to_string()).expect("it is JSON");
            prop_assert_eq!(read.0, plain);
        }
    }
}
