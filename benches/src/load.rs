//! The clients: some connections that are kept, each with one request under way.
//!
//! Requests are written and answers read as plain bytes on sockets, in one thread: on a machine with few processors
//! a client that does more would take them from the servers.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::LocalSet;

use crate::answer::frame;
use crate::scenario::Scenario;

/// How long the last answers may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What to put on a server.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// Connections.
    pub connections: usize,
    /// For how long.
    pub duration: Duration,
}

/// What came back.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// How long each answered request took.
    pub times: Vec<Duration>,
    /// From the first request to the last answer.
    pub elapsed: Duration,
}

/// Sends requests of a scenario to a server for some time. `next` numbers them, so that no two create the same row.
///
/// # Errors
/// When an answer is late, broken, or of another status than the scenario's.
pub async fn run(load: Load, scenario: Scenario, port: u16, next: &Rc<Cell<u64>>) -> anyhow::Result<Outcome> {
    let mut streams = Vec::with_capacity(load.connections);
    for _ in 0..load.connections {
        let stream = TcpStream::connect(("127.0.0.1", port)).await.context("connecting")?;
        stream.set_nodelay(true)?;
        streams.push(stream);
    }
    let local = LocalSet::new();
    let started = Instant::now();
    let clients: Vec<_> = streams
        .into_iter()
        .map(|stream| local.spawn_local(client(stream, scenario, port, started + load.duration, Rc::clone(next))))
        .collect();
    tokio::time::timeout(load.duration + PATIENCE, local)
        .await
        .context("a server stopped answering")?;
    let elapsed = started.elapsed();
    let mut outcome = Outcome {
        elapsed,
        ..Outcome::default()
    };
    for client in clients {
        outcome.times.extend(client.await??);
    }
    Ok(outcome)
}

async fn client(
    mut stream: TcpStream,
    scenario: Scenario,
    port: u16,
    deadline: Instant,
    next: Rc<Cell<u64>>,
) -> anyhow::Result<Vec<Duration>> {
    let host = format!("127.0.0.1:{port}");
    let mut times = Vec::with_capacity(4096);
    let (mut request, mut answer) = (Vec::new(), Vec::with_capacity(16 * 1024));
    let mut sent = Instant::now();
    while sent < deadline {
        scenario.write_request(next.replace(next.get() + 1), &host, &mut request);
        stream.write_all(&request).await?;
        answer.clear();
        let frame = loop {
            let read = stream.read_buf(&mut answer).await?;
            anyhow::ensure!(read > 0, "the server closed a connection");
            if let Some(frame) = frame(&answer)?.filter(|frame| answer.len() >= frame.total_bytes) {
                break frame;
            }
        };
        let now = Instant::now();
        anyhow::ensure!(
            frame.status == scenario.status(),
            "{scenario} is answered with {}: {}",
            frame.status,
            String::from_utf8_lossy(&answer[frame.head_bytes..])
        );
        times.push(now - sent);
        sent = now;
    }
    Ok(times)
}
