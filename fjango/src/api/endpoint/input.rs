use std::future::Future;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::OperationBuilder;
use super::body::read;
use crate::auth::{self, CurrentUser};
use crate::db::Db;
use crate::http::{
    FromHeader, Header, Json, Part, Problem, ProblemType, Query, Room, State, ToProblem as _, is_form, read_form,
};
use crate::storage::{self, Storages, Upload};
use crate::value::{self, DbValue, Invalid, ValidationErrors};

/// A type that a part of the path can be: every type that a model's field can have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from the path",
    label = "this parameter's name is in the path",
    note = "use a type of a model's field, such as `i64`, `Uuid`, `Slug`, `String` or an enum with `Choices`"
)]
pub trait PathParameter: Sized {
    /// Reads the part of the path, percent-decoded. `None` is 404: there is nothing at such an address.
    fn from_segment(segment: &str) -> Option<Self>;

    /// The JSON Schema of the part.
    fn schema() -> serde_json::Value;
}

impl<T: DbValue> PathParameter for T {
    fn from_segment(segment: &str) -> Option<Self> {
        let value = T::parse_text(segment).ok()?;
        T::check(&value).ok()?;
        T::from_value(value).ok()
    }

    fn schema() -> serde_json::Value {
        T::json_schema()
    }
}

/// Reads the part of the path called `name` with [`PathParameter::from_segment`].
///
/// # Errors
/// 404 when it does not fit the type.
pub fn path_parameter<T>(request: &HttpRequest, name: &str, from_segment: fn(&str) -> Option<T>) -> Result<T, Problem> {
    from_segment(request.match_info().query(name)).ok_or_else(Problem::not_found)
}

/// A type that an endpoint's parameter can be, when its name is not in the path.
///
/// | type | where it comes from |
/// |---|---|
/// | [`Json<T>`](Json) | the body; every mistake in it is reported at once |
/// | [`Valid<T>`](super::Valid) | the same, with rules of its own |
/// | [`Upload`] | the part `file` of a form (`multipart/form-data`), at most `storage.max_file_bytes` large |
/// | [`Query<T>`](Query) | the query string |
/// | [`Header<T>`](Header) | a header |
/// | [`State<T>`](State), [`Db`] | what the application shares |
/// | [`CurrentUser`] | who is logged in; 401 without a login, `Option` of it allows none |
/// | [`HttpRequest`] | the request itself |
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a parameter of an endpoint",
    label = "fjango does not know how to read this from a request",
    note = "use `Json<T>`, `Upload`, `Query<T>`, `Header<T>`, `State<T>`, `Db`, `CurrentUser` or `HttpRequest`, or put the parameter's name into the path as `{{name}}`",
    note = "`Json<T>` and `Query<T>` need `T` to derive `serde::Deserialize` and `schemars::JsonSchema`"
)]
pub trait EndpointInput: Sized {
    /// Reads the value.
    ///
    /// # Errors
    /// The problem that the client is told of.
    fn extract(request: &HttpRequest, payload: &mut Payload) -> impl Future<Output = Result<Self, Problem>>;

    /// Adds what clients must send to the documentation. Parameters of the query string that no parameter of the endpoint
    /// describes are refused; a type that reads others calls [`OperationBuilder::any_query`].
    fn describe(operation: &mut OperationBuilder<'_>) {
        let _ = operation;
    }
}

impl<T: DeserializeOwned + JsonSchema> EndpointInput for Json<T> {
    async fn extract(request: &HttpRequest, payload: &mut Payload) -> Result<Self, Problem> {
        read(request, payload, |_, _| {}).await.map(Self)
    }

    fn describe(operation: &mut OperationBuilder<'_>) {
        operation.json_body::<T>();
    }
}

/// The prelude's `Json`, which is also a column type.
impl<T: DeserializeOwned + JsonSchema> EndpointInput for value::Json<T> {
    async fn extract(request: &HttpRequest, payload: &mut Payload) -> Result<Self, Problem> {
        read(request, payload, |_, _| {}).await.map(Self)
    }

    fn describe(operation: &mut OperationBuilder<'_>) {
        operation.json_body::<T>();
    }
}

impl<T: DeserializeOwned + JsonSchema> EndpointInput for Query<T> {
    fn extract(request: &HttpRequest, payload: &mut Payload) -> impl Future<Output = Result<Self, Problem>> {
        Self::from_request(request, payload)
    }

    fn describe(operation: &mut OperationBuilder<'_>) {
        operation.query_parameters::<T>();
    }
}

impl<T: FromHeader> EndpointInput for Header<T> {
    fn extract(request: &HttpRequest, payload: &mut Payload) -> impl Future<Output = Result<Self, Problem>> {
        Self::from_request(request, payload)
    }

    fn describe(operation: &mut OperationBuilder<'_>) {
        operation.header_parameter(T::NAME, T::absent().is_none());
    }
}

impl<T: ?Sized + 'static> EndpointInput for State<T> {
    fn extract(request: &HttpRequest, payload: &mut Payload) -> impl Future<Output = Result<Self, Problem>> {
        Self::from_request(request, payload)
    }
}

/// The part that an endpoint's upload comes in.
const FILE: &str = "file";

/// A file, received to its end: on disk when it is large, and looked at.
impl EndpointInput for Upload {
    async fn extract(request: &HttpRequest, payload: &mut Payload) -> Result<Self, Problem> {
        if !is_form(request) {
            return Err(Problem::new(ProblemType::UnsupportedMediaType)
                .with_detail("Send the file as `multipart/form-data`.")
                .with_header(header::ACCEPT, "multipart/form-data"));
        }
        let db = State::<Db>::from_request(request, &mut Payload::None).await?;
        let limit = db.storages().max_file_bytes();
        let room = |name: &str| {
            let storage = Arc::clone(db.storages().get(Storages::DEFAULT).ok()?);
            (name == FILE).then_some(Room { limit, storage })
        };
        let mut errors = ValidationErrors::new();
        let mut file = None;
        for (name, part) in read_form(request, payload.take(), limit, room).await?.parts {
            match part {
                _ if name != FILE => errors.add(&name, Invalid::new("unknown", "is not a field")),
                Part::File(_) if file.is_some() => errors.add(FILE, Invalid::new("type", "is given twice")),
                Part::File(upload) if upload.size() == 0 => {
                    errors.add(FILE, Invalid::new("empty", "must not be an empty file"));
                }
                Part::File(upload) => file = Some(upload),
                Part::TooLarge(limit) => return Err(storage::Error::TooLarge { limit }.to_problem()),
                Part::Empty => {}
                // Without the storage that is to be there, no file has a room.
                Part::Unwanted => {
                    return Err(db
                        .storages()
                        .get(Storages::DEFAULT)
                        .err()
                        .map_or_else(|| Problem::new(ProblemType::BadRequest), |error| error.to_problem()));
                }
                Part::Text(_) => errors.add(FILE, Invalid::new("type", "must be a file, with a `filename`")),
            }
        }
        if file.is_none() && errors.is_empty() {
            errors.add(FILE, Invalid::new("required", "is required"));
        }
        match file.filter(|_| errors.is_empty()) {
            Some(file) => Ok(file),
            None => Err(errors.to_problem()),
        }
    }

    fn describe(operation: &mut OperationBuilder<'_>) {
        operation.file_body(FILE);
    }
}

impl EndpointInput for Db {
    async fn extract(request: &HttpRequest, payload: &mut Payload) -> Result<Self, Problem> {
        let db = State::<Self>::from_request(request, payload).await?;
        Ok((*db).clone())
    }
}

impl EndpointInput for HttpRequest {
    async fn extract(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        Ok(request.clone())
    }

    fn describe(operation: &mut OperationBuilder<'_>) {
        operation.any_query();
    }
}

impl EndpointInput for CurrentUser {
    async fn extract(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        auth::user_of(request)
            .await?
            .ok_or_else(|| auth::Error::NotAuthenticated.to_problem())
    }
}

impl EndpointInput for Option<CurrentUser> {
    fn extract(request: &HttpRequest, _: &mut Payload) -> impl Future<Output = Result<Self, Problem>> {
        auth::user_of(request)
    }
}
