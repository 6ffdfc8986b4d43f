use super::{DbValue, Slug};

#[test]
fn a_slug_is_as_long_as_its_schema_says() {
    let max = Slug::json_schema()["maxLength"].as_u64().unwrap() as usize;
    for (length, is_valid) in [(max, true), (max + 1, false)] {
        let slug = serde_json::Value::from("s".repeat(length));
        assert_eq!(Slug::parse_json(&slug).is_ok(), is_valid, "{length}");
    }
}
