use super::{DbValue, Slug};

#[test]
fn a_slug_is_as_long_as_its_schema_says() {
    let max = Slug::json_schema()["maxLength"].as_u64().unwrap() as usize;
    for (length, is_valid) in [(max, true), (max + 1, false)] {
        let slug = serde_json::Value::from("s".repeat(length));
        assert_eq!(Slug::parse_json(&slug).is_ok(), is_valid, "{length}");
    }
}

#[test]
fn what_is_serialised_is_what_is_shown() {
    #[track_caller]
    fn check<T: DbValue>(value: T) {
        assert_eq!(serde_json::to_value(value.shown()).unwrap(), value.to_json());
        assert!(!serde_json::to_value(Some(value).shown()).unwrap().is_null());
        assert!(serde_json::to_value(None::<T>.shown()).unwrap().is_null());
    }
    let time = chrono::DateTime::from_timestamp_nanos(1_700_000_000_123_456_789);
    check(true);
    check(-3_i16);
    check(7_u32);
    check(i64::MAX);
    check(1.5_f32);
    check("a \"b\"".to_owned());
    check(vec![0_u8, 255]);
    check(time);
    check(time.date_naive());
    check(time.time());
    check(chrono::TimeDelta::milliseconds(1_500));
    check(uuid::Uuid::nil());
    check(rust_decimal::Decimal::new(1_050, 2));
    check(super::Slug::new("a-b"));
    check(super::Json(vec![1, 2]));
}

#[cfg(feature = "sqlite")]
#[tokio::test]
async fn sqlite_times_are_read_however_they_were_written() {
    use crate::db::{Db, Executor as _, Statement, first_value};
    let db = Db::connect("sqlite::memory:").await.unwrap();
    for (text, expected) in [
        ("2026-01-02 03:04:05.5+00:00", "2026-01-02T03:04:05.5Z"),
        ("2026-01-02 05:04:05.000001+02:00", "2026-01-02T03:04:05.000001Z"),
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"),
        ("2026-01-02 03:04:05", "2026-01-02T03:04:05Z"),
        ("2026-01-02 03:04", "2026-01-02T03:04:00Z"),
    ] {
        let statement = Statement::sql(format!("SELECT '{text}'"));
        let read: Vec<chrono::DateTime<chrono::Utc>> = db.fetch(statement, first_value).await.unwrap();
        assert_eq!(
            read,
            [expected.parse::<chrono::DateTime<chrono::Utc>>().unwrap()],
            "{text}"
        );
    }
    let nonsense = db.fetch(
        Statement::sql("SELECT 'soon'"),
        first_value::<chrono::DateTime<chrono::Utc>>,
    );
    assert!(nonsense.await.is_err());
}
