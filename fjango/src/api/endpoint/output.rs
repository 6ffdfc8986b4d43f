use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, Responder as _};
use schemars::JsonSchema;
use serde::Serialize;

use super::{EndpointResult, OperationBuilder};
use crate::http::{Json, Problem, ToProblem};
use crate::value;

/// A type that an endpoint can return.
///
/// | type | response |
/// |---|---|
/// | [`Json<T>`](Json) | 200 with JSON |
/// | `String` | 200 with plain text |
/// | `()` | 204 without a body |
/// | `Option<T>` | `None` is 404 |
/// | `Result<T, E>` | an error as its problem document; [`ToProblem::problem_types`] are documented |
/// | [`HttpResponse`] | as it is; the documentation knows only that there is one |
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned by an endpoint",
    label = "fjango does not know how to make a response of this",
    note = "return `Json<T>`, `String`, `()`, `Option<T>`, `HttpResponse`, or a `Result` of one of them",
    note = "`Json<T>` needs `T` to derive `serde::Serialize` and `schemars::JsonSchema`; an error type needs `fjango::http::ToProblem`"
)]
pub trait EndpointOutput: Sized {
    /// Makes the response.
    ///
    /// # Errors
    /// The problem that the client is told of.
    fn into_response(self, request: &HttpRequest) -> EndpointResult;

    /// Adds the response to the documentation.
    fn describe(operation: &mut OperationBuilder<'_>);
}

impl<T: Serialize + JsonSchema> EndpointOutput for Json<T> {
    fn into_response(self, request: &HttpRequest) -> EndpointResult {
        Ok(self.respond_to(request).map_into_boxed_body())
    }

    fn describe(operation: &mut OperationBuilder<'_>) {
        operation.json_response::<T>();
    }
}

/// The prelude's `Json`, which is also a column type.
impl<T: Serialize + JsonSchema> EndpointOutput for value::Json<T> {
    fn into_response(self, request: &HttpRequest) -> EndpointResult {
        Json(self.0).into_response(request)
    }

    fn describe(operation: &mut OperationBuilder<'_>) {
        operation.json_response::<T>();
    }
}

impl EndpointOutput for String {
    fn into_response(self, _: &HttpRequest) -> EndpointResult {
        let text = (header::CONTENT_TYPE, "text/plain; charset=utf-8");
        Ok(HttpResponse::Ok().insert_header(text).body(self))
    }

    fn describe(operation: &mut OperationBuilder<'_>) {
        operation.text_response();
    }
}

impl EndpointOutput for () {
    fn into_response(self, _: &HttpRequest) -> EndpointResult {
        Ok(HttpResponse::new(StatusCode::NO_CONTENT))
    }

    fn describe(operation: &mut OperationBuilder<'_>) {
        operation.empty_response();
    }
}

impl EndpointOutput for HttpResponse {
    fn into_response(self, _: &HttpRequest) -> EndpointResult {
        Ok(self)
    }

    fn describe(operation: &mut OperationBuilder<'_>) {
        operation.any_response();
    }
}

impl<T: EndpointOutput> EndpointOutput for Option<T> {
    fn into_response(self, request: &HttpRequest) -> EndpointResult {
        self.ok_or_else(Problem::not_found)?.into_response(request)
    }

    fn describe(operation: &mut OperationBuilder<'_>) {
        T::describe(operation);
        operation.error(StatusCode::NOT_FOUND.as_u16());
    }
}

impl<T: EndpointOutput, E: ToProblem> EndpointOutput for Result<T, E> {
    fn into_response(self, request: &HttpRequest) -> EndpointResult {
        match self {
            Ok(output) => output.into_response(request),
            Err(error) => Err(error.to_problem()),
        }
    }

    fn describe(operation: &mut OperationBuilder<'_>) {
        T::describe(operation);
        for kind in E::problem_types() {
            operation.error(kind.status().as_u16());
        }
    }
}
