//! Settings: one typed [`Settings`] read from files and the environment, each value with its origin.
//!
//! Sources, in this order; a later one wins:
//!
//! 1. the defaults built into fjango,
//! 2. `fjango.toml`,
//! 3. `fjango.<env>.toml`, where `<env>` is `FJANGO_ENV` (`development` unless set),
//! 4. `.env`,
//! 5. the process environment,
//! 6. what the caller hands in, such as `--bind`.
//!
//! Every key of every source is checked, also one that a later source overrides, and all
//! mistakes are reported together: see [`Error`].
//!
//! This module is the only reader of environment variables. All of it comes from one description,
//! the `settings!` table in `settings.rs`: adding a setting is adding a line there.
//!
//! # Examples
//! ```
//! use fjango::conf::{Settings, Sources};
//!
//! let sources = Sources::none()
//!     .with_variable("DATABASE_URL", "postgres://ann:hunter2@localhost/blog")
//!     .with_variable("FJANGO_DATABASE__POOL_SIZE", "20")
//!     .with_override("server.bind", "127.0.0.1:9000", "--bind");
//! let settings = Settings::load(&sources)?;
//!
//! assert_eq!(settings.database.pool_size, 20);
//! assert_eq!(settings.server.bind.port(), 9000);
//! assert_eq!(settings.database.url.to_string(), "postgres://ann:***@localhost/blog");
//! assert_eq!(settings.origin("server.bind").to_string(), "command line --bind");
//! # Ok::<(), fjango::conf::Error>(())
//! ```

mod app;
mod check;
mod connection_url;
mod deploy;
mod describe;
mod dotenv;
mod environment;
mod error;
mod files;
mod kind;
mod layers;
pub(crate) mod mask;
mod network;
mod node;
mod origin;
mod reader;
mod reference;
mod render;
mod secret;
mod settings;
mod sources;
#[cfg(test)]
mod tests;

pub(crate) use check::site_path;
pub use connection_url::ConnectionUrl;
pub use deploy::{Finding, Severity, check_deploy};
pub use describe::{Section, Setting};
pub use environment::Environment;
pub use error::{Error, Problem, Result};
pub use kind::{LogFormat, PendingMigrations};
pub use network::Network;
pub use origin::Origin;
pub use reference::{reference, reference_markdown, sections};
pub use render::{Layout, render};
pub use secret::Secret;
pub use settings::{Admin, Api, Auth, Database, EXAMPLE_SECRET_KEY, Log, Server, Settings};
pub use sources::{Sources, process_variable};
