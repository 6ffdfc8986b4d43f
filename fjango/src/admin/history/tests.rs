//! Where a change came from, told by a server that knows its proxies.

use actix_web::test::TestRequest;
use fjango_tests::Kind;
use serde_json::{Value as JsonValue, json};

use super::Revision;
use crate::App;
use crate::admin::Admin;
use crate::auth::{Auth, Cost, Group, PasswordHasher, TokenConfig, User, UserCreate};
use crate::http::InProcess;
use crate::orm::Model as _;
use crate::testing::{Options, Schema, TestDb};

const PASSWORD: &str = "correct horse battery";
const PROXY: &str = "10.0.0.1:4711";
const STRANGER: &str = "198.51.100.7:4711";

/// A server behind a proxy at `10.0.0.1`.
async fn server(db: &TestDb) -> InProcess {
    let mut settings = db.settings().clone();
    settings.server.trusted_proxies = vec!["10.0.0.1".parse().expect("an address")];
    let hasher = PasswordHasher::new(Cost {
        memory_kib: 64,
        passes: 1,
        lanes: 1,
    });
    let chief = UserCreate {
        is_superuser: Some(true),
        ..UserCreate::new(hasher.hash(PASSWORD).await.unwrap(), "chief")
    };
    User::objects().create(db.db(), chief).await.unwrap();
    let app = App::new().admin(|site| site.model(Admin::model::<Group>()));
    let api = App::api(&settings).unwrap();
    let accounts = Auth::new(&TokenConfig::from_settings(&settings)).with_passwords(hasher);
    app.into_server(api, &settings, db.db().clone(), accounts)
        .in_process()
        .await
        .unwrap()
}

/// Sends a change from this address, and gives the answer with the cookie that it sets.
async fn post(
    server: &InProcess,
    peer: &str,
    path: &str,
    more: &[(&str, &str)],
    body: &JsonValue,
) -> (JsonValue, String) {
    let mut request = TestRequest::post()
        .uri(&format!("/admin/api{path}"))
        .peer_addr(peer.parse().unwrap())
        .insert_header(("host", "localhost"))
        .insert_header(("sec-fetch-site", "same-origin"))
        .set_json(body);
    for (name, value) in more {
        request = request.insert_header((*name, *value));
    }
    let answer = server.call(request.to_request()).await;
    let cookie = answer
        .headers()
        .get("set-cookie")
        .map_or("", |cookie| cookie.to_str().unwrap());
    let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
    let body = actix_http::body::to_bytes(answer.into_body()).await.unwrap();
    (serde_json::from_slice(&body).unwrap(), cookie)
}

#[actix_web::test]
async fn a_change_names_the_client_in_front_of_trusted_proxies() {
    let database = fjango_tests::fresh_database(Kind::Sqlite);
    let db = TestDb::with(Options {
        url: Some(database.url().to_owned()),
        schema: Schema::Models,
    })
    .await;
    let server = server(&db).await;
    let password = json!({"username": "chief", "password": PASSWORD});
    let (session, cookie) = post(&server, STRANGER, "/login", &[], &password).await;
    let known = [
        ("cookie", cookie.as_str()),
        ("x-csrf-token", session["csrf"].as_str().unwrap()),
    ];
    let told = ("x-forwarded-for", "192.0.2.1, 203.0.113.9");
    for (peer, header, name) in [
        (STRANGER, None, "by itself"),
        (PROXY, Some(told), "by a proxy"),
        (STRANGER, Some(told), "by who poses as a proxy"),
    ] {
        let headers: Vec<_> = known.into_iter().chain(header).collect();
        let (made, _) = post(
            &server,
            peer,
            "/m/auth.group",
            &headers,
            &json!({"set": {"name": name}}),
        )
        .await;
        assert_eq!(made["repr"], name, "{made}");
    }
    let entries = Revision::objects()
        .order_by(|entry| entry.id().asc())
        .all(db.db())
        .await
        .unwrap();
    let from: Vec<&str> = entries.iter().map(|entry| entry.ip.as_str()).collect();
    assert_eq!(from, ["198.51.100.7", "203.0.113.9", "198.51.100.7"]);
    assert!(entries.iter().all(|entry| !entry.request_id.is_empty()));
}
