use std::sync::Arc;

use actix_web::web::ServiceConfig;
use clap::Parser as _;
use futures_util::future::LocalBoxFuture;

use super::cli::{Cli, Command};
use super::{Error, Result, database, drift, inspect, inspectdb, lint, makemigrations, migrations, serve, squash};
use crate::admin::AdminSite;
use crate::conf::{Settings, Sources};
use crate::db::Db;
use crate::log;
use crate::storage::{LocalStorage, Storage, Storages};

type Configure = Arc<dyn Fn(&mut ServiceConfig) + Send + Sync>;
type Prepare = Box<dyn Fn(Db) -> LocalBoxFuture<'static, Result>>;

/// An application: everything linked into the binary, and what you add to it.
///
/// # Examples
/// ```no_run
/// # async fn example() -> fjango::Result {
/// fjango::App::new().run().await
/// # }
/// ```
#[derive(Default)]
#[must_use = "an application does nothing until it is run"]
pub struct App {
    pub(super) configure: Vec<Configure>,
    pub(super) prepare: Vec<Prepare>,
    pub(super) migrate_first: bool,
    pub(super) storages: Vec<(String, Arc<dyn Storage>)>,
    admin: Option<AdminSite>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App")
            .field("migrate_first", &self.migrate_first)
            .finish_non_exhaustive()
    }
}

impl App {
    /// The models, endpoints and migrations linked into the binary.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds actix-web services: routes, scopes, middleware of their own. Runs once in each worker.
    pub fn configure(mut self, configure: impl Fn(&mut ServiceConfig) + Send + Sync + 'static) -> Self {
        self.configure.push(Arc::new(configure));
        self
    }

    /// Adds a storage for files. The one called `default` takes the place of that in `[storage]` of the settings; tests with
    /// [`TestApp`](crate::testing::TestApp) have one in memory for each.
    ///
    /// ```no_run
    /// use fjango::App;
    /// use fjango::storage::LocalStorage;
    ///
    /// # async fn example() -> fjango::Result {
    /// App::new().storage("papers", LocalStorage::new("/srv/papers")).run().await
    /// # }
    /// ```
    pub fn storage(mut self, name: &str, storage: impl Storage) -> Self {
        self.storages.push((name.to_owned(), Arc::new(storage)));
        self
    }

    /// Says more of the admin than `#[admin(…)]` on the models does: `build` gets the site with all of them.
    ///
    /// ```no_run
    /// use fjango::App;
    ///
    /// # async fn example() -> fjango::Result {
    /// App::new().admin(|site| site.title("Fjord Store")).run().await
    /// # }
    /// ```
    pub fn admin(mut self, build: impl FnOnce(AdminSite) -> AdminSite) -> Self {
        let site = self.admin.take().unwrap_or_else(AdminSite::registered);
        self.admin = Some(build(site));
        self
    }

    /// The admin: what was said of it, or that of the models with `#[admin(…)]`; nothing when there are none.
    pub(super) fn take_admin(&mut self) -> Option<AdminSite> {
        let registered = || Some(AdminSite::registered()).filter(|site| !site.is_empty());
        self.admin.take().or_else(registered)
    }

    /// What was said of the admin that cannot be, a sentence each.
    pub(crate) fn admin_mistakes(&mut self) -> Vec<String> {
        self.admin = self.take_admin();
        self.admin.as_ref().map(AdminSite::mistakes).unwrap_or_default()
    }

    /// The storages of the settings and those added.
    pub(crate) fn storages(&self, settings: &Settings) -> Storages {
        let default = LocalStorage::new(settings.storage_root()).with_url(&settings.storage.url);
        let mut all = Storages::new(default).with_max_file_bytes(settings.storage.max_file_bytes);
        for (name, storage) in &self.storages {
            all = all.with_shared(name, Arc::clone(storage));
        }
        all
    }

    /// Applies migrations before serving. Meant for examples and single-server sites; elsewhere run `migrate` once
    /// for each deployment.
    pub fn migrate_first(mut self) -> Self {
        self.migrate_first = true;
        self
    }

    /// Runs `prepare` with the database before serving, after migrations: for first rows.
    pub fn prepare<F, Fut>(mut self, prepare: F) -> Self
    where
        F: Fn(Db) -> Fut + 'static,
        Fut: Future<Output = Result> + 'static,
    {
        self.prepare.push(Box::new(move |db| Box::pin(prepare(db))));
        self
    }

    /// Reads the command line and does what it says; without a verb, serves.
    ///
    /// # Errors
    /// What the command says; [`run_main`] prints it.
    pub async fn run(mut self) -> Result {
        let cli = Cli::parse();
        let mut sources = Sources::from_process();
        if let Some(bind) = &cli.bind {
            sources = sources.with_override("server.bind", bind, "--bind");
        }
        let settings = Settings::load(&sources)?;
        log::init(&settings);
        let root = settings.root().to_owned();
        match cli.command.unwrap_or(Command::Run) {
            Command::Run => serve::run(self, settings).await,
            Command::Migrate(args) if args.check_drift => drift::check(&settings, &root, &args.drift()).await,
            Command::Squashmigrations(args) => squash::run(&root, &args),
            Command::Inspectdb(args) => inspectdb::run(&settings, &args).await,
            Command::Checkdrift(args) => drift::check(&settings, &root, &args).await,
            Command::Migrate(args) => migrations::migrate(&settings, &root, &args).await,
            Command::Makemigrations(args) => {
                let root = args.root.clone().unwrap_or(root);
                makemigrations::make(&root, &args)
            }
            Command::Showmigrations(args) => migrations::show(&settings, &root, &args).await,
            Command::Sqlmigrate { app, name, backwards } => migrations::sql(&settings, &root, &app, &name, backwards),
            Command::Lintmigrations(args) => lint::run(&root, &args),
            Command::Createsuperuser(args) => database::create_superuser(&settings, args).await,
            Command::Check { deploy } => {
                let admin = self.admin_mistakes();
                inspect::check(&self.storages(&settings), &settings, deploy, admin)
            }
            Command::Settings { json } => inspect::settings(&settings, json),
            Command::Dbshell { arguments } => database::shell(&settings, &arguments),
        }
    }
}

/// Runs an application's `main` and exits with its code; `#[fjango::main]` calls it.
pub fn run_main(main: impl Future<Output = Result>) -> std::process::ExitCode {
    match actix_web::rt::System::new().block_on(main) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            std::process::ExitCode::from(error.exit_code() as u8)
        }
    }
}

#[expect(clippy::print_stderr, reason = "this is where a command's error is shown")]
fn report(error: &Error) {
    eprintln!("error: {error}");
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        eprintln!("  caused by: {error}");
        cause = error.source();
    }
}
