//! The gate between the socket and actix-http: it lets only sound request heads through, on time.
//!
//! actix-http 3.20 leaves holes that an open server cannot have: a header name of more than 64 KiB panics in its decoder,
//! malformed heads are answered without a body, only the first head of a connection is timed and a body may take forever.
//! The gate reads ahead of it. Invariant: every byte that actix sees belongs to a head that [`head::inspect`] accepted or to a body
//! framed as that head says, so that gate and actix never disagree about where a request ends.
//!
//! A head that is refused is replaced by a harmless request that carries a mark no client can know. It takes its place in
//! the order of the connection, so that the refusal is a problem document with a request id and a log line like any other,
//! after the responses to earlier pipelined requests; the connection then closes.

mod chunked;
mod head;
mod stream;
#[cfg(test)]
mod tests;

use std::{
    cell::Cell,
    rc::Rc,
    sync::{Arc, OnceLock},
    time::Duration,
};

use actix_http::Request;
use rand::RngExt as _;

use super::{problem::Problem, problem_type::ProblemType};

pub(super) use stream::GatedStream;

/// The header of the mark.
const MARK_HEADER: &str = "fjango-gate";

/// What the gate accepts.
#[derive(Debug, Clone)]
pub(super) struct GateLimits {
    pub(super) max_head_bytes: usize,
    pub(super) max_header_count: usize,
    pub(super) max_target_bytes: usize,
    pub(super) head_timeout: Duration,
    pub(super) body_timeout: Duration,
    pub(super) body_min_rate: u64,
}

/// Why a head was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Refusal {
    kind: ProblemType,
    detail: &'static str,
}

/// What the gate knows about a connection that the services behind actix need.
#[derive(Debug, Clone, Default)]
pub(super) struct ConnectionState(Rc<Flags>);

#[derive(Debug, Default)]
struct Flags {
    refusal: Cell<Option<Refusal>>,
    body_timed_out: Cell<bool>,
    body_malformed: Cell<bool>,
    body_abandoned: Cell<bool>,
}

impl ConnectionState {
    /// Whether the body ended because it came too slowly.
    pub(super) fn body_timed_out(&self) -> bool {
        self.0.body_timed_out.get()
    }

    /// Whether the body ended because its chunks are malformed.
    pub(super) fn body_malformed(&self) -> bool {
        self.0.body_malformed.get()
    }

    /// Tells the gate that nobody will read the rest of the body.
    pub(super) fn abandon_body(&self) {
        self.0.body_abandoned.set(true);
    }
}

/// The problem of a request that stands for a refused head.
pub(super) fn rejection(request: &Request) -> Option<Problem> {
    let value = request.head().headers().get(MARK_HEADER)?;
    if value.as_bytes() != mark().as_bytes() {
        return None;
    }
    let refusal = request.conn_data::<ConnectionState>()?.0.refusal.get()?;
    Some(Problem::new(refusal.kind).with_detail(refusal.detail))
}

/// A secret of this process, so that no client can send the request that stands for a refused head.
fn mark() -> &'static Arc<str> {
    static MARK: OnceLock<Arc<str>> = OnceLock::new();
    MARK.get_or_init(|| format!("{:032x}", rand::rng().random::<u128>()).into())
}
