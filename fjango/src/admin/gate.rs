//! The way of every request: who sends it, may they, then the handler.

use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::{Method, header};
use actix_web::web::{self, Bytes};
use actix_web::{FromRequest as _, HttpRequest, HttpResponse, HttpResponseBuilder, http::StatusCode};
use futures_util::future::LocalBoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::contract::Can;
use super::error::for_pages;
use super::{Actor, AdminSite, Error, Identify};
use crate::db::Db;
use crate::http::{Problem, Routes, State, json_bytes, parse_json};

/// What an endpoint asks of who sends a request, before its handler is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Nothing: it answers everybody.
    Nothing,
    /// That somebody is signed in who may enter.
    Actor,
    /// That the actor may treat rows of the model at `{model}` so.
    Model(Can),
}

/// What search engines do with an answer.
const ROBOTS: header::HeaderName = header::HeaderName::from_static("x-robots-tag");

type Answer = LocalBoxFuture<'static, Result<HttpResponse, Problem>>;

#[derive(Clone, Copy)]
enum Handler {
    Open(fn(Open) -> Answer),
    Signed(fn(Context) -> Answer),
}

/// One endpoint of the admin: all of them are in one table, so that a test can list them.
#[derive(Clone)]
pub struct Endpoint {
    /// The method.
    pub method: Method,
    /// The path below `{mount}/api`.
    pub path: &'static str,
    /// What it asks.
    pub asks: Asks,
    handler: Handler,
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} ({:?})", self.method, self.path, self.asks)
    }
}

impl Endpoint {
    /// An endpoint for who is signed in.
    pub(crate) const fn new(method: Method, path: &'static str, asks: Asks, handler: fn(Context) -> Answer) -> Self {
        Self {
            method,
            path,
            asks,
            handler: Handler::Signed(handler),
        }
    }

    /// An endpoint for everybody.
    pub(crate) const fn open(method: Method, path: &'static str, handler: fn(Open) -> Answer) -> Self {
        Self {
            method,
            path,
            asks: Asks::Nothing,
            handler: Handler::Open(handler),
        }
    }

    /// Adds the endpoint below `prefix`.
    pub(super) fn mount(self, site: &Arc<AdminSite>, prefix: &str, routes: Routes) -> Routes {
        let path = format!("{prefix}{}", self.path);
        let method = self.method.clone();
        let site = Arc::clone(site);
        routes.add(method, &path, move |request: HttpRequest, payload: web::Payload| {
            let (endpoint, site) = (self.clone(), Arc::clone(&site));
            async move {
                let answer = endpoint.run(site, request, payload.into_inner()).await;
                answer.map(private).map_err(|problem| unkept(for_pages(problem)))
            }
        })
    }

    async fn run(self, site: Arc<AdminSite>, request: HttpRequest, payload: Payload) -> Result<HttpResponse, Problem> {
        let db = State::<Db>::from_request(&request, &mut Payload::None).into_inner()?;
        let open = Open {
            request,
            payload,
            db: (*db).clone(),
            site,
        };
        match self.handler {
            Handler::Open(handler) => handler(open).await,
            Handler::Signed(handler) => {
                let identify = State::<dyn Identify>::from_request(&open.request, &mut Payload::None).into_inner()?;
                let actor = identify.actor(&open.request).await?;
                if !self.method.is_safe() {
                    identify.guard(&open.request, &actor).await?;
                }
                let context = Context { open, actor };
                if let Asks::Model(can) = self.asks {
                    context.allow(can)?;
                }
                handler(context).await
            }
        }
    }
}

/// Nothing of the admin is kept by anybody, unless its handler says otherwise.
fn private(mut response: HttpResponse) -> HttpResponse {
    let headers = response.headers_mut();
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    }
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        header::HeaderValue::from_static("nosniff"),
    );
    headers.insert(ROBOTS, header::HeaderValue::from_static("noindex"));
    response
}

/// The same of a refusal: what a row is by now may be in it, and a missing asset may be there a moment later.
pub(super) fn unkept(problem: Problem) -> Problem {
    let problem = problem.with_header(header::CACHE_CONTROL, "no-store");
    problem.with_header(ROBOTS, "noindex")
}

/// A request to an endpoint for everybody.
pub struct Open {
    /// The request.
    pub request: HttpRequest,
    payload: Payload,
    /// The database.
    pub db: Db,
    /// The site.
    pub site: Arc<AdminSite>,
}

impl std::fmt::Debug for Open {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.request.method(), self.request.path())
    }
}

impl Open {
    /// The body, which must be JSON of a `T`.
    ///
    /// # Errors
    /// 415 when it is not said to be JSON, 400 or 422 when it is none of a `T`.
    pub async fn body<T: DeserializeOwned>(&mut self) -> Result<T, Problem> {
        parse_json(&self.bytes().await?)
    }

    /// The bytes of a body of JSON.
    async fn bytes(&mut self) -> Result<Bytes, Problem> {
        json_bytes(&self.request, &mut self.payload).await
    }

    /// The body as it comes, for files.
    pub(crate) fn take_payload(&mut self) -> Payload {
        std::mem::replace(&mut self.payload, Payload::None)
    }

    /// The part of the path called `name`.
    pub fn part(&self, name: &str) -> &str {
        self.request.match_info().query(name)
    }

    /// The query string as a `T`.
    ///
    /// # Errors
    /// 400 when it is none.
    pub fn query<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        serde_urlencoded::from_str(self.request.query_string())
            .map_err(|error| Error::BadRequest(format!("the query string is not understood: {error}")).into())
    }
}

/// A request of somebody who is signed in.
#[derive(Debug)]
pub struct Context {
    open: Open,
    /// Who.
    pub actor: Actor,
}

impl std::ops::Deref for Context {
    type Target = Open;

    fn deref(&self) -> &Open {
        &self.open
    }
}

impl std::ops::DerefMut for Context {
    fn deref_mut(&mut self) -> &mut Open {
        &mut self.open
    }
}

/// The answer 200 with JSON.
pub(crate) fn json(body: &impl Serialize) -> HttpResponse {
    json_with(StatusCode::OK, body)
}

/// An answer with JSON.
pub(crate) fn json_with(status: StatusCode, body: &impl Serialize) -> HttpResponse {
    HttpResponseBuilder::new(status).json(body)
}

/// The answer with JSON that a client may ask for again with `If-None-Match`, which 304 answers when it is the same.
pub(crate) fn json_kept(request: &HttpRequest, rev: &str, body: &impl Serialize) -> HttpResponse {
    let etag = format!("\"{rev}\"");
    let known = request.headers().get_all(header::IF_NONE_MATCH);
    let same = known
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|value| value.trim().trim_start_matches("W/") == etag);
    let mut response = match same {
        true => HttpResponse::new(StatusCode::NOT_MODIFIED),
        false => json(body),
    };
    let headers = response.headers_mut();
    if let Ok(etag) = header::HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    headers.insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("private, no-cache"),
    );
    response
}
