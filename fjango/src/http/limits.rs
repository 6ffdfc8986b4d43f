//! How large a body may be and how its reading ends.

use std::{
    cell::Cell,
    future::{Ready, ready},
    io,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use actix_web::{
    FromRequest, HttpMessage as _, HttpRequest,
    dev::Payload,
    error::PayloadError,
    web::{Bytes, BytesMut},
};
use futures_util::{Stream, StreamExt as _};

use super::{facts::Facts, gate::ConnectionState, problem::Problem, problem_type::ProblemType};

/// Raises (or lowers) the largest accepted body for one handler, in bytes.
///
/// Take it as a parameter beside the extractor that reads the body, in any order.
///
/// # Examples
/// ```
/// use fjango::http::{Json, MaxBody};
///
/// async fn import(_: MaxBody<{ 50 * 1024 * 1024 }>, rows: Json<Vec<String>>) -> String {
///     rows.len().to_string()
/// }
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct MaxBody<const BYTES: u64>;

impl<const BYTES: u64> FromRequest for MaxBody<BYTES> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // Every extractor is created before the first one is awaited, so that this is in time in any order.
        let facts = request.extensions();
        if let Some(limit) = facts.get::<Facts>().and_then(|facts| facts.limit.as_ref()) {
            limit.0.set(BYTES);
        }
        ready(Ok(Self))
    }
}

/// The limit in force for one request.
#[derive(Debug, Clone)]
pub(super) struct BodyLimit(Rc<Cell<u64>>);

impl BodyLimit {
    pub(super) fn new(bytes: u64) -> Self {
        Self(Rc::new(Cell::new(bytes)))
    }

    pub(super) fn get(&self) -> u64 {
        self.0.get()
    }

    pub(super) fn set(&self, bytes: u64) {
        self.0.set(bytes);
    }

    pub(super) fn lift(&self) {
        self.0.set(u64::MAX);
    }
}

/// A body that ends with an error as soon as it is too large, too slow or wrongly framed, whoever reads it.
pub(super) struct LimitedBody {
    inner: Payload,
    limit: BodyLimit,
    declared: Option<u64>,
    received: u64,
    connection: Option<ConnectionState>,
    failed: bool,
    complete: bool,
}

impl LimitedBody {
    pub(super) fn new(
        inner: Payload,
        limit: BodyLimit,
        declared: Option<u64>,
        connection: Option<ConnectionState>,
    ) -> Self {
        Self {
            inner,
            limit,
            declared,
            received: 0,
            connection,
            failed: false,
            complete: false,
        }
    }

    fn explain(&self, error: PayloadError) -> PayloadError {
        // actix sees only that the stream ended early; the connection's gate knows why it ended it.
        match (&error, &self.connection) {
            (PayloadError::Incomplete(_), Some(connection)) if connection.body_timed_out() => {
                PayloadError::Io(io::ErrorKind::TimedOut.into())
            }
            (PayloadError::Incomplete(_), Some(connection)) if connection.body_malformed() => {
                PayloadError::EncodingCorrupted
            }
            _ => error,
        }
    }
}

impl Drop for LimitedBody {
    fn drop(&mut self) {
        if let (false, Some(connection)) = (self.complete, &self.connection) {
            connection.abandon_body();
        }
    }
}

impl Stream for LimitedBody {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.failed {
            return Poll::Ready(None);
        }
        let limit = self.limit.get();
        if self.declared.is_some_and(|declared| declared > limit) {
            self.failed = true;
            return Poll::Ready(Some(Err(PayloadError::Overflow)));
        }
        match self.inner.poll_next_unpin(cx) {
            Poll::Ready(Some(Ok(bytes))) => {
                self.received += bytes.len() as u64;
                if self.received > limit {
                    self.failed = true;
                    return Poll::Ready(Some(Err(PayloadError::Overflow)));
                }
                Poll::Ready(Some(Ok(bytes)))
            }
            Poll::Ready(Some(Err(error))) => {
                self.failed = true;
                Poll::Ready(Some(Err(self.explain(error))))
            }
            Poll::Ready(None) => {
                self.complete = true;
                Poll::Ready(None)
            }
            Poll::Pending => Poll::Pending,
        }
    }
}

/// Reads a whole body; the limit holds through the payload itself.
pub(super) async fn read_body(mut payload: Payload) -> Result<Bytes, Problem> {
    let Some(first) = payload.next().await else {
        return Ok(Bytes::new());
    };
    let first = first.map_err(|error| payload_problem(&error))?;
    let Some(second) = payload.next().await else {
        return Ok(first);
    };
    let second = second.map_err(|error| payload_problem(&error))?;
    let mut body = BytesMut::with_capacity((first.len() + second.len()) * 2);
    body.extend_from_slice(&first);
    body.extend_from_slice(&second);
    while let Some(chunk) = payload.next().await {
        body.extend_from_slice(&chunk.map_err(|error| payload_problem(&error))?);
    }
    Ok(body.freeze())
}

/// What a client is told when its body could not be read.
pub(super) fn payload_problem(error: &PayloadError) -> Problem {
    match error {
        PayloadError::Overflow => Problem::new(ProblemType::PayloadTooLarge),
        PayloadError::Io(error) if error.kind() == io::ErrorKind::TimedOut => {
            Problem::new(ProblemType::RequestTimeout).with_detail("The body was not received in time.")
        }
        PayloadError::EncodingCorrupted => {
            Problem::new(ProblemType::BadRequest).with_detail("The body's transfer or content coding is corrupt.")
        }
        _ => Problem::new(ProblemType::BadRequest).with_detail("The body ended before it was complete."),
    }
}
