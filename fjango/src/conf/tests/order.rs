use std::time::Duration;

use super::support::*;
use crate::conf::*;

#[test]
fn without_any_source_there_are_defaults() {
    let settings = Settings::load(&Sources::none()).unwrap();
    assert_eq!(settings.env, Environment::Development);
    assert!(settings.debug);
    assert_eq!(settings.server.bind.to_string(), "127.0.0.1:8000");
    assert_eq!(settings.database.url.expose(), "sqlite://db.sqlite3");
    assert_eq!(settings.auth.access_token_lifetime, Duration::from_secs(300));
    assert_eq!(settings.origin("server.bind"), Origin::Default);
}

#[test]
fn a_later_source_wins_and_is_remembered() {
    let project = Project::new(&[
        (
            "fjango.toml",
            "[api]\npage_size = 1\nmax_page_size = 7\n[database]\npool_size = 1\n[log]\nlevel = 'warn'\n",
        ),
        (
            "fjango.test.toml",
            "[api]\npage_size = 2\n[database]\npool_size = 2\n[log]\nlevel = 'error'\n",
        ),
        ("fjango.production.toml", "this is not read"),
        (
            ".env",
            "FJANGO_ENV=test\nFJANGO_DATABASE__POOL_SIZE=3\nRUST_LOG=debug\n",
        ),
    ]);
    let sources = project
        .sources()
        .with_variable("RUST_LOG", "trace")
        .with_variable("FJANGO_BIND", "0.0.0.0:1")
        .with_override("server.bind", "0.0.0.0:2", "--bind");
    let settings = Settings::load(&sources).unwrap();
    assert_eq!(settings.env, Environment::Test);
    assert_eq!(settings.api.max_page_size, 7);
    assert_eq!(settings.api.page_size, 2);
    assert_eq!(settings.database.pool_size, 3);
    assert_eq!(settings.log.level, "trace");
    assert_eq!(settings.server.bind.port(), 2);
    let origins = [
        "env",
        "api.max_page_size",
        "api.page_size",
        "database.pool_size",
        "log.level",
        "server.bind",
    ]
    .map(|path| settings.origin(path).to_string());
    assert_eq!(
        origins,
        [
            ".env:1",
            "fjango.toml:3:17",
            "fjango.test.toml:2:13",
            ".env:2",
            "environment RUST_LOG",
            "command line --bind"
        ]
    );
}

#[test]
fn the_process_environment_chooses_the_environment_over_dotenv() {
    let project = Project::new(&[
        (".env", "FJANGO_ENV=production"),
        ("fjango.staging.toml", "secret_key = 'x'"),
    ]);
    let sources = project
        .sources()
        .with_variable("FJANGO_ENV", "staging")
        .with_variable("SECRET_KEY", KEY);
    assert_eq!(
        Settings::load(&sources).unwrap().env,
        Environment::Other("staging".to_owned())
    );
}

#[test]
fn the_long_name_wins_over_the_short_one_of_the_same_source() {
    let sources = Sources::none()
        .with_variable("DATABASE_URL", "sqlite://a")
        .with_variable("FJANGO_DATABASE__URL", "sqlite://b");
    assert_eq!(Settings::load(&sources).unwrap().database.url.expose(), "sqlite://b");
}

#[test]
fn an_empty_variable_is_not_set_but_an_empty_list_is() {
    assert_eq!(
        variable("DATABASE_URL", "").unwrap().database.url.expose(),
        "sqlite://db.sqlite3"
    );
    assert_eq!(
        variable("FJANGO_DATABASE__POOL_SIZE", "").unwrap().database.pool_size,
        16
    );
    let project = Project::new(&[("fjango.toml", "[server]\nallowed_hosts = ['a.example']")]);
    let sources = project.sources().with_variable("FJANGO_SERVER__ALLOWED_HOSTS", "");
    assert!(Settings::load(&sources).unwrap().server.allowed_hosts.is_empty());
}

#[test]
fn variables_that_are_not_ours_are_left_alone_and_readable() {
    let project = Project::new(&[(".env", "STRIPE_KEY=one\nOTHER=two\n")]);
    let settings = Settings::load(&project.sources().with_variable("STRIPE_KEY", "real")).unwrap();
    assert_eq!(settings.variable("STRIPE_KEY"), Some("real"));
    assert_eq!(settings.variable("OTHER"), Some("two"));
    assert_eq!(settings.variable("NEITHER"), None);
}

#[test]
fn a_relative_sqlite_path_starts_from_the_root() {
    let url = |url: &str| {
        let sources = Sources::new("/srv/blog").with_variable("DATABASE_URL", url);
        Settings::load(&sources).unwrap().database_url().expose().to_owned()
    };
    assert_eq!(url("sqlite://db.sqlite3"), "sqlite:///srv/blog/db.sqlite3");
    assert_eq!(
        url("sqlite:data/db.sqlite3?mode=ro"),
        "sqlite:///srv/blog/data/db.sqlite3?mode=ro"
    );
    for same in [
        "sqlite::memory:",
        "sqlite:///var/db",
        "postgres://a@b/c",
        "sqlite://:memory:",
    ] {
        assert_eq!(url(same), same);
    }
}
