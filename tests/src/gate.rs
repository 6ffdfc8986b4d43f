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
    changed: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Counts {
    watching: bool,
    /// How many statements are sent at the end of each round trip.
    ends: Vec<usize>,
    sent: usize,
    answered: usize,
}

/// The statements of a connection that are to be answered, with their numbers where somebody counts.
type Asked = Arc<Mutex<VecDeque<Option<usize>>>>;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Counts {
    /// Whether the answer to a statement may go on: all that belong to its round trip are sent, or none does.
    fn lets_pass(&self, number: usize) -> bool {
        let end = self.ends.iter().find(|end| **end > number);
        !self.watching || end.is_none_or(|end| self.sent >= *end)
    }

    /// The round trip that goes on, and how many statements of it were sent.
    fn at(&self) -> (usize, usize) {
        let done = self.ends.partition_point(|end| *end <= self.sent);
        let before = done.checked_sub(1).map_or(0, |last| self.ends[last]);
        (done + 1, self.sent - before)
    }
}

impl Schedule {
    fn change(&self, change: impl FnOnce(&mut Counts)) {
        change(&mut lock(&self.counts));
        self.changed.send_replace(());
    }

    async fn wait(&self, until: impl Fn(&Counts) -> bool) {
        let mut changed = self.changed.subscribe();
        while !until(&lock(&self.counts)) {
            if changed.changed().await.is_err() {
                return;
            }
        }
    }

    fn sent(&self, asked: &Asked) {
        self.change(|counts| {
            lock(asked).push_back(counts.watching.then_some(counts.sent));
            counts.sent += usize::from(counts.watching);
        });
    }

    /// Waits until the answer to the oldest statement of a connection may go on.
    async fn pass(&self, asked: &Asked) {
        let oldest = lock(asked).front().copied().flatten();
        if let Some(number) = oldest {
            self.wait(|counts| counts.lets_pass(number)).await;
        }
    }

    fn answered(&self, asked: &Asked) {
        if lock(asked).pop_front().flatten().is_some() {
            self.change(|counts| counts.answered += 1);
        }
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
        let ends = trips.iter().scan(0, |sent, trip| {
            *sent += trip;
            Some(*sent)
        });
        self.schedule.change(|counts| {
            *counts = Counts {
                watching: true,
                ends: ends.collect(),
                ..Counts::default()
            };
        });
        let done = tokio::time::timeout(PATIENCE, work.into_future()).await;
        if done.is_ok() {
            // The driver does not wait for the end of an answer.
            self.schedule.wait(|counts| counts.answered >= counts.sent).await;
        }
        let counts = std::mem::take(&mut *lock(&self.schedule.counts));
        self.schedule.changed.send_replace(());
        let (trip, sent) = counts.at();
        match done {
            Ok(value) if trip > trips.len() && sent == 0 => value,
            Ok(_) if trip > trips.len() => panic!("{sent} statements more than {trips:?} were sent"),
            Ok(_) => panic!("round trip {trip} of {trips:?} had {sent} statements"),
            Err(_) => {
                panic!("round trip {trip} of {trips:?} has {sent} statements so far, and the next waits for an answer")
            }
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
        let asked = Asked::default();
        tokio::spawn(ask(from_client, to_server, Arc::clone(&schedule), Arc::clone(&asked)));
        tokio::spawn(answer(from_server, to_client, Arc::clone(&schedule), asked));
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
async fn ask(mut client: OwnedReadHalf, mut server: OwnedWriteHalf, schedule: Arc<Schedule>, asked: Asked) {
    let (mut messages, mut bytes, mut greeted) = (Messages::default(), vec![0; 65_536], false);
    while let Ok(read @ 1..) = client.read(&mut bytes).await {
        messages.push(&bytes[..read]);
        // The first has no letter.
        while let Some(message) = messages.next(usize::from(greeted)) {
            // `Sync` and `Query`.
            let asks = greeted && matches!(message.first(), Some(b'S' | b'Q'));
            greeted = true;
            if asks {
                schedule.sent(&asked);
            }
            if server.write_all(&message).await.is_err() {
                return;
            }
        }
    }
}

/// Hands on what the server says, when it may.
async fn answer(mut server: OwnedReadHalf, mut client: OwnedWriteHalf, schedule: Arc<Schedule>, asked: Asked) {
    let (mut messages, mut bytes, mut ready) = (Messages::default(), vec![0; 65_536], false);
    while let Ok(read @ 1..) = server.read(&mut bytes).await {
        messages.push(&bytes[..read]);
        while let Some(message) = messages.next(1) {
            // `ReadyForQuery`; the first one ends the greeting.
            let ends = message.first() == Some(&b'Z');
            if ready {
                schedule.pass(&asked).await;
                if ends {
                    schedule.answered(&asked);
                }
            }
            ready |= ends;
            if client.write_all(&message).await.is_err() {
                return;
            }
        }
    }
}
