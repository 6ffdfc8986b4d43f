//! A server in a thread of its own and a client that sends any bytes.

use std::{
    io::{Read, Write},
    net::{Shutdown as Half, SocketAddr, TcpStream},
    sync::mpsc,
    thread::JoinHandle,
    time::Duration,
};

use crate::http::{BoundServer, Config, Result, Server, Shutdown};

/// Long enough for any machine; a test that waits so long has failed.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

pub(super) fn config() -> Config {
    Config {
        bind: "127.0.0.1:0".into(),
        workers: Some(1),
        handle_signals: false,
        ..Config::default()
    }
}

pub(super) struct Running {
    pub(super) address: SocketAddr,
    pub(super) shutdown: Shutdown,
    thread: Option<JoinHandle<Result<()>>>,
}

pub(super) fn start(server: Server) -> Running {
    let (sender, receiver) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        let bound: BoundServer = server.bind()?;
        sender.send((bound.addresses()[0], bound.shutdown())).unwrap();
        actix_web::rt::System::new().block_on(bound.run())
    });
    let (address, shutdown) = receiver.recv_timeout(PATIENCE).unwrap();
    Running {
        address,
        shutdown,
        thread: Some(thread),
    }
}

impl Running {
    /// A server of another process, which nobody here stops.
    pub(super) fn elsewhere(address: SocketAddr) -> Self {
        Self {
            address,
            shutdown: Shutdown::new(),
            thread: None,
        }
    }

    pub(super) fn connect(&self) -> Client {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Client {
            stream,
            buffer: Vec::new(),
        }
    }

    /// Sends one request's bytes on a new connection and reads the answer.
    #[track_caller]
    pub(super) fn ask(&self, bytes: impl AsRef<[u8]>) -> Answer {
        let mut client = self.connect();
        client.send(bytes);
        client.answer().expect("an answer")
    }

    #[track_caller]
    pub(super) fn get(&self, path: &str) -> Answer {
        self.ask(format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n"))
    }

    #[track_caller]
    pub(super) fn assert_healthy(&self) {
        assert_eq!(self.get("/healthz").status, 200);
    }

    pub(super) fn stop(mut self) -> Result<()> {
        self.shutdown.begin();
        self.thread.take().unwrap().join().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shutdown.begin();
        if let Some(thread) = self.thread.take() {
            // A failed test has said why already.
            let _ = thread.join();
        }
    }
}

pub(super) struct Client {
    pub(super) stream: TcpStream,
    buffer: Vec<u8>,
}

#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Client {
    /// Sends what the server takes; one that closes early is no error here.
    pub(super) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.stream.write_all(bytes.as_ref());
    }

    pub(super) fn finish_sending(&mut self) {
        let _ = self.stream.shutdown(Half::Write);
    }

    /// The next response, or `None` if the server closed the connection.
    pub(super) fn answer(&mut self) -> Option<Answer> {
        let head = loop {
            if let Some(end) = self.buffer.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                let head: Vec<u8> = self.buffer.drain(..end + 4).collect();
                let head = String::from_utf8(head).unwrap();
                if head.starts_with("HTTP/1.1 100") {
                    continue;
                }
                break head;
            }
            if !self.fill() {
                return None;
            }
        };
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let mut answer = Answer {
            status,
            head,
            body: Vec::new(),
        };
        let length: usize = answer
            .header("content-length")
            .map_or(0, |value| value.parse().unwrap());
        while self.buffer.len() < length {
            assert!(self.fill(), "the body ended early: {answer:?}");
        }
        answer.body = self.buffer.drain(..length).collect();
        Some(answer)
    }

    /// So many raw bytes.
    pub(super) fn bytes(&mut self, length: usize) -> Vec<u8> {
        while self.buffer.len() < length {
            assert!(self.fill(), "the connection ended early");
        }
        self.buffer.drain(..length).collect()
    }

    /// Waits until the server has closed the connection; returns what it sent before.
    pub(super) fn rest(&mut self) -> Vec<u8> {
        while self.fill() {}
        std::mem::take(&mut self.buffer)
    }

    fn fill(&mut self) -> bool {
        let mut chunk = [0; 8192];
        match self.stream.read(&mut chunk) {
            Ok(0) => false,
            Ok(length) => {
                self.buffer.extend_from_slice(&chunk[..length]);
                true
            }
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => false,
            Err(error) => panic!("the server neither answered nor closed the connection: {error}"),
        }
    }
}

impl Answer {
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    pub(super) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// Asserts that this is a complete problem document of the status and type.
    #[track_caller]
    pub(super) fn assert_problem(&self, status: u16, code: &str) {
        assert_eq!(
            self.status,
            status,
            "{}\n{}",
            self.head,
            String::from_utf8_lossy(&self.body)
        );
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{}",
            self.head
        );
        let json = self.json();
        assert_eq!(json["type"], format!("https://fjango.dev/problems/{code}"), "{json}");
        assert_eq!(json["status"], status);
        assert!(json["title"].is_string() && json["detail"].is_string(), "{json}");
        let id = self.header("x-request-id").expect("a request id");
        if status >= 500 {
            assert_eq!(json["request_id"], id);
        }
    }
}
