//! The response body as it leaves.

use std::{
    error::Error as StdError,
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::{
    body::{BodySize, BoxBody, MessageBody},
    web::Bytes,
};

use super::{log::RequestLog, panic::guard};

/// A response body that counts its bytes for the log and survives a panic of the stream in it.
pub(in crate::http) struct EdgeBody {
    inner: BoxBody,
    log: RequestLog,
}

impl EdgeBody {
    pub(super) fn new(inner: BoxBody, mut log: RequestLog) -> Self {
        if matches!(inner.size(), BodySize::None | BodySize::Sized(0)) {
            // actix does not poll an empty body.
            log.completed();
        }
        Self { inner, log }
    }
}

impl MessageBody for EdgeBody {
    type Error = Box<dyn StdError>;

    fn size(&self) -> BodySize {
        self.inner.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let this = &mut *self;
        match guard(|| Pin::new(&mut this.inner).poll_next(cx)) {
            Ok(Poll::Ready(Some(Ok(bytes)))) => {
                this.log.sent(bytes.len());
                Poll::Ready(Some(Ok(bytes)))
            }
            Ok(Poll::Ready(None)) => {
                this.log.completed();
                Poll::Ready(None)
            }
            Ok(other) => other,
            // The head is gone, so that closing the connection is the only way left to say it.
            Err(panic) => {
                tracing::error!(target: "fjango::http", request_id = this.log.id().as_str(), cause = panic, "response body panicked");
                Poll::Ready(Some(Err("the response body panicked".into())))
            }
        }
    }
}
