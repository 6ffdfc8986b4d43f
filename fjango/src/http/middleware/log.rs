//! One line for each request.

use std::net::IpAddr;

use actix_web::http::Method;
use tokio::time::Instant;

use crate::http::request_id::RequestId;

/// The log line of a request, written when it is dropped: with the end of the response body, or when the client went away.
pub(super) struct RequestLog {
    id: RequestId,
    method: Method,
    path: String,
    /// What proxies say of it included.
    client: Option<IpAddr>,
    started: Instant,
    /// `None` until there is a response head.
    status: Option<u16>,
    bytes: u64,
    complete: bool,
}

impl RequestLog {
    pub(super) fn new(id: RequestId, method: Method, path: String, client: Option<IpAddr>) -> Self {
        Self {
            id,
            method,
            path,
            client,
            started: Instant::now(),
            status: None,
            bytes: 0,
            complete: false,
        }
    }

    pub(super) fn id(&self) -> &RequestId {
        &self.id
    }

    /// When the request's head was read.
    pub(super) fn started(&self) -> Instant {
        self.started
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn answered(&mut self, status: u16) {
        self.status = Some(status);
    }

    pub(super) fn sent(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
    }

    pub(super) fn completed(&mut self) {
        self.complete = true;
    }
}

impl Drop for RequestLog {
    fn drop(&mut self) {
        // The sum is worth doing only for somebody who reads it.
        if !tracing::enabled!(target: "fjango::http", tracing::Level::ERROR) {
            return;
        }
        let failed = self.status.is_some_and(|status| status >= 500);
        if !failed && !tracing::enabled!(target: "fjango::http", tracing::Level::INFO) {
            return;
        }
        // Whole microseconds: more digits would only be noise.
        let milliseconds = self.started.elapsed().as_micros() as f64 / 1000.0;
        let (request_id, method, path, bytes) = (self.id.as_str(), self.method.as_str(), &self.path, self.bytes);
        let client = self.client.map(tracing::field::display);
        match self.status {
            Some(status) if status >= 500 => {
                tracing::error!(target: "fjango::http", request_id, client, method, path, status, milliseconds, bytes, "request");
            }
            Some(status) if self.complete => {
                tracing::info!(target: "fjango::http", request_id, client, method, path, status, milliseconds, bytes, "request");
            }
            Some(status) => {
                tracing::info!(target: "fjango::http", request_id, client, method, path, status, milliseconds, bytes,
                    "request, but the client left before its response was sent");
            }
            // nginx's status for it.
            None => {
                tracing::info!(target: "fjango::http", request_id, client, method, path, status = 499, milliseconds, bytes,
                    "request, but the client left before it was answered");
            }
        }
    }
}
