use chrono::{TimeZone as _, Utc};
use serde_json::json;

use crate::schema::{FileKind, FileMeta};
use crate::storage::field::Shown;
use crate::storage::{FileField, ImageField, LocalStorage, MemoryStorage, Name, StorageName, Storages, Upload};
use crate::value::{DbValue, Value};

struct Papers;

impl StorageName for Papers {
    const NAME: &'static str = "papers";
}

fn stored(name: &str) -> FileField {
    Name::new(name).expect("a name").into()
}

#[test]
fn json_shows_the_url_where_there_is_one() {
    let storages = Storages::new(MemoryStorage::new().with_url("/media")).with("papers", LocalStorage::new("/srv"));
    let shown = Shown {
        storages,
        origin: "http://localhost:8000".into(),
    };
    let file = stored("a/b c.png");
    let paper: FileField<Papers> = Name::new("p.pdf").expect("a name").into();
    assert_eq!(file.to_json(), json!("a/b c.png"));
    shown.during(|| {
        assert_eq!(file.to_json(), json!("http://localhost:8000/media/a/b%20c.png"));
        assert_eq!(paper.to_json(), json!("p.pdf"));
        assert_eq!(None::<FileField>.to_json(), json!(null));
        assert_eq!(
            FileField::<Papers>::from_value("".to_owned().to_value())
                .expect("empty")
                .to_json(),
            json!(null)
        );
    });
    assert_eq!(file.to_json(), json!("a/b c.png"));
}

#[test]
fn a_client_cannot_name_a_file() {
    for json in [json!("covers/other.png"), json!(1), json!({})] {
        let refused = <ImageField as DbValue>::parse_json(&json).expect_err("it is refused");
        assert_eq!(refused.code(), "type");
    }
    assert!(FileField::<Papers>::check(&Value::Text("../x".into())).is_err());
    assert!(FileField::<Papers>::check(&Value::Text("x".into())).is_ok());
}

#[test]
fn content_that_was_not_stored_is_no_value() {
    let field: FileField = Upload::new("a.txt", "text").into();
    assert!(field.to_value().holds_nul() && field.name().is_empty() && !field.is_empty());
    assert!(<FileField as DbValue>::from_value(field.to_value()).is_err());
}

#[test]
fn directories_hold_the_date() {
    let field = |upload_to| FileMeta {
        upload_to,
        ..FileMeta::new(FileKind::File, "default")
    };
    let moment = Utc.with_ymd_and_hms(2026, 3, 9, 14, 5, 6).single().expect("a moment");
    for (given, expected) in [
        ("", ""),
        ("covers", "covers"),
        ("covers/%Y/%m/%d", "covers/2026/03/09"),
        ("%y-%j/%H%M%S", "26-068/140506"),
        ("100%%", "100%"),
    ] {
        assert_eq!(field(given).directory(moment), expected);
    }
}
