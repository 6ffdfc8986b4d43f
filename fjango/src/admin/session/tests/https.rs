//! Cookies of clients that speak HTTPS, with this server's proxy in front.

use std::net::SocketAddr;

use actix_web::http::header::{COOKIE, SET_COOKIE};
use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;
use serde_json::json;

use crate::App;
use crate::auth::{Auth, Cost, PasswordHasher, TokenConfig, create_superuser};
use crate::http::InProcess;
use crate::testing::TestDb;

const PASSWORD: &str = "correct horse battery";
const PROXY: &str = "10.0.0.1:40000";
const STRANGER: &str = "203.0.113.9:40000";
const LOOPBACK: &str = "127.0.0.1:40000";

/// A site behind a proxy of the network 10.0.0.0/8.
struct Site {
    server: InProcess,
    _db: TestDb,
}

/// What a client gets: the status, and what it keeps.
struct Answer {
    status: StatusCode,
    cookies: Vec<String>,
}

impl Site {
    async fn open() -> Self {
        let db = TestDb::new().await;
        create_superuser(db.db(), "root", "", PASSWORD).await.unwrap();
        let mut settings = db.settings().clone();
        settings.server.trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
        settings.server.allowed_hosts = vec!["admin.example".to_owned(), "localhost".to_owned()];
        let cost = Cost {
            memory_kib: 64,
            passes: 1,
            lanes: 1,
        };
        let auth = Auth::new(&TokenConfig::from_settings(&settings)).with_passwords(PasswordHasher::new(cost));
        let app = App::new().admin(|site| site);
        let server = app.into_server(App::api(&settings).unwrap(), &settings, db.db().clone(), auth);
        let server = server.in_process().await.unwrap();
        Self { server, _db: db }
    }

    async fn ask(&self, peer: &str, host: &str, request: TestRequest) -> Answer {
        let peer: SocketAddr = peer.parse().unwrap();
        let request = request
            .peer_addr(peer)
            .insert_header(("host", host))
            .insert_header(("sec-fetch-site", "same-origin"));
        let response = self.server.call(request.to_request()).await;
        let cookies = response.headers().get_all(SET_COOKIE);
        Answer {
            status: response.status(),
            cookies: cookies.map(|cookie| cookie.to_str().unwrap().to_owned()).collect(),
        }
    }

    /// Signs in, with these headers besides.
    async fn sign_in(&self, peer: &str, host: &str, headers: &[(&str, &str)]) -> Answer {
        let request = TestRequest::with_uri("/admin/api/login").method(Method::POST);
        let request = headers
            .iter()
            .fold(request, |request, header| request.insert_header(*header));
        let request = request.set_json(json!({"username": "root", "password": PASSWORD}));
        self.ask(peer, host, request).await
    }

    /// Whether a cookie is a session's.
    async fn knows(&self, peer: &str, host: &str, headers: &[(&str, &str)], cookie: &str) -> bool {
        let request = TestRequest::with_uri("/admin/api/schema").insert_header((COOKIE, cookie));
        let request = headers
            .iter()
            .fold(request, |request, header| request.insert_header(*header));
        self.ask(peer, host, request).await.status == StatusCode::OK
    }
}

/// The names of cookies with what is said of them, without their values.
fn kept(answer: &Answer) -> Vec<(String, String)> {
    let cookies = answer.cookies.iter().map(|cookie| {
        let (name, rest) = cookie.split_once('=').unwrap();
        (name.to_owned(), rest.split_once("; ").unwrap().1.to_owned())
    });
    cookies.collect()
}

fn pairs<const N: usize>(expected: [(&str, &str); N]) -> Vec<(String, String)> {
    expected.map(|(name, rest)| (name.to_owned(), rest.to_owned())).to_vec()
}

const HTTPS: (&str, &str) = ("x-forwarded-proto", "https");
const CLIENT: (&str, &str) = ("x-forwarded-for", "203.0.113.9");

#[fjango::test]
async fn behind_a_trusted_proxy_that_speaks_https_cookies_are_the_hosts_own_and_secure() {
    let site = Site::open().await;
    for headers in [&[HTTPS, CLIENT][..], &[("forwarded", "for=203.0.113.9;proto=https")]] {
        let answer = site.sign_in(PROXY, "admin.example", headers).await;
        assert_eq!(answer.status, StatusCode::OK);
        let common = "Path=/; HttpOnly; SameSite=Lax; Secure";
        assert_eq!(
            kept(&answer),
            pairs([
                ("__Host-fj_admin", common),
                ("__Host-fj_admin_device", &format!("{common}; Max-Age=15552000")),
            ])
        );
        let session = answer.cookies[0].split(';').next().unwrap();
        assert!(site.knows(PROXY, "admin.example", headers, session).await);
        // What anybody in the network, or a neighbour's subdomain, could have set is no session.
        let plain = session.replace("__Host-", "");
        assert!(!site.knows(PROXY, "admin.example", headers, &plain).await);
        // Nor does the session go in the clear.
        assert!(!site.knows(PROXY, "admin.example", &[CLIENT], session).await);
    }
}

#[fjango::test]
async fn nobody_else_says_that_a_client_speaks_https() {
    let site = Site::open().await;
    for headers in [
        &[HTTPS][..],
        &[HTTPS, CLIENT],
        &[("forwarded", "for=1.1.1.1;proto=https")],
        &[],
    ] {
        let answer = site.sign_in(STRANGER, "admin.example", headers).await;
        assert_eq!(
            (answer.status, answer.cookies.len()),
            (StatusCode::FORBIDDEN, 0),
            "{headers:?}"
        );
    }
    // Nor a trusted one that says the opposite, or nothing.
    for headers in [&[CLIENT][..], &[("x-forwarded-proto", "http"), CLIENT]] {
        let answer = site.sign_in(PROXY, "admin.example", headers).await;
        assert_eq!(
            (answer.status, answer.cookies.len()),
            (StatusCode::FORBIDDEN, 0),
            "{headers:?}"
        );
    }
}

#[fjango::test]
async fn on_this_very_machine_cookies_need_no_https() {
    let site = Site::open().await;
    for headers in [&[][..], &[HTTPS]] {
        let answer = site.sign_in(LOOPBACK, "localhost", headers).await;
        assert_eq!(answer.status, StatusCode::OK);
        let common = "Path=/; HttpOnly; SameSite=Lax";
        assert_eq!(
            kept(&answer),
            pairs([
                ("fj_admin", common),
                ("fj_admin_device", &format!("{common}; Max-Age=15552000"))
            ]),
            "loopback is no trusted proxy here"
        );
    }
}
