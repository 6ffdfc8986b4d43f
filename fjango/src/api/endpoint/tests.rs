use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{App, test, web};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Endpoint;
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
///
/// # Examples
/// ```json
/// {"text": "hello"}
/// ```
/// ```json
/// {"text": "7 a 0 hello"}
/// ```
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
async fn parameters_that_nobody_described_are_refused() {
    for (path, body) in [
        ("/endpoint-tests/7/a?volum=3", r#"{"text":"hi"}"#),
        ("/endpoint-tests/7/a?volume=3&x", r#"{"text":"hi"}"#),
    ] {
        let (status, body) = post(path, body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
    }
    for (name, known) in [
        ("add_note", Some(vec!["volume".to_owned()])),
        ("remove", Some(Vec::new())),
        ("open_query", None),
        ("open_request", None),
    ] {
        let mut generator = schemars::SchemaGenerator::default();
        let mut operation = super::OperationBuilder::new(&mut generator, None);
        (endpoint(name).describe)(&mut operation);
        assert_eq!(operation.query_names(), known, "{name}");
    }
}

#[derive(Deserialize, JsonSchema)]
struct Open {
    _volume: Option<u8>,
    #[serde(flatten)]
    _rest: std::collections::HashMap<String, String>,
}

#[fjango::api(get, path = "/endpoint-open", login = "anyone")]
async fn open_query(options: Query<Open>) {
    let _ = options;
}

#[fjango::api(get, path = "/endpoint-request", login = "anyone")]
async fn open_request(request: actix_web::HttpRequest) {
    let _ = request;
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
    let document = super::document("/api", &[endpoint("add_note"), endpoint("remove")], |endpoint| {
        endpoint.tags.to_vec()
    });
    insta::assert_json_snapshot!(document);
}

/// A thing of the tests.
#[fjango::api(path = "/endpoint-things", read = "anyone", search(name))]
#[fjango::model(app = "endpoint_tests")]
#[fjango::admin(list_display(name, note), ordering = "-name")]
pub struct EndpointThing {
    pub id: i64,
    #[field(max_length = 5)]
    pub name: String,
    pub note: Option<String>,
}

#[fjango::api(post, path = "/endpoint-things/check", login = "anyone")]
async fn check_thing(Json(thing): Json<EndpointThingCreate>) -> Option<Json<EndpointThing>> {
    let name = Some(thing.name).filter(|name| name != "none")?;
    Some(Json(EndpointThing {
        id: 1,
        name,
        note: thing.note,
    }))
}

#[::std::prelude::v1::test]
fn all_three_attributes_see_the_model_in_any_order() {
    let api = crate::api::ModelApi::registered();
    let api = api
        .iter()
        .find(|api| api.path == "/endpoint-things")
        .expect("registered");
    assert_eq!(((api.meta)().name, api.search), ("EndpointThing", &["name"][..]));
    let admin = crate::admin::ModelAdmin::registered();
    let admin = admin
        .iter()
        .find(|admin| (admin.meta)().name == "EndpointThing")
        .expect("registered");
    assert_eq!(admin.list_display, ["name", "note"]);
    assert!(admin.ordering[0].descending);
}

#[actix_web::test]
async fn a_model_s_input_is_a_body_and_the_model_a_response() {
    let routes = endpoint("check_thing").mount("", Routes::new());
    let app = test::init_service(App::new().configure(|services| routes.configure(services))).await;
    for (body, status, part) in [
        (r#"{"name":"a"}"#, 200, r#"{"id":1,"name":"a","note":null}"#),
        (r#"{"name":"none"}"#, 404, ""),
        (r#"{"note":1,"nam":"a"}"#, 422, ""),
    ] {
        let request = test::TestRequest::post()
            .uri("/endpoint-things/check")
            .insert_header((CONTENT_TYPE, "application/json"))
            .set_payload(body);
        let response = test::call_service(&app, request.to_request()).await;
        assert_eq!(response.status(), status, "{body}");
        let text = test::read_body(response).await;
        assert!(String::from_utf8_lossy(&text).contains(part), "{text:?}");
    }
}

#[::std::prelude::v1::test]
fn every_mistake_in_an_input_is_named() {
    let error = serde_json::from_str::<EndpointThingCreate>(r#"{"note":1,"nam":"a"}"#).expect_err("it is wrong");
    let text = error.to_string();
    for part in ["`note` must be a string", "`nam` is not a field", "`name` is required"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Stay {
    #[schemars(length(min = 1, max = 10))]
    guest: String,
    #[schemars(range(min = 1))]
    from: u32,
    until: u32,
    things: Vec<EndpointThingCreate>,
}

impl crate::api::Validate for Stay {
    fn validate(&self, errors: &mut crate::value::ValidationErrors) {
        if self.until <= self.from {
            errors.add(
                "until",
                crate::value::Invalid::new("order", "must be later than `from`"),
            );
        }
    }
}

#[fjango::api(post, path = "/endpoint-stays", login = "anyone")]
async fn stay(crate::api::Valid(stay): crate::api::Valid<Stay>) -> String {
    format!("{} {} {}", stay.guest, stay.until - stay.from, stay.things.len())
}

#[actix_web::test]
async fn every_mistake_in_a_body_is_reported_at_once() {
    let routes = ["stay", "check_thing", "add_note"]
        .into_iter()
        .fold(Routes::new(), |routes, name| endpoint(name).mount("", routes));
    let app = test::init_service(App::new().configure(|services| routes.configure(services))).await;
    for (path, body, expected) in [
        // A struct of one's own: form, then rules, those of the schema and its own.
        (
            "/endpoint-stays",
            r#"{"guest":1,"from":-1,"till":2}"#,
            &[
                "/guest type",
                "/from range",
                "/till unknown",
                "/until required",
                "/things required",
            ][..],
        ),
        (
            "/endpoint-stays",
            r#"{"guest":"","from":0,"until":0,"things":[]}"#,
            &["/guest min_length", "/from min", "/until order"],
        ),
        // Inputs of models, alone and inside: form and rules together.
        (
            "/endpoint-things/check",
            r#"{"note":1,"nam":"a"}"#,
            &["/note type", "/nam unknown", "/name required"],
        ),
        (
            "/endpoint-things/check",
            r#"{"name":"longer than five","note":1}"#,
            &["/note type", "/name max_length"],
        ),
        (
            "/endpoint-stays",
            r#"{"guest":"x","from":"y","until":2,"things":[{"name":"a"},{"name":"abcdef","note":2},{}]}"#,
            &[
                "/from type",
                "/things/1/note type",
                "/things/1/name max_length",
                "/things/2/name required",
            ],
        ),
        ("/endpoint-tests/7/a", "[]", &[" type"]),
        (
            "/endpoint-tests/7/a",
            r#"{"text":"a","text":"b"}"#,
            &["/text duplicate"],
        ),
        (
            "/endpoint-things/check",
            r#"{"name":"a","name":"b"}"#,
            &["/name duplicate"],
        ),
    ] {
        let request = test::TestRequest::post()
            .uri(path)
            .insert_header((CONTENT_TYPE, "application/json"))
            .set_payload(body);
        let response = test::call_service(&app, request.to_request()).await;
        assert_eq!(response.status(), 422, "{body}");
        let answer: serde_json::Value = test::read_body_json(response).await;
        let mut told: Vec<String> = answer["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| {
                format!(
                    "{} {}",
                    error["pointer"].as_str().unwrap(),
                    error["code"].as_str().unwrap()
                )
            })
            .collect();
        told.sort();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(told, expected, "{body}: {answer}");
    }
    let (status, body) = {
        let request = test::TestRequest::post()
            .uri("/endpoint-stays")
            .insert_header((CONTENT_TYPE, "application/json"))
            .set_payload(r#"{"guest":"x","from":1,"until":3,"things":[{"name":"a"}]}"#);
        let response = test::call_service(&app, request.to_request()).await;
        (response.status(), test::read_body(response).await)
    };
    assert_eq!((status.as_u16(), &body[..]), (200, &b"x 2 1"[..]));
}

struct OutOfStock;

impl crate::http::ToProblem for OutOfStock {
    fn to_problem(&self) -> Problem {
        Problem::conflict()
    }

    fn problem_types() -> &'static [crate::http::ProblemType] {
        &[crate::http::ProblemType::Conflict, crate::http::ProblemType::Gone]
    }
}

#[fjango::api(get, path = "/endpoint-stock", login = "anyone")]
async fn stock() -> Result<String, OutOfStock> {
    Err(OutOfStock)
}

#[::std::prelude::v1::test]
fn the_errors_of_the_signature_are_documented() {
    let document = super::document("", &[endpoint("stock")], |_| Vec::new());
    let responses = &document["paths"]["/endpoint-stock"]["get"]["responses"];
    assert_eq!(responses["409"]["$ref"], "#/components/responses/conflict");
    let gone = &responses["410"]["content"]["application/problem+json"]["schema"];
    assert_eq!(gone["$ref"], "#/components/schemas/Problem");
    assert_eq!(responses["404"], serde_json::Value::Null);
}
