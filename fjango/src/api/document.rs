//! JSON in which a name stands once.

use std::borrow::Cow;
use std::collections::HashSet;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value as JsonValue};

/// Objects with more members than this look names up in a set to see whether one stands twice.
const FEW: usize = 16;

/// Any JSON, but an object that has a name twice is refused as a struct would refuse it: of two values one would be lost, and
/// two programs could disagree about which.
#[derive(Debug, PartialEq)]
pub(crate) struct Document(pub(crate) JsonValue);

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyJson).map(Self)
    }
}

/// The members of an object in the order in which they stand, and their names as far as possible where they stand.
///
/// A body has few, so that going through them is quicker than building a map.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Object<'a>(Vec<(Cow<'a, str>, JsonValue)>);

impl Object<'_> {
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &JsonValue)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value))
    }
}

impl From<Map<String, JsonValue>> for Object<'_> {
    fn from(map: Map<String, JsonValue>) -> Self {
        Self(map.into_iter().map(|(name, value)| (Cow::Owned(name), value)).collect())
    }
}

/// A body that ought to be an object: `None` when it is other JSON. Names may stand once, as in a [`Document`].
#[derive(Debug, PartialEq)]
pub(crate) struct Body<'a>(pub(crate) Option<Object<'a>>);

impl<'de> Deserialize<'de> for Body<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyBody).map(Self)
    }
}

struct AnyBody;

impl<'de> Visitor<'de> for AnyBody {
    type Value = Option<Object<'de>>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Self::Value, A::Error> {
        let mut members: Vec<(Cow<'de, str>, JsonValue)> = Vec::with_capacity(pairs.size_hint().unwrap_or(8).min(FEW));
        let mut names: HashSet<Cow<'de, str>> = HashSet::new();
        while let Some(Name(name)) = pairs.next_key()? {
            let known = if members.len() < FEW {
                members.iter().any(|(known, _)| *known == name)
            } else {
                if names.is_empty() {
                    names.extend(members.iter().map(|(name, _)| name.clone()));
                }
                !names.insert(name.clone())
            };
            if known {
                return Err(duplicate(&name));
            }
            let Document(value) = pairs.next_value()?;
            members.push((name, value));
        }
        Ok(Some(Object(members)))
    }
}

/// A member's name, which is copied only when it has escapes.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text<'a>(PhantomData<&'a str>);

        impl<'de> Visitor<'de> for Text<'de> {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }

        deserializer.deserialize_str(Text(PhantomData))
    }
}

/// The words are those of serde's own structs.
fn duplicate<E: Error>(name: &str) -> E {
    E::custom(format_args!("duplicate field `{name}`"))
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
                Entry::Occupied(known) => return Err(duplicate(known.key())),
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

    #[test]
    fn a_body_has_each_name_once_however_many_it_has() {
        for more in [0, FEW - 1, FEW, 40] {
            let rest: String = (0..more).map(|i| format!(r#""n{i}":{i},"#)).collect();
            let text = format!(r#"{{"a":1,{rest}"\u0061":2}}"#);
            let error = serde_json::from_str::<Body<'_>>(&text).expect_err("it is refused");
            assert!(error.to_string().starts_with("duplicate field `a`"), "{more}: {error}");
            let text = format!(r#"{{{rest}"a":{{"b":[]}}}}"#);
            let body: Body<'_> = serde_json::from_str(&text).expect("each has one");
            let object = body.0.expect("it is an object");
            assert_eq!(object.iter().count(), more + 1);
            assert!(object.contains("a") && !object.contains("b"));
        }
        for other in ["null", "true", "-1", "1", "0.5", r#""a""#, r#"[1,{"a":[]}]"#] {
            assert_eq!(serde_json::from_str::<Body<'_>>(other).expect("it is JSON"), Body(None));
        }
        serde_json::from_str::<Body<'_>>(r#"[1,"#).expect_err("it is no JSON");
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
