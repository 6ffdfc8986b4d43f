//! Requests to a server under test.

use fjango::testing::json;
use serde_json::Value;

/// Sends a request, with a token and a body if there are any, and gives the status and the answer.
#[track_caller]
pub fn send(method: minreq::Method, url: &str, token: Option<&str>, body: Option<&Value>) -> (u16, String) {
    let mut request = minreq::Request::new(method, url).with_timeout(30);
    if let Some(token) = token {
        request = request.with_header("Authorization", format!("Bearer {token}"));
    }
    if let Some(body) = body {
        request = request
            .with_header("Content-Type", "application/json")
            .with_body(body.to_string());
    }
    let response = request.send().unwrap_or_else(|error| panic!("{url}: {error}"));
    (response.status_code, response.as_str().unwrap_or_default().to_owned())
}

/// A GET request that must succeed, as text.
#[track_caller]
pub fn text(url: &str) -> String {
    let (status, text) = send(minreq::Method::Get, url, None, None);
    assert_eq!(status, 200, "{url}: {text}");
    text
}

/// A GET request that must succeed, as JSON.
#[track_caller]
pub fn get(url: &str) -> Value {
    let text = text(url);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{url}: {error}: {text}"))
}

/// A POST request of JSON that must have this status, as JSON.
#[track_caller]
pub fn post(url: &str, token: Option<&str>, body: &Value, status: u16) -> Value {
    let (found, text) = send(minreq::Method::Post, url, token, Some(body));
    assert_eq!(found, status, "{url}: {text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{url}: {error}: {text}"))
}

/// Logs in and gives the access token.
#[track_caller]
pub fn login(base: &str, username: &str, password: &str) -> String {
    let body = json!({"username": username, "password": password});
    let pair = post(&format!("{base}/api/auth/token"), None, &body, 200);
    pair["access"]
        .as_str()
        .unwrap_or_else(|| panic!("no token in {pair}"))
        .to_owned()
}
