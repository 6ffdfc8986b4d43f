//! A PostgreSQL server of a test's own, to be stopped and started under its feet.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::postgres;

/// How long it may take to accept connections.
const START: Duration = Duration::from_secs(60);

/// A server with an empty cluster, made of the programs and as the user of the throwaway cluster. Dropped, it is stopped
/// and removed.
#[derive(Debug)]
pub struct PostgresServer {
    programs: PathBuf,
    files: PathBuf,
    user: (u32, u32),
    port: u16,
    child: Option<Child>,
}

/// How a server is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Transactions are rolled back and connections closed.
    Fast,
    /// At once, as in a crash; the next start recovers.
    Immediate,
}

impl PostgresServer {
    /// Makes a cluster and starts its server. Blocks.
    ///
    /// # Panics
    /// With one line, without the throwaway cluster or when its programs do not run.
    pub fn start() -> Self {
        let cluster = postgres::postgres_url().unwrap_or_else(|| panic!("{}", postgres::MISSING));
        let ask = |sql: &str| postgres::ask(&cluster, sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
        // Below the throwaway cluster, whose user may write there and whose end takes it along.
        let place = PathBuf::from(ask("SHOW data_directory"));
        let owner = fs::metadata(&place).unwrap_or_else(|error| panic!("{}: {error}", place.display()));
        let mut server = Self {
            programs: ask("SELECT setting FROM pg_config WHERE name = 'BINDIR'").into(),
            files: place.join(postgres::unique_name()),
            user: (owner.uid(), owner.gid()),
            port: free_port(),
            child: None,
        };
        let made = server
            .command("initdb")
            .args([
                "--auth=trust",
                "--username=postgres",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
                "--pgdata",
            ])
            .arg(&server.files)
            .output()
            .unwrap_or_else(|error| panic!("initdb: {error}"));
        assert!(
            made.status.success(),
            "initdb: {}",
            String::from_utf8_lossy(&made.stderr)
        );
        server.start_again();
        server
    }

    /// The URL of its one database.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Stops the server and waits for its end. Blocks.
    pub fn stop(&mut self, how: Stop) {
        let Some(mut child) = self.child.take() else { return };
        let signal = match how {
            Stop::Fast => Signal::INT,
            Stop::Immediate => Signal::QUIT,
        };
        if let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process(pid, signal);
        }
        let _ = child.wait();
    }

    /// Starts the stopped server and waits until it answers. Blocks.
    pub fn start_again(&mut self) {
        let mut command = self.command("postgres");
        command.arg("-D").arg(&self.files);
        for setting in [
            "listen_addresses=127.0.0.1",
            &format!("port={}", self.port),
            "unix_socket_directories=",
            // The machine does not crash, so what the server wrote is there.
            "fsync=off",
            "max_connections=50",
        ] {
            command.args(["-c", setting]);
        }
        let child = command.spawn().unwrap_or_else(|error| panic!("postgres: {error}"));
        self.child = Some(child);
        let deadline = Instant::now() + START;
        while let Err(error) = postgres::ask(&self.url(), "SELECT 1") {
            assert!(Instant::now() < deadline, "the server does not answer: {error}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.current_dir(self.files.parent().unwrap_or(Path::new("/")));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // Signals of the terminal are for the tests.
        command.process_group(0);
        if rustix::process::geteuid().as_raw() != self.user.0 {
            command.uid(self.user.0).gid(self.user.1);
        }
        command
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        self.stop(Stop::Immediate);
        if let Err(error) = fs::remove_dir_all(&self.files) {
            eprintln!("warning: {} was not removed: {error}", self.files.display());
        }
    }
}

pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    listener.map_or_else(|error| panic!("no free port: {error}"), |address| address.port())
}
