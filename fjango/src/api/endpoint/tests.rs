use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{App, test, web};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Endpoint, OperationBuilder};
use crate::http::{Json, Problem, Query, Routes};
use crate::value::Slug;

#[derive(Deserialize, JsonSchema)]
struct Options {
    /// How loud.
    volume: Option<u8>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Note {
    text: String,
}

/// Adds a note to a thing.
#[fjango::api(
    post,
    path = "/endpoint-tests/{id}/{slug}",
    login = "anyone",
    status = 201,
    errors(409),
    tags("notes")
)]
async fn add_note(id: i64, slug: Slug, options: Query<Options>, Json(note): Json<Note>) -> Result<Json<Note>, Problem> {
    let volume = options.volume.unwrap_or_default();
    if id == 0 {
        return Err(Problem::conflict());
    }
    Ok(Json(Note {
        text: format!("{id} {} {volume} {}", slug.as_str(), note.text),
    }))
}

#[fjango::api(delete, path = "/endpoint-tests/{id}", permission = "notes.delete_note", deprecated)]
async fn remove(id: i64) {
    let _ = id;
}

fn endpoint(name: &str) -> &'static Endpoint {
    let mut all = Endpoint::registered().into_iter();
    all.find(|endpoint| endpoint.name == name).expect("it is registered")
}

async fn post(path: &str, body: &str) -> (StatusCode, String) {
    let routes = endpoint("add_note").mount("", Routes::new());
    let routes = endpoint("remove").mount("", routes);
    let app = test::init_service(App::new().configure(|services| routes.configure(services))).await;
    let request = test::TestRequest::post()
        .uri(path)
        .insert_header((CONTENT_TYPE, "application/json"))
        .set_payload(body.to_owned());
    let response = test::call_service(&app, request.to_request()).await;
    let status = response.status();
    let body = test::read_body(response).await;
    (status, String::from_utf8_lossy(&body).into_owned())
}

#[actix_web::test]
async fn parameters_come_from_path_query_and_body() {
    let (status, body) = post("/endpoint-tests/7/a-b?volume=3", r#"{"text":"hi"}"#).await;
    assert_eq!((status.as_u16(), body.as_str()), (201, r#"{"text":"7 a-b 3 hi"}"#));
    let (status, _) = post("/endpoint-tests/0/a", r#"{"text":"hi"}"#).await;
    assert_eq!(status, StatusCode::CONFLICT);
    for path in [
        "/endpoint-tests/x/a",
        "/endpoint-tests/7/a%20b",
        "/endpoint-tests/99999999999999999999/a",
    ] {
        let (status, _) = post(path, r#"{"text":"hi"}"#).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
    let (status, _) = post("/endpoint-tests/7/a", r#"{"text":1}"#).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[actix_web::test]
async fn nobody_gets_past_a_guard_without_an_authorizer() {
    let routes = endpoint("remove").mount("", Routes::new());
    let app =
        test::init_service(App::new().configure(|services: &mut web::ServiceConfig| routes.configure(services))).await;
    let request = test::TestRequest::delete().uri("/endpoint-tests/7").to_request();
    let response = test::call_service(&app, request).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
}

#[::std::prelude::v1::test]
fn the_signature_is_the_description() {
    let endpoint = endpoint("add_note");
    assert_eq!(endpoint.doc, "Adds a note to a thing.");
    assert_eq!((endpoint.errors, endpoint.tags), (&[409_u16][..], &["notes"][..]));
    let mut generator = schemars::SchemaGenerator::default();
    let mut builder = OperationBuilder::new(&mut generator, endpoint.status);
    (endpoint.describe)(&mut builder);
    insta::assert_json_snapshot!(builder.finish());
}
