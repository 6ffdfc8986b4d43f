//! The answer to a creation is the row, though columns that come back as they were sent are not asked for again.

use fjango::prelude::*;
use fjango::testing::json;
use fjango_tests::{FreshDatabase, each_database};

use super::open;

/// How far something is.
#[derive(Choices)]
pub enum Stage {
    /// Not yet begun.
    Planned,
    /// At work.
    Begun,
}

/// A column of each kind.
#[model(app = "specimen", ordering = "id")]
#[api(path = "/specimens", read = "anyone", write = "authenticated")]
pub struct Specimen {
    pub id: i64,
    pub tiny: i8,
    pub small: i16,
    pub int: u16,
    pub big: u64,
    pub real: f32,
    pub double: f64,
    pub flag: bool,
    #[field(max_length = 80)]
    pub name: String,
    #[field(slug_from = "name")]
    pub slug: Slug,
    pub text: Option<Text>,
    pub email: Email,
    pub link: Option<Url>,
    pub code: Uuid,
    pub date: NaiveDate,
    pub time: NaiveTime,
    pub moment: DateTime<Utc>,
    pub span: Duration,
    pub price: Decimal,
    pub bytes: Vec<u8>,
    pub json: Json<serde_json::Value>,
    #[field(default = Stage::Planned)]
    pub stage: Stage,
    #[field(on_delete = "set_null")]
    pub parent: Option<ForeignKey<Specimen>>,
    #[field(db_default = "7")]
    pub rank: i32,
    #[field(auto_now_add)]
    pub created: DateTime<Utc>,
    #[field(auto_now)]
    pub changed: DateTime<Utc>,
}

each_database! {
    async fn a_creation_answers_with_the_row(database: &FreshDatabase) {
        let (_app, ann) = open(database.url()).await;
        let whole = json!({
            "tiny": -8, "small": -300, "int": 65_535, "big": 9_007_199_254_740_991_u64, "real": 0.1, "double": 1e21, "flag": true,
            "name": "Ein \"Ü\"\\ \u{1f600}\u{7f}\u{2028} <b>", "text": "line\nline\t\u{1}", "email": "a@example.com",
            "link": "https://example.com/?a=b&c=%20", "code": "0193A1B2-0000-7000-8000-00000000000A", "date": "2024-02-29",
            "time": "23:59:59.000001", "moment": "2024-02-29T23:59:59.123456789+05:30", "span": "P1DT2H3.5S", "price": "1.50",
            "bytes": "AAECAw==", "json": {"b": [1.0, null], "a": "\u{e4}"}, "stage": "begun", "parent": null, "rank": 3,
        });
        let mut least = whole.clone();
        for name in ["text", "link", "stage", "parent", "rank"] {
            least.as_object_mut().unwrap().remove(name);
        }
        least["moment"] = json!("0001-01-01T00:00:00Z");
        least["json"] = json!(null);
        for body in [whole.clone(), least] {
            let response = ann.post("/api/specimens").json(&body).await.assert_status(201);
            let location = response.header("location").unwrap().to_owned();
            let path = &location[location.find("/api").unwrap()..];
            let row = ann.get(path).await.assert_status(200);
            assert_eq!(response.text(), row.text());
        }
        let mut child = whole;
        child["parent"] = json!(1);
        child["moment"] = json!("2024-02-29T23:59:59.5Z");
        let response = ann.post("/api/specimens").json(&child).await.assert_status(201);
        assert_eq!(response.text(), ann.get("/api/specimens/3").await.text());
        assert_eq!(response.value()["parent"], 1);
    }
}
