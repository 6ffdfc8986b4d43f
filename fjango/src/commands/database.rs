use std::process::Command;

use super::cli::SuperuserArgs;
use super::{Error, Result};
use crate::auth;
use crate::conf::Settings;
use crate::db::{Config, Db};

/// Opens the database of the settings.
pub(super) async fn connect(settings: &Settings) -> Result<Db> {
    let database = &settings.database;
    let never = std::time::Duration::MAX;
    let config = Config {
        pool_size: database.pool_size,
        acquire_timeout: database.acquire_timeout,
        idle_timeout: database.idle_timeout.unwrap_or(never),
        max_lifetime: database.max_lifetime.unwrap_or(never),
        statement_timeout: database.statement_timeout,
        lock_timeout: database.lock_timeout,
        prepared_statements: database.prepared_statements,
        slow_query: settings.log.slow_query,
    };
    Ok(Db::connect_with(settings.database_url().expose(), &config).await?)
}

/// Opens the database's own client on the same database.
pub(super) fn shell(settings: &Settings, arguments: &[String]) -> Result {
    let url = settings.database_url();
    let url = url.expose();
    let (program, target) = match url.strip_prefix("sqlite:") {
        Some(path) => ("sqlite3", path.trim_start_matches("//")),
        None => ("psql", url),
    };
    let status = Command::new(program)
        .arg(target)
        .args(arguments)
        .status()
        .map_err(|error| Error::Program {
            program: program.to_owned(),
            message: format!("{error}; install the package that holds `{program}`"),
        })?;
    if status.success() {
        Ok(())
    } else {
        Err(Error::App(format!("`{program}` ended with {status}")))
    }
}

/// Creates a user who may do everything, and prints the password when it made one.
#[expect(clippy::print_stdout, reason = "this is the command's result, shown once")]
pub(super) async fn create_superuser(settings: &Settings, args: SuperuserArgs) -> Result {
    let given = |argument: Option<String>, name: &str| argument.or_else(|| settings.variable(name).map(str::to_owned));
    let username = given(args.username, "FJANGO_SUPERUSER_USERNAME").unwrap_or_else(|| "admin".to_owned());
    let email = given(args.email, "FJANGO_SUPERUSER_EMAIL").unwrap_or_default();
    let password = given(args.password, "FJANGO_SUPERUSER_PASSWORD");
    let made = password.is_none();
    let password = password.unwrap_or_else(auth::random_password);
    let db = connect(settings).await?;
    auth::create_superuser(&db, &username, &email, &password).await?;
    match made {
        true => println!("created superuser {} with password {password}", username),
        false => println!("created superuser {}", username),
    }
    Ok(())
}
