//! The admin site: a place inside the binary where people look at rows and change them.
//!
//! `#[admin(…)]` on a model gives it its place ([`ModelAdmin`]), [`App::admin`](crate::App::admin) says more. The pages
//! are an interpreter: all that they show comes as JSON ([`contract`]) that the endpoints make from
//! [`ModelMeta`](crate::schema::ModelMeta), the registration, and the [`Policy`], which every endpoint asks.

mod accounts;
mod action;
mod actor;
mod builder;
mod cell;
pub mod contract;
mod error;
mod gate;
pub mod history;
mod lens;
mod list;
mod migrations;
mod page;
mod policy;
pub mod preference;
mod record;
mod registration;
mod relation;
mod schema;
mod search;
pub mod session;
mod site;
pub mod transfer;
#[cfg(feature = "admin-ui")]
mod ui;
pub mod upload;

pub use action::{ActionBuilder, ActionContext, ActionOutcome};
pub use actor::{Actor, Identify};
pub use builder::{Admin, Inline, Layout, ModelBuilder, Named, Section};
pub use error::{Error, Result};
pub use gate::{Asks, Context, Endpoint, Open};
pub use page::{Page, PageAction, PageContext};
pub use policy::{FieldAccess, ModelPermissions, Policy};
pub use registration::ModelAdmin;
pub use site::AdminSite;
#[cfg(feature = "admin-ui")]
pub use ui::{Density, Theme};
