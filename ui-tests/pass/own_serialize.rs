// A derived `Serialize` takes the place of the generated one.
#[fjango::model]
#[derive(Clone, serde::Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct Post {
    pub id: i64,
}

#[test]
fn a_derived_serialize_is_used() {
    let json = serde_json::to_string(&Post { id: 7 }).expect("a number");
    assert_eq!(json, r#"{"ID":7}"#);
}
