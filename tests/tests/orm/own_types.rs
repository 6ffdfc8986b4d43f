//! Types of the user's own as fields: derived, and written by hand.

use fjango::App;
use fjango::prelude::*;
use fjango::testing::{Options, Schema, TestApp, TestDb, json};
use fjango::value::{Invalid, SqlType, Value};
use fjango_tests::FreshDatabase;
use serde_json::Value as JsonValue;

#[expect(clippy::ptr_arg, reason = "a check takes what the struct wraps")]
fn two_letters(code: &String) -> Result<(), Invalid> {
    let right = code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
    if right {
        Ok(())
    } else {
        Err(Invalid::new("country", "must be two capital letters"))
    }
}

#[derive(Clone, Debug, PartialEq, DbValue)]
#[db_value(check = two_letters)]
pub struct Country(String);

/// Stored as cents, shown as `12.50`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Money(i64);

impl DbValue for Money {
    type Plain = Self;
    type Like<U: DbValue> = U;
    const SQL_TYPE: SqlType = SqlType::BigInt;
    const NAME: &'static str = "Money";

    fn to_value(&self) -> Value {
        Value::BigInt(self.0)
    }

    fn from_value(value: Value) -> Result<Self, Invalid> {
        i64::from_value(value).map(Self)
    }

    fn to_json(&self) -> JsonValue {
        format!("{}.{:02}", self.0 / 100, self.0 % 100).into()
    }

    fn parse_text(text: &str) -> Result<Value, Invalid> {
        let wrong = || Invalid::new("money", "must be an amount such as 12.50");
        let (whole, cents) = text.split_once('.').ok_or_else(wrong)?;
        match (whole.parse::<u32>(), cents.parse::<u8>()) {
            (Ok(whole), Ok(cents)) if cents < 100 => Ok(Value::BigInt(i64::from(whole) * 100 + i64::from(cents))),
            _ => Err(wrong()),
        }
    }

    fn parse_json(value: &JsonValue) -> Result<Value, Invalid> {
        Self::parse_text(value.as_str().unwrap_or_default())
    }

    fn json_schema() -> JsonValue {
        json!({"type": "string", "pattern": "^[0-9]+\\.[0-9]{2}$"})
    }
}

/// Stored as JSON.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Place {
    x: i32,
    y: i32,
}

impl DbValue for Place {
    type Plain = Self;
    type Like<U: DbValue> = U;
    const SQL_TYPE: SqlType = SqlType::Json;
    const NAME: &'static str = "Place";

    fn to_value(&self) -> Value {
        Json(self.clone()).to_value()
    }

    fn from_value(value: Value) -> Result<Self, Invalid> {
        Json::from_value(value).map(|Json(place)| place)
    }

    fn check(value: &Value) -> Result<(), Invalid> {
        Self::from_value(value.clone()).map(drop)
    }
}

/// Stored as text: `12x30`.
#[derive(Clone, Debug, PartialEq)]
pub struct Size(u32, u32);

impl DbValue for Size {
    type Plain = Self;
    type Like<U: DbValue> = U;
    const SQL_TYPE: SqlType = SqlType::Text;
    const NAME: &'static str = "Size";

    fn to_value(&self) -> Value {
        Value::Text(format!("{}x{}", self.0, self.1))
    }

    fn from_value(value: Value) -> Result<Self, Invalid> {
        let text = String::from_value(value)?;
        let parts = text
            .split_once('x')
            .and_then(|(x, y)| Some(Self(x.parse().ok()?, y.parse().ok()?)));
        parts.ok_or(Invalid::new("size", "must be such as 12x30"))
    }

    fn check(value: &Value) -> Result<(), Invalid> {
        Self::from_value(value.clone()).map(drop)
    }
}

#[model(app = "own", ordering = "price", index(country, price))]
#[api(
    path = "/parcels-of-own",
    filter(country, price, size),
    order(price),
    read = "anyone",
    write = "anyone"
)]
#[admin(list_display(country, price), list_filter(country))]
pub struct Parcel {
    pub id: i64,
    #[field(max_length = 2)]
    pub country: Country,
    #[field(unique)]
    pub price: Money,
    pub paid: Option<Money>,
    #[field(default = Place { x: 0, y: 0 })]
    pub place: Place,
    pub size: Option<Size>,
}

async fn fresh(database: &FreshDatabase) -> TestDb {
    let url = Some(database.url().to_owned());
    TestDb::with(Options {
        url,
        schema: Schema::Models,
    })
    .await
}

fn country(code: &str) -> Country {
    Country(code.to_owned())
}

fjango_tests::each_database! {
    async fn own_types_are_written_filtered_and_read(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let input = ParcelCreate { paid: Some(Money(5)), size: Some(Size(3, 4)), ..ParcelCreate::new(country("CL"), Money(1250)) };
        let mut first = Parcel::objects().create(db, input).await.unwrap();
        Parcel::objects().create(db, ParcelCreate::new(country("PE"), Money(300))).await.unwrap();
        let found = Parcel::objects().filter(|p| p.country().eq(country("CL")) & p.price().gt(Money(1000))).get_one(db).await.unwrap();
        assert_eq!((found.price, found.place.clone(), found.size.clone()), (Money(1250), Place { x: 0, y: 0 }, Some(Size(3, 4))));
        assert_eq!(serde_json::to_value(&found).unwrap()["price"], "12.50");
        let rows = Parcel::objects().values(db, |p| (p.country(), p.price(), p.paid())).await.unwrap();
        assert_eq!(rows, [(country("PE"), Money(300), None), (country("CL"), Money(1250), Some(Money(5)))]);
        let some = Parcel::objects().filter(|p| p.price().in_([Money(300), Money(7)])).count(db).await.unwrap();
        assert_eq!(some, 1);

        first.country = country("Chile");
        first.size = Some(Size(1, 1));
        let errors = first.save(db).await.unwrap_err();
        let found: Vec<_> = errors.field_errors().unwrap().errors().iter().map(|e| (e.pointer.clone(), e.code)).collect();
        assert_eq!(found, [("/country".to_owned(), "max_length")]);
        first.country = country("cl");
        let errors = first.save(db).await.unwrap_err();
        assert_eq!(errors.field_errors().unwrap().errors()[0].code, "country");
        first.country = country("BO");
        first.place = Place { x: -3, y: 9 };
        first.save(db).await.unwrap();
        assert_eq!(Parcel::objects().get(db, first.id).await.unwrap().place, first.place);
    }

    async fn the_api_speaks_their_json(database: &FreshDatabase) {
        let app = TestApp::with(App::new(), fresh(database).await).await;
        let path = "/api/parcels-of-own";
        let body = json!({"country": "CL", "price": "12.50", "size": "3x4", "place": {"x": 1, "y": 2}});
        let made = app.post(path).json(&body).await.assert_status(201).value();
        assert_eq!((&made["price"], &made["paid"], &made["size"]), (&json!("12.50"), &json!(null), &json!("3x4")));
        assert_eq!(made["place"], json!({"x": 1, "y": 2}));
        let wrong = json!({"country": "Chile", "price": 3, "size": "big", "place": {"x": "1"}});
        let wrong = app.post(path).json(&wrong).await.assert_status(422).problem();
        let mut codes: Vec<_> = wrong["errors"].as_array().unwrap().iter().map(|e| (e["pointer"].as_str().unwrap(), e["code"].as_str().unwrap())).collect();
        codes.sort_unstable();
        assert_eq!(codes, [("/country", "country"), ("/place", "type"), ("/price", "money"), ("/size", "size")]);
        for (query, status, rows) in [
            ("price=12.50", 200, 1), ("price=1.00", 200, 0), ("country=CL", 200, 1), ("size=3x4", 200, 1),
            ("price=12", 400, 0), ("country=chile", 200, 0),
        ] {
            let list = app.get(&format!("{path}?{query}")).await.assert_status(status).value();
            if status == 200 {
                assert_eq!(list["results"].as_array().map(Vec::len), Some(rows), "{query}: {list}");
            }
        }
        let document = app.get("/api/openapi.json").await.assert_status(200).value();
        let all = document["components"]["schemas"].as_object().unwrap();
        let create = all.iter().find(|(_, schema)| schema["properties"].get("price").is_some_and(|p| p.get("pattern").is_some()));
        let (_, create) = create.expect("a schema with the type's own pattern");
        assert_eq!(create["properties"]["price"]["type"], "string");
    }
}
