//! Models, queries and transactions on both databases.

mod bulk;
mod connections;
mod deletions;
mod diesel_queries;
mod edge;
mod encryption;
mod expressions;
mod from_row;
mod functions;
mod hostile;
mod kills;
mod lanes;
mod lifecycle;
mod listen;
mod manager;
mod models;
mod parts;
mod queries;
mod related;
mod relations;
mod restarts;
mod streams;
mod timeouts;
mod transactions;
mod windows;
mod writes;
