use fjango_tests::{FreshDatabase, each_database};
use serde_json::{Value as JsonValue, json};

use super::support::{Site, api};

each_database! {
    async fn documents_itself(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        let document = site.check_status("/api/openapi.json", 200).await;
        assert_eq!(document.to_string(), api().openapi().to_string(), "the same each time");
        // The types of aide are a second opinion on the document's shape.
        let typed: aide::openapi::OpenApi = serde_json::from_str(&document.to_string()).unwrap();
        assert_eq!(typed.paths.unwrap().paths.len(), 12);
        let list = &document["paths"]["/api/books"]["get"];
        let names: Vec<_> = list["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["name"])
            .collect();
        for name in [
            "author",
            "author__in",
            "year__gte",
            "title__icontains",
            "created__year__lt",
            "search",
            "ordering",
            "page",
        ] {
            assert!(names.contains(&&json!(name)), "{name}");
        }
        assert!(!names.contains(&&json!("author__secret")));
        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["BookCreate"]["required"], json!(["title", "author"]));
        assert_eq!(schemas["BookCreate"]["properties"]["title"]["maxLength"], 30);
        assert_eq!(schemas["BookCreate"]["properties"]["title"]["minLength"], 1);
        assert_eq!(schemas["BookPatch"]["properties"]["title"]["minLength"], 1);
        // What code wrote may be empty.
        assert_eq!(schemas["Book"]["properties"]["title"]["minLength"], JsonValue::Null);
        assert_eq!(schemas["BookCreate"]["properties"]["created"], JsonValue::Null);
        assert_eq!(schemas["BookPatch"]["required"], JsonValue::Null);
        assert_eq!(
            schemas["Book"]["properties"]["year"]["type"],
            json!(["integer", "null"])
        );
        assert_eq!(
            document["paths"]["/api/owned"]["post"]["security"],
            json!([{"bearer": []}])
        );
        let text = document.to_string();
        for reference in text.split("\"$ref\":\"#").skip(1) {
            let pointer = reference.split('"').next().unwrap();
            assert!(document.pointer(pointer).is_some(), "{pointer}");
        }
    }
}

each_database! {
    /// A list accepts each parameter that the document offers, with a value of the schema it gives.
    async fn offers_only_parameters_that_work(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        let document = api().openapi();
        fn example(schema: &JsonValue) -> String {
            match (schema["type"].as_str(), schema["format"].as_str()) {
                (Some("array"), _) => {
                    let item = schema["items"]["enum"][0]
                        .as_str()
                        .map_or_else(|| example(&schema["items"]), str::to_owned);
                    let items = schema["minItems"].as_u64().unwrap_or(1);
                    vec![item; items as usize].join(",")
                }
                (Some("integer"), _) => "3".into(),
                (Some("boolean"), _) => "true".into(),
                (_, Some("date-time")) => "2026-01-01T00:00:00Z".into(),
                (_, Some("date")) => "2026-01-01".into(),
                (_, Some("time")) => "10:20:30".into(),
                (_, Some("uuid")) => "67e55044-10b1-426f-9247-bb680e5fe0c8".into(),
                // A decimal number is written as text.
                _ if schema["pattern"].is_string() || schema["format"] == "decimal" => "1.5".into(),
                _ => "a".into(),
            }
        }
        let mut tried = 0;
        for path in ["/api/books", "/api/notes"] {
            for parameter in document["paths"][path]["get"]["parameters"].as_array().unwrap() {
                let name = parameter["name"].as_str().unwrap();
                let value = match &parameter["content"]["application/json"] {
                    JsonValue::Null => example(&parameter["schema"]),
                    json if json["schema"]["type"] == "array" => "%5B%7B%7D,1%5D".into(),
                    _ => "%7B%22a%22:1%7D".into(),
                };
                site.check_status(&format!("{path}?{name}={value}"), 200).await;
                tried += 1;
            }
        }
        assert!(tried > 200, "{tried}");
    }
}

#[test]
fn the_addresses_of_login_are_documented() {
    let document = api().login().openapi();
    for (path, body, field) in [
        ("/api/auth/token", "Credentials", "password"),
        ("/api/auth/refresh", "RefreshRequest", "refresh"),
    ] {
        let operation = &document["paths"][path]["post"];
        assert_eq!(operation["security"], json!([]), "{path}");
        let content = &operation["requestBody"]["content"]["application/json"];
        assert_eq!(content["schema"]["$ref"], format!("#/components/schemas/{body}"));
        assert!(content["example"][field].is_string(), "{content}");
        let properties = &document["components"]["schemas"][body]["properties"];
        assert_eq!(properties[field]["type"], "string");
        let answer = &operation["responses"]["200"]["content"]["application/json"];
        assert_eq!(answer["schema"]["$ref"], "#/components/schemas/TokenPair");
        for status in ["400", "401", "413", "415", "422", "500", "503"] {
            assert!(operation["responses"][status]["$ref"].is_string(), "{path} {status}");
        }
    }
    // A wrong token is refused everywhere.
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations
            .as_object()
            .unwrap()
            .iter()
            .filter(|(name, _)| *name != "parameters")
        {
            assert_eq!(
                operation["responses"]["401"]["$ref"], "#/components/responses/unauthorized",
                "{method} {path}"
            );
            assert!(operation["security"].is_array(), "{method} {path}");
        }
    }
    assert_eq!(api().openapi()["paths"]["/api/auth/token"], JsonValue::Null);
    assert_eq!(
        document.to_string(),
        api().login().openapi().to_string(),
        "the same each time"
    );
}
