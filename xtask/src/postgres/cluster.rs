//! One cluster: made, started, asked for its URL, stopped, removed.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use rustix::process::{Pid, Signal, kill_process};

use super::binaries::Binaries;
use super::leftovers;
use super::owner::Owner;
use crate::{environment, interrupt};

/// How directories of clusters are called under `target`; the process id and a number follow.
const PREFIX: &str = "postgres-";
/// How they are called among everybody's temporary files.
const TEMPORARY_PREFIX: &str = "fjango-postgres-";
/// The clusters that this process has started.
static STARTED: AtomicU32 = AtomicU32::new(0);
/// The longest path of a Unix socket: `sun_path` less its closing NUL.
const MAX_SOCKET_PATH_BYTES: usize = 107;
/// How long the server may take to accept connections.
const START_TIMEOUT: Duration = Duration::from_secs(60);
/// How long the server may take to stop before it is killed.
const STOP_TIMEOUT: Duration = Duration::from_secs(20);
/// How often the server's state is looked at.
const POLL: Duration = Duration::from_millis(20);
/// Another program may take the free port before the server does.
const PORT_ATTEMPTS: u32 = 3;

/// A running server with a fresh cluster. Dropping it stops the server and removes its files.
#[derive(Debug)]
pub struct Cluster {
    // Locked because asking whether a child runs needs `&mut`.
    server: Mutex<Child>,
    port: u16,
    // Fields drop in order after `drop`, so the files go when the server is gone.
    _files: Removed,
    _sockets: Removed,
}

impl Cluster {
    /// Makes a cluster in `<target>/postgres-<pid>.<number>` and starts a server on a free loopback port.
    ///
    /// Where the server's user cannot enter `target` (a checkout below a private home, run as root), the cluster is made
    /// in the system's directory for temporary files.
    pub fn start(target: &Path) -> anyhow::Result<Self> {
        let binaries = Binaries::find_or_install(&Owner::new()?)?;
        // Asked again, because installing Debian's package adds the user `postgres`.
        let owner = Owner::new()?;
        let temporary = std::env::temp_dir();
        leftovers::sweep(target, PREFIX);
        leftovers::sweep(&temporary, TEMPORARY_PREFIX);

        fs::create_dir_all(target).with_context(|| format!("creating {}", target.display()))?;
        let (place, prefix) = if owner.can_reach(target) {
            (target, PREFIX)
        } else {
            (temporary.as_path(), TEMPORARY_PREFIX)
        };
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}.{number}", std::process::id());
        let files = Removed::create(place.join(format!("{prefix}{name}")), &owner)?;
        let sockets = socket_directory(&files.0, &temporary, &format!("{TEMPORARY_PREFIX}{name}"))?;
        let sockets = Removed::create(sockets, &owner)?;
        initialise(&binaries, &owner, &files.0)?;

        for _ in 0..PORT_ATTEMPTS {
            match launch(&binaries, &owner, &files.0, &sockets.0) {
                Err(Refused::PortTaken) => {}
                Err(Refused::Broken(error)) => return Err(error),
                Ok((server, port)) => {
                    return Ok(Self {
                        server: Mutex::new(server),
                        port,
                        _files: files,
                        _sockets: sockets,
                    });
                }
            }
        }
        anyhow::bail!("PostgreSQL found no free port in {PORT_ATTEMPTS} attempts")
    }

    /// The URL of the cluster's maintenance database, as a superuser. Tests make their own databases beside it.
    pub fn url(&self) -> String {
        self.database_url("postgres")
    }

    /// The URL of another database of the cluster; the name needs no escaping.
    pub fn database_url(&self, name: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{name}", self.port)
    }

    /// Whether the server still runs.
    pub fn is_running(&self) -> bool {
        let mut server = self.server.lock().unwrap_or_else(PoisonError::into_inner);
        matches!(server.try_wait(), Ok(None))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        stop(self.server.get_mut().unwrap_or_else(PoisonError::into_inner));
    }
}

/// A directory that is removed when this is dropped.
#[derive(Debug)]
struct Removed(PathBuf);

impl Removed {
    /// Creates the directory, for the server's user alone.
    fn create(path: PathBuf, owner: &Owner) -> anyhow::Result<Self> {
        fs::create_dir(&path).with_context(|| format!("creating {}", path.display()))?;
        let created = Self(path);
        fs::set_permissions(&created.0, fs::Permissions::from_mode(0o700))?;
        owner.takes(&created.0)?;
        Ok(created)
    }
}

impl Drop for Removed {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            eprintln!("warning: {} could not be removed: {error}", self.0.display());
        }
    }
}

/// Why a server did not start.
enum Refused {
    PortTaken,
    Broken(anyhow::Error),
}

/// A directory for the server's sockets: within its files, or a short one if the path would be too long for a socket.
fn socket_directory(files: &Path, temporary: &Path, name: &str) -> anyhow::Result<PathBuf> {
    let candidates = [files.join("s"), temporary.join(name), Path::new("/tmp").join(name)];
    let fits = |directory: &&PathBuf| directory.join(".s.PGSQL.65535").as_os_str().len() <= MAX_SOCKET_PATH_BYTES;
    candidates
        .iter()
        .find(fits)
        .cloned()
        .context("no directory has a path short enough for PostgreSQL's sockets")
}

/// Runs `initdb`.
fn initialise(binaries: &Binaries, owner: &Owner, files: &Path) -> anyhow::Result<()> {
    // Lower-casing beyond ASCII needs a UTF-8 locale; systems without `C.UTF-8` still get the encoding.
    let mut said = String::new();
    for locale in ["C.UTF-8", "C"] {
        let mut command = Command::new(binaries.initdb());
        environment::clean(&mut command)
            .args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync"])
            .arg(format!("--locale={locale}"))
            .arg("--pgdata")
            .arg(files.join("data"))
            .current_dir(files)
            .stdin(Stdio::null());
        let output = owner.runs(&mut command).output().context("starting `initdb`")?;
        if output.status.success() {
            return Ok(());
        }
        said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    }
    anyhow::bail!("`initdb` failed: {said}")
}

/// Starts the server and waits until it accepts connections.
fn launch(binaries: &Binaries, owner: &Owner, files: &Path, sockets: &Path) -> Result<(Child, u16), Refused> {
    let broken = |error: std::io::Error| Refused::Broken(anyhow::Error::new(error).context("starting `postgres`"));
    let port = free_port().map_err(broken)?;
    let log_path = files.join("log");
    let log = File::create(&log_path).map_err(broken)?;
    let mut command = Command::new(binaries.postgres());
    environment::clean(&mut command).arg("-D").arg(files.join("data"));
    let settings = [
        "listen_addresses=127.0.0.1".to_owned(),
        format!("port={port}"),
        format!("unix_socket_directories={}", sockets.display()),
        "max_connections=200".to_owned(),
        // Nothing here outlives a crash, so nothing waits for the disk.
        "fsync=off".to_owned(),
        "synchronous_commit=off".to_owned(),
        "full_page_writes=off".to_owned(),
        "timezone=UTC".to_owned(),
        "jit=off".to_owned(),
    ];
    for setting in &settings {
        command.args(["-c", setting]);
    }
    command
        .current_dir(files)
        .stdin(Stdio::null())
        .stdout(log.try_clone().map_err(broken)?)
        .stderr(log)
        // Ctrl-C reaches the whole foreground group; the server must outlive the tests that are using it.
        .process_group(0);
    let mut server = owner.runs(&mut command).spawn().map_err(broken)?;
    match wait_until_ready(&mut server, &files.join("data/postmaster.pid")) {
        Ok(()) => Ok((server, port)),
        Err(error) => {
            stop(&mut server);
            let said = fs::read_to_string(&log_path).unwrap_or_default();
            if said.contains("Address already in use") {
                return Err(Refused::PortTaken);
            }
            Err(Refused::Broken(error.context(said.trim().to_owned())))
        }
    }
}

/// Waits for the word `ready`, which the server writes on the eighth line of its pid file.
fn wait_until_ready(server: &mut Child, pid_file: &Path) -> anyhow::Result<()> {
    let deadline = Instant::now() + START_TIMEOUT;
    loop {
        if let Some(status) = server.try_wait()? {
            anyhow::bail!("PostgreSQL ended at its start with {status}");
        }
        let written = fs::read_to_string(pid_file).unwrap_or_default();
        if written.lines().nth(7).is_some_and(|state| state.trim() == "ready") {
            return Ok(());
        }
        anyhow::ensure!(
            Instant::now() < deadline,
            "PostgreSQL was not ready within {} s",
            START_TIMEOUT.as_secs()
        );
        anyhow::ensure!(!interrupt::wait(POLL), "interrupted while PostgreSQL was starting");
    }
}

/// Ends the server: by the signal that closes its connections first, by force if that takes too long.
fn stop(server: &mut Child) {
    let pid = i32::try_from(server.id()).ok().and_then(Pid::from_raw);
    let deadline = Instant::now() + STOP_TIMEOUT;
    while let Ok(None) = server.try_wait() {
        if let Some(pid) = pid {
            let signal = if Instant::now() < deadline {
                Signal::INT
            } else {
                Signal::KILL
            };
            let _ = kill_process(pid, signal);
        }
        std::thread::sleep(POLL);
    }
}

/// A port of the loopback address that nobody listens on now.
pub fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPORARY: &str = "/tmp";

    #[test]
    fn sockets_live_with_the_files_when_the_path_is_short() {
        let found = socket_directory(Path::new("/w/target/postgres-7"), Path::new(TEMPORARY), "fjango-7").unwrap();
        assert_eq!(found, Path::new("/w/target/postgres-7/s"));
    }

    #[test]
    fn a_long_path_moves_the_sockets_to_a_short_one() {
        let deep = PathBuf::from(format!("/home/{}/target/postgres-7", "x".repeat(80)));
        let found = socket_directory(&deep, Path::new(TEMPORARY), "fjango-7").unwrap();
        assert_eq!(found, Path::new("/tmp/fjango-7"));
        let long = PathBuf::from(format!("/{}", "t".repeat(100)));
        assert_eq!(
            socket_directory(&deep, &long, "fjango-7").unwrap(),
            Path::new("/tmp/fjango-7")
        );
    }

    #[test]
    fn the_length_is_counted_to_the_byte() {
        let socket = "/s/.s.PGSQL.65535".len();
        let fitting = PathBuf::from(format!("/{}", "d".repeat(MAX_SOCKET_PATH_BYTES - socket - 1)));
        assert!(
            socket_directory(&fitting, Path::new(TEMPORARY), "n")
                .unwrap()
                .starts_with(&fitting)
        );
        let longer = PathBuf::from(format!("/{}", "d".repeat(MAX_SOCKET_PATH_BYTES - socket)));
        assert!(
            !socket_directory(&longer, Path::new(TEMPORARY), "n")
                .unwrap()
                .starts_with(&longer)
        );
    }

    #[test]
    fn a_free_port_can_be_bound() {
        let port = free_port().unwrap();
        assert_eq!(
            TcpListener::bind((Ipv4Addr::LOCALHOST, port))
                .unwrap()
                .local_addr()
                .unwrap()
                .port(),
            port
        );
    }
}
