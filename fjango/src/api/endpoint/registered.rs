use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::future::LocalBoxFuture;
use schemars::SchemaGenerator;

use super::OperationBuilder;
use crate::api::Guard;
use crate::api::access::{Access, authorize};
use crate::api::filter::only_parameters;
use crate::http::{Problem, Routes};

/// What running an endpoint gives.
pub type EndpointResult = Result<HttpResponse, Problem>;

/// An async function served at an address: what `#[api(get, path = "…")]` on it submits.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The HTTP method.
    pub method: Method,
    /// Where it lives, below the prefix: `/posts/{id}/publish`.
    pub path: &'static str,
    /// The function's name.
    pub name: &'static str,
    /// The module the function is in, which tells functions of one name apart.
    pub module: &'static str,
    /// The operation's title; from the name when `None`.
    pub summary: Option<&'static str>,
    /// The doc comment: the operation's description.
    pub doc: &'static str,
    /// Who may call it.
    pub guard: Guard,
    /// For [`Guard::Permission`], the permission asked for: `blog.change_post`.
    pub permission: Option<&'static str>,
    /// The status of success, when it is not the output's own.
    pub status: Option<u16>,
    /// The groups it is shown under.
    pub tags: &'static [&'static str],
    /// Whether clients should stop using it.
    pub deprecated: bool,
    /// Statuses to document beyond the usual ones.
    pub errors: &'static [u16],
    /// Reads the parameters, calls the function and makes the response. Who may call was decided before.
    pub handler: fn(HttpRequest, Payload) -> LocalBoxFuture<'static, EndpointResult>,
    /// Describes parameters and responses.
    pub describe: fn(&mut OperationBuilder<'_>),
}

inventory::collect!(Endpoint);

impl Endpoint {
    /// Every endpoint linked into the binary, ordered by path and method.
    pub fn registered() -> Vec<&'static Self> {
        let mut all: Vec<_> = inventory::iter::<Self>.into_iter().collect();
        all.sort_by_key(|endpoint| (endpoint.path, endpoint.method.as_str(), endpoint.module, endpoint.name));
        all
    }

    /// Adds its route below `prefix`.
    pub(in crate::api) fn mount(&'static self, prefix: &str, routes: Routes) -> Routes {
        self.mount_with(prefix, routes, true)
    }

    /// Adds its route without a look at who calls: for login itself, which a client reaches for when its token has expired.
    pub(in crate::api) fn mount_open(&'static self, prefix: &str, routes: Routes) -> Routes {
        self.mount_with(prefix, routes, false)
    }

    fn mount_with(&'static self, prefix: &str, routes: Routes, guarded: bool) -> Routes {
        let path = format!("{prefix}{}", self.path);
        let known: Option<Arc<[String]>> = self.query_names().map(Into::into);
        let run = move |request: HttpRequest, body: web::Payload| {
            let known = known.clone();
            async move {
                // The rest of the request is looked at only once the caller is known to be allowed.
                if guarded {
                    authorize(&request, Access::new(self.guard, self.permission.unwrap_or_default())).await?;
                }
                if let Some(known) = known {
                    only_parameters(&request, &known)?;
                }
                self.run(request, body.into_inner()).await
            }
        };
        routes.add(self.method.clone(), &path, run)
    }

    /// The parameters that the query string may have; `None` when they cannot be known.
    fn query_names(&self) -> Option<Vec<String>> {
        let mut generator = SchemaGenerator::default();
        let mut operation = OperationBuilder::new(&mut generator, None);
        (self.describe)(&mut operation);
        operation.query_names()
    }

    async fn run(&'static self, request: HttpRequest, payload: Payload) -> EndpointResult {
        let mut response = (self.handler)(request, payload).await?;
        if let Some(status) = self.status.and_then(|status| StatusCode::from_u16(status).ok())
            && response.status().is_success()
        {
            *response.status_mut() = status;
        }
        Ok(response)
    }
}
