//! Tests of an application: a database of their own, the application without a socket, and the number of statements.
//!
//! [`fjango::test`](macro@crate::test) makes an async function a test. [`TestApp`] is the application on a [`TestDb`], which is fresh,
//! migrated and gone afterwards; [`Client`] sends it requests, as nobody or as a user.
//! [`assert_queries!`](crate::assert_queries) says how many statements something may take.
//!
//! What goes wrong here is a panic with the reason, as in any assertion: a test has nothing else to do with it.
//!
//! # Examples
//! ```
//! use fjango::testing::{TestApp, json};
//!
//! # fjango::__private::run_test(async {
//! let app = TestApp::new().await;
//! fjango::auth::create_user(app.db(), "ann", "", "correct horse battery").await.unwrap();
//!
//! let wrong = json!({"username": "ann", "password": "wrong"});
//! let response = app.post("/api/auth/token").json(&wrong).await.assert_status(401);
//! assert_eq!(response.problem()["status"], 401);
//!
//! let ann = app.login("ann", "correct horse battery").await;
//! assert!(ann.token().is_some());
//! # });
//! ```

mod app;
mod client;
mod database;
mod place;
mod response;
#[cfg(test)]
mod tests;

pub use app::TestApp;
pub use client::{Client, Request};
pub use database::{Options, Schema, TestDb};
pub use response::Response;
pub use serde_json::json;

#[doc(inline)]
pub use crate::db::{assert_no_n_plus_one, assert_queries};
