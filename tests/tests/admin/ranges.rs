//! Spans of time: where days begin, and what belongs to them.

use fjango::db::{Executor, Statement};
use fjango::prelude::*;
use fjango::testing::{TestApp, json};
use fjango_tests::{FreshDatabase, each_database};
use serde_json::Value;

use super::paper::{chief, filter, paper, read};
use super::support::Browser;

const MICROSECOND: Duration = Duration::microseconds(1);

/// Says when the first articles were made.
async fn made<const N: usize>(app: &TestApp, moments: [DateTime<Utc>; N]) {
    for (moment, id) in moments.iter().zip(1..) {
        let moment = moment.format("%F %T%.f+00:00");
        let sql = format!("UPDATE press_article SET created = '{moment}' WHERE id = {id}");
        app.db().execute(Statement::sql(sql)).await.unwrap();
    }
}

/// The first four articles that a filter lets through, as a client in this zone asks it.
async fn among(browser: &Browser, zone: &str, conditions: Value) -> Vec<i64> {
    let conditions = filter(json!({"and": [{"id": {"in": ["1", "2", "3", "4"]}}, conditions]}));
    let zone = zone.replace('+', "%2B");
    let list = read(browser, &format!("/m/press.article?size=10&tz={zone}&{conditions}")).await;
    let mut ids: Vec<i64> = list["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].as_str().unwrap().parse().unwrap())
        .collect();
    ids.sort_unstable();
    ids
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

each_database! {
    async fn a_day_begins_in_the_zone_of_who_asks_and_ends_before_the_next(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        // Two hours east of Greenwich the 29th begins and ends at ten in the evening.
        let (first, last) = (moment("2026-03-28T22:00:00Z"), moment("2026-03-29T22:00:00Z"));
        made(&app, [first - MICROSECOND, first, last - MICROSECOND, last]).await;
        let (day, next) = ("2026-03-29", "2026-03-30");
        for (zone, conditions, expected) in [
            ("+02:00", json!({"created": {"between": [day, day]}}), vec![2, 3]),
            ("+02:00", json!({"created": {"between": [day, next]}}), vec![2, 3, 4]),
            ("+02:00", json!({"created": {"between": [next, day]}}), vec![]),
            ("+02:00", json!({"created": {"lt": day}}), vec![1]),
            ("+02:00", json!({"created": {"lte": day}}), vec![1, 2, 3]),
            ("+02:00", json!({"created": {"gt": day}}), vec![4]),
            ("+02:00", json!({"created": {"gte": day}}), vec![2, 3, 4]),
            ("UTC", json!({"created": {"between": [day, day]}}), vec![3, 4]),
            ("", json!({"created": {"lt": day}}), vec![1, 2]),
            ("-02:30", json!({"created": {"gte": day}}), vec![3, 4]),
            // A moment is one whatever the zone, and both ends belong to a span of moments.
            ("+02:00", json!({"created": {"between": ["2026-03-28T22:00:00Z", "2026-03-30T00:00:00+02:00"]}}), vec![2, 3, 4]),
            // A day on which the clocks change is asked for by its moments: in Oslo this one had 23 hours.
            ("UTC", json!({"created": {"gte": "2026-03-29T00:00:00+01:00", "lt": "2026-03-30T00:00:00+02:00"}}), vec![3]),
        ] {
            assert_eq!(among(&chief, zone, conditions.clone()).await, expected, "{conditions} at {zone}");
        }
    }

    async fn presets_are_days_of_the_zone_of_who_asks(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        // A zone where it is about noon, so that no day ends while this runs.
        let now = Utc::now();
        let hours = 12 - now.format("%H").to_string().parse::<i64>().unwrap();
        let day = (now + Duration::hours(hours)).date_naive();
        let today = day.and_time(NaiveTime::MIN).and_utc() - Duration::hours(hours);
        let tomorrow = today + Duration::days(1);
        let zone = |hours: i64| format!("{hours:+03}:00");
        made(&app, [today - MICROSECOND, today, tomorrow - MICROSECOND, tomorrow]).await;
        for (preset, expected) in [
            ("today", vec![2, 3]),
            ("yesterday", vec![1]),
            ("last_7d", vec![1, 2, 3]),
            ("last_30d", vec![1, 2, 3]),
            ("past", vec![1, 2]),
            ("future", vec![3, 4]),
        ] {
            let found = among(&chief, &zone(hours), json!({"created": {"preset": preset}})).await;
            assert_eq!(found, expected, "{preset} at {}", zone(hours));
        }
        // An hour further east the same day began and ended an hour before.
        assert_eq!(among(&chief, &zone(hours + 1), json!({"created": {"preset": "today"}})).await, [1, 2]);
    }

    async fn days_without_a_time_are_the_same_everywhere(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        for (id, day) in [(1, "2026-03-28"), (2, "2026-03-29"), (3, "2026-03-30")] {
            let sql = format!("UPDATE press_article SET printed_on = '{day}' WHERE id = {id}");
            app.db().execute(Statement::sql(sql)).await.unwrap();
        }
        for zone in ["-12:00", "UTC", "+14:00"] {
            let span = |op: &str, value: Value| json!({"printed_on": {op: value}});
            assert_eq!(among(&chief, zone, span("between", json!(["2026-03-28", "2026-03-29"]))).await, [1, 2]);
            assert_eq!(among(&chief, zone, span("lt", json!("2026-03-29"))).await, [1]);
            assert_eq!(among(&chief, zone, span("gt", json!("2026-03-29"))).await, [3]);
            assert_eq!(among(&chief, zone, json!({"printed_on": {"null": true}})).await, [4]);
        }
    }

    async fn a_span_that_is_none_is_refused_by_its_name(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        for (field, wrong) in [
            ("created", json!({"between": ["2026-03-29"]})),
            ("created", json!({"between": ["2026-03-29", "2026-03-30", "2026-03-31"]})),
            ("created", json!({"between": ["2026-03-29", null]})),
            ("created", json!({"between": ["2026-02-30", "2026-03-01"]})),
            ("created", json!({"between": "2026-03-29"})),
            ("created", json!({"lt": "+262142-12-31"})),
            ("created", json!({"gte": "soon"})),
            ("created", json!({"preset": "next_century"})),
            ("created", json!({"preset": 7})),
            ("created", json!({"contains": "2026"})),
            ("printed_on", json!({"between": ["2026-03-29T00:00:00Z", "x"]})),
            ("printed_on", json!({"lte": "29.3.2026"})),
        ] {
            let refused = chief.get(&format!("/m/press.article?{}", filter(json!({field: wrong})))).await;
            assert_eq!(refused.status(), 400, "{wrong}: {}", refused.text());
            let refused = refused.value();
            assert_eq!(refused["code"], "bad_request");
            let objection = &refused["errors"][format!("f.{field}")][0];
            assert!(objection["message"].as_str().is_some_and(|why| !why.is_empty()), "{wrong}: {refused}");
            assert!(refused["detail"].as_str().unwrap().contains(&format!("`{field}`")), "{wrong}: {refused}");
        }
        for zone in ["Europe/Oslo", "%2B25:00", "2"] {
            chief.get(&format!("/m/press.article?tz={zone}")).await.assert_status(400);
        }
    }
}
