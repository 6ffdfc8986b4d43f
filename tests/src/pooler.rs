//! A PgBouncer that pools transactions, before the throwaway cluster.

use std::fs;
use std::net::TcpStream;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::postgres;
use crate::server::free_port;

/// The variable through which `cargo xtask test` names the program.
pub const PGBOUNCER_VARIABLE: &str = "FJANGO_TEST_PGBOUNCER";

/// How long it may take to accept connections.
const START: Duration = Duration::from_secs(30);

/// A running PgBouncer. Dropped, it is stopped and its files go.
#[derive(Debug)]
pub struct Pooler {
    child: Child,
    files: PathBuf,
    port: u16,
}

impl Pooler {
    /// Starts one that gives each transaction whichever of two server connections is free. Blocks.
    ///
    /// # Panics
    /// With one line, without the program or the cluster.
    #[expect(clippy::disallowed_methods, reason = "tests have no settings")]
    pub fn start() -> Self {
        let program = std::env::var(PGBOUNCER_VARIABLE).unwrap_or_else(|_| {
            panic!("{PGBOUNCER_VARIABLE} is not set; run through cargo xtask test --step slow-tests")
        });
        let cluster = postgres::postgres_url().unwrap_or_else(|| panic!("{}", postgres::MISSING));
        let place =
            PathBuf::from(postgres::ask(&cluster, "SHOW data_directory").unwrap_or_else(|error| panic!("{error}")));
        let owner = fs::metadata(&place).unwrap_or_else(|error| panic!("{}: {error}", place.display()));
        let server_port = postgres::ask(&cluster, "SHOW port").unwrap_or_else(|error| panic!("{error}"));
        let (files, port) = (place.join(postgres::unique_name()), free_port());
        let settings = format!(
            "[databases]\n* = host=127.0.0.1 port={server_port} user=postgres\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
             listen_port = {port}\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\ndefault_pool_size = 2\n\
             server_idle_timeout = 2\nmax_client_conn = 1000\nignore_startup_parameters = extra_float_digits\n\
             logfile = {}\n",
            files.join("log").display()
        );
        let write = || -> std::io::Result<()> {
            fs::create_dir(&files)?;
            fs::write(files.join("ini"), settings)?;
            if rustix::process::geteuid().as_raw() != owner.uid() {
                chown(&files, Some(owner.uid()), Some(owner.gid()))?;
            }
            Ok(())
        };
        write().unwrap_or_else(|error| panic!("{}: {error}", files.display()));
        let mut command = Command::new(&program);
        command
            .arg("-q")
            .arg(files.join("ini"))
            .current_dir(&files)
            .process_group(0);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // It refuses to be root, as PostgreSQL does.
        if rustix::process::geteuid().as_raw() != owner.uid() {
            command.uid(owner.uid()).gid(owner.gid());
        }
        let child = command.spawn().unwrap_or_else(|error| panic!("{program}: {error}"));
        let pooler = Self { child, files, port };
        let deadline = Instant::now() + START;
        while let Err(error) = TcpStream::connect(("127.0.0.1", port)) {
            let said = fs::read_to_string(pooler.files.join("log")).unwrap_or_default();
            assert!(Instant::now() < deadline, "PgBouncer does not answer: {error}\n{said}");
            std::thread::sleep(Duration::from_millis(10));
        }
        pooler
    }

    /// The URL of the cluster's maintenance database, through the pooler.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Err(error) = fs::remove_dir_all(&self.files) {
            eprintln!("warning: {} was not removed: {error}", self.files.display());
        }
    }
}
