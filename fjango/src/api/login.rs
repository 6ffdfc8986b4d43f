//! The addresses of login as endpoints, so that they are documented and answer like every other.

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::{FromRequest as _, HttpRequest, Responder as _};

use super::endpoint::{Endpoint, EndpointInput};
use super::{Guard, OperationBuilder};
use crate::auth::{self, Auth, Credentials, RefreshRequest, TokenPair};
use crate::db::Db;
use crate::http::{Json, Problem, State};

/// `POST <prefix>/auth/token`.
pub(super) static TOKEN: Endpoint = Endpoint {
    method: Method::POST,
    path: "/auth/token",
    name: "obtain_token",
    module: module_path!(),
    summary: Some("Log in"),
    doc: "Exchanges a username and a password for an access token, which goes with each request, and a refresh token, \
          which buys the next pair.\n\nAn unknown user, a wrong password and an inactive user are the same 401.\n\
          ```json\n{\"username\": \"ada\", \"password\": \"correct horse battery\"}\n```\n\
          ```json\n{\"access\": \"eyJ0eXAi…\", \"refresh\": \"eyJ0eXAi…\", \"token_type\": \"Bearer\", \"expires_in\": 300}\n```",
    guard: Guard::Anyone,
    permission: None,
    status: None,
    tags: &["auth"],
    deprecated: false,
    errors: &[401],
    handler: |request, mut payload| {
        Box::pin(async move {
            let (auth, db) = state(&request).await?;
            let body = <Json<Credentials> as EndpointInput>::extract(&request, &mut payload).await?;
            let answer = auth::obtain_token(auth, db, body).await?;
            Ok(answer.respond_to(&request).map_into_boxed_body())
        })
    },
    describe: describe::<Credentials>,
};

/// `POST <prefix>/auth/refresh`.
pub(super) static REFRESH: Endpoint = Endpoint {
    method: Method::POST,
    path: "/auth/refresh",
    name: "refresh_token",
    module: module_path!(),
    summary: Some("Refresh tokens"),
    doc: "Exchanges a refresh token for the next pair of tokens.\n\nEach refresh token works once. When one is shown \
          again, somebody has a copy: every token that goes back to the same login is revoked.\n\
          ```json\n{\"refresh\": \"eyJ0eXAi…\"}\n```\n\
          ```json\n{\"access\": \"eyJ0eXAi…\", \"refresh\": \"eyJ0eXAi…\", \"token_type\": \"Bearer\", \"expires_in\": 300}\n```",
    guard: Guard::Anyone,
    permission: None,
    status: None,
    tags: &["auth"],
    deprecated: false,
    errors: &[401],
    handler: |request, mut payload| {
        Box::pin(async move {
            let (auth, db) = state(&request).await?;
            let body = <Json<RefreshRequest> as EndpointInput>::extract(&request, &mut payload).await?;
            let answer = auth::refresh_token(auth, db, body).await?;
            Ok(answer.respond_to(&request).map_into_boxed_body())
        })
    },
    describe: describe::<RefreshRequest>,
};

/// Both, in the order of their addresses.
pub(super) static ALL: [&Endpoint; 2] = [&REFRESH, &TOKEN];

async fn state(request: &HttpRequest) -> Result<(State<Auth>, State<Db>), Problem> {
    let none = &mut Payload::None;
    let auth = State::from_request(request, none).await?;
    Ok((auth, State::from_request(request, none).await?))
}

fn describe<T: schemars::JsonSchema>(operation: &mut OperationBuilder<'_>) {
    operation.json_body::<T>();
    operation.json_response::<TokenPair>();
}
