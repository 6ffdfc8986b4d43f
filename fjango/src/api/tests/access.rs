use actix_web::http::{Method, StatusCode, header};
use actix_web::test::TestRequest;
use fjango_tests::{FreshDatabase, each_database};
use serde_json::{Value as JsonValue, json};

use super::support::{ByHeader, Site};
use crate::api::{Api, Authorizer};
use crate::auth::{Auth, TokenConfig};
use crate::db::Db;
use crate::http::{Config, Routes, Server, State};

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

each_database! {
    async fn what_is_hidden_is_neither_shown_nor_found_nor_set(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        assert_eq!(site.check_status("/api/authors/1", 200).await["secret"], "***");
        assert_eq!(site.check_status("/api/authors/2", 200).await["secret"], JsonValue::Null);
        site.check_status("/api/authors?secret__startswith=a", 400).await;
        for body in [json!({"name": "Cy", "secret": "argon2$"}), json!({"name": "Cy", "secret": null})] {
            let refused = site.with(Method::POST, "/api/authors", body).await;
            assert_eq!(
                (refused.status.as_u16(), &refused.body["errors"][0]["code"]),
                (422, &json!("read_only")),
                "{}",
                refused.body
            );
        }
        let put = site.with(Method::PUT, "/api/authors/1", json!({"name": "Ann"})).await;
        assert_eq!(put.body["secret"], "***", "a replacement leaves it: {}", put.body);
    }
}

#[actix_web::test]
async fn login_is_open_whatever_token_is_sent() {
    let database = fjango_tests::fresh_database(fjango_tests::Kind::Sqlite);
    let db = Db::connect(database.url()).await.unwrap();
    let server = Server::new(Config::default())
        .state(db)
        .state(Auth::new(&TokenConfig::new("a key for tests that is long enough")))
        .configure(|services| {
            let shared: std::sync::Arc<dyn Authorizer> = std::sync::Arc::new(ByHeader);
            services.app_data(State::from(shared));
            Api::new("/api").login().mount(Routes::new()).configure(services);
        });
    let server = server.in_process().await.unwrap();
    for (path, missing) in [("/api/auth/token", 2), ("/api/auth/refresh", 1)] {
        let request = TestRequest::post()
            .uri(path)
            .insert_header((header::HOST, "localhost"))
            // A client that sends its expired token everywhere must be able to get a new one.
            .insert_header((header::AUTHORIZATION, "1"))
            .set_json(json!({}));
        let response = server.call(request.to_request()).await;
        assert_eq!(response.status(), 422, "{path}");
        let body = actix_web::body::to_bytes(response.into_body()).await.unwrap();
        let body: JsonValue = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["errors"].as_array().unwrap().len(), missing, "{body}");
    }
}
