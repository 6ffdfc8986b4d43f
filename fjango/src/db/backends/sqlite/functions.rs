//! Functions that SQLite lacks, registered on every connection.
//!
//! `NULL` in any argument gives `NULL`, as with SQL's own functions, except where a comment says otherwise.

use std::cell::RefCell;

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Timelike};
use diesel::sql_types::{BigInt, Double, Nullable, Text};
use diesel::sqlite::{SqliteAggregateFunction, SqliteConnection};
use md5::Md5;
use sha2::{Digest as _, Sha224, Sha256, Sha384, Sha512};

diesel::define_sql_function! { fn fjango_upper(text: Nullable<Text>) -> Nullable<Text>; }
diesel::define_sql_function! { fn fjango_lower(text: Nullable<Text>) -> Nullable<Text>; }
diesel::define_sql_function! { fn fjango_reverse(text: Nullable<Text>) -> Nullable<Text>; }
diesel::define_sql_function! { fn fjango_repeat(text: Nullable<Text>, times: Nullable<BigInt>) -> Nullable<Text>; }
diesel::define_sql_function! { fn fjango_pad_start(text: Nullable<Text>, length: Nullable<BigInt>, fill: Nullable<Text>) -> Nullable<Text>; }
diesel::define_sql_function! { fn fjango_pad_end(text: Nullable<Text>, length: Nullable<BigInt>, fill: Nullable<Text>) -> Nullable<Text>; }
diesel::define_sql_function! { fn fjango_digest(algorithm: Text, text: Nullable<Text>) -> Nullable<Text>; }
diesel::define_sql_function! { fn fjango_regex(text: Nullable<Text>, pattern: Nullable<Text>) -> Bool; }
diesel::define_sql_function! { fn fjango_math(function: Text, x: Nullable<Double>) -> Nullable<Double>; }
diesel::define_sql_function! { fn fjango_math2(function: Text, x: Nullable<Double>, y: Nullable<Double>) -> Nullable<Double>; }
diesel::define_sql_function! { fn fjango_date_part(part: Text, moment: Nullable<Text>) -> Nullable<BigInt>; }
diesel::define_sql_function! { fn fjango_truncate(part: Text, moment: Nullable<Text>) -> Nullable<Text>; }
diesel::define_sql_function! { fn fjango_add(moment: Nullable<Text>, micros: Nullable<BigInt>) -> Nullable<Text>; }
diesel::define_sql_function! { fn fjango_elapsed(end: Nullable<Text>, start: Nullable<Text>) -> Nullable<BigInt>; }
diesel::define_sql_function! { fn fjango_json_get(json: Nullable<Text>, key: Nullable<Text>) -> Nullable<Text>; }
diesel::define_sql_function! { fn fjango_json_at(json: Nullable<Text>, index: Nullable<BigInt>) -> Nullable<Text>; }
diesel::define_sql_function! { fn fjango_json_text(json: Nullable<Text>) -> Nullable<Text>; }
diesel::define_sql_function! { fn fjango_json_has_key(json: Nullable<Text>, key: Nullable<Text>) -> Nullable<Bool>; }
diesel::define_sql_function! { fn fjango_json_contains(json: Nullable<Text>, part: Nullable<Text>) -> Nullable<Bool>; }
diesel::define_sql_function! { fn fjango_json_equal(a: Nullable<Text>, b: Nullable<Text>) -> Nullable<Bool>; }
diesel::define_sql_function! { fn fjango_json_compare(a: Nullable<Text>, b: Nullable<Text>) -> Nullable<BigInt>; }
diesel::define_sql_function! { fn fjango_truncate_time(part: Text, time: Nullable<Text>) -> Nullable<Text>; }
diesel::define_sql_function! { fn fjango_time_json(time: Nullable<Text>) -> Nullable<Text>; }
diesel::define_sql_function! { #[aggregate] fn fjango_var_pop(x: Nullable<Double>) -> Nullable<Double>; }
diesel::define_sql_function! { #[aggregate] fn fjango_var_samp(x: Nullable<Double>) -> Nullable<Double>; }
diesel::define_sql_function! { #[aggregate] fn fjango_stddev_pop(x: Nullable<Double>) -> Nullable<Double>; }
diesel::define_sql_function! { #[aggregate] fn fjango_stddev_samp(x: Nullable<Double>) -> Nullable<Double>; }

/// Registers them all.
pub(super) fn register(connection: &mut SqliteConnection) -> diesel::QueryResult<()> {
    register_text(connection)?;
    register_numbers(connection)?;
    register_times(connection)?;
    register_json(connection)
}

fn register_text(connection: &mut SqliteConnection) -> diesel::QueryResult<()> {
    type Given = Option<String>;
    fjango_upper_utils::register_impl(connection, |text: Given| text.map(|text| upper(&text)))?;
    fjango_lower_utils::register_impl(connection, |text: Given| text.map(|text| lower(&text)))?;
    fjango_reverse_utils::register_impl(connection, |text: Given| {
        text.map(|text| text.chars().rev().collect::<String>())
    })?;
    fjango_repeat_utils::register_impl(connection, |text: Given, times: Option<i64>| {
        Some(text?.repeat(usize::try_from(times?).unwrap_or(0)))
    })?;
    fjango_pad_start_utils::register_impl(connection, |text: Given, length: Option<i64>, fill: Given| {
        let text = text?;
        let padding = padding(&text, length?, &fill?);
        Some(cut(padding + &text, length?))
    })?;
    fjango_pad_end_utils::register_impl(connection, |text: Given, length: Option<i64>, fill: Given| {
        let text = text?;
        let padding = padding(&text, length?, &fill?);
        Some(cut(text + &padding, length?))
    })?;
    fjango_digest_utils::register_impl(connection, |algorithm: String, text: Given| {
        let text = text?;
        Some(match algorithm.as_str() {
            "md5" => hex(&Md5::digest(text)),
            "sha224" => hex(&Sha224::digest(text)),
            "sha256" => hex(&Sha256::digest(text)),
            "sha384" => hex(&Sha384::digest(text)),
            "sha512" => hex(&Sha512::digest(text)),
            _ => return None,
        })
    })?;
    // `NULL` matches nothing, and so does a faulty expression.
    fjango_regex_utils::register_impl(connection, |text: Given, pattern: Given| {
        let (Some(text), Some(pattern)) = (text, pattern) else {
            return false;
        };
        LAST_REGEX.with_borrow_mut(|last| {
            if last.as_ref().is_none_or(|(known, _)| *known != pattern) {
                let regex = regex::Regex::new(&pattern).ok();
                *last = Some((pattern, regex));
            }
            last.as_ref()
                .and_then(|(_, regex)| regex.as_ref())
                .is_some_and(|regex| regex.is_match(&text))
        })
    })
}

/// In upper case, character by character, as PostgreSQL does it: what becomes several characters (`ß`) stays.
fn upper(text: &str) -> String {
    let one = |c: char| {
        let mut all = c.to_uppercase();
        all.next().filter(|_| all.next().is_none()).unwrap_or(c)
    };
    text.chars().map(one).collect()
}

/// In lower case, character by character: `İ`, the only one that becomes several, loses its dot.
fn lower(text: &str) -> String {
    text.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect()
}

thread_local! {
    /// One statement matches many rows against one expression.
    static LAST_REGEX: RefCell<Option<(String, Option<regex::Regex>)>> = const { RefCell::new(None) };
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn padding(text: &str, length: i64, fill: &str) -> String {
    let missing = usize::try_from(length)
        .unwrap_or(0)
        .saturating_sub(text.chars().count());
    fill.chars().cycle().take(missing).collect()
}

fn cut(text: String, length: i64) -> String {
    text.chars().take(usize::try_from(length).unwrap_or(0)).collect()
}

fn register_numbers(connection: &mut SqliteConnection) -> diesel::QueryResult<()> {
    // What has no real result (the root of -1) is `NULL`; PostgreSQL refuses the statement.
    fjango_math_utils::register_impl(connection, |function: String, x: Option<f64>| {
        let x = x?;
        let result = match function.as_str() {
            "ceil" => x.ceil(),
            "floor" => x.floor(),
            "sqrt" => x.sqrt(),
            "exp" => x.exp(),
            "ln" => x.ln(),
            "sin" => x.sin(),
            "cos" => x.cos(),
            "tan" => x.tan(),
            "asin" => x.asin(),
            "acos" => x.acos(),
            "atan" => x.atan(),
            "degrees" => x.to_degrees(),
            "radians" => x.to_radians(),
            _ => return None,
        };
        result.is_finite().then_some(result)
    })?;
    fjango_math2_utils::register_impl(connection, |function: String, x: Option<f64>, y: Option<f64>| {
        let (x, y) = (x?, y?);
        let result = match function.as_str() {
            "power" => x.powf(y),
            "log" => y.log(x),
            "atan2" => x.atan2(y),
            _ => return None,
        };
        result.is_finite().then_some(result)
    })?;
    fjango_var_pop_utils::register_impl::<Spread<0, false>, _>(connection)?;
    fjango_var_samp_utils::register_impl::<Spread<1, false>, _>(connection)?;
    fjango_stddev_pop_utils::register_impl::<Spread<0, true>, _>(connection)?;
    fjango_stddev_samp_utils::register_impl::<Spread<1, true>, _>(connection)
}

/// Variance (or its root) of a population (`LESS` 0) or a sample (1), by Welford's algorithm: one pass, and no
/// difference of large numbers (B. P. Welford, "Note on a Method for Calculating Corrected Sums of Squares and
/// Products", Technometrics 4, 1962).
#[derive(Default)]
struct Spread<const LESS: u32, const ROOT: bool> {
    count: f64,
    mean: f64,
    squares: f64,
}

impl<const LESS: u32, const ROOT: bool> SqliteAggregateFunction<Option<f64>> for Spread<LESS, ROOT> {
    type Output = Option<f64>;

    fn step(&mut self, x: Option<f64>) {
        let Some(x) = x else { return };
        self.count += 1.0;
        let before = x - self.mean;
        self.mean += before / self.count;
        self.squares += before * (x - self.mean);
    }

    fn finalize(aggregator: Option<Self>) -> Option<f64> {
        let this = aggregator?;
        let divisor = this.count - f64::from(LESS);
        let variance = (divisor > 0.0).then(|| this.squares / divisor)?;
        Some(if ROOT { variance.sqrt() } else { variance })
    }
}

/// A stored date, or a stored moment with its date.
enum Stored {
    Date(NaiveDate),
    Moment(DateTime<FixedOffset>),
}

impl Stored {
    fn parse(text: &str) -> Option<Self> {
        if let Ok(date) = text.parse() {
            return Some(Self::Date(date));
        }
        DateTime::parse_from_str(text, "%F %T%.f%:z").ok().map(Self::Moment)
    }

    fn date(&self) -> NaiveDate {
        match self {
            Self::Date(date) => *date,
            Self::Moment(moment) => moment.date_naive(),
        }
    }
}

fn parse_time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%T%.f").ok()
}

fn write_moment(moment: DateTime<FixedOffset>) -> String {
    moment.format("%F %T%.f%:z").to_string()
}

fn register_times(connection: &mut SqliteConnection) -> diesel::QueryResult<()> {
    fjango_date_part_utils::register_impl(connection, |part: String, moment: Option<String>| {
        let date = Stored::parse(&moment?)?.date();
        Some(match part.as_str() {
            "week" => i64::from(date.iso_week().week()),
            "iso_year" => i64::from(date.iso_week().year()),
            "iso_week_day" => i64::from(date.weekday().number_from_monday()),
            _ => return None,
        })
    })?;
    fjango_truncate_utils::register_impl(connection, |part: String, moment: Option<String>| {
        let stored = Stored::parse(&moment?)?;
        let date = stored.date();
        let date = match part.as_str() {
            "year" => date.with_day(1)?.with_month(1)?,
            "quarter" => date.with_day(1)?.with_month(date.month0() / 3 * 3 + 1)?,
            "month" => date.with_day(1)?,
            "week" => date.checked_sub_days(Days::new(u64::from(date.weekday().num_days_from_monday())))?,
            _ => date,
        };
        let Stored::Moment(moment) = stored else {
            return Some(date.to_string());
        };
        let (hour, minute, second) = match part.as_str() {
            "hour" => (moment.hour(), 0, 0),
            "minute" => (moment.hour(), moment.minute(), 0),
            "second" => (moment.hour(), moment.minute(), moment.second()),
            _ => (0, 0, 0),
        };
        let cut = date.and_hms_opt(hour, minute, second)?;
        Some(write_moment(cut.and_local_timezone(*moment.offset()).single()?))
    })?;
    fjango_truncate_time_utils::register_impl(connection, |part: String, time: Option<String>| {
        let time = parse_time(&time?)?;
        let (minute, second) = match part.as_str() {
            "hour" => (0, 0),
            "minute" => (time.minute(), 0),
            _ => (time.minute(), time.second()),
        };
        Some(NaiveTime::from_hms_opt(time.hour(), minute, second)?.to_string())
    })?;
    fjango_time_json_utils::register_impl(connection, |text: Option<String>| {
        let text = text?;
        let shown = match Stored::parse(&text) {
            Some(Stored::Moment(moment)) => moment.to_utc().format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string(),
            _ => parse_time(&text)?.format("%H:%M:%S%.6f").to_string(),
        };
        Some(serde_json::Value::String(shown).to_string())
    })?;
    fjango_add_utils::register_impl(connection, |moment: Option<String>, micros: Option<i64>| {
        let micros = TimeDelta::microseconds(micros?);
        match Stored::parse(&moment?)? {
            Stored::Date(date) => Some(date.checked_add_signed(micros)?.to_string()),
            Stored::Moment(moment) => Some(write_moment(moment.checked_add_signed(micros)?)),
        }
    })?;
    fjango_elapsed_utils::register_impl(connection, |end: Option<String>, start: Option<String>| {
        match (Stored::parse(&end?)?, Stored::parse(&start?)?) {
            (Stored::Moment(end), Stored::Moment(start)) => (end - start).num_microseconds(),
            (end, start) => (end.date() - start.date()).num_microseconds(),
        }
    })
}

fn register_json(connection: &mut SqliteConnection) -> diesel::QueryResult<()> {
    use serde_json::Value;
    type Given = Option<String>;
    fn read(json: Given) -> Option<Value> {
        serde_json::from_str(&json?).ok()
    }
    fjango_json_get_utils::register_impl(connection, |json: Given, key: Given| {
        Some(read(json)?.get(&key?)?.to_string())
    })?;
    // A negative index counts from the end, as PostgreSQL has it.
    fjango_json_at_utils::register_impl(connection, |json: Given, index: Option<i64>| {
        let Value::Array(items) = read(json)? else { return None };
        let (index, length) = (index?, i64::try_from(items.len()).ok()?);
        let index = if index < 0 { index + length } else { index };
        Some(items.get(usize::try_from(index).ok()?)?.to_string())
    })?;
    fjango_json_text_utils::register_impl(connection, |json: Given| match read(json)? {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    })?;
    fjango_json_has_key_utils::register_impl(connection, |json: Given, key: Given| {
        let key = key?;
        Some(match read(json)? {
            Value::Object(map) => map.contains_key(&key),
            Value::Array(items) => items.iter().any(|item| item.as_str() == Some(&key)),
            Value::String(text) => text == key,
            _ => false,
        })
    })?;
    fjango_json_equal_utils::register_impl(connection, |a: Given, b: Given| Some(json_equal(&read(a)?, &read(b)?)))?;
    fjango_json_compare_utils::register_impl(connection, |a: Given, b: Given| {
        let order = match (read(a)?, read(b)?) {
            (Value::Number(a), Value::Number(b)) => a.as_f64()?.partial_cmp(&b.as_f64()?)?,
            (Value::String(a), Value::String(b)) => a.cmp(&b),
            _ => return None,
        };
        Some(order as i64)
    })?;
    fjango_json_contains_utils::register_impl(connection, |json: Given, part: Given| {
        Some(json_contains(&read(json)?, &read(part)?, true))
    })
}

/// Whether both are the same, `1` and `1.0` included.
fn json_equal(a: &serde_json::Value, b: &serde_json::Value) -> bool {
    use serde_json::Value;
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| json_equal(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| json_equal(a, b)))
        }
        (a, b) => a == b,
    }
}

/// PostgreSQL's `@>` (its documentation, 8.14.3): objects contain objects with some of their members, arrays contain
/// arrays with some of their elements in any order, and at the top an array contains a scalar that is its element.
fn json_contains(whole: &serde_json::Value, part: &serde_json::Value, top: bool) -> bool {
    use serde_json::Value;
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => part
            .iter()
            .all(|(key, part)| whole.get(key).is_some_and(|whole| json_contains(whole, part, false))),
        (Value::Array(whole), Value::Array(part)) => part
            .iter()
            .all(|part| whole.iter().any(|whole| json_contains(whole, part, false))),
        (Value::Array(whole), scalar) if top && !scalar.is_object() => whole.contains(scalar),
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (whole, part) => whole == part,
    }
}
