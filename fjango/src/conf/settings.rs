use super::check::{filter, host, media_url, path_prefix, site_path};
use super::describe::{Context, Section, Spec, settings};
use super::kind::Kind;
use super::node::Node;
use super::reader::Reader;
use super::{ConnectionUrl, Environment, LogFormat, Network, Origin, PendingMigrations, Secret};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The secret key written in example files. It is refused outside development and test.
pub const EXAMPLE_SECRET_KEY: &str = "insecure-change-me-to-48-random-bytes-of-base64";

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

settings! {
    context =>

    /// Everything a project can configure, read once at the start with [`Settings::load`].
    ///
    /// Cloning is cheap enough to hand a copy to whoever needs one. `Debug` shows no secret.
    root {
        /// The environment: `development`, `test`, `production` or a name of your own. It decides defaults and
        /// which `fjango.<env>.toml` is read, so it cannot be set in a TOML file. Names other than `development`
        /// and `test` get the defaults of production.
        env: Environment = context.env.clone(), shown("`\"development\"`"), outside_files();
        /// Shows causes of errors to the client. Never on where strangers can reach the site.
        debug: bool = context.env.is_development();
        /// Signs tokens, cookies and links: at least 32 random bytes, for example from `openssl rand -base64 48`.
        /// Whoever knows it can log in as anyone, so keep it out of files that are committed.
        /// In development and test there is a default, derived from the project's directory so that logins
        /// outlive a restart; anywhere else it is required, and keys that begin with `insecure-` are refused.
        secret_key: Secret<String> = default_secret_key(context),
            shown("derived from the directory in development and test, else none: required"), env(&["SECRET_KEY"]);
        /// Former secret keys, still accepted when checking what they signed. Put the old key here when you
        /// change `secret_key`, and remove it when all it signed has expired.
        secret_key_fallbacks: Vec<Secret<String>> = Vec::new();
    }

    /// The HTTP server.
    server: Server {
        /// The address and port to listen on. Port 0 takes a free one.
        bind: SocketAddr = SocketAddr::from(([127, 0, 0, 1], 8000)), env(&["FJANGO_BIND"]);
        /// Threads that serve requests.
        workers: usize = std::thread::available_parallelism().map_or(1, usize::from),
            shown("the number of cores"), range(1..=1024);
        /// The most connections open at once; more wait until one is free.
        max_connections: usize = 25_000, range(1..=1_000_000);
        /// The longest request body, in bytes; a longer one is answered with 413.
        max_body_bytes: u64 = 2_621_440, range(0..=1024 * 1024 * 1024);
        /// How long an idle connection is kept for its next request. Longer than the idle time of the load
        /// balancer in front, which else meets closed connections.
        keep_alive: Duration = secs(75), range(secs(0)..=secs(HOUR));
        /// How long a client may take to send the headers of a request; slower ones are disconnected.
        header_timeout: Duration = secs(10), range(secs(1)..=secs(HOUR));
        /// How long a client may take to send a body; one that keeps sending gets more time.
        body_timeout: Duration = secs(20), range(secs(1)..=secs(HOUR));
        /// How long a request may take until its response begins; then it is dropped and answered with 503.
        request_timeout: Duration = secs(30), range(secs(1)..=secs(DAY));
        /// How long the server, told to stop, still accepts connections while `/readyz` says 503, so that a load
        /// balancer can turn away from it.
        lame_duck: Duration = secs(0), range(secs(0)..=secs(HOUR));
        /// How long requests in flight may go on after SIGTERM or SIGINT before they are cut off.
        shutdown_timeout: Duration = secs(30), range(secs(0)..=secs(HOUR));
        /// The host names the site answers to: `example.com`, `.example.com` for all below it as well, or `*` for
        /// any. Others get 400. An empty list means `localhost` and loopback addresses only.
        allowed_hosts: Vec<String> = Vec::new(), check(|value: &Vec<String>| host(value));
        /// The proxies in front, as addresses or networks. What they say in `X-Forwarded-For`, `X-Forwarded-Proto`,
        /// `X-Forwarded-Host` or `Forwarded` is believed: in logs, in links and by `http::Client`. Such headers from anybody
        /// else are removed.
        trusted_proxies: Vec<Network> = Vec::new();
    }

    /// The database.
    database: Database {
        /// Which database, and where: `sqlite://db.sqlite3`, `sqlite::memory:` or `postgres://user:password@host/name`.
        /// A relative SQLite path starts from the directory of `fjango.toml`.
        url: ConnectionUrl = ConnectionUrl::new("sqlite://db.sqlite3"), env(&["DATABASE_URL"]);
        /// The most connections open at once. SQLite has one writer and up to this many readers, at most 8, opened as there is work for them.
        pool_size: usize = 16, range(1..=10_000);
        /// How long a request waits for a connection before it is answered with 503.
        acquire_timeout: Duration = secs(5), range(secs(0)..=secs(HOUR));
        /// Connections idle for longer are closed.
        idle_timeout: Option<Duration> = Some(secs(10 * MINUTE));
        /// Connections older than this are replaced once they are free.
        max_lifetime: Option<Duration> = Some(secs(30 * MINUTE));
        /// How long one statement may run before it is cancelled. The statements of a request end with
        /// `server.request_timeout` in any case; this one holds for commands and background work as well.
        statement_timeout: Option<Duration> = None;
        /// How long a statement waits for a lock that another transaction holds before it fails; a request is then
        /// answered with 503. On SQLite, where all who write share one lock, off means `acquire_timeout`.
        lock_timeout: Option<Duration> = None;
        /// Whether PostgreSQL prepares statements and keeps them for the next time. Switch it off behind a PgBouncer that
        /// pools transactions.
        prepared_statements: bool = true;
    }

    /// Migrations.
    migrate: Migrate {
        /// What a server does at its start when migrations are not applied: `refuse` to start, `warn` in the log, or
        /// `ignore` it without looking.
        pending: PendingMigrations = if context.env.is_local() { PendingMigrations::Warn } else { PendingMigrations::Refuse },
            shown("`\"warn\"` in development and test, else `\"refuse\"`");
        /// How long a migration on PostgreSQL waits for a lock at once. As long, requests that need the table queue behind
        /// it.
        lock_timeout: Duration = Duration::from_millis(500), range(Duration::from_millis(10)..=secs(MINUTE));
        /// How long a migration goes on trying to get a lock, with growing pauses between, before it gives up.
        lock_patience: Duration = secs(5 * MINUTE), range(secs(0)..=secs(DAY));
    }

    /// Login and tokens.
    auth: Auth {
        /// How long an access token is valid.
        access_token_lifetime: Duration = secs(5 * MINUTE), range(secs(1)..=secs(365 * DAY));
        /// How long a refresh token is valid.
        refresh_token_lifetime: Duration = secs(DAY), range(secs(1)..=secs(3650 * DAY));
        /// The `iss` claim written into tokens and required of them.
        issuer: Option<String> = None;
        /// How far clocks may differ when a token's times are checked.
        leeway: Duration = secs(0), range(secs(0)..=secs(HOUR));
    }

    /// The REST API and its documentation.
    api: Api {
        /// Where the API begins: empty, or a path that begins with `/` and does not end with one.
        prefix: String = "/api".to_owned(), check(|value: &String| path_prefix(value));
        /// The name that the API's documentation shows.
        title: String = "API".to_owned();
        /// The version of the API that its documentation shows.
        version: String = "1".to_owned();
        /// Rows on a page of a list when the client does not say.
        page_size: u32 = 20, range(1..=10_000);
        /// The most rows a client may ask for at once.
        max_page_size: u32 = 100, range(1..=10_000);
        /// Whether the OpenAPI document and the pages that show it are served.
        docs: bool = true;
    }

    /// The admin.
    admin: Admin {
        /// Whether the admin is served. Without a model in it there is none in any case.
        enabled: bool = true;
        /// Where the admin is: a path that begins with `/` and does not end with one, or `/` for the whole site. Where it is
        /// not set, what the application says.
        path: Option<String> = None, shown("what the application says, else `/admin`"),
            check(|value: &Option<String>| value.as_deref().map_or(Ok(()), site_path));
        /// The title of the site. Where it is not set, what the application says.
        title: Option<String> = None, shown("what the application says, else `Administration`");
        /// The name of the environment, shown beside the title so that nobody takes one for another, such as `staging`.
        /// Names with `prod` in them are red, those with `stag` or `test` yellow.
        environment: Option<String> = None, shown("what the application says, else none");
        /// How long somebody stays signed in who does nothing. Eight hours are a working day with its pauses; the night ends
        /// it.
        session_idle: Duration = secs(8 * HOUR), range(secs(MINUTE)..=secs(90 * DAY));
        /// How long somebody stays signed in at all. What a stolen cookie is good for, so not longer than people put up with
        /// signing in.
        session_absolute: Duration = secs(7 * DAY), range(secs(MINUTE)..=secs(365 * DAY));
    }

    /// Files: the storage called `default`.
    storage: Storage {
        /// The directory of the files. A relative one starts from the directory of `fjango.toml`.
        root: String = "media".to_owned();
        /// Where clients find the files: a path of this site such as `/media`, or a URL such as
        /// `https://files.example.com`.
        url: String = "/media".to_owned(), check(|value: &String| media_url(value));
        /// Whether this server answers for the files below that path. Where many are asked for, let the server in front
        /// do it.
        serve: bool = context.env.is_local();
        /// The most bytes of an uploaded file whose field has no `max_size`. Forms with files may be larger than
        /// `server.max_body_bytes` by what their files may have.
        max_file_bytes: u64 = 10_485_760, range(1..=1024 * 1024 * 1024 * 1024);
    }

    /// Logs, which go to standard error.
    log: Log {
        /// What is logged: `error`, `warn`, `info`, `debug`, `trace` or `off`, or a list by target such as
        /// `info,fjango::sql=debug`.
        level: String = "info".to_owned(), check(|value: &String| filter(value)), env(&["RUST_LOG"]);
        /// `auto` is `pretty` in development and test, else `json`.
        format: LogFormat = LogFormat::Auto;
        /// SQL statements that take longer are logged as warnings.
        slow_query: Option<Duration> = Some(Duration::from_millis(500));
        /// Whether a request in which one line of your program sends the same statement five times or more is logged as a
        /// warning, with the line and what to write instead. Where it is off, it costs nothing.
        n_plus_one: bool = context.env.is_local();
    }
}

/// What the settings remember beside their values.
pub(super) struct Details {
    pub(super) root: PathBuf,
    pub(super) origins: BTreeMap<&'static str, Origin>,
    /// The merged `[app]` table.
    pub(super) app: Node,
    /// The process environment over `.env`.
    pub(super) variables: BTreeMap<String, String>,
}

impl Settings {
    /// The defaults of an environment, with no source read. Handy in tests.
    ///
    /// Outside development and test the secret key is then empty.
    ///
    /// # Examples
    /// ```
    /// use fjango::conf::{Environment, Settings};
    ///
    /// let mut settings = Settings::defaults(Environment::Test);
    /// settings.api.page_size = 5;
    /// assert!(!settings.debug);
    /// ```
    pub fn defaults(env: Environment) -> Self {
        Self::build(&mut Reader::new(&env, Path::new(""), &[]))
    }

    /// The directory the settings files are in; what relative paths of settings start from.
    pub fn root(&self) -> &Path {
        &self.details.root
    }

    /// Where the value of a setting such as `database.url` came from.
    ///
    /// [`Origin::Default`] also for a path that is not a setting.
    pub fn origin(&self, path: &str) -> Origin {
        self.details.origins.get(path).cloned().unwrap_or(Origin::Default)
    }

    /// A variable of the process environment or else of `.env`, which may be any name: those that
    /// fjango does not know belong to you.
    ///
    /// # Examples
    /// ```
    /// use fjango::conf::{Settings, Sources};
    ///
    /// let settings = Settings::load(&Sources::none().with_variable("TZ", "Europe/Rome"))?;
    /// assert_eq!(settings.variable("TZ"), Some("Europe/Rome"));
    /// # Ok::<(), fjango::conf::Error>(())
    /// ```
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.details.variables.get(name).map(String::as_str)
    }

    /// The database's URL with a relative SQLite path made to start from [`root`](Self::root), so
    /// that every command opens the same file from wherever it is run. Connect with this one.
    ///
    /// # Examples
    /// ```
    /// use fjango::conf::{Settings, Sources};
    ///
    /// let settings = Settings::load(&Sources::new("/srv/blog"))?;
    /// assert_eq!(settings.database_url().expose(), "sqlite:///srv/blog/db.sqlite3");
    /// # Ok::<(), fjango::conf::Error>(())
    /// ```
    pub fn database_url(&self) -> ConnectionUrl {
        let url = self.database.url.expose();
        let Some(rest) = url.strip_prefix("sqlite:") else {
            return self.database.url.clone();
        };
        let path = rest.strip_prefix("//").unwrap_or(rest);
        let is_file = !path.is_empty() && !path.starts_with([':', '/', '?']) && !path.starts_with("file:");
        match self.details.root.to_str() {
            Some(root) if is_file && !root.is_empty() && !Path::new(path).is_absolute() => {
                ConnectionUrl::new(format!("sqlite://{}/{path}", root.trim_end_matches('/')))
            }
            _ => self.database.url.clone(),
        }
    }

    /// The directory of `storage.root`, a relative one made to start from [`root`](Self::root).
    pub fn storage_root(&self) -> PathBuf {
        self.details.root.join(&self.storage.root)
    }

    /// Whether logs are JSON: what `log.format` says, `auto` resolved.
    pub fn logs_json(&self) -> bool {
        match self.log.format {
            LogFormat::Json => true,
            LogFormat::Pretty => false,
            LogFormat::Auto => !self.env.is_local(),
        }
    }

    pub(super) fn with_details(mut self, details: Details) -> Self {
        self.details = std::sync::Arc::new(details);
        self
    }

    pub(super) fn app_node(&self) -> &Node {
        &self.details.app
    }
}

impl Server {
    /// Whether `address` is one of `trusted_proxies`.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|network| network.contains(address))
    }
}

impl Default for Details {
    fn default() -> Self {
        Self {
            root: PathBuf::new(),
            origins: BTreeMap::new(),
            app: Node::table(Origin::Default),
            variables: BTreeMap::new(),
        }
    }
}

// The variables and the `[app]` table hold secrets of any name.
impl std::fmt::Debug for Details {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Details")
            .field("root", &self.root)
            .field("origins", &self.origins)
            .finish_non_exhaustive()
    }
}

/// `insecure-` and the SHA-256 of a fixed text and the project's directory: the same after a
/// restart, different between projects, written nowhere. Anyone who knows the directory can
/// compute it, hence its name, by which it is refused outside development and test.
fn default_secret_key(context: &Context<'_>) -> Secret<String> {
    if !context.env.is_local() {
        return Secret::default();
    }
    let mut hash = Sha256::new();
    hash.update(b"fjango development secret key\0");
    hash.update(context.root.as_os_str().as_encoded_bytes());
    let hex: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Secret::new(format!("insecure-{hex}"))
}
