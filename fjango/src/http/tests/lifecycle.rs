//! Starting, being ready, stopping.

use std::{
    io::{BufRead as _, BufReader},
    net::TcpListener,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::http::Method;
use tokio::sync::Semaphore;

use super::support::{PATIENCE, Running, config, start};
use crate::http::{Config, Error, Readiness, Routes, Server, Shutdown, State};

/// A server whose `/wait` answers once a permit is added; `entered` counts those inside.
struct Gates {
    entered: Semaphore,
    leave: Semaphore,
}

fn waiting_server(config: Config) -> (Server, Arc<Gates>) {
    let gates = Arc::new(Gates {
        entered: Semaphore::new(0),
        leave: Semaphore::new(0),
    });
    let server = Server::new(config).state(Arc::clone(&gates)).configure(|services| {
        Routes::new()
            .add(Method::GET, "/", async || "home")
            .add(Method::GET, "/wait", async |gates: State<Arc<Gates>>| {
                gates.entered.add_permits(1);
                gates.leave.acquire().await.unwrap().forget();
                "waited"
            })
            .configure(services);
    });
    (server, gates)
}

fn entered(gates: &Gates) {
    let started = Instant::now();
    while gates.entered.try_acquire().is_err() {
        assert!(started.elapsed() < PATIENCE, "the request did not arrive");
        std::thread::yield_now();
    }
}

#[test]
fn a_port_in_use_is_one_clear_error() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let error = Server::new(Config {
        bind: address.to_string(),
        ..config()
    })
    .bind()
    .unwrap_err();
    assert!(matches!(error, Error::AddressInUse { address: at } if at == address));
    let text = error.to_string();
    assert!(
        text.contains(&format!("port {} is already in use", address.port())) && text.contains("--bind"),
        "{text}"
    );

    let error = Server::new(Config {
        bind: "no-port".into(),
        ..config()
    })
    .bind()
    .unwrap_err();
    assert!(error.to_string().contains("write `host:port`"), "{error}");
}

#[test]
fn port_0_reports_the_real_port() {
    let bound = Server::new(config()).bind().unwrap();
    assert_ne!(bound.addresses()[0].port(), 0);
    assert_eq!(bound.url(), format!("http://{}", bound.addresses()[0]));
}

#[test]
fn readiness_names_each_check() {
    let readiness = Readiness::default()
        .check("database", || async { Err::<(), _>("connection to 10.1.2.3 refused") })
        .check_within("cache", Duration::from_millis(20), || {
            std::future::pending::<Result<(), String>>()
        })
        .check("disk", || async { Ok::<(), String>(()) });
    let running = start(Server::new(config()).readiness(readiness));
    let answer = running.get("/readyz");
    answer.assert_problem(503, "service-unavailable");
    assert_eq!(answer.header("retry-after"), Some("1"));
    let json = answer.json();
    assert_eq!(json["checks"]["database"]["status"], "failed");
    assert_eq!(json["checks"]["cache"]["status"], "timeout");
    assert_eq!(json["checks"]["disk"]["status"], "ok");
    assert!(!json.to_string().contains("10.1.2.3"), "{json}");
    running.assert_healthy();

    let ready = start(Server::new(config()));
    assert_eq!(ready.get("/readyz").json()["status"], "ready");
}

#[test]
fn a_stop_lets_requests_in_flight_finish() {
    let (server, gates) = waiting_server(Config {
        lame_duck: Duration::from_secs(3),
        ..config()
    });
    let running = start(server);
    let mut busy = running.connect();
    busy.send("GET /wait HTTP/1.1\r\nhost: localhost\r\n\r\n");
    entered(&gates);
    let mut idle = running.connect();
    idle.send("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
    assert_eq!(idle.answer().unwrap().header("connection"), None);

    running.shutdown.begin();
    // The lame duck still answers, and sends its clients away.
    running.get("/readyz").assert_problem(503, "service-unavailable");
    running.assert_healthy();
    idle.send("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
    let last = idle.answer().unwrap();
    assert_eq!((last.status, last.header("connection")), (200, Some("close")));
    assert_eq!(idle.rest(), b"");

    gates.leave.add_permits(1);
    let answer = busy.answer().unwrap();
    assert_eq!((answer.status, answer.body.as_slice()), (200, &b"waited"[..]));
    assert_eq!(answer.header("connection"), Some("close"));
    running.stop().unwrap();
}

#[test]
fn a_stop_does_not_wait_for_ever() {
    let (server, gates) = waiting_server(Config {
        shutdown_timeout: Duration::from_millis(100),
        ..config()
    });
    let running = start(server);
    let mut busy = running.connect();
    busy.send("GET /wait HTTP/1.1\r\nhost: localhost\r\n\r\n");
    entered(&gates);
    running.stop().unwrap();
    assert!(busy.answer().is_none());
}

#[test]
fn handlers_can_see_the_stop_coming() {
    let server = Server::new(config()).configure(|services| {
        Routes::new()
            .add(Method::GET, "/stream", async |shutdown: State<Shutdown>| {
                shutdown.requested().await;
                "ended in time"
            })
            .configure(services);
    });
    let running = start(server);
    let mut client = running.connect();
    client.send("GET /stream HTTP/1.1\r\nhost: localhost\r\n\r\n");
    running.shutdown.begin();
    if let Some(answer) = client.answer() {
        assert_eq!(answer.body, b"ended in time");
    }
    running.stop().unwrap();
}

/// Not a test of its own: the process that the signal tests start.
#[test]
#[ignore = "the server process of the signal tests"]
fn signal_child() {
    use std::io::Write as _;

    let (server, gates) = waiting_server(Config {
        handle_signals: true,
        ..config()
    });
    let bound = server.bind().unwrap();
    let mut out = std::io::stdout();
    writeln!(out, "address {}", bound.addresses()[0]).unwrap();
    actix_web::rt::System::new().block_on(async move {
        let shutdown = bound.shutdown();
        actix_web::rt::spawn(async move {
            gates.entered.acquire().await.unwrap().forget();
            writeln!(out, "entered").unwrap();
            // The request leaves only once the stop has begun, so that it is in flight then for certain.
            shutdown.requested().await;
            writeln!(out, "draining").unwrap();
            gates.leave.add_permits(1);
        });
        bound.run().await.unwrap();
    });
}

struct Child {
    process: std::process::Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Child {
    fn start() -> (Self, Running) {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args([
                "http::tests::lifecycle::signal_child",
                "--exact",
                "--ignored",
                "--nocapture",
                "--test-threads=1",
            ])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut child = Self { process, lines };
        let address = child.line("address ").parse().unwrap();
        (child, Running::elsewhere(address))
    }

    /// The rest of the next line that has the prefix.
    fn line(&mut self, prefix: &str) -> String {
        loop {
            let line = self.lines.next().expect("the child writes on").unwrap();
            if let Some((_, rest)) = line.split_once(prefix) {
                return rest.to_owned();
            }
        }
    }

    fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .args([name, &self.process.id().to_string()])
            .status()
            .unwrap();
        assert!(status.success());
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // Already gone in a test that passed.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn sigterm_and_sigint_drain_and_end_with_0() {
    for name in ["-TERM", "-INT"] {
        let (mut child, running) = Child::start();
        let mut busy = running.connect();
        busy.send("GET /wait HTTP/1.1\r\nhost: localhost\r\n\r\n");
        child.line("entered");
        child.signal(name);
        child.line("draining");
        assert_eq!(busy.answer().unwrap().body, b"waited", "{name}");
        let status = child.process.wait().unwrap();
        assert_eq!(status.code(), Some(0), "{name}");
    }
}

#[test]
fn a_second_sigint_ends_at_once() {
    let (mut child, running) = Child::start();
    // Two requests wait, one permit comes: the second one keeps the server draining.
    let (mut one, mut two) = (running.connect(), running.connect());
    one.send("GET /wait HTTP/1.1\r\nhost: localhost\r\n\r\n");
    two.send("GET /wait HTTP/1.1\r\nhost: localhost\r\n\r\n");
    child.line("entered");
    child.signal("-INT");
    child.line("draining");
    child.signal("-INT");
    assert_eq!(child.process.wait().unwrap().code(), Some(130));
}

#[test]
fn the_server_has_the_same_defaults_with_and_without_settings() {
    let settings = crate::conf::Settings::defaults(crate::conf::Environment::Development);
    let from_settings = crate::http::Config::from_settings(&settings);
    let without = crate::http::Config {
        workers: from_settings.workers,
        // On where one develops.
        n_plus_one: true,
        ..crate::http::Config::default()
    };
    assert_eq!(from_settings, without);
}
