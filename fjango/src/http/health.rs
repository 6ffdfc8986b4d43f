//! `/healthz` and `/readyz`.

use std::{
    fmt,
    future::Future,
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{
    HttpResponse,
    http::{
        Method,
        header::{CACHE_CONTROL, HeaderValue},
    },
    web,
};
use futures_util::future::{BoxFuture, FutureExt as _, join_all};
use serde_json::{Map, Value, json};

use super::{problem::Problem, problem_type::ProblemType, routes::Routes, shutdown::Shutdown};

type CheckFn = Arc<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// How long a readiness check may take if its registration does not say.
pub const DEFAULT_CHECK_TIMEOUT: Duration = Duration::from_secs(2);

/// The checks behind `/readyz`: can this process serve requests now?
///
/// Every check runs on each call, all at once and each with its own timeout. The answer names each check and
/// whether it holds; why one fails goes to the log, since it may name hosts and users.
///
/// # Examples
/// ```
/// use fjango::http::Readiness;
///
/// let readiness = Readiness::default().check("cache", || async { Ok::<(), std::io::Error>(()) });
/// assert_eq!(readiness.names().collect::<Vec<_>>(), ["cache"]);
/// ```
#[derive(Clone, Default)]
pub struct Readiness {
    checks: Vec<Check>,
}

#[derive(Clone)]
struct Check {
    name: Arc<str>,
    timeout: Duration,
    run: CheckFn,
}

impl fmt::Debug for Readiness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

impl Readiness {
    /// Adds a check that may take up to [`DEFAULT_CHECK_TIMEOUT`].
    #[must_use]
    pub fn check<F, Fut, E>(self, name: &str, run: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), E>> + Send + 'static,
        E: fmt::Display,
    {
        self.check_within(name, DEFAULT_CHECK_TIMEOUT, run)
    }

    /// Adds a check that may take up to `timeout`.
    #[must_use]
    pub fn check_within<F, Fut, E>(mut self, name: &str, timeout: Duration, run: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), E>> + Send + 'static,
        E: fmt::Display,
    {
        self.checks.push(Check {
            name: name.into(),
            timeout,
            run: Arc::new(move || {
                let check = run();
                async move { check.await.map_err(|error| error.to_string()) }.boxed()
            }),
        });
        self
    }

    /// The names of the checks, in the order of their registration.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.checks.iter().map(|check| &*check.name)
    }

    async fn report(&self) -> (bool, Map<String, Value>) {
        let outcomes = join_all(self.checks.iter().map(|check| async move {
            let started = Instant::now();
            let outcome = tokio::time::timeout(check.timeout, (check.run)()).await;
            let milliseconds = started.elapsed().as_millis() as u64;
            let status = match outcome {
                Ok(Ok(())) => "ok",
                Ok(Err(error)) => {
                    tracing::warn!(target: "fjango::http", check = &*check.name, %error, "readiness check failed");
                    "failed"
                }
                Err(_) => {
                    tracing::warn!(target: "fjango::http", check = &*check.name, timeout = ?check.timeout,
                        "readiness check took too long");
                    "timeout"
                }
            };
            (check.name.to_string(), status, milliseconds)
        }))
        .await;
        let ready = outcomes.iter().all(|(_, status, _)| *status == "ok");
        let checks = outcomes
            .into_iter()
            .map(|(name, status, milliseconds)| (name, json!({"status": status, "milliseconds": milliseconds})))
            .collect();
        (ready, checks)
    }
}

/// Adds both resources to a worker's services.
pub(super) fn configure(
    services: &mut web::ServiceConfig,
    health_path: &str,
    ready_path: &str,
    readiness: &Readiness,
    shutdown: &Shutdown,
) {
    let (readiness, shutdown) = (readiness.clone(), shutdown.clone());
    let ready = move || {
        let (readiness, shutdown) = (readiness.clone(), shutdown.clone());
        async move { ready(&readiness, &shutdown).await }
    };
    Routes::new()
        .add(Method::GET, health_path, alive)
        .add(Method::GET, ready_path, ready)
        .configure(services);
}

async fn alive() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(json!({"status": "alive"}))
}

async fn ready(readiness: &Readiness, shutdown: &Shutdown) -> HttpResponse {
    let mut response = if shutdown.is_draining() {
        unready("draining", "The server is stopping.", Map::new())
    } else {
        match readiness.report().await {
            (true, checks) => HttpResponse::Ok().json(json!({"status": "ready", "checks": checks})),
            (false, checks) => unready("failing", "A readiness check does not hold.", checks),
        }
    };
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn unready(state: &'static str, detail: &'static str, checks: Map<String, Value>) -> HttpResponse {
    let problem = Problem::new(ProblemType::ServiceUnavailable)
        .with_detail(detail)
        .with_retry_after(Duration::from_secs(1))
        .with_extension("state", state)
        .with_extension("checks", checks);
    actix_web::ResponseError::error_response(&problem)
}
