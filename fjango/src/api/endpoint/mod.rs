//! Endpoints: async functions with `#[api(get, path = "…")]`.
//!
//! A parameter whose name is in the path is a [`PathParameter`]; every other parameter's type is an [`EndpointInput`],
//! and the type returned an [`EndpointOutput`]. The three say how a value travels and how the documentation shows it,
//! so that neither needs a second description.

mod body;
mod document;
mod input;
mod operation;
mod output;
mod registered;
#[cfg(test)]
mod tests;

pub use body::{Valid, Validate};
pub(in crate::api) use document::document;
pub use input::{EndpointInput, PathParameter, path_parameter};
pub use operation::OperationBuilder;
pub use output::EndpointOutput;
pub use registered::{Endpoint, EndpointResult};
