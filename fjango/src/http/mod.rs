//! The web server: requests in, responses out, and nothing in between that can take it down.
//!
//! [`Server`] runs actix-web services behind a protective edge: every error that leaves it is a [`Problem`] document, every
//! request has an id, one log line and limits on time and size, and a stop lets requests in flight finish.
//! Handlers are plain actix handlers with the extractors of this module.
//!
//! # Examples
//! ```no_run
//! use actix_web::http::Method;
//! use fjango::http::{Config, Path, Problem, Routes, Server};
//!
//! async fn square(number: Path<i64>) -> Result<String, Problem> {
//!     let square = number.checked_mul(*number).ok_or_else(Problem::not_found)?;
//!     Ok(square.to_string())
//! }
//!
//! # async fn example() -> fjango::http::Result<()> {
//! let server = Server::new(Config::default())
//!     .configure(|services| Routes::new().add(Method::GET, "/square/{number}", square).configure(services))
//!     .bind()?;
//! println!("listening on {}", server.url());
//! server.run().await
//! # }
//! ```

mod client;
mod config;
mod error;
mod extract;
mod facts;
mod form;
mod gate;
mod health;
mod limits;
mod media;
mod middleware;
mod problem;
mod problem_type;
mod request_id;
mod routes;
mod server;
mod shutdown;
#[cfg(test)]
mod tests;

pub use client::Client;
pub use config::{Config, Hsts};
pub use error::{Error, Result};
pub use extract::{FromHeader, Header, Json, Path, Query, State};
pub(crate) use extract::{json_bytes, keep_errors, parse_json};
pub(crate) use form::{Form, Part, Room, is_form, read_file, read_form};
pub use health::{DEFAULT_CHECK_TIMEOUT, Readiness};
pub use limits::MaxBody;
pub(crate) use media::serve_file;
pub use problem::{FieldError, PROBLEM_JSON, Problem, ToProblem};
pub use problem_type::{PROBLEM_BASE, ProblemType};
pub use request_id::{REQUEST_ID, RequestId};
pub use routes::Routes;
pub use server::{BoundServer, InProcess, Server};
pub use shutdown::Shutdown;
