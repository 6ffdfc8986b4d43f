//! The server as clients see it, through real sockets.

mod errors;
mod hostile;
mod lifecycle;
mod proxies;
mod support;
