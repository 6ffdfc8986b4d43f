//! The outermost service.

use std::{future::ready, sync::Arc, time::Duration};

use actix_http::{ConnectionType, Request, Response};
use actix_web::{
    HttpMessage as _, HttpResponse,
    body::BoxBody,
    dev::{Payload, Service, ServiceFactory, ServiceResponse, always_ready},
    error::Error as ActixError,
    http::{
        Method, StatusCode,
        header::{self, HeaderValue},
    },
};
use futures_util::future::LocalBoxFuture;
use tokio::time::Instant;
use tracing::Instrument as _;

use super::{
    body::EdgeBody,
    deadline::{Deadlines, Overdue},
    headers::SecurityHeaders,
    hosts::AllowedHosts,
    log::RequestLog,
    normalize::problem_of,
    panic::{Guarded, guard},
    target,
};
use crate::conf::Network;
use crate::db::watch;
use crate::http::{
    client::Client,
    facts::Facts,
    gate::{self, ConnectionState},
    limits::{BodyLimit, LimitedBody},
    problem::{PROBLEM_JSON, Problem},
    problem_type::ProblemType,
    request_id::{REQUEST_ID, RequestId},
    shutdown::Shutdown,
};

/// What the workers' edges share.
#[derive(Debug)]
pub(in crate::http) struct Shared {
    pub(in crate::http) hosts: AllowedHosts,
    pub(in crate::http) proxies: Vec<Network>,
    pub(in crate::http) headers: SecurityHeaders,
    pub(in crate::http) request_timeout: Duration,
    pub(in crate::http) max_body_bytes: u64,
    /// Paths that answer whatever the `Host`: orchestrators probe by address.
    pub(in crate::http) probes: [String; 2],
    pub(in crate::http) shutdown: Shutdown,
    /// Whether a request that sends a statement again and again is told in the log.
    pub(in crate::http) n_plus_one: bool,
}

/// Makes one [`EdgeService`] for each worker.
pub(in crate::http) struct Edge<F> {
    pub(in crate::http) inner: F,
    pub(in crate::http) shared: Arc<Shared>,
}

impl<F> ServiceFactory<Request> for Edge<F>
where
    F: ServiceFactory<Request, Config = (), Response = ServiceResponse<BoxBody>, Error = ActixError, InitError = ()>,
    F::Service: 'static,
    <F::Service as Service<Request>>::Future: 'static,
    F::Future: 'static,
{
    type Response = Response<EdgeBody>;
    type Error = ActixError;
    type Config = ();
    type Service = EdgeService<F::Service>;
    type InitError = ();
    type Future = LocalBoxFuture<'static, Result<Self::Service, ()>>;

    fn new_service(&self, (): ()) -> Self::Future {
        let inner = self.inner.new_service(());
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            Ok(EdgeService {
                inner: inner.await?,
                deadlines: Deadlines::new(shared.request_timeout),
                shared,
            })
        })
    }
}

/// Checks what comes in, guards what runs, completes what goes out.
pub(in crate::http) struct EdgeService<S> {
    inner: S,
    deadlines: Arc<Deadlines>,
    shared: Arc<Shared>,
}

impl<S> Service<Request> for EdgeService<S>
where
    S: Service<Request, Response = ServiceResponse<BoxBody>, Error = ActixError>,
    S::Future: 'static,
{
    type Response = Response<EdgeBody>;
    type Error = ActixError;
    type Future = LocalBoxFuture<'static, Result<Self::Response, Self::Error>>;

    always_ready!();

    // Whatever needs no waiting is done here, so that the future holds only what lives until the response.
    fn call(&self, mut request: Request) -> Self::Future {
        let shared = Arc::clone(&self.shared);
        let id = RequestId::from_headers(request.headers()).unwrap_or_default();
        let method = request.method().clone();
        let rejection = gate::rejection(&request);
        let path = if rejection.is_some() {
            "-".to_owned()
        } else {
            request.path().to_owned()
        };
        let client = client_of(&shared, &request);
        client.correct(request.headers_mut());
        let log = RequestLog::new(id.clone(), method.clone(), path, client.address());
        let admitted = match rejection {
            Some(problem) => Err(problem),
            None => admit(&shared, &request, &client),
        };
        let response = match admitted {
            Err(problem) => actix_web::ResponseError::error_response(&problem),
            Ok(()) if method == Method::OPTIONS && request.path() == "*" => HttpResponse::NoContent().finish(),
            Ok(()) => {
                let span = tracing::info_span!(target: "fjango::http", "request", %id, %method, path = log.path());
                let limit = limit_body(&shared, &mut request);
                request.extensions_mut().insert(Facts {
                    id,
                    client,
                    limit: limit.clone(),
                });
                let deadlines = Arc::clone(&self.deadlines);
                let call = span.in_scope(|| guard(|| self.inner.call(request)));
                return Box::pin(async move {
                    let run = run(call, &deadlines, log.started());
                    let response = watch(shared.n_plus_one, run).instrument(span).await;
                    if let (StatusCode::SWITCHING_PROTOCOLS, Some(limit)) = (response.status(), limit) {
                        // From here on it is no body but another protocol, which has its own limits.
                        limit.lift();
                    }
                    Ok(finish(&shared, response, log))
                });
            }
        };
        Box::pin(ready(Ok(finish(&shared, response, log))))
    }
}

/// Completes a response and hands it over to the log.
fn finish(shared: &Shared, mut response: HttpResponse<BoxBody>, mut log: RequestLog) -> Response<EdgeBody> {
    if let Some(problem) = problem_of(&response) {
        response = finish_problem(response, &problem, &log);
    }
    log.answered(response.status().as_u16());
    shared.headers.apply(response.headers_mut());
    if let Some(value) = log.id().to_header_value() {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    if shared.shutdown.is_draining() && !response.upgrade() {
        response.head_mut().set_connection_type(ConnectionType::Close);
    }
    Response::from(response).map_body(|_, body| EdgeBody::new(body, log))
}

/// Who sent the request.
fn client_of(shared: &Shared, request: &Request) -> Client {
    // RFC 9112 §3.2.2: the host of an absolute target replaces that of the header.
    let host = match request.uri().authority() {
        Some(authority) => Some(authority.as_str()),
        None => request
            .headers()
            .get(header::HOST)
            .and_then(|value| std::str::from_utf8(value.as_bytes()).ok()),
    };
    Client::resolve(&shared.proxies, request.peer_addr(), request.headers(), host)
}

/// Refuses what no handler should see.
fn admit(shared: &Shared, request: &Request, client: &Client) -> Result<(), Problem> {
    if let Some(reason) = target::refuse(request.path(), request.uri().query()) {
        return Err(Problem::new(ProblemType::BadRequest).with_detail(reason));
    }
    let is_probe = shared.probes.iter().any(|probe| probe == request.path());
    if !is_probe {
        let host = client.host();
        if !shared.hosts.allow(host) {
            tracing::warn!(target: "fjango::http", host = host.unwrap_or_default(),
                "refused a request for a host that is not in the setting `allowed_hosts`");
            return Err(Problem::new(ProblemType::InvalidHost).with_detail(
                "This server does not answer for the host in the request; its operator can add it to the setting `allowed_hosts`.",
            ));
        }
    }
    Ok(())
}

/// Puts the limits on the body, if there is one. The limit can still be changed through what is returned.
fn limit_body(shared: &Shared, request: &mut Request) -> Option<BodyLimit> {
    let payload = request.take_payload();
    if matches!(payload, Payload::None) {
        return None;
    }
    let declared = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse().ok());
    let limit = BodyLimit::new(shared.max_body_bytes);
    let connection = request.conn_data::<ConnectionState>().cloned();
    let limited = LimitedBody::new(payload, limit.clone(), declared, connection);
    *request.payload() = Payload::Stream {
        payload: Box::pin(limited),
    };
    Some(limit)
}

/// Waits for the application with a guard against panics and a limit on time.
async fn run<F>(call: Result<F, String>, deadlines: &Arc<Deadlines>, since: Instant) -> HttpResponse<BoxBody>
where
    F: Future<Output = Result<ServiceResponse<BoxBody>, ActixError>>,
{
    let outcome = match call {
        Err(panic) => Ok(Err(panic)),
        Ok(call) => deadlines.keep(since, Guarded(std::pin::pin!(call))).await,
    };
    match outcome {
        Ok(Ok(Ok(response))) => response.into_parts().1,
        Ok(Ok(Err(error))) => HttpResponse::from_error(error),
        Ok(Err(panic)) => HttpResponse::from_error(Problem::new(ProblemType::Internal).with_cause_text(panic)),
        Err(Overdue) => HttpResponse::from_error(Problem::new(ProblemType::Timeout).with_cause_text(format!(
            "the handler did not answer within `request_timeout` ({:?}) and was dropped",
            deadlines.limit()
        ))),
    }
}

/// Writes the body anew with what only the edge knows, and tells the log the cause of a 5xx.
fn finish_problem(response: HttpResponse<BoxBody>, problem: &Problem, log: &RequestLog) -> HttpResponse<BoxBody> {
    if problem.status().is_server_error() {
        tracing::error!(
            target: "fjango::http",
            request_id = log.id().as_str(),
            path = log.path(),
            cause = problem.cause().or(problem.detail()).unwrap_or_default(),
            "{}", problem.status(),
        );
    }
    let instance = Some(log.path()).filter(|path| path.starts_with('/'));
    let body = problem.render(instance, Some(log.id().as_str()));
    let mut response = response.set_body(BoxBody::new(body));
    *response.status_mut() = problem.status();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.remove(header::CONTENT_ENCODING);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    response
}
