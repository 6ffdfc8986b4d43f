use std::sync::Arc;

use actix_web::web::ServiceConfig;
use clap::Parser as _;
use futures_util::future::LocalBoxFuture;

use super::cli::{Cli, Command};
use super::{Error, Result, database, drift, inspect, inspectdb, makemigrations, migrations, serve};
use crate::conf::{Settings, Sources};
use crate::db::Db;
use crate::log;

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
    pub async fn run(self) -> Result {
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
            Command::Inspectdb(args) => inspectdb::run(&settings, &args).await,
            Command::Checkdrift(args) => drift::check(&settings, &root, &args).await,
            Command::Migrate(args) => migrations::migrate(&settings, &root, &args).await,
            Command::Makemigrations(args) => {
                let root = args.root.clone().unwrap_or(root);
                makemigrations::make(&root, &args)
            }
            Command::Showmigrations { app } => migrations::show(&settings, &root, app.as_deref()).await,
            Command::Sqlmigrate { app, name, backwards } => migrations::sql(&settings, &root, &app, &name, backwards),
            Command::Createsuperuser(args) => database::create_superuser(&settings, args).await,
            Command::Check { deploy } => inspect::check(&settings, deploy),
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
