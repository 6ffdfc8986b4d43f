//! The user's own `[app]` table, deserialized with the place of each mistake.

use super::mask::is_sensitive;
use super::node::{Content, Node, Table};
use super::{Error, Origin, Problem, Result, Settings};
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use std::fmt;

impl Settings {
    /// The `[app]` table as a struct of your own.
    ///
    /// It is what the TOML files have under `[app]`, later files over earlier ones, and variables
    /// `FJANGO_APP__<KEY>` above them. A table that is nowhere is empty, so a struct whose fields
    /// all have defaults always fits. Deny unknown keys with `#[serde(deny_unknown_fields)]`.
    /// Keep keys in [`Secret`](super::Secret)s.
    ///
    /// # Errors
    /// [`Error::App`] with the first key that does not fit, and its place.
    ///
    /// # Examples
    /// ```
    /// use fjango::conf::{Secret, Settings, Sources};
    ///
    /// #[derive(serde::Deserialize)]
    /// #[serde(deny_unknown_fields)]
    /// struct MySettings {
    ///     stripe_key: Secret<String>,
    ///     #[serde(default)]
    ///     free_posts: u32,
    /// }
    ///
    /// let sources = Sources::none()
    ///     .with_variable("FJANGO_APP__STRIPE_KEY", "sk_live_1234")
    ///     .with_variable("FJANGO_APP__FREE_POSTS", "3");
    /// let mine: MySettings = Settings::load(&sources)?.app()?;
    /// assert_eq!(mine.free_posts, 3);
    /// # Ok::<(), fjango::conf::Error>(())
    /// ```
    pub fn app<T: DeserializeOwned>(&self) -> Result<T> {
        T::deserialize(NodeDeserializer(self.app_node())).map_err(|mistake| {
            let path = std::iter::once("app".to_owned()).chain(mistake.path.into_iter().rev());
            let path = path.collect::<Vec<_>>().join(".");
            let origin = mistake.origin.unwrap_or_else(|| self.app_node().origin.clone());
            let problem = Problem::new(origin, format!("`{path}`: {}", mistake.message)).about(path);
            Error::App {
                type_name: std::any::type_name::<T>(),
                problem,
            }
        })
    }
}

/// What serde found wrong; the path grows from the inside out.
#[derive(Debug)]
struct Mistake {
    message: String,
    path: Vec<String>,
    origin: Option<Origin>,
}

impl Mistake {
    fn inside(mut self, key: &str, origin: &Origin) -> Self {
        if is_sensitive(key) {
            // serde quotes values it refuses.
            self.message = "the value has the wrong type or form".to_owned();
        }
        self.path.push(key.to_owned());
        self.at(origin)
    }

    fn at(mut self, origin: &Origin) -> Self {
        self.origin.get_or_insert_with(|| origin.clone());
        self
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Mistake {}

impl de::Error for Mistake {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let message = super::mask::mask_urls(&message.to_string()).into_owned();
        Self {
            message,
            path: Vec::new(),
            origin: None,
        }
    }
}

struct NodeDeserializer<'a>(&'a Node);

impl NodeDeserializer<'_> {
    /// Text of a variable has no type of its own: take it as the type that is asked for.
    fn text(&self) -> Option<&str> {
        match &self.0.content {
            Content::Text(text) => Some(text.trim()),
            _ => None,
        }
    }
}

macro_rules! from_text {
    ($($method:ident $visit:ident $type:ty,)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
            match self.text().and_then(|text| text.parse::<$type>().ok()) {
                Some(value) => visitor.$visit(value),
                None => self.deserialize_any(visitor),
            }
        }
    )*};
}

impl<'de> de::Deserializer<'de> for NodeDeserializer<'_> {
    type Error = Mistake;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match &self.0.content {
            Content::Text(text) | Content::String(text) | Content::Datetime(text) => visitor.visit_str(text),
            Content::Boolean(value) => visitor.visit_bool(*value),
            Content::Float(value) => visitor.visit_f64(*value),
            Content::Integer(number, text) => match number {
                Some(number) => match (i64::try_from(*number), u64::try_from(*number)) {
                    (Ok(number), _) => visitor.visit_i64(number),
                    (_, Ok(number)) => visitor.visit_u64(number),
                    _ => visitor.visit_i128(*number),
                },
                None => Err(de::Error::custom(format!("the integer `{text}` is too large"))),
            },
            Content::Array(items) => visitor.visit_seq(Items {
                items: items.iter(),
                index: 0,
            }),
            Content::Table(table) => visitor.visit_map(Entries::new(table)),
        }
    }

    from_text! {
        deserialize_i8 visit_i8 i8, deserialize_i16 visit_i16 i16, deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64, deserialize_i128 visit_i128 i128,
        deserialize_u8 visit_u8 u8, deserialize_u16 visit_u16 u16, deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64, deserialize_u128 visit_u128 u128,
        deserialize_f32 visit_f32 f32, deserialize_f64 visit_f64 f64,
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.text().map(str::to_ascii_lowercase).as_deref() {
            Some("true" | "1" | "yes" | "on") => visitor.visit_bool(true),
            Some("false" | "0" | "no" | "off") => visitor.visit_bool(false),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        if self.text() == Some("") {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        let Some(text) = self.text() else {
            return self.deserialize_any(visitor);
        };
        let items: Vec<Node> = text
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .map(|item| Node {
                origin: self.0.origin.clone(),
                content: Content::Text(item.to_owned()),
            })
            .collect();
        visitor.visit_seq(Items {
            items: items.iter(),
            index: 0,
        })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        match &self.0.content {
            Content::Text(text) | Content::String(text) => visitor.visit_enum(text.as_str().into_deserializer()),
            Content::Table(table) => visitor.visit_enum(MapAccessDeserializer::new(Entries::new(table))),
            _ => self.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct identifier ignored_any
    }
}

struct Items<'a> {
    items: std::slice::Iter<'a, Node>,
    index: usize,
}

impl<'de> de::SeqAccess<'de> for Items<'_> {
    type Error = Mistake;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Mistake> {
        let Some(node) = self.items.next() else {
            return Ok(None);
        };
        let index = self.index;
        self.index += 1;
        seed.deserialize(NodeDeserializer(node))
            .map(Some)
            .map_err(|mistake| mistake.inside(&index.to_string(), &node.origin))
    }
}

struct Entries<'a> {
    entries: std::collections::btree_map::Iter<'a, String, (Origin, Node)>,
    current: Option<(&'a str, &'a Node)>,
}

impl<'a> Entries<'a> {
    fn new(table: &'a Table) -> Self {
        Self {
            entries: table.iter(),
            current: None,
        }
    }
}

impl<'de> de::MapAccess<'de> for Entries<'_> {
    type Error = Mistake;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Mistake> {
        let Some((key, (origin, node))) = self.entries.next() else {
            return Ok(None);
        };
        self.current = Some((key, node));
        let deserializer: StrDeserializer<'_, Mistake> = key.as_str().into_deserializer();
        // An unknown field is found here, at its key.
        seed.deserialize(deserializer)
            .map(Some)
            .map_err(|mistake| mistake.at(origin))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Mistake> {
        let Some((key, node)) = self.current.take() else {
            return Err(de::Error::custom("a value was asked for before its key"));
        };
        seed.deserialize(NodeDeserializer(node))
            .map_err(|mistake| mistake.inside(key, &node.origin))
    }
}
