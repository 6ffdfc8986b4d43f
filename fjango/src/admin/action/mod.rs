//! What can be done with rows beside editing them: async functions with a typed form.

mod builder;
mod endpoint;
mod form;
mod selection;

pub(crate) use builder::Action;
pub use builder::{ActionBuilder, ActionContext, ActionOutcome};
pub(super) use endpoint::ENDPOINTS;
pub(crate) use endpoint::fresh;
pub(crate) use form::{fields_of, read as read_form};
