//! Routes that know their methods.

use std::cmp::Ordering;

use actix_web::{
    FromRequest, Handler, HttpResponse, Responder, Route, guard,
    http::{Method, header},
    web,
};

use super::problem::Problem;

/// A table of paths, methods and handlers.
///
/// It does what a set of plain actix resources does not: routes of one path may be added one by one, a GET also
/// answers HEAD, OPTIONS is answered with `Allow`, any other method is 405 with `Allow`, and a fixed segment wins over a
/// parameter whatever the order (`/posts/new` before `/posts/{id}`).
///
/// # Examples
/// ```
/// use actix_web::http::Method;
/// use fjango::http::Routes;
///
/// async fn list() -> &'static str { "all" }
/// async fn create() -> &'static str { "made" }
///
/// let routes = Routes::new().add(Method::GET, "/posts", list).add(Method::POST, "/posts", create);
/// assert_eq!(routes.allowed("/posts"), "GET, HEAD, OPTIONS, POST");
/// ```
#[derive(Default)]
#[must_use]
pub struct Routes {
    resources: Vec<Entry>,
}

struct Entry {
    path: String,
    routes: Vec<(Method, Route)>,
}

impl Routes {
    /// An empty table.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a handler for one method of one path; the first handler added for both wins.
    pub fn add<F, Args>(self, method: Method, path: &str, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.add_route(method, path, web::route().to(handler))
    }

    /// Adds an actix route, which may have guards of its own. Its method guard is added here.
    pub fn add_route(mut self, method: Method, path: &str, route: Route) -> Self {
        // actix's own guards also note each method they were asked for, in memory of their own.
        let wanted = method.clone();
        let route = route.guard(guard::fn_guard(move |context| {
            let asked = &context.head().method;
            *asked == wanted || (wanted == Method::GET && *asked == Method::HEAD)
        }));
        match self.resources.iter_mut().find(|entry| entry.path == path) {
            Some(entry) => entry.routes.push((method, route)),
            None => self.resources.push(Entry {
                path: path.to_owned(),
                routes: vec![(method, route)],
            }),
        }
        self
    }

    /// The methods that a path answers to, as its `Allow` header says them; empty for an unknown path.
    #[must_use]
    pub fn allowed(&self, path: &str) -> String {
        self.resources
            .iter()
            .find(|entry| entry.path == path)
            .map(|entry| allow(&entry.routes))
            .unwrap_or_default()
    }

    /// Registers the routes with actix.
    pub fn configure(mut self, services: &mut web::ServiceConfig) {
        self.resources
            .sort_by(|left, right| specificity(&left.path, &right.path));
        for entry in self.resources {
            let allow = allow(&entry.routes);
            let mut resource = web::resource(entry.path);
            for (_, route) in entry.routes {
                resource = resource.route(route);
            }
            resource = resource.default_service(web::to(move |method: Method| {
                let allow = allow.clone();
                async move { other_method(&method, &allow) }
            }));
            services.service(resource);
        }
    }
}

fn other_method(method: &Method, allow: &str) -> HttpResponse {
    if *method == Method::OPTIONS {
        HttpResponse::NoContent().insert_header((header::ALLOW, allow)).finish()
    } else {
        let problem = Problem::method_not_allowed(&[]).with_detail(format!("This address answers to {allow}."));
        let mut response = actix_web::ResponseError::error_response(&problem);
        if let Ok(value) = header::HeaderValue::from_str(allow) {
            response.headers_mut().insert(header::ALLOW, value);
        }
        response
    }
}

fn allow(routes: &[(Method, Route)]) -> String {
    let mut names: Vec<&str> = routes.iter().map(|(method, _)| method.as_str()).collect();
    names.push("OPTIONS");
    if names.contains(&"GET") {
        names.push("HEAD");
    }
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

/// Orders patterns so that the more precise one is asked first.
fn specificity(left: &str, right: &str) -> Ordering {
    let rank = |segment: &str| match segment {
        _ if !segment.contains('{') => 0,
        // `{tail:.*}` takes everything, `{id:\d+}` less than `{id}`.
        _ if segment.contains(":.*}") => 3,
        _ if segment.contains(':') => 1,
        _ => 2,
    };
    let ranks = |path: &str| path.split('/').map(rank).collect::<Vec<_>>();
    ranks(left).cmp(&ranks(right)).then_with(|| left.cmp(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_segments_come_first() {
        let mut paths = vec!["/{tail:.*}", "/posts/{id}", r"/posts/{id:\d+}", "/posts/new", "/posts"];
        paths.sort_by(|left, right| specificity(left, right));
        assert_eq!(
            paths,
            ["/posts", "/posts/new", r"/posts/{id:\d+}", "/posts/{id}", "/{tail:.*}"]
        );
    }
}
