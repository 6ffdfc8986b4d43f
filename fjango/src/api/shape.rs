//! JSON against the JSON Schema of a type: what makes a body report every wrong field at once.
//!
//! serde stops at the first mistake. The schema that documents a type knows the rest: this walks body and schema together and
//! collects all of it. It understands what schemars writes for Rust types; a keyword it does not know objects to nothing,
//! for serde has the last word on what a type accepts.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use regex::Regex;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value as JsonValue};

use crate::value::{DbValue, Email, FieldError, Invalid, Url, Value};

/// How deep references may lead without a step into the body.
const MAX_DEPTH: usize = 256;
/// How many choices a message names.
const MAX_NAMED: usize = 20;

/// The schema of one type, ready to be held against bodies.
pub(crate) struct Shape {
    root: JsonValue,
    patterns: HashMap<String, Regex>,
    has_rules: bool,
}

/// One objection; `is_structural` when serde objects to it as well.
struct Objection {
    pointer: String,
    invalid: Invalid,
    is_structural: bool,
}

impl Shape {
    /// The shape of `T`, made once in the process.
    pub(crate) fn of<T: JsonSchema>() -> Arc<Self> {
        static KNOWN: LazyLock<RwLock<HashMap<Cow<'static, str>, Arc<Shape>>>> = LazyLock::new(Default::default);
        let id = T::schema_id();
        let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        known.unwrap_or_else(|| {
            let schema = SchemaSettings::draft2020_12()
                .into_generator()
                .into_root_schema_for::<T>();
            let shape = Arc::new(Self::new(schema.to_value()));
            let mut all = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(all.entry(id).or_insert(shape))
        })
    }

    fn new(root: JsonValue) -> Self {
        let mut shape = Self {
            patterns: HashMap::new(),
            has_rules: false,
            root: JsonValue::Null,
        };
        shape.look_at(&root);
        shape.root = root;
        shape
    }

    /// Finds the rules, and makes their patterns ready.
    fn look_at(&mut self, schema: &JsonValue) {
        match schema {
            JsonValue::Object(object) => {
                self.has_rules |= RULES.iter().any(|rule| object.contains_key(*rule)) || has_own_bounds(object);
                self.has_rules |= matches!(object.get("format").and_then(JsonValue::as_str), Some("email" | "uri"));
                // One that no regular expression of ours reads objects to nothing.
                if let Some(pattern) = object.get("pattern").and_then(JsonValue::as_str)
                    && let Ok(regex) = Regex::new(pattern)
                {
                    self.patterns.insert(pattern.to_owned(), regex);
                }
                object.values().for_each(|inner| self.look_at(inner));
            }
            JsonValue::Array(items) => items.iter().for_each(|inner| self.look_at(inner)),
            _ => {}
        }
    }

    /// Whether the schema has rules that serde does not know, such as lengths.
    pub(crate) fn has_rules(&self) -> bool {
        self.has_rules
    }

    /// Everything wrong with a body that serde refused.
    pub(crate) fn mistakes(&self, body: &JsonValue) -> Vec<FieldError> {
        self.objections(body, |_| true)
    }

    /// The rules broken by a body that serde accepted.
    pub(crate) fn broken_rules(&self, body: &JsonValue) -> Vec<FieldError> {
        self.objections(body, |objection| !objection.is_structural)
    }

    fn objections(&self, body: &JsonValue, keep: fn(&Objection) -> bool) -> Vec<FieldError> {
        let mut walk = Walk {
            shape: self,
            found: Vec::new(),
            depth: 0,
        };
        walk.check(&self.root, body, &mut String::new());
        let kept = walk.found.into_iter().filter(keep);
        kept.map(|objection| objection.invalid.at(objection.pointer)).collect()
    }
}

const RULES: [&str; 9] = [
    "minLength",
    "maxLength",
    "pattern",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
];

/// The least and the greatest value of an integer type, by the format that schemars writes.
fn natural_bounds(format: &str) -> Option<(f64, f64)> {
    Some(match format {
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "int32" => (i32::MIN.into(), i32::MAX.into()),
        "int64" | "int" => (i64::MIN as f64, i64::MAX as f64),
        "uint8" => (0.0, u8::MAX.into()),
        "uint16" => (0.0, u16::MAX.into()),
        "uint32" => (0.0, u32::MAX.into()),
        "uint64" | "uint" => (0.0, u64::MAX as f64),
        _ => return None,
    })
}

fn bounds_of(schema: &Map<String, JsonValue>) -> Option<(f64, f64)> {
    natural_bounds(schema.get("format")?.as_str()?)
}

/// Whether a number's bounds are narrower than its type's.
fn has_own_bounds(schema: &Map<String, JsonValue>) -> bool {
    let number = |key: &str| schema.get(key).and_then(JsonValue::as_f64);
    let (least, greatest) = bounds_of(schema).unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
    number("minimum").is_some_and(|min| min > least) || number("maximum").is_some_and(|max| max < greatest)
}

/// One way through a schema and a body.
struct Walk<'a> {
    shape: &'a Shape,
    found: Vec<Objection>,
    depth: usize,
}

impl Walk<'_> {
    fn object(&mut self, pointer: &str, code: &'static str, detail: impl Into<Cow<'static, str>>) {
        self.push(pointer, Invalid::new(code, detail), true);
    }

    fn rule(&mut self, pointer: &str, code: &'static str, detail: impl Into<Cow<'static, str>>) {
        self.push(pointer, Invalid::new(code, detail), false);
    }

    fn push(&mut self, pointer: &str, invalid: Invalid, is_structural: bool) {
        self.found.push(Objection {
            pointer: pointer.to_owned(),
            invalid,
            is_structural,
        });
    }

    fn check(&mut self, schema: &JsonValue, value: &JsonValue, pointer: &mut String) {
        let Some(schema) = schema.as_object() else {
            if *schema == JsonValue::Bool(false) {
                self.object(pointer, "unknown", "is not a field");
            }
            return;
        };
        if self.depth == MAX_DEPTH {
            return;
        }
        self.depth += 1;
        let shape = self.shape;
        let reference = schema.get("$ref").and_then(JsonValue::as_str);
        if let Some(target) = reference.and_then(|to| shape.root.pointer(to.strip_prefix('#')?)) {
            self.check(target, value, pointer);
        }
        for part in array(schema, "allOf") {
            self.check(part, value, pointer);
        }
        for key in ["anyOf", "oneOf"] {
            if schema.contains_key(key) {
                self.branches(array(schema, key), value, pointer);
            }
        }
        if self.has_type(schema, value, pointer) && self.is_choice(schema, value, pointer) {
            match value {
                JsonValue::Object(object) => self.fields(schema, object, pointer),
                JsonValue::Array(items) => self.items(schema, items, pointer),
                JsonValue::String(text) => self.text(schema, text, pointer),
                JsonValue::Number(number) => self.number(schema, number, pointer),
                _ => {}
            }
        }
        self.depth -= 1;
    }

    fn has_type(&mut self, schema: &Map<String, JsonValue>, value: &JsonValue, pointer: &str) -> bool {
        let types: Vec<&str> = match schema.get("type") {
            Some(JsonValue::String(one)) => vec![one],
            Some(JsonValue::Array(all)) => all.iter().filter_map(JsonValue::as_str).collect(),
            _ => return true,
        };
        let fits = types.iter().any(|name| match *name {
            "null" => value.is_null(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "string" => value.is_string(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            _ => true,
        });
        if fits {
            return true;
        }
        if value.is_null() {
            self.object(pointer, "null", "must not be null");
            return false;
        }
        let names = types.iter().filter(|name| **name != "null").map(|name| match *name {
            "boolean" => "true or false",
            "integer" => "a whole number",
            "number" => "a number",
            "string" => "a string",
            "array" => "a list",
            _ => "a JSON object",
        });
        let names: Vec<&str> = names.collect();
        self.object(pointer, "type", format!("must be {}", names.join(" or ")));
        false
    }

    fn is_choice(&mut self, schema: &Map<String, JsonValue>, value: &JsonValue, pointer: &str) -> bool {
        let choices: Vec<&JsonValue> = match (schema.get("enum"), schema.get("const")) {
            (Some(JsonValue::Array(all)), _) => all.iter().collect(),
            (_, Some(one)) => vec![one],
            _ => return true,
        };
        let fits = choices.contains(&value);
        if !fits {
            self.choice(pointer, &choices);
        }
        fits
    }

    fn choice(&mut self, pointer: &str, choices: &[&JsonValue]) {
        let names: Vec<String> = choices.iter().map(|choice| format!("`{}`", plain(choice))).collect();
        let more = if names.len() > MAX_NAMED { ", …" } else { "" };
        let named = &names[..names.len().min(MAX_NAMED)];
        let detail = match named {
            [one] => format!("must be {one}"),
            _ => format!("must be one of {}{more}", named.join(", ")),
        };
        self.object(pointer, "choice", detail);
    }

    /// Of several forms the nearest one counts.
    fn branches(&mut self, branches: &[JsonValue], value: &JsonValue, pointer: &mut String) {
        let constants: Vec<&JsonValue> = branches.iter().filter_map(|branch| branch.get("const")).collect();
        if constants.len() == branches.len() {
            if !constants.contains(&value) {
                self.choice(pointer, &constants);
            }
            return;
        }
        // A null is either allowed or wrong; what it could have been instead does not matter.
        let mut nearest: Option<(usize, Vec<Objection>)> = None;
        for branch in branches {
            let mut walk = Walk {
                shape: self.shape,
                found: Vec::new(),
                depth: self.depth,
            };
            walk.check(branch, value, pointer);
            let found = walk.found;
            let here = found
                .iter()
                .filter(|one| one.is_structural && one.pointer == *pointer)
                .count();
            let tags = found
                .iter()
                .filter(|one| one.is_structural && one.invalid.code() == "choice")
                .count();
            let structural = found.iter().filter(|one| one.is_structural).count();
            let distance = here * 10_000 + tags * 1_000 + structural * 10 + found.len();
            if nearest.as_ref().is_none_or(|(known, _)| distance < *known) {
                nearest = Some((distance, found));
            }
        }
        match nearest {
            Some((distance, found)) if distance < 10_000 || branches.len() == 1 => self.found.extend(found),
            // `Option` of something: what is wrong with the something.
            Some((_, found)) if is_option(branches) => self.found.extend(found),
            Some(_) => self.object(pointer, "type", "has none of the forms that are allowed"),
            None => {}
        }
    }

    fn fields(&mut self, schema: &Map<String, JsonValue>, object: &Map<String, JsonValue>, pointer: &mut String) {
        let properties = schema.get("properties").and_then(JsonValue::as_object);
        let more = schema.get("additionalProperties");
        for (name, value) in object {
            let property = properties.and_then(|properties| properties.get(name));
            if let Some(inner) = property.or(more) {
                self.below(name, pointer, |walk, pointer| walk.check(inner, value, pointer));
            }
        }
        for name in array(schema, "required").iter().filter_map(JsonValue::as_str) {
            if !object.contains_key(name) {
                self.below(name, pointer, |walk, pointer| {
                    walk.object(pointer, "required", "is required")
                });
            }
        }
    }

    fn items(&mut self, schema: &Map<String, JsonValue>, items: &[JsonValue], pointer: &mut String) {
        let count = |key: &str| schema.get(key).and_then(JsonValue::as_u64);
        let prefix = array(schema, "prefixItems");
        for (i, item) in items.iter().enumerate() {
            if let Some(inner) = prefix.get(i).or_else(|| schema.get("items")) {
                self.below(&i.to_string(), pointer, |walk, pointer| {
                    walk.check(inner, item, pointer)
                });
            }
        }
        if let Some(min) = count("minItems").filter(|min| (items.len() as u64) < *min) {
            self.rule(pointer, "min_length", format!("must have at least {min} items"));
        }
        if let Some(max) = count("maxItems").filter(|max| items.len() as u64 > *max) {
            self.rule(pointer, "max_length", format!("must have at most {max} items"));
        }
        let unique = schema.get("uniqueItems") == Some(&JsonValue::Bool(true));
        if unique && items.iter().enumerate().any(|(i, item)| items[..i].contains(item)) {
            self.rule(pointer, "unique", "must not have an item twice");
        }
    }

    fn text(&mut self, schema: &Map<String, JsonValue>, text: &str, pointer: &str) {
        let count = |key: &str| schema.get(key).and_then(JsonValue::as_u64);
        let length = text.chars().count() as u64;
        if let Some(min) = count("minLength").filter(|min| length < *min) {
            let detail = match min {
                1 => "must not be empty".to_owned(),
                _ => format!("must have at least {min} characters"),
            };
            self.rule(pointer, "min_length", detail);
        }
        if let Some(max) = count("maxLength").filter(|max| length > *max) {
            self.rule(pointer, "max_length", format!("must have at most {max} characters"));
        }
        let shape = self.shape;
        let pattern = schema.get("pattern").and_then(JsonValue::as_str);
        if let Some(pattern) = pattern.and_then(|pattern| shape.patterns.get(pattern))
            && !pattern.is_match(text)
        {
            self.rule(pointer, "pattern", format!("must match `{pattern}`"));
        }
        let check: fn(&Value) -> Result<(), Invalid> = match schema.get("format").and_then(JsonValue::as_str) {
            Some("email") => Email::check,
            Some("uri") => Url::check,
            _ => return,
        };
        if let Err(invalid) = check(&Value::Text(text.to_owned())) {
            self.push(pointer, invalid, false);
        }
    }

    fn number(&mut self, schema: &Map<String, JsonValue>, number: &serde_json::Number, pointer: &str) {
        let Some(value) = number.as_f64() else { return };
        if let Some((least, greatest)) = bounds_of(schema)
            && !(least..=greatest).contains(&value)
        {
            self.object(pointer, "range", "is out of range");
            return;
        }
        let bound = |key: &str| schema.get(key).and_then(|bound| Some((bound.as_f64()?, bound)));
        if let Some((_, min)) = bound("minimum").filter(|(min, _)| value < *min) {
            self.rule(pointer, "min", format!("must be at least {min}"));
        }
        if let Some((_, max)) = bound("maximum").filter(|(max, _)| value > *max) {
            self.rule(pointer, "max", format!("must be at most {max}"));
        }
        if let Some((_, min)) = bound("exclusiveMinimum").filter(|(min, _)| value <= *min) {
            self.rule(pointer, "min", format!("must be greater than {min}"));
        }
        if let Some((_, max)) = bound("exclusiveMaximum").filter(|(max, _)| value >= *max) {
            self.rule(pointer, "max", format!("must be less than {max}"));
        }
        if let Some((step, _)) = bound("multipleOf").filter(|(step, _)| *step > 0.0)
            && ((value / step).round() * step - value).abs() > f64::EPSILON * value.abs()
        {
            self.rule(pointer, "multiple_of", format!("must be a multiple of {step}"));
        }
    }

    /// Does something one step further down.
    fn below(&mut self, name: &str, pointer: &mut String, check: impl FnOnce(&mut Self, &mut String)) {
        let length = pointer.len();
        pointer.push('/');
        pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
        // A step down is a way out of a circle of references.
        let depth = std::mem::take(&mut self.depth);
        check(self, pointer);
        self.depth = depth;
        pointer.truncate(length);
    }
}

fn array<'a>(schema: &'a Map<String, JsonValue>, key: &str) -> &'a [JsonValue] {
    schema.get(key).and_then(JsonValue::as_array).map_or(&[], Vec::as_slice)
}

fn is_option(branches: &[JsonValue]) -> bool {
    branches.len() == 2 && branches.iter().any(|branch| branch["type"] == "null")
}

fn plain(value: &JsonValue) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    use super::*;

    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct Order {
        #[schemars(length(min = 1, max = 5))]
        name: String,
        #[schemars(range(min = 1))]
        count: u8,
        #[schemars(email)]
        mail: Option<String>,
        #[serde(default)]
        lines: Vec<Line>,
        payment: Payment,
        #[serde(default)]
        size: Size,
        parent: Option<Box<Order>>,
    }

    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    struct Line {
        price: f64,
        #[schemars(regex(pattern = "^[A-Z]+$"))]
        code: String,
    }

    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    #[serde(tag = "kind", rename_all = "lowercase")]
    enum Payment {
        Card { number: String },
        Bill { days: i32, note: String },
    }

    #[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
    enum Size {
        #[default]
        Small,
        Large,
    }

    fn told(errors: &[FieldError]) -> Vec<String> {
        errors
            .iter()
            .map(|error| format!("{} {}", error.pointer, error.code))
            .collect()
    }

    fn right() -> JsonValue {
        json!({"name": "a", "count": 1, "payment": {"kind": "card", "number": "1"}})
    }

    #[test]
    fn every_mistake_is_found_where_it_is() {
        let mut parent = right();
        parent["count"] = json!(256);
        let body = json!({
            "name": 1, "count": -1, "mail": 3, "lines": [{"price": "x", "code": "A"}, 7, {}],
            "payment": {"kind": "bill", "days": 1.5}, "size": "Huge", "colour": 1, "parent": parent,
        });
        assert!(serde_json::from_value::<Order>(body.clone()).is_err());
        let mut found = told(&Shape::of::<Order>().mistakes(&body));
        found.sort();
        assert_eq!(
            found,
            [
                "/colour unknown",
                "/count range",
                "/lines/0/price type",
                "/lines/1 type",
                "/lines/2/code required",
                "/lines/2/price required",
                "/mail type",
                "/name type",
                "/parent/count range",
                "/payment/days type",
                "/payment/note required",
                "/size choice",
            ]
        );
        for (body, expected) in [
            (json!([]), &[" type"][..]),
            (json!(null), &[" null"]),
            (json!({}), &["/name required", "/count required", "/payment required"]),
        ] {
            assert_eq!(told(&Shape::of::<Order>().mistakes(&body)), expected, "{body}");
        }
    }

    #[test]
    fn a_body_of_the_right_form_may_break_rules() {
        let shape = Shape::of::<Order>();
        assert!(shape.has_rules());
        assert_eq!(told(&shape.broken_rules(&right())), [""; 0]);
        let mut body = right();
        body["name"] = json!("abcdef");
        body["count"] = json!(0);
        body["mail"] = json!("nobody");
        body["lines"] = json!([{"price": 1, "code": "a"}]);
        body["parent"] = json!({"name": "", "count": 1, "payment": {"kind": "bill", "days": 1, "note": ""}});
        serde_json::from_value::<Order>(body.clone()).expect("its form is right");
        let mut found = told(&shape.broken_rules(&body));
        found.sort();
        let expected = [
            "/count min",
            "/lines/0/code pattern",
            "/mail email",
            "/name max_length",
            "/parent/name min_length",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn the_bounds_of_a_type_are_no_rules() {
        #[derive(JsonSchema)]
        #[expect(dead_code, reason = "only its schema counts")]
        struct Plain {
            a: u8,
            b: i64,
            c: Option<u32>,
            d: String,
        }
        assert!(!Shape::of::<Plain>().has_rules());
        assert!(Shape::of::<Order>().has_rules());
    }

    proptest! {
        /// What serde accepts has no mistakes of form, whatever it is.
        #[test]
        fn serde_and_the_schema_agree(name in ".{0,8}", count in 0..300_i32, days in proptest::option::of(0..9_i32), kind in "card|bill|cash") {
            let mut body = json!({"name": name, "count": count, "payment": {"kind": kind, "number": "1", "note": ""}});
            if let Some(days) = days {
                body["payment"]["days"] = days.into();
            }
            let shape = Shape::of::<Order>();
            let structural = shape.objections(&body, |objection| objection.is_structural);
            match serde_json::from_value::<Order>(body) {
                Ok(_) => prop_assert!(structural.is_empty(), "{structural:?}"),
                Err(error) => prop_assert!(!structural.is_empty(), "{error}"),
            }
        }
    }
}
