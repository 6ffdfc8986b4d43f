//! Why the server could not start or had to stop.

use std::{io, net::SocketAddr};

/// Why the server could not start, or ended by itself.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Another process listens on the port. Stop it or choose another port.
    #[error(
        "cannot listen on {address}: port {port} is already in use; stop the process that has it \
         or choose another with `--bind` or `FJANGO_BIND` (port 0 takes a free one)",
        port = address.port()
    )]
    AddressInUse {
        /// The address asked for.
        address: SocketAddr,
    },
    /// The operating system refused the address: it is not of this machine, or its port needs more rights.
    #[error("cannot listen on {address}")]
    Bind {
        /// The address asked for.
        address: String,
        /// What the operating system said.
        #[source]
        source: io::Error,
    },
    /// `bind` is not an address and a port.
    #[error("`{address}` is not an address to listen on; write `host:port`, such as `127.0.0.1:8000`")]
    Address {
        /// The text given.
        address: String,
        /// What the resolver said.
        #[source]
        source: io::Error,
    },
    /// The signal handlers could not be installed.
    #[error("cannot listen for SIGTERM and SIGINT")]
    Signals(#[source] io::Error),
    /// A worker could not start or the server ended on its own.
    #[error("the server stopped unexpectedly")]
    Server(#[source] io::Error),
    /// The routes and state could not be built; the log above says which.
    #[error("the application's services could not be built")]
    Configuration,
}

/// A result with [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;
