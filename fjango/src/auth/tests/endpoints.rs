use actix_web::{
    body::to_bytes,
    http::{Method, header},
    test::TestRequest,
};
use serde_json::{Value, json};

use super::support::{PASSWORD, auth, database, run, user};
use crate::auth::{CurrentUser, routes};
use crate::db::Db;
use crate::http::{Config, InProcess, Routes, Server};

async fn me(user: CurrentUser) -> String {
    user.username
}

async fn server(db: &Db) -> InProcess {
    Server::new(Config::default())
        .state(db.clone())
        .state(auth())
        .configure(|services| {
            routes(Routes::new(), "/api")
                .add(Method::GET, "/me", me)
                .configure(services)
        })
        .in_process()
        .await
        .unwrap()
}

struct Answer {
    status: u16,
    challenge: Option<String>,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

async fn call(server: &InProcess, request: TestRequest) -> Answer {
    let request = request.insert_header((header::HOST, "localhost"));
    let response = server.call(request.to_request()).await;
    let challenge = response.headers().get(header::WWW_AUTHENTICATE);
    Answer {
        status: response.status().as_u16(),
        challenge: challenge.map(|value| value.to_str().unwrap().to_owned()),
        body: to_bytes(response.into_body()).await.unwrap().to_vec(),
    }
}

async fn post(server: &InProcess, path: &str, body: Value) -> Answer {
    call(server, TestRequest::post().uri(path).set_json(body)).await
}

async fn get_me(server: &InProcess, authorization: Option<&str>) -> Answer {
    let request = TestRequest::get().uri("/me");
    call(
        server,
        match authorization {
            Some(value) => request.insert_header((header::AUTHORIZATION, value)),
            None => request,
        },
    )
    .await
}

#[actix_web::test]
async fn from_a_password_to_a_greeting() {
    let db = database().await;
    user(&db, "ada").await;
    let server = server(&db).await;
    let login = post(
        &server,
        "/api/auth/token",
        json!({"username": "ada", "password": PASSWORD}),
    )
    .await;
    assert_eq!(login.status, 200);
    let login = login.json();
    assert_eq!(
        (&login["token_type"], &login["expires_in"]),
        (&json!("Bearer"), &json!(300))
    );

    let refresh = json!({"refresh": login["refresh"]});
    let next = post(&server, "/api/auth/refresh", refresh.clone()).await;
    assert_eq!(next.status, 200);
    let bearer = format!("Bearer {}", next.json()["access"].as_str().unwrap());
    let greeting = get_me(&server, Some(&bearer)).await;
    assert_eq!((greeting.status, greeting.body.as_slice()), (200, b"ada".as_slice()));

    let again = post(&server, "/api/auth/refresh", refresh).await;
    assert_eq!(again.status, 401);
    assert!(again.challenge.unwrap().contains(r#"error="invalid_token""#));
}

#[actix_web::test]
async fn wrong_logins_cannot_be_told_apart() {
    let db = database().await;
    user(&db, "ada").await;
    user(&db, "gone").await;
    run(&db, "UPDATE auth_user SET is_active = FALSE WHERE username = 'gone'").await;
    let server = server(&db).await;
    let mut answers = Vec::new();
    for (username, password) in [
        ("ada", "wrong"),
        ("gone", PASSWORD),
        ("nobody", PASSWORD),
        ("a\0", PASSWORD),
    ] {
        let answer = post(
            &server,
            "/api/auth/token",
            json!({"username": username, "password": password}),
        )
        .await;
        answers.push((answer.status, answer.challenge.clone(), answer.json()));
    }
    assert_eq!(answers[0].0, 401);
    assert_eq!(answers[0].1.as_deref(), Some(r#"Bearer realm="api""#));
    assert_eq!(answers[0].2["type"], "https://fjango.dev/problems/unauthorized");
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
}

#[actix_web::test]
async fn without_a_good_token_the_answer_is_401() {
    let db = database().await;
    let server = server(&db).await;
    let none = get_me(&server, None).await;
    assert_eq!(
        (none.status, none.challenge.as_deref()),
        (401, Some(r#"Bearer realm="api""#))
    );
    for value in ["Bearer", "Bearer x", "Bearer a.b.c", "Basic YTpi", ""] {
        let answer = get_me(&server, Some(value)).await;
        assert_eq!(answer.status, 401, "{value}");
        assert!(
            answer.challenge.unwrap().contains(r#"error="invalid_token""#),
            "{value}"
        );
    }
}
