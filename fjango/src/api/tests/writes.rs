use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;
use fjango_tests::{FreshDatabase, each_database};
use serde_json::{Value as JsonValue, json};

use super::support::{Answer, Site};
use crate::db::{Executor, Statement};

each_database! {
    async fn creates_reads_changes_and_deletes(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        let book = json!({"title": "New", "author": 2, "readers": [2, 1, 2]});
        let made = site.with(Method::POST, "/api/books", book).await;
        assert_eq!(
            (made.status, made.location.as_str()),
            (StatusCode::CREATED, "http://localhost/api/books/6"),
            "{}",
            made.body
        );
        assert_eq!(made.body["in_print"], true);
        assert_eq!(made.body["year"], JsonValue::Null);
        assert_eq!(made.body["readers"], json!([1, 2]));
        assert_eq!(site.get("/api/books/6").await.body, made.body);

        let changed = site
            .with(Method::PATCH, "/api/books/6", json!({"year": 7, "in_print": false}))
            .await;
        assert_eq!((changed.status, &changed.body["year"]), (StatusCode::OK, &json!(7)));
        assert_eq!(
            changed.body["readers"],
            json!([1, 2]),
            "PATCH keeps what it does not name"
        );
        let nothing = site.with(Method::PATCH, "/api/books/6", json!({})).await;
        assert_eq!(nothing.body, changed.body);

        let replaced = site
            .with(Method::PUT, "/api/books/6", json!({"title": "Newer", "author": 1}))
            .await;
        assert_eq!(replaced.status, 200, "{}", replaced.body);
        assert_eq!(
            replaced.body,
            json!({"id": 6, "title": "Newer", "year": null, "in_print": true, "author": 1,
                   "created": made.body["created"], "readers": []})
        );

        let gone = site.with(Method::DELETE, "/api/books/6", json!(null)).await;
        assert_eq!((gone.status, gone.body), (StatusCode::NO_CONTENT, JsonValue::Null));
        for method in [Method::GET, Method::PUT, Method::PATCH, Method::DELETE] {
            let answer = site.with(method.clone(), "/api/books/6", json!({})).await;
            assert_eq!(answer.status, 404, "{method}");
        }
        site.check_status("/api/books/x", 404).await;
        site.check_status("/api/books/%00", 400).await;
        let other = site.with(Method::POST, "/api/books/1", json!({})).await;
        assert_eq!(other.status, 405);
    }
}

each_database! {
    async fn reports_every_wrong_field_at_once(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        let book = json!({"id": 9, "title": "x".repeat(31), "year": -1, "in_print": null, "author": "x", "color": 1,
                          "created": "2026-01-01T00:00:00Z", "readers": [1, "y", null]});
        let mut expected = vec![
            ("/author", "type"),
            ("/color", "unknown"),
            ("/created", "read_only"),
            ("/id", "read_only"),
            ("/in_print", "null"),
            ("/readers/1", "type"),
            ("/readers/2", "null"),
            ("/title", "max_length"),
            ("/year", "min"),
        ];
        let check = |answer: Answer, expected: &[(&str, &str)]| {
            assert_eq!(answer.status, 422, "{}", answer.body);
            let errors = answer.body["errors"].as_array().unwrap();
            let mut found: Vec<_> = errors
                .iter()
                .map(|error| (error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap()))
                .collect();
            found.sort_unstable();
            assert_eq!(found, expected);
        };
        check(site.with(Method::POST, "/api/books", book.clone()).await, &expected);
        check(site.with(Method::PATCH, "/api/books/1", book).await, &expected);
        expected = vec![("/author", "required"), ("/title", "required")];
        check(site.with(Method::POST, "/api/books", json!({})).await, &expected);
        check(site.with(Method::PUT, "/api/books/1", json!({})).await, &expected);
        check(site.with(Method::POST, "/api/books", json!([])).await, &[("", "type")]);
        // A text that is required says something.
        let empty = json!({"title": "", "author": 1});
        check(site.with(Method::POST, "/api/books", empty.clone()).await, &[("/title", "blank")]);
        check(site.with(Method::PUT, "/api/books/1", empty).await, &[("/title", "blank")]);
        check(site.with(Method::PATCH, "/api/books/1", json!({"title": ""})).await, &[("/title", "blank")]);
        let dangling = json!({"title": "x", "author": 77, "readers": [1, 78]});
        let both = [("/author", "does_not_exist"), ("/readers/1", "does_not_exist")];
        check(site.with(Method::POST, "/api/books", dangling.clone()).await, &both);
        check(site.with(Method::PUT, "/api/books/1", dangling).await, &both);
        let unchanged = site.get("/api/books/1").await.body;
        assert_eq!(
            (&unchanged["title"], &unchanged["readers"]),
            (&json!("Red"), &json!([1, 2]))
        );
    }
}

each_database! {
    async fn tells_conflicts(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        let twice = site.with(Method::POST, "/api/authors", json!({"name": "Ann"})).await;
        assert_eq!(twice.status, 409);
        assert_eq!(twice.body["errors"][0]["pointer"], "/name");
        assert_eq!(twice.body["errors"][0]["code"], "unique");
        let needed = site.with(Method::DELETE, "/api/authors/1", json!(null)).await;
        assert_eq!(
            (needed.status, &needed.body["status"]),
            (StatusCode::CONFLICT, &json!(409))
        );
        let tables = "DROP TABLE shop_book_readers";
        site.db.execute(Statement::sql(tables)).await.unwrap();
        let broken = site.check_status("/api/books", 500).await;
        assert!(!broken.to_string().contains("shop_book"), "{broken}");
    }
}

each_database! {
    /// What a hand-written client can get wrong, and what a hostile one tries.
    async fn no_body_is_an_error_of_the_server(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        let deep = "[".repeat(100_000);
        let large = format!(r#"{{"title":"{}"}}"#, "x".repeat(10_000_000));
        for (body, status, code) in [
            ("", 400, ""),
            ("{\"title\":", 400, ""),
            (deep.as_str(), 400, ""),
            (large.as_str(), 413, ""),
            (r#"{"title":"\ud800"}"#, 400, ""),
            (r#"{"title":"x","author":1e400}"#, 400, ""),
            (r#"{"title":"a\u0000b","author":1}"#, 422, "null_character"),
            (r#"{"title":"x","author":99999999999999999999999}"#, 422, "range"),
            (r#"{"title":"x","author":1,"year":-2147483649}"#, 422, "range"),
            (r#"{"title":"x","author":"1"}"#, 422, "type"),
            (r#"{"title":"x","author":true}"#, 422, "type"),
            (r#"{"title":"x","author":999999}"#, 422, "does_not_exist"),
            (r#"{"title":"x","author":1,"readers":[1,999999]}"#, 422, "does_not_exist"),
            (r#"{"title":"x","author":1,"readers":[null]}"#, 422, "null"),
            (r#"{"title":"x","title":"y","author":1}"#, 422, "duplicate"),
            ("null", 422, "type"),
            ("\"x\"", 422, "type"),
        ] {
            let named: String = body.chars().take(60).collect();
            let request = TestRequest::post()
                .uri("/api/books")
                .insert_header(("content-type", "application/json"))
                .set_payload(body.to_owned());
            let answer = site.send(request).await;
            assert_eq!(answer.status.as_u16(), status, "{named}: {}", answer.body);
            let found = answer.body["errors"][0]["code"].as_str().unwrap_or_default();
            assert_eq!(found, code, "{named}: {}", answer.body);
        }
        for kind in ["text/plain", "application/xml", "application/json; charset=latin1", ""] {
            let request = TestRequest::post().uri("/api/books").insert_header(("content-type", kind)).set_payload("{}");
            assert_eq!(site.send(request).await.status, 415, "{kind}");
        }
    }
}
