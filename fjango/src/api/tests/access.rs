use actix_web::http::{Method, StatusCode, header};
use actix_web::test::TestRequest;
use fjango_tests::{FreshDatabase, each_database};
use serde_json::{Value as JsonValue, json};

use super::support::Site;

each_database! {
    async fn refuses_without_an_authorizer(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        site.check_status("/api/owned/1", 200).await;
        for (method, uri) in [
            (Method::POST, "/api/owned"),
            (Method::DELETE, "/api/owned/1"),
            (Method::PUT, "/api/owned/99"),
        ] {
            // The caller is refused before anything of the body or the row is told.
            let answer = site.with(method, uri, json!({"nonsense": 1})).await;
            assert_eq!(answer.status, 401);
        }
    }
}

each_database! {
    async fn owners_write_their_own_rows(database: &FreshDatabase) {
        let site = Site::new(database, true).await;
        let by = async |user: &'static str, method: Method, uri: &str, body: JsonValue| {
            let request = TestRequest::default().method(method).uri(uri);
            site.send(request.insert_header((header::AUTHORIZATION, user)).set_json(body))
                .await
        };
        let mine = by("1", Method::POST, "/api/owned", json!({"title": "Mine"})).await;
        assert_eq!(
            (mine.status, &mine.body["author"]),
            (StatusCode::CREATED, &json!(1)),
            "{}",
            mine.body
        );
        let theirs = by("1", Method::POST, "/api/owned", json!({"title": "x", "author": 2})).await;
        assert_eq!(
            (theirs.status, &theirs.body["errors"][0]["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("owner"))
        );
        assert_eq!(
            by("2", Method::PATCH, &mine.location, json!({"title": "y"}))
                .await
                .status,
            403
        );
        assert_eq!(by("2", Method::DELETE, &mine.location, json!(null)).await.status, 403);
        assert_eq!(
            by("1", Method::PATCH, &mine.location, json!({"author": 2}))
                .await
                .status,
            422
        );
        assert_eq!(
            by("1", Method::PATCH, &mine.location, json!({"title": "y"}))
                .await
                .status,
            200
        );
        assert_eq!(
            by("root", Method::PATCH, &mine.location, json!({"author": 2}))
                .await
                .body["author"],
            2
        );
        assert_eq!(by("1", Method::DELETE, &mine.location, json!(null)).await.status, 403);
        assert_eq!(by("2", Method::DELETE, &mine.location, json!(null)).await.status, 204);
    }
}
