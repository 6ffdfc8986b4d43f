//! What a body may say of a many-to-many field with a model between, and deletions that other rows forbid.

use fjango::prelude::*;
use fjango::testing::json;
use fjango_tests::{FreshDatabase, each_database};

use super::open;

/// Who sings.
#[model(app = "guild", ordering = "id")]
#[api(path = "/guild/singers", read = "anyone", write = "authenticated")]
pub struct Singer {
    pub id: i64,
    pub name: String,
}

/// Those who sing together.
#[model(app = "guild", ordering = "id")]
#[api(
    path = "/guild/choirs",
    read = "anyone",
    write = "authenticated",
    filter(singers, guests)
)]
pub struct Choir {
    pub id: i64,
    pub name: String,
    #[field(on_delete = "protect", related_name = "led")]
    pub leader: Option<ForeignKey<Singer>>,
    /// A part says which voice, so keys alone are not enough.
    #[field(through = Part, related_name = "choirs")]
    pub singers: ManyToMany<Singer>,
    /// A visit needs nothing but the keys.
    #[field(through = Visit, related_name = "visited")]
    pub guests: ManyToMany<Singer>,
}

/// That somebody sings in a choir.
#[model(app = "guild", ordering = "id", unique(choir, singer))]
#[api(path = "/guild/parts", read = "anyone", write = "authenticated")]
pub struct Part {
    pub id: i64,
    #[field(on_delete = "cascade")]
    pub choir: ForeignKey<Choir>,
    #[field(on_delete = "cascade")]
    pub singer: ForeignKey<Singer>,
    pub voice: String,
}

/// That somebody sang along once.
#[model(app = "guild", ordering = "id")]
#[api(path = "/guild/visits", read = "anyone", write = "authenticated")]
pub struct Visit {
    pub id: i64,
    #[field(on_delete = "cascade")]
    pub choir: ForeignKey<Choir>,
    #[field(on_delete = "cascade")]
    pub singer: ForeignKey<Singer>,
    #[field(default = "welcome")]
    pub note: String,
}

/// When they are heard.
#[model(app = "guild")]
#[api(path = "/guild/concerts", read = "anyone", write = "authenticated")]
pub struct Concert {
    pub id: i64,
    #[field(on_delete = "restrict")]
    pub choir: ForeignKey<Choir>,
}

each_database! {
    async fn where_a_column_is_missing_rows_between_are_written_by_themselves(database: &FreshDatabase) {
        let (app, ann) = open(database.url()).await;
        for name in ["Cid", "Dora"] {
            ann.post("/api/guild/singers").json(&json!({"name": name})).await.assert_status(201);
        }
        // Told, and not silently left out as Django REST framework does.
        let refused = ann.post("/api/guild/choirs").json(&json!({"name": "Bach", "singers": [1]})).await.assert_status(422);
        let errors = &refused.problem()["errors"];
        assert_eq!(errors[0]["pointer"], "/singers");
        assert_eq!(errors[0]["code"], "read_only");
        assert_eq!(errors[0]["detail"], "cannot be written as keys; create and delete `Part` rows");
        ann.post("/api/guild/choirs").json(&json!({"name": "Bach"})).await.assert_status(201);
        for method in ["PUT", "PATCH"] {
            let body = json!({"name": "Bach", "singers": []});
            let request = ann.request(method.parse().unwrap(), "/api/guild/choirs/1");
            assert_eq!(request.json(&body).await.assert_status(422).problem()["errors"][0]["code"], "read_only");
        }

        for (singer, voice) in [(2, "alto"), (1, "bass")] {
            let part = json!({"choir": 1, "singer": singer, "voice": voice});
            ann.post("/api/guild/parts").json(&part).await.assert_status(201);
        }
        let twice = json!({"choir": 1, "singer": 1, "voice": "tenor"});
        ann.post("/api/guild/parts").json(&twice).await.assert_status(409);
        let choir = app.get("/api/guild/choirs/1").await.assert_status(200).value();
        assert_eq!((&choir["singers"], &choir["guests"]), (&json!([1, 2]), &json!([])));
        // A PUT that cannot name them leaves them alone.
        let kept = ann.put("/api/guild/choirs/1").json(&json!({"name": "Bach & Co"})).await.assert_status(200);
        assert_eq!(kept.value()["singers"], json!([1, 2]));
        let found = app.get("/api/guild/choirs?singers=2").await.assert_status(200).value();
        assert_eq!(found["results"][0]["singers"], json!([1, 2]));

        ann.delete("/api/guild/parts/1").await.assert_status(204);
        assert_eq!(app.get("/api/guild/choirs/1").await.value()["singers"], json!([1]));

        let schema = app.get("/api/openapi.json").await.assert_status(200).value();
        let schemas = &schema["components"]["schemas"];
        assert!(schemas["ChoirCreate"]["properties"].get("singers").is_none());
        assert!(schemas["ChoirCreate"]["properties"].get("guests").is_some());
        assert!(schemas["Choir"]["properties"].get("singers").is_some());
    }

    async fn where_keys_are_enough_a_body_holds_them(database: &FreshDatabase) {
        let (app, ann) = open(database.url()).await;
        for name in ["Cid", "Dora", "Emil"] {
            ann.post("/api/guild/singers").json(&json!({"name": name})).await.assert_status(201);
        }
        let body = json!({"name": "Bach", "guests": [3, 1]});
        let created = ann.post("/api/guild/choirs").json(&body).await.assert_status(201);
        assert_eq!(created.value()["guests"], json!([1, 3]));
        let note = json!({"note": "with flowers"});
        ann.patch("/api/guild/visits/1").json(&note).await.assert_status(200);

        // Who stays keeps the column, as `set` does.
        let changed = ann.patch("/api/guild/choirs/1").json(&json!({"guests": [2, 3]})).await.assert_status(200);
        assert_eq!(changed.value()["guests"], json!([2, 3]));
        let visits = Visit::objects().values(app.db(), |v| (v.singer().id(), v.note())).await.unwrap();
        assert_eq!(visits, [(3, "with flowers".into()), (2, "welcome".into())]);

        for (wrong, pointer) in [(json!([2, 99]), "/guests"), (json!([2, "x"]), "/guests/1"), (json!(2), "/guests")] {
            let refused = ann.patch("/api/guild/choirs/1").json(&json!({"guests": wrong})).await.assert_status(422);
            let told = refused.problem()["errors"][0]["pointer"].as_str().unwrap().to_owned();
            assert!(told.starts_with(pointer), "{told}");
        }
        assert_eq!(app.get("/api/guild/choirs/1").await.value()["guests"], json!([2, 3]), "all or nothing");
        assert_eq!(ann.put("/api/guild/choirs/1").json(&json!({"name": "Bach"})).await.value()["guests"], json!([]));
        assert_eq!(Visit::objects().count(app.db()).await.unwrap(), 0);
    }

    async fn a_deletion_that_others_forbid_is_a_conflict_that_names_them(database: &FreshDatabase) {
        let (app, ann) = open(database.url()).await;
        ann.post("/api/guild/singers").json(&json!({"name": "Cid"})).await.assert_status(201);
        for name in ["Bach", "Blues"] {
            let choir = json!({"name": name, "leader": 1});
            ann.post("/api/guild/choirs").json(&choir).await.assert_status(201);
        }
        ann.post("/api/guild/concerts").json(&json!({"choir": 1})).await.assert_status(201);

        let refused = ann.delete("/api/guild/singers/1").await.assert_status(409).problem();
        assert_eq!(refused["type"].as_str().unwrap().rsplit('/').next(), Some("conflict"));
        let detail = refused["detail"].as_str().unwrap();
        assert!(detail.contains("2 `Choir` rows by `leader` (protect)"), "{detail}");
        let refused = ann.delete("/api/guild/choirs/1").await.assert_status(409).problem();
        let detail = refused["detail"].as_str().unwrap();
        assert!(detail.contains("1 `Concert` row by `choir` (restrict)"), "{detail}");
        assert_eq!((Singer::objects().count(app.db()).await.unwrap(), Choir::objects().count(app.db()).await.unwrap()), (1, 2));

        ann.delete("/api/guild/concerts/1").await.assert_status(204);
        for choir in 1..=2 {
            ann.delete(&format!("/api/guild/choirs/{choir}")).await.assert_status(204);
        }
        ann.delete("/api/guild/singers/1").await.assert_status(204);
    }
}
