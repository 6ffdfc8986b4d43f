use actix_web::{http::header::HeaderValue, test::TestRequest};
use serde::Deserialize;

use super::{json, query, *};
use crate::http::{Problem, ProblemType};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only the errors are looked at")]
struct Post {
    title: String,
    tags: Vec<Tag>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only the errors are looked at")]
struct Tag {
    #[serde(rename = "na/me")]
    name: u8,
}

fn field(body: &str) -> (String, String, String) {
    let problem = json::parse::<Post>(body.as_bytes()).unwrap_err();
    assert_eq!(problem.problem_type(), Some(ProblemType::Validation), "{problem}");
    let error = &problem.errors()[0];
    (error.pointer.clone(), error.code.to_string(), error.detail.clone())
}

#[test]
fn a_wrong_shape_points_to_the_field_and_keeps_the_value_to_itself() {
    let check = |body: &str, pointer: &str, code: &str, detail: &str| {
        assert_eq!(field(body), (pointer.into(), code.into(), detail.into()), "{body}");
    };
    check(r#"{"tags": []}"#, "/title", "required", "is required");
    check(r#"{"title": 7, "tags": []}"#, "/title", "type", "expected a string");
    check(
        r#"{"title": "", "tags": [{"na/me": 1}, {"na/me": "se, expected cret"}]}"#,
        "/tags/1/na~1me",
        "type",
        "expected u8",
    );
    check(
        r#"{"title": "", "tags": [{"na/me": 300}]}"#,
        "/tags/0/na~1me",
        "range",
        "expected u8",
    );
    check(
        r#"{"title": "", "tags": [{}]}"#,
        "/tags/0/na~1me",
        "required",
        "is required",
    );
    check(r#"[]"#, "", "length", "expected struct Post with 2 elements");
    check(r#""secret""#, "", "type", "expected struct Post");
    let (_, code, detail) = field(r#"{"title": "", "tags": [], "secret": 1}"#);
    assert_eq!(
        (code.as_str(), detail.as_str()),
        ("unknown", "expected `title` or `tags`")
    );
}

#[test]
fn malformed_json_is_400_with_a_position() {
    let check = |body: &str, part: &str| {
        let problem = json::parse::<serde_json::Value>(body.as_bytes()).unwrap_err();
        assert_eq!(problem.problem_type(), Some(ProblemType::MalformedJson), "{problem}");
        assert!(problem.detail().unwrap().contains(part), "{problem}");
    };
    check("", "empty");
    check(" \n", "empty");
    check("{\"a\": \n nope}", "line 2 column");
    check("[1] 2", "trailing characters at line 1 column 5");
    check(&"[".repeat(100_000), "recursion limit exceeded");
    check("1e999999", "number out of range");
}

#[test]
fn only_json_media_types_are_accepted() {
    let check = |value: &str, expected: bool| {
        assert_eq!(
            json::accepts(Some(&HeaderValue::from_str(value).unwrap())),
            expected,
            "{value}"
        );
    };
    check("application/json", true);
    check("Application/JSON; charset=UTF-8", true);
    check("application/vnd.api+json", true);
    check("application/json; charset=latin1", false);
    check("application/jsonp", false);
    check("text/json", false);
    check("+json", false);
    check("text/plain", false);
    check("application/x-www-form-urlencoded", false);
    assert!(!json::accepts(None));
}

#[test]
fn query_errors_name_the_parameter() {
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only the errors are looked at")]
    struct Search {
        q: String,
        page: Option<u8>,
    }
    let check = |text: &str, name: &str, part: &str| {
        let problem = query::parse::<Search>(text).unwrap_err();
        assert_eq!(problem.problem_type(), Some(ProblemType::InvalidQuery));
        assert_eq!(problem.to_json()["parameter"], name, "{problem}");
        assert!(problem.detail().unwrap().contains(part), "{problem}");
    };
    assert_eq!(query::parse::<Search>("q=a%20b").unwrap().q, "a b");
    check("", "q", "`q` is required");
    check("q=a&pgae=1", "pgae", "`pgae` is unknown, expected `q` or `page`");
    check("q=a&page=300", "page", "`page` is not valid: number too large");
    check("q=a&q=b", "q", "`q` is given more than once");
}

#[actix_web::test]
async fn headers_are_typed() {
    #[derive(Debug, PartialEq)]
    struct Version(u32);
    impl FromHeader for Version {
        const NAME: &'static str = "x-version";

        fn from_header(value: &str) -> Result<Self, String> {
            value.parse().map(Self).map_err(|_| "is not a number".into())
        }
    }
    let get = |value: Option<&str>| {
        let request = TestRequest::get();
        match value {
            Some(value) => request.insert_header(("x-version", value)).to_http_request(),
            None => request.to_http_request(),
        }
    };
    use actix_web::FromRequest as _;
    assert_eq!(Header::<Version>::extract(&get(Some("7"))).await.unwrap().0, Version(7));
    assert_eq!(Header::<Option<Version>>::extract(&get(None)).await.unwrap().0, None);
    let wrong: Problem = Header::<Option<Version>>::extract(&get(Some("x"))).await.unwrap_err();
    assert_eq!(wrong.detail(), Some("The header `x-version` is not a number."));
    let missing = Header::<Version>::extract(&get(None)).await.unwrap_err();
    assert_eq!(missing.detail(), Some("The header `x-version` is required."));
}

#[actix_web::test]
async fn missing_state_names_the_type_in_the_log_only() {
    use actix_web::FromRequest as _;
    let problem = State::<u128>::extract(&TestRequest::get().to_http_request())
        .await
        .unwrap_err();
    assert_eq!(problem.status(), 500);
    assert!(problem.cause().unwrap().contains("State<u128>"));
    assert!(!problem.to_json().to_string().contains("u128"));
}
