use std::fmt;
use std::rc::Rc;

use actix_web::http::Method;
use actix_web::http::header::AUTHORIZATION;
use actix_web::test::TestRequest;
use futures_util::future::LocalBoxFuture;
use serde::Serialize;

use super::Response;
use crate::auth::{Auth, TokenKind};
use crate::http::InProcess;

/// What all clients of an application share.
pub(super) struct Inside {
    pub(super) server: InProcess,
    pub(super) auth: Auth,
}

/// Somebody who sends requests to a [`TestApp`](super::TestApp): a user, or nobody in particular. Cheap to clone.
///
/// # Examples
/// ```
/// use fjango::testing::TestApp;
///
/// # fjango::__private::run_test(async {
/// let app = TestApp::new().await;
/// let ann = app.force_login(&app.create_user("ann").await);
/// let page = ann.get("/api/docs").header("accept", "text/html").await.assert_status(200);
/// assert!(page.text().contains("<html"));
/// # });
/// ```
#[derive(Clone)]
pub struct Client {
    inside: Rc<Inside>,
    token: Option<String>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("logged_in", &self.token.is_some())
            .finish_non_exhaustive()
    }
}

impl Client {
    pub(super) fn new(inside: Rc<Inside>) -> Self {
        Self { inside, token: None }
    }

    pub(super) fn force_login(&self, user: i64) -> Self {
        match self.inside.auth.tokens().sign(TokenKind::Access, user) {
            Ok((token, _)) => self.with_token(&token),
            Err(error) => panic!("no token can be signed: {error}"),
        }
    }

    /// The same client with this access token in each request.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self {
            inside: Rc::clone(&self.inside),
            token: Some(token.to_owned()),
        }
    }

    /// The access token, once logged in.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// A GET request, such as to `/api/posts?page=2`.
    pub fn get(&self, path: &str) -> Request {
        self.request(Method::GET, path)
    }

    /// A POST request.
    pub fn post(&self, path: &str) -> Request {
        self.request(Method::POST, path)
    }

    /// A PUT request.
    pub fn put(&self, path: &str) -> Request {
        self.request(Method::PUT, path)
    }

    /// A PATCH request.
    pub fn patch(&self, path: &str) -> Request {
        self.request(Method::PATCH, path)
    }

    /// A DELETE request.
    pub fn delete(&self, path: &str) -> Request {
        self.request(Method::DELETE, path)
    }

    /// A request of any method.
    pub fn request(&self, method: Method, path: &str) -> Request {
        let request = TestRequest::with_uri(path)
            .method(method)
            .insert_header(("host", "localhost"));
        let request = match &self.token {
            Some(token) => request.insert_header((AUTHORIZATION, format!("Bearer {token}"))),
            None => request,
        };
        Request {
            inside: Rc::clone(&self.inside),
            request,
        }
    }
}

/// A request to be; awaiting it sends it.
#[must_use = "a request is sent when it is awaited"]
pub struct Request {
    inside: Rc<Inside>,
    request: TestRequest,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").finish_non_exhaustive()
    }
}

impl Request {
    /// Sends this as JSON.
    ///
    /// # Panics
    /// When it cannot be written as JSON.
    pub fn json(self, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(bytes) => self.body("application/json", bytes),
            Err(error) => panic!("the body cannot be written as JSON: {error}"),
        }
    }

    /// Sends these bytes as they are, of this media type.
    pub fn body(self, media_type: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let request = self.header("content-type", media_type);
        Self {
            request: request.request.set_payload(bytes.into()),
            inside: request.inside,
        }
    }

    /// Sends this header, instead of one of the same name.
    pub fn header(self, name: &str, value: &str) -> Self {
        Self {
            request: self.request.insert_header((name, value)),
            inside: self.inside,
        }
    }
}

impl IntoFuture for Request {
    type Output = Response;
    type IntoFuture = LocalBoxFuture<'static, Response>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let response = self.inside.server.call(self.request.to_request()).await;
            Response::read(response).await
        })
    }
}
