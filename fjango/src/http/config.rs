//! What can be set about the server.

use crate::conf::{Network, Settings};
use std::time::Duration;

/// How the server listens, what it accepts and how long it waits.
///
/// Every limit has a default that is safe on the open internet; raise one where your application needs it.
///
/// # Examples
/// ```
/// use fjango::http::Config;
///
/// let config = Config { bind: "127.0.0.1:0".into(), ..Config::default() };
/// assert_eq!(config.max_body_bytes, 2_621_440);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Where to listen, as `host:port`. Port 0 takes a free one; the server reports the real address.
    /// Default: `127.0.0.1:8000`.
    pub bind: String,
    /// Worker threads. Default: `None`, one for each processor.
    pub workers: Option<usize>,
    /// Connections open at once over all workers; more wait to be accepted. Default: 25,000.
    pub max_connections: usize,
    /// How long an idle connection is kept for its next request; zero closes it after each response.
    /// Default: 75 s, longer than the idle time of common load balancers.
    pub keep_alive: Duration,
    /// How long a client may take to send one request head, from its first byte (for the first request:
    /// from the connection). Default: 10 s.
    pub header_timeout: Duration,
    /// How long a client may take to send a body; each [`Config::body_min_rate`] bytes received add a second.
    /// Default: 20 s.
    pub body_timeout: Duration,
    /// Bytes a second that a client must send on average once [`Config::body_timeout`] has passed. Default: 500.
    pub body_min_rate: u64,
    /// How long a handler may take until its response head; then it is dropped and the client gets 503 `timeout`.
    /// Zero sets no limit. Default: 30 s.
    pub request_timeout: Duration,
    /// The largest body accepted, in bytes; a larger one is 413. [`MaxBody`](super::MaxBody) raises it for one
    /// handler. Default: 2.5 MiB.
    pub max_body_bytes: u64,
    /// The largest request head accepted, in bytes, the request line included; a larger one is 431.
    /// At most 100 KiB, and 65,000 for one header name. Default: 32 KiB.
    pub max_header_bytes: usize,
    /// The most header fields accepted in one request; more are 431. At most 96, which is also the default.
    pub max_header_count: usize,
    /// The longest request target accepted, in bytes; a longer one is 414. Default: 8 KiB.
    pub max_uri_bytes: usize,
    /// The hosts this server answers for: `example.com`, `.example.com` (with all subdomains) or `*` (any).
    /// A request for another is 400. Default: empty, which means loopback names and addresses only.
    pub allowed_hosts: Vec<String>,
    /// The proxies in front, whose `X-Forwarded-*` and `Forwarded` headers are believed: see
    /// [`Client`](super::Client). Default: empty, nobody's are.
    pub trusted_proxies: Vec<Network>,
    /// Whether `nosniff`, `Referrer-Policy` and `X-Frame-Options` are added where a response has none. Default: yes.
    pub security_headers: bool,
    /// `Strict-Transport-Security`. Default: `None`, since it is hard to take back.
    pub hsts: Option<Hsts>,
    /// How long the server still accepts connections after it was told to stop, while `/readyz` says 503, so that
    /// a load balancer can turn away from it. Default: none.
    pub lame_duck: Duration,
    /// How long requests in flight may take to finish once the server stops listening. Default: 30 s.
    pub shutdown_timeout: Duration,
    /// Whether a request in which one line sends the same statement five times or more is told in the log, with the line
    /// and what to write instead. Default: no; the settings say yes in development and test.
    pub n_plus_one: bool,
    /// Whether SIGTERM and SIGINT stop the server. Default: yes.
    pub handle_signals: bool,
    /// The path that says the process is alive. Default: `/healthz`.
    pub health_path: String,
    /// The path that says the process can serve. Default: `/readyz`.
    pub ready_path: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            bind: "127.0.0.1:8000".into(),
            workers: None,
            max_connections: 25_000,
            keep_alive: Duration::from_secs(75),
            header_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(20),
            body_min_rate: 500,
            request_timeout: Duration::from_secs(30),
            max_body_bytes: 2_621_440,
            max_header_bytes: 32 * 1024,
            max_header_count: MAX_HEADER_COUNT,
            max_uri_bytes: 8 * 1024,
            allowed_hosts: Vec::new(),
            trusted_proxies: Vec::new(),
            security_headers: true,
            hsts: None,
            lame_duck: Duration::ZERO,
            shutdown_timeout: Duration::from_secs(30),
            n_plus_one: false,
            handle_signals: true,
            health_path: "/healthz".into(),
            ready_path: "/readyz".into(),
        }
    }
}

impl Config {
    /// What `[server]` of the settings says, with defaults for the rest.
    ///
    /// # Examples
    /// ```
    /// use fjango::conf::{Settings, Sources};
    /// use fjango::http::Config;
    ///
    /// let settings = Settings::load(&Sources::none().with_variable("FJANGO_BIND", "127.0.0.1:9000"))?;
    /// assert_eq!(Config::from_settings(&settings).bind, "127.0.0.1:9000");
    /// # Ok::<(), fjango::conf::Error>(())
    /// ```
    pub fn from_settings(settings: &Settings) -> Self {
        let server = &settings.server;
        Self {
            bind: server.bind.to_string(),
            workers: Some(server.workers),
            max_connections: server.max_connections,
            keep_alive: server.keep_alive,
            header_timeout: server.header_timeout,
            body_timeout: server.body_timeout,
            request_timeout: server.request_timeout,
            max_body_bytes: server.max_body_bytes,
            allowed_hosts: server.allowed_hosts.clone(),
            trusted_proxies: server.trusted_proxies.clone(),
            lame_duck: server.lame_duck,
            shutdown_timeout: server.shutdown_timeout,
            n_plus_one: settings.log.n_plus_one,
            ..Self::default()
        }
    }
}

/// The value of `Strict-Transport-Security`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hsts {
    /// How long browsers keep to HTTPS; whole seconds are sent.
    pub max_age: Duration,
    /// Whether it holds for subdomains too.
    pub include_subdomains: bool,
    /// Whether browsers may ship the host in their preload lists.
    pub preload: bool,
}

impl Hsts {
    pub(super) fn header_value(&self) -> String {
        let mut value = format!("max-age={}", self.max_age.as_secs());
        if self.include_subdomains {
            value.push_str("; includeSubDomains");
        }
        if self.preload {
            value.push_str("; preload");
        }
        value
    }
}

/// actix-http parses at most this many header fields.
pub(super) const MAX_HEADER_COUNT: usize = 96;

/// actix-http buffers at most 128 KiB of a head; staying below leaves room for a body's first bytes.
pub(super) const MAX_HEADER_BYTES: usize = 100 * 1024;

/// The `http` crate refuses longer header names, and actix-http 3.20 panics on that refusal (`h1/decoder.rs`).
pub(super) const MAX_HEADER_NAME_BYTES: usize = 65_000;
