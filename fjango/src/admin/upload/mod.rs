//! Files of forms: received when they are chosen, taken when the form is saved, forgotten when it never is; and shown.

mod claim;
mod endpoints;
mod models;
mod pending;

pub(crate) use claim::{Claims, Taken};
pub(in crate::admin) use endpoints::ENDPOINTS;
pub use models::*;
pub(crate) use pending::sweep;
