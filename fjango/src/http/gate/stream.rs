//! The gated socket.

use std::{
    future::Future as _,
    io,
    mem::MaybeUninit,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep},
};

use super::{
    ConnectionState, GateLimits, MARK_HEADER, Refusal,
    chunked::{Chunks, Progress},
    head::{BodyFraming, Inspection, inspect},
    mark,
};
use crate::http::problem_type::ProblemType;

const READ_BYTES: usize = 8 * 1024;

/// How much of a body that nobody reads is thrown away to keep the connection.
const MAX_ABANDONED_BYTES: u64 = 256 * 1024;

/// How long a refused client may still send, so that the refusal reaches it before the connection is reset.
const LINGER: Duration = Duration::from_secs(1);

/// A socket that hands on sound requests only. See the [module](super).
pub(in crate::http) struct GatedStream<T> {
    io: T,
    limits: Arc<GateLimits>,
    state: ConnectionState,
    /// Bytes from the socket. `start..verified` may be handed on, `verified..` is still to be judged.
    buffer: Vec<u8>,
    start: usize,
    verified: usize,
    phase: Phase,
    /// Since when the rest of the current head or body is waited for; nothing of one that came whole.
    since: Option<Instant>,
    /// Whether a request was ever complete on this connection.
    served: bool,
    timer: Option<Pin<Box<Sleep>>>,
    /// Until when a closing connection is still read.
    linger_until: Option<Instant>,
}

#[derive(Debug)]
enum Phase {
    Head {
        scanned: usize,
    },
    Length {
        remaining: u64,
        received: u64,
    },
    Chunked {
        chunks: Chunks,
        received: u64,
    },
    Tunnel,
    /// A head was refused: the rest of what the client sends is thrown away.
    Refused,
    /// The stream ends once the verified bytes are handed on.
    Ended,
}

impl<T> GatedStream<T> {
    pub(in crate::http) fn new(io: T, limits: Arc<GateLimits>) -> Self {
        Self {
            io,
            limits,
            state: ConnectionState::default(),
            buffer: Vec::new(),
            start: 0,
            verified: 0,
            phase: Phase::Head { scanned: 0 },
            since: Some(Instant::now()),
            served: false,
            timer: None,
            linger_until: None,
        }
    }

    pub(in crate::http) fn state(&self) -> ConnectionState {
        self.state.clone()
    }

    /// Judges the bytes that are not verified yet.
    fn judge(&mut self) {
        while self.verified < self.buffer.len() {
            let bytes = &self.buffer[self.verified..];
            match &mut self.phase {
                Phase::Head { scanned } => {
                    if *scanned == 0 && bytes.starts_with(b"\r\n") {
                        // RFC 9112 §2.2: empty lines before a request are ignored; older clients end a POST with one.
                        self.buffer.drain(self.verified..self.verified + 2);
                        continue;
                    }
                    if bytes == b"\r" {
                        return;
                    }
                    if *scanned == 0 && self.served {
                        self.since = None;
                    }
                    match inspect(bytes, scanned, &self.limits) {
                        Inspection::Partial => return,
                        Inspection::Complete { length, framing } => {
                            self.verified += length;
                            self.begin_body(framing);
                        }
                        Inspection::Refused(refusal) => self.refuse(refusal),
                    }
                }
                Phase::Length { remaining, received } => {
                    let taken = (*remaining).min(bytes.len() as u64);
                    *remaining -= taken;
                    *received += taken;
                    self.verified += taken as usize;
                    if *remaining == 0 {
                        self.begin_head();
                    }
                }
                Phase::Chunked { chunks, received } => match chunks.advance(bytes) {
                    Progress::More => {
                        *received += bytes.len() as u64;
                        self.verified = self.buffer.len();
                        self.give_up_on_abandoned_body();
                    }
                    Progress::Done(length) => {
                        self.verified += length;
                        self.begin_head();
                    }
                    Progress::Malformed(length) => {
                        self.verified += length;
                        self.state.0.body_malformed.set(true);
                        self.end();
                    }
                },
                Phase::Tunnel => self.verified = self.buffer.len(),
                Phase::Refused | Phase::Ended => self.buffer.truncate(self.verified),
            }
        }
    }

    fn begin_head(&mut self) {
        self.phase = Phase::Head { scanned: 0 };
        self.state.0.body_abandoned.set(false);
    }

    fn begin_body(&mut self, framing: BodyFraming) {
        self.served = true;
        self.since = None;
        match framing {
            BodyFraming::None => self.begin_head(),
            BodyFraming::Length(remaining) => self.phase = Phase::Length { remaining, received: 0 },
            BodyFraming::Chunked => {
                self.phase = Phase::Chunked {
                    chunks: Chunks::new(),
                    received: 0,
                }
            }
            BodyFraming::Tunnel => self.phase = Phase::Tunnel,
        }
    }

    /// actix reads a chunked body to its end to keep the connection, even if that end never comes.
    fn give_up_on_abandoned_body(&mut self) {
        if let Phase::Chunked { received, .. } = &mut self.phase {
            if !self.state.0.body_abandoned.get() {
                return;
            }
            if *received > MAX_ABANDONED_BYTES {
                self.end();
            }
        }
    }

    /// Puts the request that stands for a refused head in its place.
    fn refuse(&mut self, refusal: Refusal) {
        self.state.0.refusal.set(Some(refusal));
        self.buffer.truncate(self.verified);
        let stand_in = format!(
            "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{MARK_HEADER}: {}\r\n\r\n",
            mark()
        );
        self.buffer.extend_from_slice(stand_in.as_bytes());
        self.verified = self.buffer.len();
        self.phase = Phase::Refused;
    }

    fn end(&mut self) {
        self.buffer.truncate(self.verified);
        self.phase = Phase::Ended;
    }

    /// When the client has to be done with what it is sending; `None` if it owes nothing.
    fn deadline(&mut self) -> Option<Instant> {
        let rate = self.limits.body_min_rate.max(1);
        let patience = match &self.phase {
            Phase::Head { .. } if self.verified < self.buffer.len() || !self.served => self.limits.head_timeout,
            Phase::Length { received, .. } | Phase::Chunked { received, .. } => {
                self.limits.body_timeout + Duration::from_secs(received / rate)
            }
            _ => return None,
        };
        Some(*self.since.get_or_insert_with(Instant::now) + patience)
    }

    fn time_out(&mut self) {
        match self.phase {
            Phase::Head { .. } if self.verified < self.buffer.len() => {
                let detail = "The request head was not received in time.";
                self.refuse(Refusal {
                    kind: ProblemType::RequestTimeout,
                    detail,
                });
            }
            // Nothing was asked, so that there is nothing to answer.
            Phase::Head { .. } => self.end(),
            _ => {
                self.state.0.body_timed_out.set(true);
                self.end();
            }
        }
    }

    fn poll_timer(&mut self, deadline: Instant, cx: &mut Context<'_>) -> Poll<()> {
        let timer = self
            .timer
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
        if timer.deadline() != deadline {
            timer.as_mut().reset(deadline);
        }
        timer.as_mut().poll(cx)
    }
}

impl<T: AsyncRead + Unpin> GatedStream<T> {
    fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut space = [const { MaybeUninit::uninit() }; READ_BYTES];
        let mut read = ReadBuf::uninit(&mut space);
        ready!(Pin::new(&mut self.io).poll_read(cx, &mut read))?;
        self.buffer.extend_from_slice(read.filled());
        Poll::Ready(Ok(read.filled().len()))
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for GatedStream<T> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            if this.start < this.verified {
                let length = out.remaining().min(this.verified - this.start);
                out.put_slice(&this.buffer[this.start..this.start + length]);
                this.start += length;
                if this.start == this.verified {
                    this.buffer.drain(..this.verified);
                    (this.start, this.verified) = (0, 0);
                    if this.buffer.is_empty() && this.buffer.capacity() > 2 * READ_BYTES {
                        // One large head must not hold its memory for the life of an idle connection.
                        this.buffer = Vec::new();
                    }
                }
                return Poll::Ready(Ok(()));
            }
            if matches!(this.phase, Phase::Ended) {
                return Poll::Ready(Ok(()));
            }
            match this.poll_fill(cx)? {
                Poll::Ready(0) => return Poll::Ready(Ok(())),
                Poll::Ready(_) => this.judge(),
                Poll::Pending => {
                    let Some(deadline) = this.deadline() else {
                        return Poll::Pending;
                    };
                    ready!(this.poll_timer(deadline, cx));
                    this.time_out();
                }
            }
        }
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncWrite for GatedStream<T> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().io).poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(Pin::new(&mut this.io).poll_shutdown(cx))?;
        if !matches!(this.phase, Phase::Refused | Phase::Ended) {
            return Poll::Ready(Ok(()));
        }
        // Closing with unread bytes resets the connection, and the client may lose the response that says why.
        let deadline = *this.linger_until.get_or_insert_with(|| Instant::now() + LINGER);
        loop {
            match this.poll_fill(cx) {
                Poll::Ready(Ok(0) | Err(_)) => break,
                Poll::Ready(Ok(_)) if Instant::now() >= deadline => break,
                Poll::Ready(Ok(_)) => this.buffer.clear(),
                Poll::Pending => {
                    ready!(this.poll_timer(deadline, cx));
                    break;
                }
            }
        }
        Poll::Ready(Ok(()))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().io).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }
}
