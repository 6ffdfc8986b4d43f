//! A gate between fjango and PostgreSQL that holds answers back, to count round trips.
//!
//! What waits for no answer is sent before one comes. So the gate keeps the answers to itself until it was told as many
//! statements as a test says belong together: those that wait for each other never get that far, however long one waits.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::{oneshot, watch};

/// After this nothing comes any more.
const PATIENCE: Duration = Duration::from_secs(30);

/// A proxy before a PostgreSQL server. Lets everything through, except while [`expect`](Self::expect) runs.
#[derive(Debug)]
pub struct Gate {
    address: SocketAddr,
    database: String,
    schedule: Arc<Schedule>,
    /// Dropped, it ends the gate's thread.
    _open: oneshot::Sender<()>,
}

#[derive(Debug, Default)]
struct Schedule {
    counts: Mutex<Counts>,
    /// Changes whenever answers may go on.
    opened: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Counts {
    watching: bool,
    /// Statements in each round trip to come, the present one first.
    trips: VecDeque<usize>,
    /// Statements of the present round trip that were sent, and how many of these are answered.
    sent: usize,
    answered: usize,
    /// Statements that no round trip was left for.
    extra: usize,
}

impl Counts {
    fn is_open(&self) -> bool {
        self.trips.front().is_none_or(|wanted| self.sent >= *wanted)
    }
}

impl Schedule {
    fn change(&self, change: impl FnOnce(&mut Counts)) {
        change(&mut self.counts());
        self.opened.send_modify(|changes| *changes += 1);
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sent(&self) {
        self.change(|counts| match counts.trips.is_empty() {
            true => counts.extra += usize::from(counts.watching),
            false => counts.sent += 1,
        });
    }

    /// Waits until an answer may go on.
    async fn pass(&self) {
        let mut opened = self.opened.subscribe();
        while !self.counts().is_open() {
            if opened.changed().await.is_err() {
                return;
            }
        }
    }

    /// Waits until what was sent is answered to its end, which the driver does not wait for.
    async fn settle(&self) {
        let mut opened = self.opened.subscribe();
        let under_way = |counts: &Counts| !counts.trips.is_empty() && counts.is_open();
        while under_way(&self.counts()) {
            if opened.changed().await.is_err() {
                return;
            }
        }
    }

    fn answered(&self) {
        self.change(|counts| {
            let Some(wanted) = counts.trips.front().copied() else {
                return;
            };
            counts.answered += 1;
            if counts.answered == wanted {
                counts.trips.pop_front();
                // Whoever was answered first may have asked on already.
                counts.sent -= wanted;
                counts.answered = 0;
            }
        });
    }
}

impl Gate {
    /// Opens a gate before the database at `url`, `postgres://user@host:port/name`.
    ///
    /// # Panics
    /// If `url` names no server, or no port of this machine is free.
    pub async fn before(url: &str) -> Self {
        let (user, rest) = url.split_once('@').expect("the URL names a user");
        let (server, database) = rest.split_once('/').expect("the URL names a database");
        let server = server.to_owned();
        let schedule = Arc::new(Schedule::default());
        let shared = Arc::clone(&schedule);
        let (tell, address) = oneshot::channel();
        let (_open, closed) = oneshot::channel::<()>();
        // On a thread of its own, as a test that removes its database waits without running anything else.
        thread::spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime starts").block_on(async move {
                let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
                let _ = tell.send(listener.local_addr().expect("a listener has an address"));
                tokio::select! {
                    () = accept(listener, server, shared) => (),
                    _ = closed => (),
                }
            });
        });
        Self {
            address: address.await.expect("the gate opens"),
            database: format!("{user}@{{}}/{database}"),
            schedule,
            _open,
        }
    }

    /// The URL of the database through the gate.
    pub fn url(&self) -> String {
        let plain = self.database.replace("{}", &self.address.to_string());
        let and = if plain.contains('?') { '&' } else { '?' };
        format!("{plain}{and}sslmode=disable")
    }

    /// Awaits `work`, which must send exactly so many statements in each round trip: `[1, 3]` is one whose answer is
    /// waited for, then three that do not wait for each other.
    ///
    /// # Panics
    /// When other statements wait for each other, or there are more or fewer.
    pub async fn expect<T>(&self, trips: &[usize], work: impl IntoFuture<Output = T>) -> T {
        self.schedule.change(|counts| {
            *counts = Counts {
                watching: true,
                trips: trips.iter().copied().collect(),
                ..Counts::default()
            };
        });
        let done = tokio::time::timeout(PATIENCE, work.into_future()).await;
        if done.is_ok() {
            self.schedule.settle().await;
        }
        let counts = std::mem::take(&mut *self.schedule.counts());
        self.schedule.change(|_| ());
        let at = trips.len() - counts.trips.len() + 1;
        match done {
            Ok(value) if counts.trips.is_empty() && counts.extra + counts.sent == 0 => value,
            Ok(_) if counts.trips.is_empty() => {
                panic!(
                    "{} statements more than {trips:?} were sent",
                    counts.extra + counts.sent
                )
            }
            Ok(_) => panic!("round trip {at} of {trips:?} had {} statements", counts.sent),
            Err(_) => panic!(
                "round trip {at} of {trips:?} has {} statements so far, and the next waits for an answer",
                counts.sent
            ),
        }
    }
}

async fn accept(listener: TcpListener, server: String, schedule: Arc<Schedule>) {
    while let Ok((client, _)) = listener.accept().await {
        // As the driver does: an answer must not wait for the next one.
        let _ = client.set_nodelay(true);
        let Ok(server) = TcpStream::connect(&server).await else {
            continue;
        };
        let _ = server.set_nodelay(true);
        let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
        tokio::spawn(ask(from_client, to_server, Arc::clone(&schedule)));
        tokio::spawn(answer(from_server, to_client, Arc::clone(&schedule)));
    }
}

/// Cuts PostgreSQL's messages out of a stream: a letter, then a length that counts itself.
#[derive(Default)]
struct Messages(Vec<u8>);

impl Messages {
    fn push(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// The next message whose length stands after `letters` bytes.
    fn next(&mut self, letters: usize) -> Option<Vec<u8>> {
        let length: [u8; 4] = self.0.get(letters..letters + 4)?.try_into().ok()?;
        let end = letters + usize::try_from(u32::from_be_bytes(length)).ok()?;
        (self.0.len() >= end).then(|| self.0.drain(..end).collect())
    }
}

/// Hands on what the client says, and counts what asks for an answer.
async fn ask(mut client: OwnedReadHalf, mut server: OwnedWriteHalf, schedule: Arc<Schedule>) {
    let (mut messages, mut bytes, mut greeted) = (Messages::default(), vec![0; 65_536], false);
    while let Ok(read @ 1..) = client.read(&mut bytes).await {
        messages.push(&bytes[..read]);
        // The first has no letter.
        while let Some(message) = messages.next(usize::from(greeted)) {
            // `Sync` and `Query`.
            let asks = greeted && matches!(message.first(), Some(b'S' | b'Q'));
            greeted = true;
            if server.write_all(&message).await.is_err() {
                return;
            }
            if asks {
                schedule.sent();
            }
        }
    }
}

/// Hands on what the server says, when it may.
async fn answer(mut server: OwnedReadHalf, mut client: OwnedWriteHalf, schedule: Arc<Schedule>) {
    let (mut messages, mut bytes, mut ready) = (Messages::default(), vec![0; 65_536], false);
    while let Ok(read @ 1..) = server.read(&mut bytes).await {
        messages.push(&bytes[..read]);
        while let Some(message) = messages.next(1) {
            // `ReadyForQuery`; the first one ends the greeting.
            let ends = message.first() == Some(&b'Z');
            if ready {
                schedule.pass().await;
                if ends {
                    schedule.answered();
                }
            }
            ready |= ends;
            if client.write_all(&message).await.is_err() {
                return;
            }
        }
    }
}
