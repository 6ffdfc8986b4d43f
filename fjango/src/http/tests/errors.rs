//! Every error is a problem document, and says no more than it should.

use std::sync::{Arc, Mutex};

use actix_web::{
    HttpResponse,
    http::{Method, header},
    test::TestRequest,
    web,
};
use serde::Deserialize;

use super::support::{config, start};
use crate::http::{
    Config, Hsts, InProcess, Json, PROBLEM_BASE, Path, Problem, ProblemType, Query, RequestId, Routes, Server, State,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sum {
    left: i64,
    right: i64,
}

fn server(config: Config) -> Server {
    Server::new(config).configure(|services| {
        Routes::new()
            .add(Method::GET, "/square/{number}", async |number: Path<i64>| {
                (*number * *number).to_string()
            })
            .add(Method::POST, "/sum", async |sum: Json<Sum>| Json(sum.left + sum.right))
            .add(Method::GET, "/sum", async |sum: Query<Sum>| Json(sum.left + sum.right))
            .add(Method::GET, "/conflict", async || {
                Problem::conflict().with_field_error("/email", "unique", "is taken")
            })
            .add(Method::GET, "/panic", async || -> String {
                panic!("the secret of the panic")
            })
            .add(Method::GET, "/state", async |state: State<u128>| state.to_string())
            .add(Method::GET, "/broken", async || {
                Problem::internal(&std::io::Error::other("password=hunter2"))
            })
            .add(Method::GET, "/login", async || Problem::unauthorized("Bearer"))
            .add(Method::GET, "/id", async |id: RequestId| id.to_string())
            .configure(services);
        // What plain actix code does.
        services
            .route(
                "/actix/path/{id}",
                web::get().to(async |id: web::Path<u32>| id.to_string()),
            )
            .route(
                "/actix/query",
                web::get().to(async |sum: web::Query<Sum>| sum.left.to_string()),
            )
            .route(
                "/actix/json",
                web::post().to(async |sum: web::Json<Sum>| sum.left.to_string()),
            )
            .route(
                "/actix/form",
                web::post().to(async |sum: web::Form<Sum>| sum.left.to_string()),
            )
            .route("/actix/text", web::post().to(async |text: String| text))
            .route(
                "/actix/error",
                web::get().to(async || -> actix_web::Result<String> {
                    Err(actix_web::error::ErrorInternalServerError("password=hunter2"))
                }),
            )
            .route(
                "/actix/teapot",
                web::get().to(async || HttpResponse::ImATeapot().finish()),
            )
            .route(
                "/actix/data",
                web::get().to(async |data: web::Data<u64>| data.to_string()),
            )
            .route(
                "/own",
                web::get().to(async || HttpResponse::NotFound().content_type("text/html").body("<h1>Nope</h1>")),
            );
    })
}

async fn in_process() -> InProcess {
    server(config()).in_process().await.unwrap()
}

async fn ask(app: &InProcess, request: TestRequest) -> (u16, serde_json::Value, actix_web::http::header::HeaderMap) {
    let response = app
        .call(request.insert_header((header::HOST, "localhost")).to_request())
        .await;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = actix_web::body::to_bytes(response.into_body()).await.unwrap();
    (
        status,
        serde_json::from_slice(&body).unwrap_or_else(|_| String::from_utf8_lossy(&body).into()),
        headers,
    )
}

#[actix_web::test]
async fn every_error_is_a_problem_document() {
    let app = in_process().await;
    let check = async |request: TestRequest, kind: ProblemType| {
        let (status, json, headers) = ask(&app, request).await;
        assert_eq!(json["type"], kind.uri(), "{json}");
        assert_eq!(json["title"], kind.title());
        assert_eq!(
            (status, json["status"].as_u64()),
            (kind.status().as_u16(), Some(u64::from(status)))
        );
        assert_eq!(headers.get(header::CONTENT_TYPE).unwrap(), "application/problem+json");
        assert_eq!(json["request_id"].is_string(), status >= 500, "{json}");
        assert!(json["instance"].as_str().unwrap().starts_with('/'));
        assert!(
            !json.to_string().contains("secret") && !json.to_string().contains("hunter2"),
            "{json}"
        );
    };
    let get = |uri: &str| TestRequest::get().uri(uri);
    let post = |uri: &str, kind: &str, body: &str| {
        TestRequest::post()
            .uri(uri)
            .insert_header((header::CONTENT_TYPE, kind))
            .set_payload(body.to_owned())
    };
    check(get("/nothing"), ProblemType::NotFound).await;
    check(get("/square/abc"), ProblemType::NotFound).await;
    check(get("/square/99999999999999999999"), ProblemType::NotFound).await;
    check(get("/sum?left=1"), ProblemType::InvalidQuery).await;
    check(get("/sum?left=1&right=2&other=secret"), ProblemType::InvalidQuery).await;
    check(get("/%ff"), ProblemType::BadRequest).await;
    check(get("/a%00b"), ProblemType::BadRequest).await;
    check(get("/conflict"), ProblemType::Conflict).await;
    check(get("/panic"), ProblemType::Internal).await;
    check(get("/state"), ProblemType::Internal).await;
    check(get("/broken"), ProblemType::Internal).await;
    check(post("/sum", "text/plain", "{}"), ProblemType::UnsupportedMediaType).await;
    check(
        post("/sum", "application/json", "{\"secret"),
        ProblemType::MalformedJson,
    )
    .await;
    check(post("/sum", "application/json", "\u{0}"), ProblemType::MalformedJson).await;
    check(
        post("/sum", "application/json", "{\"left\": \"secret\", \"right\": 1}"),
        ProblemType::Validation,
    )
    .await;
    check(TestRequest::delete().uri("/sum"), ProblemType::MethodNotAllowed).await;
    check(get("/actix/path/abc"), ProblemType::NotFound).await;
    check(get("/actix/query"), ProblemType::InvalidQuery).await;
    check(
        post("/actix/json", "text/plain", "{}"),
        ProblemType::UnsupportedMediaType,
    )
    .await;
    check(
        post("/actix/json", "application/json", "secret"),
        ProblemType::MalformedJson,
    )
    .await;
    check(
        post("/actix/form", "text/plain", "x"),
        ProblemType::UnsupportedMediaType,
    )
    .await;
    check(
        post("/actix/form", "application/x-www-form-urlencoded", "left=secret"),
        ProblemType::BadRequest,
    )
    .await;
    check(get("/actix/error"), ProblemType::Internal).await;
    check(get("/actix/data"), ProblemType::Internal).await;
    check(TestRequest::patch().uri("/actix/text"), ProblemType::NotFound).await;
    check(
        post("/actix/text", "text/plain", &"x".repeat(3_000_000)),
        ProblemType::PayloadTooLarge,
    )
    .await;
}

#[actix_web::test]
async fn what_a_handler_wrote_on_purpose_stays() {
    let app = in_process().await;
    let (status, body, headers) = ask(&app, TestRequest::get().uri("/own")).await;
    assert_eq!((status, body.as_str()), (404, Some("<h1>Nope</h1>")));
    assert_eq!(headers.get(header::CONTENT_TYPE).unwrap(), "text/html");
    let (status, body, _) = ask(&app, TestRequest::get().uri("/actix/teapot")).await;
    assert_eq!((status, body["type"].as_str()), (418, Some("about:blank")));
    let (status, body, headers) = ask(&app, TestRequest::get().uri("/login")).await;
    assert_eq!((status, body["title"].as_str()), (401, Some("Unauthorized")));
    assert_eq!(headers.get(header::WWW_AUTHENTICATE).unwrap(), "Bearer");
}

#[actix_web::test]
async fn methods_are_answered_sensibly() {
    let app = in_process().await;
    let (status, _, headers) = ask(&app, TestRequest::default().method(Method::OPTIONS).uri("/sum")).await;
    assert_eq!(
        (status, headers.get(header::ALLOW).unwrap().to_str().unwrap()),
        (204, "GET, HEAD, OPTIONS, POST")
    );
    let (status, _, headers) = ask(&app, TestRequest::put().uri("/sum")).await;
    assert_eq!(
        (status, headers.get(header::ALLOW).unwrap().to_str().unwrap()),
        (405, "GET, HEAD, OPTIONS, POST")
    );
    let (status, ..) = ask(&app, TestRequest::default().method(Method::HEAD).uri("/square/3")).await;
    assert_eq!(status, 200);

    let running = start(server(config()));
    let mut client = running.connect();
    client.send("HEAD /square/12 HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    let raw = String::from_utf8(client.rest()).unwrap();
    assert!(
        raw.starts_with("HTTP/1.1 200") && raw.contains("content-length: 3") && raw.ends_with("\r\n\r\n"),
        "{raw}"
    );
    assert_eq!(running.ask("OPTIONS * HTTP/1.1\r\nhost: localhost\r\n\r\n").status, 204);
}

#[actix_web::test]
async fn the_log_has_the_cause_of_a_5xx_under_the_id_that_the_client_sees() {
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);
    impl std::io::Write for Log {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_writer(move || writer.clone())
        .with_max_level(tracing::Level::INFO)
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let app = in_process().await;
    // A place that logs for the first time asks who listens. If another test's thread is just doing that, it may not see
    // this subscriber, so all of them are asked again.
    ask(&app, TestRequest::get().uri("/panic")).await;
    tracing::callsite::rebuild_interest_cache();
    for (path, cause) in [
        ("/panic", "the secret of the panic"),
        ("/broken", "password=hunter2"),
        ("/state", "Server::state"),
    ] {
        log.0.lock().unwrap().clear();
        let (_, json, headers) = ask(&app, TestRequest::get().uri(path)).await;
        let id = json["request_id"].as_str().unwrap();
        assert_eq!(headers.get("x-request-id").unwrap(), id);
        let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let told = lines.iter().find(|line| {
            line["fields"]["cause"]
                .as_str()
                .is_some_and(|text| text.contains(cause))
        });
        let told = told.unwrap_or_else(|| panic!("no cause in {text}"));
        assert_eq!(told["fields"]["request_id"], id);
        if path == "/panic" {
            assert!(
                told["fields"]["cause"].as_str().unwrap().contains("errors.rs:"),
                "the location is told: {told}"
            );
        }
        let requests: Vec<_> = lines
            .iter()
            .filter(|line| line["fields"]["message"] == "request")
            .collect();
        assert_eq!(requests.len(), 1, "one line for the request: {text}");
        let fields = &requests[0]["fields"];
        assert_eq!(
            (fields["request_id"].as_str(), fields["status"].as_u64()),
            (Some(id), Some(500))
        );
        assert_eq!(
            (fields["method"].as_str(), fields["path"].as_str()),
            (Some("GET"), Some(path))
        );
        assert!(fields["bytes"].as_u64().unwrap() > 0 && fields["milliseconds"].is_f64());
    }
}

#[actix_web::test]
async fn request_ids_are_accepted_if_sane() {
    let app = in_process().await;
    let id = async |value: &str| {
        let request = TestRequest::get().uri("/id").insert_header(("x-request-id", value));
        let (_, body, headers) = ask(&app, request).await;
        let header = headers.get("x-request-id").unwrap().to_str().unwrap().to_owned();
        assert_eq!(
            body.as_str().map(str::to_owned).unwrap_or_else(|| body.to_string()),
            header,
            "the handler sees the same id"
        );
        header
    };
    assert_eq!(id("01-abc_DEF.9").await, "01-abc_DEF.9");
    for insane in ["", "two words", "<script>", &"x".repeat(129)] {
        let id = id(insane).await;
        assert_eq!(uuid::Uuid::parse_str(&id).unwrap().get_version_num(), 7, "{id}");
    }
}

#[actix_web::test]
async fn security_headers_and_hosts() {
    let app = in_process().await;
    let (_, _, headers) = ask(&app, TestRequest::get().uri("/square/3")).await;
    let get = |name: &str| headers.get(name).map(|value| value.to_str().unwrap());
    assert_eq!(get("x-content-type-options"), Some("nosniff"));
    assert_eq!(get("referrer-policy"), Some("same-origin"));
    assert_eq!(get("x-frame-options"), Some("DENY"));
    assert_eq!((get("strict-transport-security"), get("server")), (None, None));

    let hsts = Hsts {
        max_age: std::time::Duration::from_secs(60),
        include_subdomains: true,
        preload: false,
    };
    let strict = Config {
        hsts: Some(hsts),
        allowed_hosts: vec!["blog.example".into()],
        ..config()
    };
    let app = server(strict).in_process().await.unwrap();
    let call = async |path: &str, host: &str| {
        app.call(
            TestRequest::get()
                .uri(path)
                .insert_header((header::HOST, host))
                .to_request(),
        )
        .await
    };
    let good = call("/square/3", "blog.example").await;
    assert_eq!(good.status(), 200);
    assert_eq!(
        good.headers().get("strict-transport-security").unwrap(),
        "max-age=60; includeSubDomains"
    );
    assert_eq!(call("/square/3", "evil.example").await.status(), 400);
    assert_eq!(
        call("/healthz", "10.0.0.7:8000").await.status(),
        200,
        "probes come by address"
    );
}

#[test]
fn each_problem_type_has_its_page_and_no_page_is_left_over() {
    let page = include_str!("../../../../book/src/reference/problems.md");
    let sections: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let codes: Vec<&str> = ProblemType::ALL.iter().map(|kind| kind.code()).collect();
    assert_eq!(sections, codes);
    for kind in ProblemType::ALL {
        assert_eq!(kind.uri(), format!("{PROBLEM_BASE}{}", kind.code()));
        let headline = format!("**{} {}.**", kind.status().as_u16(), kind.title());
        assert!(page.contains(&headline), "the page lacks {headline}");
        assert!(kind.status().is_client_error() || kind.status().is_server_error());
    }
}
