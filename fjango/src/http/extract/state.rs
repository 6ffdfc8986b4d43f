//! Application state.

use std::{
    any::type_name,
    future::{Ready, ready},
    ops::Deref,
    sync::Arc,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload, web};

use crate::http::{Problem, ProblemType};

/// A value shared by all requests, found by its type.
///
/// Register it with [`Server::state`](crate::http::Server::state). A handler that asks for a type nobody registered answers
/// 500, and the log names the type and the fix.
///
/// # Examples
/// ```
/// use fjango::http::State;
///
/// struct Greeting(String);
///
/// async fn greet(greeting: State<Greeting>) -> String {
///     greeting.0.clone()
/// }
/// ```
#[derive(Debug)]
pub struct State<T: ?Sized>(Arc<T>);

impl<T> State<T> {
    /// Shares a value.
    pub fn new(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T: ?Sized> State<T> {
    /// The shared pointer itself, for work that outlives the request.
    #[must_use]
    pub fn into_arc(self) -> Arc<T> {
        self.0
    }
}

impl<T: ?Sized> From<Arc<T>> for State<T> {
    fn from(value: Arc<T>) -> Self {
        Self(value)
    }
}

impl<T: ?Sized> Clone for State<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: ?Sized> Deref for State<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: ?Sized + 'static> FromRequest for State<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let found = request
            .app_data::<Self>()
            .cloned()
            // State registered the actix way, as `web::Data`, is found too.
            .or_else(|| request.app_data::<web::Data<T>>().map(|data| Self(Arc::clone(data))));
        ready(found.ok_or_else(|| {
            let name = type_name::<T>();
            Problem::new(ProblemType::Internal).with_cause_text(format!(
                "the handler of {} asks for `State<{name}>`, but no `{name}` is registered; add it with `Server::state`",
                request.match_pattern().as_deref().unwrap_or("this address"),
            ))
        }))
    }
}
