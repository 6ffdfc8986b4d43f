//! The filter grammar: `{"and": [{"status": {"in": ["paid"]}}, {"or": […]}]}`.

use chrono::{
    DateTime, Datelike as _, Days, FixedOffset, Months, NaiveDate, NaiveTime, Offset as _, TimeZone as _, Utc,
};
use serde_json::Value as JsonValue;

use crate::admin::contract::{FieldType, FilterOp, Members, Preset};
use crate::admin::lens::Lens;
use crate::admin::schema::{of_sql, ops_of, type_of};
use crate::admin::{Error, Result};
use crate::orm::{self, Expr, lookup};
use crate::schema::ModelMeta;
use crate::value::SqlType;

/// Conditions may stand in one another so deep.
const MAX_DEPTH: usize = 5;
/// The most conditions.
const MAX_TERMS: usize = 50;
/// The most values of one `in`.
const MAX_VALUES: usize = 200;
/// The most words of a search: each is a condition on each field.
const MAX_WORDS: usize = 16;

fn wrong(name: &str, why: impl std::fmt::Display) -> Error {
    Error::Filter {
        // The name is the client's text: it is cut.
        name: name.chars().take(60).collect(),
        why: why.to_string(),
    }
}

/// The filters that the actor may use: those of the list, and the columns it shows.
pub(crate) fn allowed_filters(lens: &Lens<'_>) -> Vec<String> {
    let names = lens.entry.filters.iter();
    names.filter(|name| lens.may_filter(name)).cloned().collect()
}

/// The texts that the actor may search.
pub(crate) fn allowed_search<'a>(lens: &Lens<'a>) -> Vec<&'a str> {
    let names = lens.entry.search.iter().map(String::as_str);
    names
        .filter(|name| lens.way(name.trim_start_matches('=')).is_some())
        .collect()
}

/// What a filter may be asked.
pub(crate) fn ops(meta: &'static ModelMeta, name: &str) -> Vec<FilterOp> {
    let Ok(target) = lookup::target(meta, name) else {
        return Vec::new();
    };
    let whole = matches!(target.subject.taken, lookup::Taken::Field);
    let kind = match (target.is_relation, whole) {
        (true, _) => FieldType::Relation,
        (false, true) => type_of(target.subject.field),
        (false, false) => of_sql(target.subject.kind()),
    };
    ops_of(kind, target.nullable)
}

/// The conditions of a request, all of which the actor may ask.
pub(crate) fn conditions(lens: &Lens<'_>, filter: &Members, zone: FixedOffset) -> Result<Vec<Expr>> {
    let mut allowed = allowed_filters(lens);
    // A row may always be asked for by its key.
    allowed.push(lens.meta().pk().name.to_owned());
    Grammar {
        meta: lens.meta(),
        allowed: Some(allowed),
        zone,
        terms: 0,
    }
    .all(filter, 0)
}

/// Conditions that were written in Rust.
pub(crate) fn trusted(lens: &Lens<'_>, filter: &Members, zone: FixedOffset) -> Result<Vec<Expr>> {
    Grammar {
        meta: lens.meta(),
        allowed: None,
        zone,
        terms: 0,
    }
    .all(filter, 0)
}

/// Why conditions that were written in Rust cannot be asked of a model, if they cannot.
pub(crate) fn conditions_in_code(meta: &'static ModelMeta, filter: &Members) -> Result<()> {
    let mut grammar = Grammar {
        meta,
        allowed: None,
        zone: Utc.fix(),
        terms: 0,
    };
    grammar.all(filter, 0).map(drop)
}

struct Grammar {
    meta: &'static ModelMeta,
    allowed: Option<Vec<String>>,
    zone: FixedOffset,
    terms: usize,
}

impl Grammar {
    fn all(&mut self, members: &Members, depth: usize) -> Result<Vec<Expr>> {
        if depth >= MAX_DEPTH {
            return Err(Error::BadRequest(format!("a filter has at most {MAX_DEPTH} levels")));
        }
        let mut all = Vec::new();
        for (name, value) in members {
            match (name.as_str(), value) {
                ("and", JsonValue::Array(parts)) => {
                    for part in parts {
                        all.extend(self.object(part, depth + 1)?);
                    }
                }
                ("or", JsonValue::Array(parts)) => {
                    let parts: Result<Vec<Expr>> = parts
                        .iter()
                        .map(|part| Ok(Expr::And(self.object(part, depth + 1)?)))
                        .collect();
                    let parts = parts?;
                    if !parts.is_empty() {
                        all.push(Expr::Or(parts));
                    }
                }
                ("not", part @ JsonValue::Object(_)) => {
                    let part = Expr::And(self.object(part, depth + 1)?);
                    all.push(Expr::Not(Box::new(part)));
                }
                (name, JsonValue::Object(ops)) => {
                    if self
                        .allowed
                        .as_ref()
                        .is_some_and(|allowed| !allowed.iter().any(|known| known == name))
                    {
                        return Err(wrong(name, "is not one of this list"));
                    }
                    for (op, value) in ops {
                        self.terms += 1;
                        if self.terms > MAX_TERMS {
                            return Err(Error::BadRequest(format!(
                                "a filter has at most {MAX_TERMS} conditions"
                            )));
                        }
                        all.push(self.term(name, op, value)?);
                    }
                }
                (name, _) => return Err(wrong(name, "must be an object such as `{\"eq\": …}`")),
            }
        }
        Ok(all)
    }

    fn object(&mut self, part: &JsonValue, depth: usize) -> Result<Vec<Expr>> {
        match part {
            JsonValue::Object(members) => self.all(members, depth),
            _ => Err(Error::BadRequest("a filter's parts are JSON objects".to_owned())),
        }
    }

    fn term(&self, name: &str, op: &str, value: &JsonValue) -> Result<Expr> {
        let op_name = op;
        let op: FilterOp = serde_json::from_value(op.into()).map_err(|_| {
            wrong(
                name,
                format!("has no `{}`", op_name.chars().take(20).collect::<String>()),
            )
        })?;
        if self.allowed.is_some() && !ops(self.meta, name).contains(&op) && name != self.meta.pk().name {
            return Err(wrong(name, format!("has no `{op_name}`")));
        }
        let not = |expr: Expr| Expr::Not(Box::new(expr));
        match op {
            FilterOp::Eq if value.is_null() => self.lookup(name, "isnull", "true"),
            FilterOp::Eq => self.day_or(name, value, "exact"),
            FilterOp::Ne => Ok(not(self.day_or(name, value, "exact")?)),
            FilterOp::Lt => self.moment(name, value, "lt", false),
            FilterOp::Gte => self.moment(name, value, "gte", false),
            FilterOp::Lte => self.moment(name, value, "lte", true),
            FilterOp::Gt => self.moment(name, value, "gt", true),
            FilterOp::Between => {
                let [low, high] = value
                    .as_array()
                    .and_then(|ends| <&[JsonValue; 2]>::try_from(ends.as_slice()).ok())
                    .ok_or_else(|| wrong(name, "needs two values between"))?;
                Ok(Expr::And(vec![
                    self.moment(name, low, "gte", false)?,
                    self.moment(name, high, "lte", true)?,
                ]))
            }
            FilterOp::In => self.among(name, value),
            FilterOp::NotIn => Ok(not(self.among(name, value)?)),
            FilterOp::Contains => self.lookup(name, "icontains", &text(name, value)?),
            FilterOp::Starts => self.lookup(name, "istartswith", &text(name, value)?),
            FilterOp::Null => self.lookup(name, "isnull", &text(name, value)?),
            FilterOp::Preset => self.preset(name, value),
        }
    }

    fn lookup(&self, name: &str, how: &str, text: &str) -> Result<Expr> {
        let path = format!("{name}__{how}");
        lookup::parse(self.meta, &path, text).map_err(|error| match error {
            orm::Error::Lookup { reason, .. } => wrong(name, reason),
            _ => wrong(name, "cannot be understood"),
        })
    }

    fn kind(&self, name: &str) -> Option<SqlType> {
        Some(lookup::target(self.meta, name).ok()?.subject.kind())
    }

    /// The day that a moment's filter names, when it names a whole one.
    fn day(&self, name: &str, value: &JsonValue) -> Option<NaiveDate> {
        (self.kind(name)? == SqlType::DateTime).then_some(())?;
        let day: NaiveDate = value.as_str()?.parse().ok()?;
        // Beyond, adding a day or an offset would leave the calendar.
        (1..=9_999).contains(&day.year()).then_some(day)
    }

    /// When a day begins in the zone of the request.
    fn start(&self, day: NaiveDate) -> DateTime<Utc> {
        let start = self.zone.from_local_datetime(&day.and_time(NaiveTime::MIN));
        // An offset has every hour once.
        start.single().unwrap_or_default().with_timezone(&Utc)
    }

    fn day_or(&self, name: &str, value: &JsonValue, how: &str) -> Result<Expr> {
        match self.day(name, value) {
            Some(day) => self.span(name, Some(self.start(day)), Some(self.start(next(day)))),
            None => self.lookup(name, how, &text(name, value)?),
        }
    }

    /// A comparison; a whole day counts to its end where `to_end`.
    fn moment(&self, name: &str, value: &JsonValue, how: &str, to_end: bool) -> Result<Expr> {
        let Some(day) = self.day(name, value) else {
            return self.lookup(name, how, &text(name, value)?);
        };
        let (how, day) = match (how, to_end) {
            ("lte", _) => ("lt", next(day)),
            ("gt", _) => ("gte", next(day)),
            (how, _) => (how, day),
        };
        self.lookup(name, how, &self.start(day).to_rfc3339())
    }

    fn span(&self, name: &str, from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> Result<Expr> {
        let mut ends = Vec::new();
        if let Some(from) = from {
            ends.push(self.lookup(name, "gte", &from.to_rfc3339())?);
        }
        if let Some(to) = to {
            ends.push(self.lookup(name, "lt", &to.to_rfc3339())?);
        }
        Ok(Expr::And(ends))
    }

    fn among(&self, name: &str, value: &JsonValue) -> Result<Expr> {
        let values = value.as_array().ok_or_else(|| wrong(name, "needs a list"))?;
        if values.len() > MAX_VALUES {
            return Err(wrong(name, format!("takes at most {MAX_VALUES} values")));
        }
        let texts: Vec<String> = values.iter().map(|value| text(name, value)).collect::<Result<_>>()?;
        if texts.is_empty() {
            return Ok(Expr::Bool(false));
        }
        // A list in text has commas between, and drops what is empty.
        if texts.iter().all(|text| !text.contains(',') && !text.is_empty()) {
            return self.lookup(name, "in", &texts.join(","));
        }
        let each = texts.iter().map(|text| self.lookup(name, "exact", text));
        Ok(Expr::Or(each.collect::<Result<_>>()?))
    }

    fn preset(&self, name: &str, value: &JsonValue) -> Result<Expr> {
        let preset: Preset = serde_json::from_value(value.clone()).map_err(|_| wrong(name, "names no span of time"))?;
        let now = Utc::now();
        let today = now.with_timezone(&self.zone).date_naive();
        let moment = self.kind(name) == Some(SqlType::DateTime);
        if matches!(preset, Preset::Past | Preset::Future) {
            let how = if preset == Preset::Past { "lt" } else { "gt" };
            let text = if moment { now.to_rfc3339() } else { today.to_string() };
            return self.lookup(name, how, &text);
        }
        let (from, to) = days(preset, today);
        if moment {
            return self.span(name, Some(self.start(from)), Some(self.start(to)));
        }
        Ok(Expr::And(vec![
            self.lookup(name, "gte", &from.to_string())?,
            self.lookup(name, "lt", &to.to_string())?,
        ]))
    }
}

fn next(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(day)
}

/// The first day of a preset, and the first after it.
fn days(preset: Preset, today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let back = |days: u64| today.checked_sub_days(Days::new(days)).unwrap_or(today);
    let first = |day: NaiveDate| day.with_day(1).unwrap_or(day);
    match preset {
        Preset::Today | Preset::Past | Preset::Future => (today, next(today)),
        Preset::Yesterday => (back(1), today),
        Preset::Last7d => (back(6), next(today)),
        Preset::Last30d => (back(29), next(today)),
        Preset::ThisWeek => (back(u64::from(today.weekday().num_days_from_monday())), next(today)),
        Preset::ThisMonth => (first(today), next(today)),
        Preset::LastMonth => {
            let this = first(today);
            (this.checked_sub_months(Months::new(1)).unwrap_or(this), this)
        }
        Preset::ThisYear => (first(today).with_month(1).unwrap_or(today), next(today)),
    }
}

/// A value as lookups take it.
fn text(name: &str, value: &JsonValue) -> Result<String> {
    match value {
        JsonValue::String(text) => Ok(text.clone()),
        JsonValue::Number(number) => Ok(number.to_string()),
        JsonValue::Bool(truth) => Ok(truth.to_string()),
        _ => Err(wrong(name, "takes text, numbers, true and false")),
    }
}

/// Every word must be in one of the fields that are searched.
pub(crate) fn search(lens: &Lens<'_>, words: &str) -> Result<Vec<Expr>> {
    let fields = allowed_search(lens);
    let mut all = Vec::new();
    if words.contains('\0') {
        return Err(Error::BadRequest("`q` must not contain a NUL character".to_owned()));
    }
    for (i, word) in words.split_whitespace().enumerate() {
        if i == MAX_WORDS {
            return Err(Error::BadRequest(format!("`q` has more than {MAX_WORDS} words")));
        }
        let each = fields.iter().filter_map(|field| {
            let (name, how) = match field.strip_prefix('=') {
                Some(name) => (name, "exact"),
                None => (*field, "icontains"),
            };
            // A word that is no value of a field is nowhere in it.
            lookup::parse(lens.meta(), &format!("{name}__{how}"), word).ok()
        });
        all.push(Expr::Or(each.collect()));
    }
    Ok(all
        .into_iter()
        .map(|expr| match expr {
            Expr::Or(parts) if parts.is_empty() => Expr::Bool(false),
            expr => expr,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn presets_are_days_of_the_calendar() {
        // A Wednesday.
        let today = day("2026-03-04");
        for (preset, from, to) in [
            (Preset::Today, "2026-03-04", "2026-03-05"),
            (Preset::Yesterday, "2026-03-03", "2026-03-04"),
            (Preset::Last7d, "2026-02-26", "2026-03-05"),
            (Preset::Last30d, "2026-02-03", "2026-03-05"),
            (Preset::ThisWeek, "2026-03-02", "2026-03-05"),
            (Preset::ThisMonth, "2026-03-01", "2026-03-05"),
            (Preset::LastMonth, "2026-02-01", "2026-03-01"),
            (Preset::ThisYear, "2026-01-01", "2026-03-05"),
        ] {
            assert_eq!(days(preset, today), (day(from), day(to)), "{preset:?}");
        }
        assert_eq!(days(Preset::LastMonth, day("2026-01-31")).0, day("2025-12-01"));
    }
}
