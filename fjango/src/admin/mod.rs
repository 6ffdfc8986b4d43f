//! The admin site: for now, what `#[admin(…)]` on a model says of it.

mod registration;

pub use registration::ModelAdmin;
