//! What users keep of the admin: views of lists, alone or together, and how they like to see it.
//!
//! What is kept is held against the model, and the user, of the day on which it is read: a view that asks for what its reader
//! may not see is not shown to that reader, and columns that are gone are left out.

mod endpoints;
mod models;
mod preferences;
mod views;

pub(super) use endpoints::ENDPOINTS;
pub use models::*;
