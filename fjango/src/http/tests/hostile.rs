//! What hostile and broken clients send. Nothing of it may give a 5xx, hang a connection or end a worker.

use std::{
    sync::mpsc,
    time::{Duration, Instant},
};

use actix_web::{HttpResponse, http::Method, web};
use futures_util::StreamExt as _;

use super::support::{Client, PATIENCE, Running, config, start};
use crate::http::{Config, Json, MaxBody, Routes, Server, State};

/// Reports when the handler's future is dropped.
struct OnDrop(mpsc::Sender<&'static str>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        // The receiver is gone once its test is over.
        let _ = self.0.send("dropped");
    }
}

fn server(config: Config) -> (Running, mpsc::Receiver<&'static str>) {
    let (events, receiver) = mpsc::channel();
    let server = Server::new(config)
        .state(std::sync::Mutex::new(events))
        .configure(|services| {
            Routes::new()
                .add(Method::GET, "/", async || "home")
                .add(Method::GET, "/n/{n}", async |n: web::Path<String>| n.into_inner())
                .add(Method::POST, "/json", async |body: Json<serde_json::Value>| {
                    Json(body.into_inner())
                })
                .add(
                    Method::POST,
                    "/large",
                    async |_: MaxBody<20_000_000>, body: web::Bytes| body.len().to_string(),
                )
                .add(Method::POST, "/ignore", async || "ignored")
                .add(Method::GET, "/echo", async |payload: web::Payload| {
                    HttpResponse::SwitchingProtocols()
                        .upgrade("websocket")
                        .streaming(payload)
                })
                .add(Method::GET, "/panic", async || -> String { panic!("on purpose") })
                .add(Method::GET, "/panic-in-body", async || {
                    let chunks = futures_util::stream::iter(0..2).map(|n| match n {
                        0 => Ok::<_, std::io::Error>(web::Bytes::from_static(b"start")),
                        _ => panic!("on purpose"),
                    });
                    HttpResponse::Ok().streaming(chunks)
                })
                .add(
                    Method::GET,
                    "/forever",
                    async |events: State<std::sync::Mutex<mpsc::Sender<&'static str>>>| {
                        let events = events.lock().unwrap().clone();
                        events.send("started").unwrap();
                        let _guard = OnDrop(events);
                        std::future::pending::<String>().await
                    },
                )
                .configure(services);
        });
    (start(server), receiver)
}

fn default_server() -> Running {
    server(config()).0
}

#[test]
fn a_header_name_of_64_kib_is_431_and_the_worker_lives() {
    // actix-http 3.20 alone panics on names that the `http` crate refuses (more than 65,535 bytes).
    for max_header_bytes in [32 * 1024, 100 * 1024] {
        let (running, _) = server(Config {
            max_header_bytes,
            ..config()
        });
        for length in [65_535, 65_536, 70_000, 90_000, 120_000, 1_000_000] {
            let request = format!("GET / HTTP/1.1\r\nhost: localhost\r\n{}: 1\r\n\r\n", "x".repeat(length));
            running.ask(request).assert_problem(431, "header-too-large");
            running.assert_healthy();
        }
    }
}

#[test]
fn smuggling_attempts_are_400_and_end_the_connection() {
    let running = default_server();
    let smuggled = "GET /smuggled HTTP/1.1\r\nhost: localhost\r\n\r\n";
    for head in [
        "POST /json HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /json HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n",
        "POST /json HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
        "POST /json HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\ncontent-length: 5\r\n\r\nhello",
        "POST /json HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5, 5\r\n\r\nhello",
        "POST /json HTTP/1.1\r\nhost: localhost\r\ncontent-length: +5\r\n\r\nhello",
        "POST /json HTTP/1.1\r\nhost: localhost\r\ncontent-length: -5\r\n\r\nhello",
        "POST /json HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0x5\r\n\r\nhello",
        "POST /json HTTP/1.1\r\nhost: localhost\r\ncontent-length: 99999999999999999999999\r\n\r\nhello",
        "POST /json HTTP/1.1\r\nhost: localhost\r\ncontent-length:\r\n\r\nhello",
        "POST /json HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "POST /json HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST /json HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /json HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding : chunked\r\n\r\n0\r\n\r\n",
        "POST /json HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding:\u{b}chunked\r\n\r\n0\r\n\r\n",
        "POST /json HTTP/1.0\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: localhost\r\nx-folded: a\r\n b\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: localhost\r\n\tcontent-length: 5\r\n\r\n",
        "GET / HTTP/1.1\nhost: localhost\n\n",
        "GET / HTTP/1.1\r\nhost: localhost\nx: y\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: localhost\r\nx: a\rb\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: localhost\r\nx: a\0b\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: localhost\r\nhost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: localhost\r\n: empty\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: localhost\r\nno colon\r\n\r\n",
        "GET  / HTTP/1.1\r\nhost: localhost\r\n\r\n",
        "GET / HTTP/1.1 \r\nhost: localhost\r\n\r\n",
        "GET / HTTP/1.2\r\nhost: localhost\r\n\r\n",
        "GET home HTTP/1.1\r\nhost: localhost\r\n\r\n",
        "GET /\u{e9} HTTP/1.1\r\nhost: localhost\r\n\r\n",
        "GET /\0 HTTP/1.1\r\nhost: localhost\r\n\r\n",
    ] {
        let mut client = running.connect();
        client.send(format!("{head}{smuggled}"));
        let answer = client.answer().unwrap_or_else(|| panic!("no answer to {head:?}"));
        assert_eq!(answer.status, 400, "{head:?}");
        answer.assert_problem(400, "bad-request");
        assert_eq!(client.rest(), b"", "nothing after the refusal of {head:?}");
        running.assert_healthy();
    }
}

#[test]
fn malformed_chunks_are_400() {
    let running = default_server();
    for chunks in [
        "zz\r\n",
        "\r\n\r\n",
        "-1\r\n",
        "0x4\r\nnull\r\n0\r\n\r\n",
        "4\r\nnullX\r\n",
        "4\nnull\n0\n\n",
        "ffffffffffffffffff\r\n",
        "4 \r\nnull\r\n0\r\n\r\n",
        "4;\0\r\nnull\r\n",
    ] {
        let head = "POST /json HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
        running
            .ask(format!("{head}{chunks}"))
            .assert_problem(400, "bad-request");
        running.assert_healthy();
    }
    let sound = "POST /json HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n2;a=b\r\nnu\r\n2\r\nll\r\n0\r\nx-trailer: 1\r\n\r\nGET /n/next HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let mut client = running.connect();
    client.send(sound);
    assert_eq!(client.answer().unwrap().body, b"null");
    assert_eq!(client.answer().unwrap().body, b"next");
}

#[test]
fn garbage_is_400() {
    let running = default_server();
    for garbage in [
        &b"GET /\r\n"[..],
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"\0\0\0\0",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\xff\xfe\r\n\r\n",
        b"hello\r\n\r\n",
        b"GET / HTTP/1.1\nx",
    ] {
        running.ask(garbage).assert_problem(400, "bad-request");
        running.assert_healthy();
    }
}

#[test]
fn heads_and_targets_have_limits() {
    let running = default_server();
    let fields = "x: y\r\n".repeat(5_000);
    running
        .ask(format!(
            "GET / HTTP/1.1\r\nhost: localhost\r\n{}\r\n",
            &fields[..6 * 96]
        ))
        .assert_problem(431, "header-too-large");
    running
        .ask(format!("GET / HTTP/1.1\r\nhost: localhost\r\n{fields}\r\n"))
        .assert_problem(431, "header-too-large");
    assert_eq!(
        running
            .ask(format!(
                "GET / HTTP/1.1\r\nhost: localhost\r\n{}\r\n",
                &fields[..6 * 95]
            ))
            .status,
        200
    );
    running
        .ask(format!(
            "GET / HTTP/1.1\r\nhost: localhost\r\nx: {}\r\n\r\n",
            "y".repeat(200_000)
        ))
        .assert_problem(431, "header-too-large");
    running
        .ask(format!(
            "GET /{} HTTP/1.1\r\nhost: localhost\r\n\r\n",
            "y".repeat(9_000)
        ))
        .assert_problem(414, "uri-too-long");
    running
        .ask(format!(
            "GET /{} HTTP/1.1\r\nhost: localhost\r\n\r\n",
            "y".repeat(500_000)
        ))
        .assert_problem(414, "uri-too-long");
    running.assert_healthy();
}

#[test]
fn bodies_have_limits() {
    let running = default_server();
    let head = |path: &str, framing: &str| {
        format!("POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n{framing}\r\n\r\n")
    };
    // The length alone is enough; not a byte of the body was sent.
    running
        .ask(head("/json", "content-length: 10000000"))
        .assert_problem(413, "payload-too-large");
    let mut all = head("/json", "content-length: 10000000").into_bytes();
    all.resize(all.len() + 10_000_000, b'x');
    running.ask(&all).assert_problem(413, "payload-too-large");
    let mut chunked = head("/json", "transfer-encoding: chunked").into_bytes();
    for _ in 0..100 {
        chunked.extend_from_slice(b"186a0\r\n");
        chunked.resize(chunked.len() + 100_000, b'x');
        chunked.extend_from_slice(b"\r\n");
    }
    running.ask(&chunked).assert_problem(413, "payload-too-large");
    let mut allowed = head("/large", "content-length: 10000000").into_bytes();
    allowed.resize(allowed.len() + 10_000_000, b'x');
    assert_eq!(running.ask(&allowed).body, b"10000000");
    let deep = "[".repeat(100_000);
    running
        .ask(format!("{}{deep}", head("/json", "content-length: 100000")))
        .assert_problem(400, "malformed-json");
    running.assert_healthy();
}

#[test]
fn slow_heads_are_408_while_others_are_served() {
    let (running, _) = server(Config {
        header_timeout: Duration::from_secs(2),
        ..config()
    });
    let mut slow: Vec<Client> = (0..200).map(|_| running.connect()).collect();
    for byte in "GET / HTTP".bytes() {
        for client in &mut slow {
            client.send([byte]);
        }
        running.assert_healthy();
    }
    for client in &mut slow {
        client
            .answer()
            .expect("an answer")
            .assert_problem(408, "request-timeout");
        assert_eq!(client.rest(), b"");
    }
    // actix times only the first head of a connection.
    let mut client = running.connect();
    client.send("GET / HTTP/1.1\r\nhost: localhost\r\n\r\nGET / HT");
    assert_eq!(client.answer().unwrap().body, b"home");
    client
        .answer()
        .expect("an answer")
        .assert_problem(408, "request-timeout");
    // A connection that asks nothing gets no answer.
    assert_eq!(running.connect().rest(), b"");
    running.assert_healthy();
}

#[test]
fn slow_bodies_are_408() {
    let (running, _) = server(Config {
        body_timeout: Duration::from_secs(1),
        ..config()
    });
    for framing in ["content-length: 100", "transfer-encoding: chunked"] {
        let mut client = running.connect();
        client.send(format!(
            "POST /json HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n{framing}\r\n\r\n1"
        ));
        client
            .answer()
            .expect("an answer")
            .assert_problem(408, "request-timeout");
        assert_eq!(client.rest(), b"");
    }
    running.assert_healthy();
}

#[test]
fn an_endless_body_that_nobody_reads_ends_the_connection() {
    let running = default_server();
    let mut client = running.connect();
    client.send("POST /ignore HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n");
    assert_eq!(client.answer().unwrap().body, b"ignored");
    let chunk = format!("1000\r\n{}\r\n", "x".repeat(0x1000));
    let started = Instant::now();
    use std::io::Write as _;
    while client.stream.write_all(chunk.as_bytes()).is_ok() {
        assert!(started.elapsed() < PATIENCE, "the server reads on forever");
    }
    running.assert_healthy();
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let running = default_server();
    let mut client = running.connect();
    let all: String = (0..50)
        .map(|n| format!("GET /n/{n} HTTP/1.1\r\nhost: localhost\r\n\r\n"))
        .collect();
    client.send(format!("\r\n{all}garbage"));
    client.send("\r\n\r\n");
    for n in 0..50 {
        assert_eq!(client.answer().unwrap().body, n.to_string().as_bytes());
    }
    client.answer().unwrap().assert_problem(400, "bad-request");
    assert_eq!(client.rest(), b"");
    running.assert_healthy();
}

#[test]
fn half_closed_connections_do_not_linger() {
    let running = default_server();
    for part in [
        "",
        "GET",
        "GET / HTTP/1.1\r\nhost: localhost\r\n",
        "POST /json HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n1",
    ] {
        let mut client = running.connect();
        client.send(part);
        client.finish_sending();
        let rest = client.rest();
        assert!(
            rest.is_empty() || rest.starts_with(b"HTTP/1.1 4"),
            "{part:?} gave {}",
            String::from_utf8_lossy(&rest)
        );
        running.assert_healthy();
    }
}

#[test]
fn a_client_that_dies_takes_its_handler_with_it() {
    let (running, events) = server(config());
    for abort in [false, true] {
        let mut client = running.connect();
        client.send("GET /forever HTTP/1.1\r\nhost: localhost\r\n\r\n");
        assert_eq!(events.recv_timeout(PATIENCE), Ok("started"));
        if abort {
            // Bytes that were never read turn the close into a reset.
            client.send("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
        }
        drop(client);
        assert_eq!(events.recv_timeout(PATIENCE), Ok("dropped"));
        running.assert_healthy();
    }
}

#[test]
fn a_slow_handler_is_dropped_with_503() {
    let (running, events) = server(Config {
        request_timeout: Duration::from_millis(200),
        ..config()
    });
    running.get("/forever").assert_problem(503, "timeout");
    assert_eq!(events.recv_timeout(PATIENCE), Ok("started"));
    assert_eq!(events.recv_timeout(PATIENCE), Ok("dropped"));
    running.assert_healthy();
}

#[test]
fn panics_do_not_end_the_worker_or_even_the_connection() {
    let running = default_server();
    let mut client = running.connect();
    for _ in 0..10 {
        client.send("GET /panic HTTP/1.1\r\nhost: localhost\r\n\r\nGET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
        client.answer().unwrap().assert_problem(500, "internal");
        assert_eq!(client.answer().unwrap().body, b"home");
    }
    let mut client = running.connect();
    client.send("GET /panic-in-body HTTP/1.1\r\nhost: localhost\r\n\r\n");
    let rest = String::from_utf8(client.rest()).unwrap();
    assert!(
        !rest.ends_with("0\r\n\r\n"),
        "a broken body must not look complete: {rest}"
    );
    running.assert_healthy();
}

#[test]
fn the_mark_of_a_refusal_cannot_be_sent_by_a_client() {
    let running = default_server();
    let answer =
        running.ask("GET / HTTP/1.1\r\nhost: localhost\r\nfjango-gate: 00000000000000000000000000000000\r\n\r\n");
    assert_eq!((answer.status, answer.body.as_slice()), (200, &b"home"[..]));
}

#[test]
fn an_upgraded_connection_has_no_body_limit_and_a_handler_that_does_not_upgrade_keeps_it() {
    let (running, _) = server(Config {
        max_body_bytes: 1000,
        body_timeout: Duration::from_secs(1),
        ..config()
    });
    let upgrade =
        "host: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\ncontent-type: application/json\r\n\r\n";
    let mut client = running.connect();
    client.send(format!("GET /echo HTTP/1.1\r\n{upgrade}"));
    assert_eq!(client.answer().unwrap().status, 101);
    let frame = [7; 1500];
    for _ in 0..10 {
        client.send(frame);
        assert_eq!(client.bytes(frame.len()), frame);
    }
    let mut client = running.connect();
    client.send(format!("POST /json HTTP/1.1\r\n{upgrade}{}", "x".repeat(2000)));
    client.answer().unwrap().assert_problem(413, "payload-too-large");
    running.assert_healthy();
}
