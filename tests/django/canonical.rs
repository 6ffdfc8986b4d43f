//! Results as JSON that both sides write alike, and when two of them are the same.

use fjango::prelude::*;
use fjango::value::Value;
use serde_json::{Value as Data, json};

/// A result that can be compared with Django's.
pub trait Canonical {
    /// What `plain` of `python/driver.py` makes of its like.
    fn canonical(&self) -> Data;
}

fn of_value(value: &Value) -> Data {
    match value {
        Value::Decimal(x) => json!({ "decimal": x.to_string() }),
        Value::Interval(x) => json!({ "micros": x.num_microseconds() }),
        Value::DateTime(x) => x.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string().into(),
        Value::Time(x) => x.format("%H:%M:%S%.6f").to_string().into(),
        Value::Bytes(x) => x.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into(),
        other => other.to_json(),
    }
}

macro_rules! stored {
    ($($stored:ty),*) => {$(
        impl Canonical for $stored {
            fn canonical(&self) -> Data {
                of_value(&self.to_value())
            }
        }
    )*};
}

stored!(
    bool,
    i16,
    i32,
    i64,
    f64,
    String,
    Text,
    Email,
    Url,
    Decimal,
    NaiveDate,
    NaiveTime,
    DateTime<Utc>,
    Duration,
    Uuid,
    Data,
    Json<Data>,
    crate::models::Status
);

macro_rules! counts {
    ($($count:ty),*) => {$(
        impl Canonical for $count {
            fn canonical(&self) -> Data {
                (*self).into()
            }
        }
    )*};
}

counts!(u64, usize);

macro_rules! models {
    ($($model:ident),*) => {$(
        impl Canonical for crate::models::$model {
            fn canonical(&self) -> Data {
                (0..Self::META.fields.len()).map(|field| of_value(&self.value(field))).collect()
            }
        }
    )*};
}

models!(Author, Profile, Tag, Post, Comment, Venue, Club, Membership, Event);

impl<T: Canonical> Canonical for Option<T> {
    fn canonical(&self) -> Data {
        self.as_ref().map_or(Data::Null, Canonical::canonical)
    }
}

impl<T: Canonical> Canonical for Vec<T> {
    fn canonical(&self) -> Data {
        self.iter().map(Canonical::canonical).collect()
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),+);)*) => {$(
        impl<$($name: Canonical),+> Canonical for ($($name,)+) {
            fn canonical(&self) -> Data {
                Data::Array(vec![$(self.$index.canonical()),+])
            }
        }
    )*};
}

tuples! {
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
    (A 0, B 1, C 2, D 3, E 4, F 5);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
}

/// Whether two results are the same. Rows without an order are so as sets with repetition; computed numbers may differ
/// in the last places, since two programs add them up.
pub fn is_same(a: &Data, b: &Data, ordered: bool) -> bool {
    match (a, b) {
        (Data::Array(a), Data::Array(b)) if !ordered => {
            let mut rest: Vec<&Data> = b.iter().collect();
            a.len() == b.len()
                && a.iter().all(|row| {
                    let place = rest.iter().position(|other| is_same(row, other, true));
                    place.map(|place| rest.swap_remove(place)).is_some()
                })
        }
        (Data::Array(a), Data::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b, true)),
        (Data::Number(a), Data::Number(b)) if a.is_i64() && b.is_i64() => a == b,
        (Data::Number(a), Data::Number(b)) => is_close(a.as_f64(), b.as_f64()),
        (Data::Object(a), Data::Object(b)) => match (decimal(a), decimal(b)) {
            (Some(a), Some(b)) => a == b || is_close(a.parse().ok(), b.parse().ok()),
            _ => a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| is_same(a, b, true))),
        },
        _ => a == b,
    }
}

fn decimal(object: &serde_json::Map<String, Data>) -> Option<&str> {
    object.get("decimal").filter(|_| object.len() == 1)?.as_str()
}

fn is_close(a: Option<f64>, b: Option<f64>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return false };
    (a - b).abs() <= 1e-11 * a.abs().max(b.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_matters_where_there_is_one() {
        let (a, b) = (json!([1, 2, 2]), json!([2, 1, 2]));
        assert!(is_same(&a, &b, false));
        assert!(!is_same(&a, &b, true));
        assert!(!is_same(&a, &json!([1, 1, 2]), false));
    }

    #[test]
    fn numbers_are_close_and_kinds_are_kept() {
        assert!(is_same(&json!(0.1), &json!(0.1 + 1e-14), true));
        assert!(!is_same(&json!(0.1), &json!(0.1 + 1e-9), true));
        assert!(!is_same(&json!(1), &json!(2), true));
        assert!(!is_same(&json!(1), &json!("1"), true));
        assert!(is_same(
            &json!({ "decimal": "1.50" }),
            &json!({ "decimal": "1.5" }),
            true
        ));
        assert!(!is_same(
            &json!({ "decimal": "1.51" }),
            &json!({ "decimal": "1.5" }),
            true
        ));
        assert!(!is_same(&json!({ "decimal": "1.5" }), &json!(1.5), true));
    }
}
