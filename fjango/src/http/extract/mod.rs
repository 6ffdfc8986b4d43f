//! Extractors: what a handler's parameters may be.

mod header;
mod json;
mod path;
mod query;
mod serde_error;
mod state;
#[cfg(test)]
mod tests;

pub use header::{FromHeader, Header};
pub use json::Json;
pub(crate) use json::{json_bytes, parse as parse_json};
pub use path::Path;
pub use query::Query;
pub(crate) use serde_error::keep_errors;
pub use state::State;

/// Gives a one-field wrapper the conveniences of what it wraps.
macro_rules! wrapper {
    ($name:ident) => {
        impl<T> $name<T> {
            /// The value itself.
            #[must_use]
            pub fn into_inner(self) -> T {
                self.0
            }
        }

        impl<T> std::ops::Deref for $name<T> {
            type Target = T;

            fn deref(&self) -> &T {
                &self.0
            }
        }

        impl<T> std::ops::DerefMut for $name<T> {
            fn deref_mut(&mut self) -> &mut T {
                &mut self.0
            }
        }
    };
}
use wrapper;
