// A keyword is a field as `r#type`, and loses the `r#` in SQL and JSON.
use fjango::prelude::*;

#[model(index(r#type), ordering = "type")]
pub struct Item {
    pub id: i64,
    pub r#type: String,
    #[field(default = 1)]
    pub r#move: u64,
}

#[test]
fn keywords_are_fields() {
    let create = ItemCreate::new("a");
    assert_eq!(create.r#type, "a");
    assert_eq!(Item::META.fields[1].name, "type");
    let _ = Item::objects().filter(|item| item.r#type().eq("a"));
}
