//! The REST API of models: list, create, retrieve, update, delete, made from [`ModelMeta`](crate::schema::ModelMeta).
//!
//! Nothing here knows a model's Rust type: rows go from the database into JSON text without a struct between them, and
//! one copy of the code serves every model. [`ModelApi`] says what is exposed and to whom, [`Api`] mounts it.
//!
//! # Examples
//! ```
//! use fjango::api::Api;
//! use fjango::http::{Config, Routes, Server};
//!
//! // Every model with `#[api(path = "…")]` in this binary; the server also needs `.state(db)`.
//! let api = Api::registered("/api");
//! let server = Server::new(Config::default())
//!     .configure(move |services| api.mount(Routes::new()).configure(services));
//! # let _ = server;
//! ```

mod access;
mod body;
mod check;
mod crud;
mod docs;
mod document;
mod endpoint;
mod example;
mod filter;
mod login;
mod openapi;
mod order;
mod paginate;
mod problem;
mod registration;
mod render;
mod routes;
mod schema;
mod shape;
#[cfg(test)]
mod tests;

pub(crate) use body::values_of;
pub(crate) use body::{Purpose, Sent, Written, read as read_body};
pub(crate) use document::Document;
pub(crate) use order::OrderPart;
pub(crate) use paginate::Cursor;
pub(crate) use render::decode;
pub(crate) use schema::{input as input_schema, serialized as serialized_schema};
pub(crate) use shape::Shape;

pub use access::{Access, Authorizer, Caller};
pub use endpoint::{
    Endpoint, EndpointInput, EndpointOutput, EndpointResult, OperationBuilder, PathParameter, Valid, Validate,
    path_parameter,
};
pub use registration::{Guard, ModelApi, Paginate};
pub use routes::Api;
