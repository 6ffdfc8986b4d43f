//! Models, queries and transactions on both databases.

mod connections;
mod edge;
mod hostile;
mod expressions;
mod models;
mod queries;
mod relations;
mod streams;
mod writes;
