//! Columns that several models share, and what models do with them.

use fjango::App;
use fjango::prelude::*;
use fjango::testing::{Options, Schema, TestApp, TestDb, json};
use fjango_tests::FreshDatabase;

mod shared {
    use fjango::prelude::{DateTime, ForeignKey, Utc, Uuid};
    use fjango::value::{Invalid, Slug};

    /// A name that only this module knows.
    type Floor = i16;

    fn not_void(text: &String) -> Result<(), Invalid> {
        if text == "void" {
            return Err(Invalid::new("void", "must not be void"));
        }
        Ok(())
    }

    fn unknown() -> String {
        "unknown".to_owned()
    }

    /// When a row was written.
    #[fjango::model(part, ordering = "-created")]
    pub struct Timestamps {
        /// When it was created.
        #[field(auto_now_add, index)]
        pub created: DateTime<Utc>,
        #[field(auto_now)]
        updated: DateTime<Utc>,
    }

    impl Timestamps {
        pub fn was_changed(&self) -> bool {
            self.updated > self.created
        }
    }

    /// Where something goes.
    #[fjango::model(part, index(city, street))]
    pub struct Address {
        #[field(max_length = 40, validators(not_void))]
        pub street: String,
        #[field(default = unknown())]
        pub city: String,
        #[field(slug_from = "city")]
        pub place: Slug,
        pub floor: Option<Floor>,
        #[field(on_delete = "set_null", related_name = "{model}s")]
        pub country: Option<ForeignKey<super::Country>>,
    }

    #[fjango::model(part, unique(scope, name), check(named = "name <> ''"))]
    pub(crate) struct Named {
        pub(crate) scope: i32,
        pub(crate) name: String,
    }

    #[fjango::model(part)]
    pub struct UuidKey {
        pub id: Uuid,
    }
}

use shared::{Address, Named, Timestamps, UuidKey};

#[model(app = "parts")]
pub struct Country {
    pub id: i64,
    pub name: String,
    /// A part of another crate.
    #[field(flatten)]
    pub times: fjango::orm::Timestamps,
}

#[api(
    path = "/orders",
    filter(created, billing_city),
    search(billing_street),
    order(updated),
    read = "anyone",
    write = "anyone"
)]
#[model(app = "parts", index(total, created))]
#[admin(list_display(id, shipping_city, created))]
pub struct Order {
    #[field(flatten)]
    pub key: UuidKey,
    pub total: i32,
    #[field(flatten, prefix = "billing_")]
    pub billing: Address,
    #[field(flatten, prefix = "shipping_")]
    pub shipping: Address,
    #[field(flatten)]
    times: Timestamps,
    pub lines: ReverseForeignKey<Line>,
}

#[model(app = "parts", ordering = "name")]
pub struct Line {
    pub id: i64,
    #[field(on_delete = "cascade", related_name = "lines")]
    pub order: ForeignKey<Order>,
    #[field(flatten)]
    named: Named,
    #[field(flatten)]
    pub times: Timestamps,
}

async fn tables(database: &FreshDatabase) -> TestDb {
    let url = Some(database.url().to_owned());
    TestDb::with(Options {
        url,
        schema: Schema::Models,
    })
    .await
}

#[test]
fn the_columns_of_parts_are_the_models() {
    let names: Vec<_> = Order::META.fields.iter().map(|f| (f.name, f.column)).collect();
    assert_eq!(
        names,
        [
            ("id", "id"),
            ("total", "total"),
            ("billing_street", "billing_street"),
            ("billing_city", "billing_city"),
            ("billing_place", "billing_place"),
            ("billing_floor", "billing_floor"),
            ("billing_country", "billing_country_id"),
            ("shipping_street", "shipping_street"),
            ("shipping_city", "shipping_city"),
            ("shipping_place", "shipping_place"),
            ("shipping_floor", "shipping_floor"),
            ("shipping_country", "shipping_country_id"),
            ("created", "created"),
            ("updated", "updated"),
        ]
    );
    assert!(Order::META.pk().default.is_some());
    let field = |name| Order::META.field(name).unwrap();
    assert_eq!(field("billing_street").max_length, Some(40));
    assert_eq!(field("billing_place").slug_from, Some("billing_city"));
    assert_eq!(
        field("billing_country").relation.unwrap().related_name,
        Some("billing_orders")
    );
    assert_eq!(
        field("shipping_city").default.map(|value| value()),
        Some(fjango::value::Value::Text("unknown".into()))
    );
    assert_eq!(field("created").doc, "When it was created.");
    let indexes: Vec<_> = Order::META.indexes.iter().map(|index| index.fields).collect();
    assert_eq!(
        indexes,
        [
            &["total", "created"] as &[_],
            &["billing_city", "billing_street"],
            &["shipping_city", "shipping_street"]
        ]
    );
    assert_eq!(Order::META.ordering[0].path, "created");
    assert_eq!(Line::META.ordering[0].path, "name", "the model's own comes first");
    assert_eq!(Line::META.unique[0].fields, ["scope", "name"]);
    assert_eq!(Line::META.checks[0].sql, "name <> ''");
}

fjango_tests::each_database! {
    async fn rows_with_parts_are_written_and_asked(database: &FreshDatabase) {
        let test = tables(database).await;
        let db = test.db().clone();
        let chile = Country::objects().create(&db, CountryCreate::new("Chile")).await.unwrap();
        let input = OrderCreate {
            billing_city: Some("Osorno".into()),
            billing_country: Some(chile.id),
            shipping_city: Some("Lima".into()),
            shipping_floor: Some(4),
            ..OrderCreate::new(7, "Calle 1", "Calle 2")
        };
        let mut order = Order::objects().create(&db, input).await.unwrap();
        assert_eq!((order.billing.place.as_ref(), order.shipping.city.as_str()), ("osorno", "Lima"));
        assert!(!order.times.was_changed());

        let found = Order::objects()
            .filter(|o| o.billing_country().name().eq("Chile") & o.shipping_floor().ge(4) & o.created().year().ge(2020))
            .order_by(|o| (o.updated().desc(), o.billing_city().asc()))
            .select_related(|o| o.billing_country())
            .get_one(&db).await.unwrap();
        assert_eq!(found.billing.country.as_ref().unwrap().loaded().unwrap().name, "Chile");
        let back = chile.billing_orders().count(&db).await.unwrap() + chile.shipping_orders().count(&db).await.unwrap();
        assert_eq!(back, 1);
        assert_eq!(Country::objects().values(&db, |c| c.updated()).await.unwrap(), [chile.times.created]);

        order.shipping.floor = None;
        order.save(&db).await.unwrap();
        assert!(order.times.was_changed());
        let patch = OrderPatch { billing_floor: Some(Some(9)), ..OrderPatch::default() };
        assert_eq!(Order::objects().update(&db, patch).await.unwrap(), 1);
        let floors = Order::objects().values(&db, |o| (o.billing_floor(), o.shipping_floor())).await.unwrap();
        assert_eq!(floors, [(Some(9), None)]);

        order.billing.street = "void".into();
        let refused = order.save(&db).await.unwrap_err();
        assert_eq!(refused.to_string(), "the values are not valid: `billing_street` must not be void");

        let json = serde_json::to_value(&found).unwrap();
        assert_eq!(json["billing_city"], "Osorno");
        assert!(json.get("billing").is_none() && json["created"].is_string(), "{json}");

        Line::objects().create(&db, LineCreate::new(order.key.id, 1, "a")).await.unwrap();
        let again = Line::objects().create(&db, LineCreate::new(order.key.id, 1, "a")).await.unwrap_err();
        let fjango::orm::Error::Integrity { fields, .. } = again else { panic!("{again}") };
        assert_eq!(fields, ["scope", "name"]);
        let empty = Line::objects().create(&db, LineCreate::new(order.key.id, 1, "")).await.unwrap_err();
        assert!(matches!(empty, fjango::orm::Error::Integrity { .. }), "{empty}");
        let lines = Order::objects().prefetch_related(|o| o.lines()).all(&db).await.unwrap();
        assert_eq!(lines[0].lines.loaded().unwrap()[0].named.name, "a");
    }

    async fn the_api_shows_parts_flat(database: &FreshDatabase) {
        let app = TestApp::with(App::new(), tables(database).await).await;
        let order = json!({"total": 3, "billing_street": "Calle 1", "billing_city": "Lima", "shipping_street": "Calle 2", "shipping_city": "Cusco"});
        let created = app.post("/api/orders").json(&order).await.assert_status(201).value();
        assert_eq!((&created["billing_place"], &created["shipping_place"]), (&json!("lima"), &json!("cusco")));
        assert!(created["created"].is_string() && created.get("billing").is_none(), "{created}");
        let path = format!("/api/orders/{}", created["id"].as_str().unwrap());
        let changed = app.patch(&path).json(&json!({"shipping_floor": 2})).await.assert_status(200).value();
        assert_eq!(changed["shipping_floor"], 2);
        let wrong = app.patch(&path).json(&json!({"shipping_floor": "x", "billing_street": "void"})).await;
        let wrong = wrong.assert_status(422).problem();
        assert_eq!(wrong["errors"].as_array().map(Vec::len), Some(2), "{wrong}");
        for (query, rows) in [("billing_city=Lima", 1), ("billing_city=Cusco", 0), ("search=calle%201", 1), ("ordering=-updated", 1)] {
            let list = app.get(&format!("/api/orders?{query}")).await.assert_status(200).value();
            assert_eq!(list["results"].as_array().map(Vec::len), Some(rows), "{query}: {list}");
        }
        let document = app.get("/api/openapi.json").await.assert_status(200).value();
        let schema = &document["components"]["schemas"]["OrderCreate"]["properties"];
        assert!(schema["shipping_floor"].is_object() && schema.get("shipping").is_none(), "{schema}");
    }
}
