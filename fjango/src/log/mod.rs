//! Logs: readable lines for people in development, one JSON object a line for tools elsewhere.
//!
//! Both go to standard error and both mask what must not be printed: values of fields whose names
//! sound secret (`password`, `token`, `authorization`, `cookie`…), and passwords inside URLs
//! wherever they stand. What is logged is up to `log.level` of the settings or `RUST_LOG`.
//!
//! A line of development:
//!
//! ```text
//! 09:30:42.123  INFO fjango::http: request request_id=0198… client=127.0.0.1 method=GET path=/api/posts status=200
//! ```
//!
//! The same as JSON: `timestamp` (UTC), `level`, `target`, `message`, then the fields of the event,
//! then those of the spans around it. The `id` of the span `request` is `request_id`.
//!
//! # Examples
//! ```
//! use fjango::conf::{Environment, Settings};
//!
//! fjango::log::init(&Settings::defaults(Environment::Development));
//! tracing::info!(posts = 3, "seeded");
//! ```

mod fields;
mod init;
mod line;
#[cfg(test)]
mod tests;

pub use init::{Installed, init, subscriber};
