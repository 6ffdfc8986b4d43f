//! What happens to single rows beyond the write itself: hooks, the fields that changed, versions.
//!
//! A model without hooks runs [`NoHooks`], whose writes are the plain statements; which of the two runs is known to the
//! compiler.

mod changes;
mod hooks;
mod run;
mod saving;
mod tracked;
mod untyped;

pub use changes::{Change, Changes, OneColumn};
pub use hooks::{CallsHooks, Event, Hooks};
pub use run::{NoHooks, RunHooks, WithHooks};
pub use saving::Saving;
pub use tracked::{Track, Tracked, remember};
pub(crate) use untyped::untyped_hooks;
pub use untyped::{HookRegistration, UntypedHooks};
