//! The server: bind, serve, stop.

use std::{
    fmt, io,
    net::{SocketAddr, TcpListener, ToSocketAddrs},
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use actix_http::{HttpService, KeepAlive, Request, Response};
use actix_service::{IntoServiceFactory as _, ServiceFactoryExt as _, fn_service, map_config};
use actix_web::{
    App,
    body::BoxBody,
    dev::{AppConfig, ServerHandle, Service, ServiceFactory, ServiceResponse},
    error::{DispatchError, Error as ActixError},
    rt::net::TcpStream,
    web::{self, ServiceConfig},
};
use futures_util::future::LocalBoxFuture;

use super::{
    config::{Config, MAX_HEADER_BYTES, MAX_HEADER_COUNT},
    error::{Error, Result},
    extract::State,
    gate::{GateLimits, GatedStream},
    health::{self, Readiness},
    middleware::{AllowedHosts, Edge, SecurityHeaders, Shared, install_hook},
    shutdown::{Shutdown, Signal, Signals},
};

type Configure = Arc<dyn Fn(&mut ServiceConfig) + Send + Sync>;

/// How long a connection that is being closed may take to do so.
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// A server to be: its services, state and checks.
///
/// See the [module](super) for an example.
#[must_use = "a server does nothing until it is bound and run"]
pub struct Server {
    config: Config,
    configure: Vec<Configure>,
    readiness: Readiness,
    shutdown: Shutdown,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("config", &self.config)
            .field("readiness", &self.readiness)
            .finish_non_exhaustive()
    }
}

impl Server {
    /// A server with no services but `/healthz` and `/readyz`.
    pub fn new(config: Config) -> Self {
        Self {
            config,
            configure: Vec::new(),
            readiness: Readiness::default(),
            shutdown: Shutdown::new(),
        }
    }

    /// Adds services. The function runs once in each worker, in the order of the calls.
    pub fn configure(mut self, configure: impl Fn(&mut ServiceConfig) + Send + Sync + 'static) -> Self {
        self.configure.push(Arc::new(configure));
        self
    }

    /// Shares a value with all handlers, as [`State<T>`].
    pub fn state<T: Send + Sync + 'static>(self, value: T) -> Self {
        let value = Arc::new(value);
        self.configure(move |services| {
            services.app_data(State::from(Arc::clone(&value)));
        })
    }

    /// Sets the checks behind `/readyz`.
    pub fn readiness(mut self, readiness: Readiness) -> Self {
        self.readiness = readiness;
        self
    }

    /// The switch that stops the server, which handlers get as [`State<Shutdown>`].
    #[must_use]
    pub fn shutdown(&self) -> Shutdown {
        self.shutdown.clone()
    }

    /// Takes the address; connections queue from now on and are answered once [`BoundServer::run`] is awaited.
    ///
    /// # Errors
    /// [`Error::AddressInUse`], [`Error::Bind`] or [`Error::Address`], each naming what to change.
    pub fn bind(self) -> Result<BoundServer> {
        let address_error = |source| Error::Address {
            address: self.config.bind.clone(),
            source,
        };
        let addresses: Vec<SocketAddr> = self.config.bind.to_socket_addrs().map_err(address_error)?.collect();
        let mut listeners: Vec<TcpListener> = Vec::new();
        for address in addresses {
            // A name such as `localhost` may stand for several addresses; with port 0 the first listener chooses.
            let port = match listeners.first().map(TcpListener::local_addr) {
                Some(Ok(first)) if address.port() == 0 => first.port(),
                _ => address.port(),
            };
            let address = SocketAddr::new(address.ip(), port);
            match TcpListener::bind(address) {
                Ok(listener) => listeners.push(listener),
                Err(error) if error.kind() == io::ErrorKind::AddrNotAvailable && !listeners.is_empty() => {}
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(Error::AddressInUse { address }),
                Err(source) => {
                    return Err(Error::Bind {
                        address: address.to_string(),
                        source,
                    });
                }
            }
        }
        let locals = listeners
            .iter()
            .map(TcpListener::local_addr)
            .collect::<io::Result<Vec<_>>>();
        let addresses = locals.map_err(|source| Error::Bind {
            address: self.config.bind.clone(),
            source,
        })?;
        if addresses.is_empty() {
            return Err(address_error(io::ErrorKind::NotFound.into()));
        }
        Ok(BoundServer {
            server: self,
            listeners,
            addresses,
        })
    }

    /// The same services and the same edge without a socket: for tests.
    ///
    /// # Errors
    /// [`Error::Configuration`] if a service could not be built.
    pub async fn in_process(self) -> Result<InProcess> {
        install_hook();
        let shared = self.shared();
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let edge = self.services(&shared, address);
        let service = edge.new_service(()).await.map_err(|()| Error::Configuration)?;
        let service = Rc::new(service);
        Ok(InProcess(Box::new(move |request| {
            let service = Rc::clone(&service);
            Box::pin(async move {
                match service.call(request).await {
                    Ok(response) => response.map_into_boxed_body(),
                    Err(error) => Response::from(error),
                }
            })
        })))
    }

    fn shared(&self) -> Arc<Shared> {
        Arc::new(Shared {
            hosts: AllowedHosts::new(&self.config.allowed_hosts),
            proxies: self.config.trusted_proxies.clone(),
            headers: SecurityHeaders::new(&self.config),
            request_timeout: self.config.request_timeout,
            max_body_bytes: self.config.max_body_bytes,
            probes: [self.config.health_path.clone(), self.config.ready_path.clone()],
            shutdown: self.shutdown.clone(),
            n_plus_one: self.config.n_plus_one,
        })
    }

    /// The application of one worker behind its edge.
    fn services(
        &self,
        shared: &Arc<Shared>,
        address: SocketAddr,
    ) -> Edge<
        impl ServiceFactory<
            Request,
            Config = (),
            Response = ServiceResponse<BoxBody>,
            Error = ActixError,
            InitError = (),
            Future: 'static,
            Service: Service<Request, Response = ServiceResponse<BoxBody>, Error = ActixError, Future: 'static>
                         + 'static,
        > + use<>,
    > {
        // actix's own body extractors have limits of their own; the edge's limit is the only one that counts.
        let unlimited = usize::MAX;
        let app = App::new()
            .app_data(web::PayloadConfig::new(unlimited))
            .app_data(web::JsonConfig::default().limit(unlimited))
            .app_data(web::FormConfig::default().limit(unlimited))
            .app_data(State::new(self.shutdown.clone()))
            .configure(|services| {
                health::configure(
                    services,
                    &self.config.health_path,
                    &self.config.ready_path,
                    &self.readiness,
                    &self.shutdown,
                );
                for configure in &self.configure {
                    configure(services);
                }
            });
        // actix has no public constructor for an `AppConfig` with an address; its own test crate uses this one.
        let host = address.to_string();
        let inner = map_config(app.into_factory(), move |()| {
            AppConfig::__priv_test_new(false, host.clone(), address)
        });
        Edge {
            inner,
            shared: Arc::clone(shared),
        }
    }
}

/// A server without a socket.
pub struct InProcess(Box<dyn Fn(Request) -> LocalBoxFuture<'static, Response<BoxBody>>>);

impl fmt::Debug for InProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InProcess").finish_non_exhaustive()
    }
}

impl InProcess {
    /// Answers one request as the server would, from `actix_web::test::TestRequest::to_request` for instance.
    pub async fn call(&self, request: Request) -> Response<BoxBody> {
        (self.0)(request).await
    }
}

/// A server that has its address.
#[must_use = "a server answers nothing until it is run"]
#[derive(Debug)]
pub struct BoundServer {
    server: Server,
    listeners: Vec<TcpListener>,
    addresses: Vec<SocketAddr>,
}

impl BoundServer {
    /// The addresses listened on, with the real port where 0 was asked for; at least one.
    #[must_use]
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Where a browser finds the server, such as `http://127.0.0.1:8000`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.addresses[0])
    }

    /// The switch that stops the server.
    #[must_use]
    pub fn shutdown(&self) -> Shutdown {
        self.server.shutdown()
    }

    /// Serves until SIGTERM, SIGINT or [`Shutdown::begin`], then lets requests in flight finish and returns.
    ///
    /// The order of the stop: `/readyz` turns 503 and responses say `Connection: close`; after
    /// [`Config::lame_duck`] the listener closes; requests in flight get up to [`Config::shutdown_timeout`]. A second SIGINT
    /// ends the process at once with exit code 130. Needs a tokio or actix runtime, of any flavour.
    ///
    /// # Errors
    /// [`Error::Signals`] or [`Error::Server`] if the server could not start or ended by itself.
    pub async fn run(self) -> Result<()> {
        install_hook();
        let Self {
            server,
            listeners,
            addresses,
        } = self;
        let config = server.config.clone();
        let shutdown = server.shutdown.clone();
        let mut signals = if config.handle_signals {
            Some(Signals::listen()?)
        } else {
            None
        };
        for address in &addresses {
            tracing::info!(target: "fjango::http", %address, "listening");
        }

        let running = build(server, listeners).map_err(Error::Server)?;
        let handle = running.handle();
        let stop = stop(&config, &shutdown, &handle, signals.as_mut());
        tokio::pin!(running, stop);
        let mut stopped = false;
        loop {
            tokio::select! {
                () = &mut stop, if !stopped => stopped = true,
                result = &mut running => {
                    return match result {
                        Ok(()) if shutdown.is_draining() => {
                            tracing::info!(target: "fjango::http", "stopped");
                            Ok(())
                        }
                        Ok(()) => Err(Error::Server(io::Error::other("the accept loop ended"))),
                        Err(error) => Err(Error::Server(error)),
                    };
                }
            }
        }
    }
}

/// Waits for the wish to stop and carries it out.
async fn stop(config: &Config, shutdown: &Shutdown, handle: &ServerHandle, mut signals: Option<&mut Signals>) {
    tokio::select! {
        () = shutdown.requested() => {}
        signal = next_signal(&mut signals) => {
            tracing::info!(target: "fjango::http", ?signal, "stopping; requests in flight finish first");
            shutdown.begin();
        }
    }
    let drain = async {
        tokio::time::sleep(config.lame_duck).await;
        handle.stop(true).await;
    };
    let interrupted = async { while next_signal(&mut signals).await != Signal::Interrupt {} };
    tokio::select! {
        () = drain => {}
        () = interrupted => {
            tracing::warn!(target: "fjango::http", "interrupted again; ending at once");
            std::process::exit(130);
        }
    }
}

async fn next_signal(signals: &mut Option<&mut Signals>) -> Signal {
    match signals {
        Some(signals) => signals.next().await,
        None => std::future::pending().await,
    }
}

fn build(server: Server, listeners: Vec<TcpListener>) -> io::Result<actix_web::dev::Server> {
    let config = server.config.clone();
    let workers = config
        .workers
        .or_else(|| {
            std::thread::available_parallelism()
                .ok()
                .map(std::num::NonZeroUsize::get)
        })
        .unwrap_or(2)
        .max(1);
    let seconds = config.shutdown_timeout.as_secs() + u64::from(config.shutdown_timeout.subsec_nanos() > 0);
    let mut builder = actix_web::dev::Server::build()
        .workers(workers)
        .max_concurrent_connections(config.max_connections.div_ceil(workers).max(1))
        .shutdown_timeout(seconds)
        .disable_signals();
    let draining = builder.graceful_shutdown_signal();
    let server = Arc::new(server);
    let shared = server.shared();
    let limits = Arc::new(GateLimits {
        max_head_bytes: config.max_header_bytes.min(MAX_HEADER_BYTES),
        max_header_count: config.max_header_count.min(MAX_HEADER_COUNT),
        max_target_bytes: config.max_uri_bytes,
        head_timeout: config.header_timeout,
        body_timeout: config.body_timeout,
        body_min_rate: config.body_min_rate,
    });

    for listener in listeners {
        let address = listener.local_addr()?;
        let (server, shared, limits, draining) = (
            Arc::clone(&server),
            Arc::clone(&shared),
            Arc::clone(&limits),
            draining.clone(),
        );
        builder = builder.listen(format!("fjango http {address}"), listener, move || {
            let keep_alive = server.config.keep_alive;
            let draining = draining.clone();
            let http = HttpService::build()
                .keep_alive(if keep_alive.is_zero() {
                    KeepAlive::Disabled
                } else {
                    KeepAlive::Timeout(keep_alive)
                })
                // The gate times every head; actix would time only the first of a connection.
                .client_request_timeout(Duration::ZERO)
                .client_disconnect_timeout(DISCONNECT_TIMEOUT)
                // A client that is gone must not keep its handler and its SQL running. A killed client and one that only closes
                // its sending side look the same.
                .h1_allow_half_closed(false)
                .local_addr(address)
                .graceful_shutdown_signal(move || {
                    let draining = draining.clone();
                    async move { draining.notified().await }
                })
                .on_connect_ext(|io: &GatedStream<TcpStream>, data| {
                    data.insert(io.state());
                })
                .h1(server.services(&shared, address));
            let limits = Arc::clone(&limits);
            fn_service(move |io: TcpStream| {
                let limits = Arc::clone(&limits);
                async move {
                    // Responses are written whole; waiting to merge packets only delays them.
                    let _ = io.set_nodelay(true);
                    let peer = io.peer_addr().ok();
                    Ok::<_, DispatchError>((GatedStream::new(io, limits), peer))
                }
            })
            .and_then(http)
        })?;
    }
    Ok(builder.run())
}
