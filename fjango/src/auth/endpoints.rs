//! The addresses of login.

use actix_web::http::{Method, header};
use actix_web::{HttpResponse, Responder};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Auth, TokenPair};
use crate::db::Db;
use crate::http::{Json, Problem, Routes, State};

/// What `POST …/auth/token` takes.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// The username.
    pub username: String,
    /// The password.
    pub password: String,
}

/// What `POST …/auth/refresh` takes.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshRequest {
    /// The refresh token of the last answer.
    pub refresh: String,
}

/// Adds `POST <prefix>/auth/token` and `POST <prefix>/auth/refresh`.
///
/// Both need [`State<Auth>`] and [`State<Db>`].
///
/// # Examples
/// ```
/// use fjango::{auth, http::Routes};
///
/// let routes = auth::routes(Routes::new(), "/api");
/// assert_eq!(routes.allowed("/api/auth/token"), "OPTIONS, POST");
/// ```
pub fn routes(routes: Routes, prefix: &str) -> Routes {
    routes
        .add(Method::POST, &format!("{prefix}/auth/token"), obtain_token)
        .add(Method::POST, &format!("{prefix}/auth/refresh"), refresh_token)
}

/// Exchanges a username and a password for tokens.
///
/// # Errors
/// 401 for an unknown user, a wrong password and an inactive user alike.
pub async fn obtain_token(
    auth: State<Auth>,
    db: State<Db>,
    body: Json<Credentials>,
) -> Result<impl Responder, Problem> {
    let pair = auth.login(&db, &body.username, &body.password).await?;
    Ok(answer(&pair))
}

/// Exchanges a refresh token for the next pair.
///
/// # Errors
/// 401 for a token that is forged, expired, used or revoked.
pub async fn refresh_token(
    auth: State<Auth>,
    db: State<Db>,
    body: Json<RefreshRequest>,
) -> Result<impl Responder, Problem> {
    let pair = auth.refresh(&db, &body.refresh).await?;
    Ok(answer(&pair))
}

/// Tokens must not lie in a cache (RFC 6749, 5.1).
fn answer(pair: &TokenPair) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(pair)
}
