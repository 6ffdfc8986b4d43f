use super::*;
use proptest::prelude::*;
use std::path::Path;
use std::time::Duration;

const KEY: &str = "Vt0mCq2y7u1kP5sXw9zB4nD8fH3jL6rT";

/// A project's directory with files; the sources read it with an empty environment.
struct Project(tempfile::TempDir);

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(directory.path().join(name), text).unwrap();
        }
        Self(directory)
    }

    fn sources(&self) -> Sources {
        Sources::new(self.0.path())
    }

    fn load(&self) -> Result<Settings> {
        Settings::load(&self.sources())
    }
}

fn toml(text: &str) -> Result<Settings> {
    Project::new(&[("fjango.toml", text)]).load()
}

fn variable(name: &str, value: &str) -> Result<Settings> {
    Settings::load(&Sources::none().with_variable(name, value))
}

fn mistakes<T: std::fmt::Debug>(result: Result<T>) -> Vec<String> {
    result.unwrap_err().problems().iter().map(Problem::to_string).collect()
}

/// The only mistake.
fn mistake<T: std::fmt::Debug>(result: Result<T>) -> String {
    let all = mistakes(result);
    assert_eq!(all.len(), 1, "{all:#?}");
    all.into_iter().next().unwrap()
}

#[track_caller]
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
}

mod order {
    use super::*;

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
}

mod mistakes_in_files {
    use super::*;

    #[test]
    fn an_unknown_key_names_its_place_and_what_is_meant() {
        let text = mistake(toml("debug = true\n[database]\n  pol_size = 5\n"));
        has(
            &text,
            &[
                "fjango.toml:3:3: unknown key `database.pol_size`",
                "did you mean `database.pool_size`?",
                "acquire_timeout",
            ],
        );
    }

    #[test]
    fn an_unknown_section_is_one_mistake() {
        let text = mistake(toml("[databse]\nurl = 'sqlite://x'\npool_size = 4\n"));
        has(
            &text,
            &[
                "fjango.toml:1:2: unknown key `databse`",
                "did you mean `database`?",
                "`[app]`",
            ],
        );
    }

    #[test]
    fn a_key_in_the_wrong_section_is_found() {
        has(
            &mistake(toml("pool_size = 4")),
            &["unknown key `pool_size`; did you mean `database.pool_size`?"],
        );
        has(&mistake(toml("[server]\nurl = 'x'")), &["did you mean `database.url`?"]);
    }

    #[test]
    fn a_wrong_type_says_what_is_allowed_and_what_was_found() {
        let text = mistake(toml("[api]\npage_size = \"20\"\n"));
        assert_eq!(
            text,
            "fjango.toml:2:13: `api.page_size` must be an integer, from 1 to 10000; found the string `20` (remove the quotes)"
        );
        has(
            &mistake(toml("debug = 1")),
            &["`debug` must be `true` or `false`; found the integer `1`"],
        );
        has(
            &mistake(toml("server = 5")),
            &["fjango.toml:1:1: `server` must be a table, `[server]`; found the integer"],
        );
        has(&mistake(toml("[[server]]\nbind = 'x'")), &["`server` must be a table"]);
    }

    #[test]
    fn an_element_of_an_array_has_its_own_place() {
        let text = mistake(toml(
            "[server]\ntrusted_proxies = [\n  '10.0.0.0/8',\n  '10.0.0.0/33',\n]\n",
        ));
        has(&text, &["fjango.toml:4:3:", "`server.trusted_proxies`", "0 to 32"]);
    }

    #[test]
    fn huge_numbers_are_out_of_range_and_no_panic() {
        for number in [
            "99999999999999999999999999999999999999999999999999",
            "-1",
            "0",
            "10001",
            "9223372036854775807",
        ] {
            has(
                &mistake(toml(&format!("[database]\npool_size = {number}"))),
                &["`database.pool_size` must be", number],
            );
            mistake(variable("FJANGO_DATABASE__POOL_SIZE", number));
        }
        mistake(toml("[server]\nrequest_timeout = 18446744073709551615"));
        mistake(toml("[server]\nrequest_timeout = -5"));
        mistake(toml("[database]\nidle_timeout = '99999999999 years'"));
    }

    #[test]
    fn all_mistakes_of_all_sources_are_reported_at_once() {
        let project = Project::new(&[
            ("fjango.toml", "debgu = true\n[api]\npage_size = 'x'\nprefix = 'api'\n"),
            ("fjango.development.toml", "[log]\nformat = 'xml'\n"),
            (".env", "FJANGO_NOPE=1\nnot a line\nFJANGO_SERVER__BIND=8000\n"),
        ]);
        let error = Settings::load(&project.sources().with_variable("FJANGO_DATABASE_POOL_SIZE", "3")).unwrap_err();
        let text = error.to_string();
        has(
            &text,
            &[
                "the settings have 8 mistakes\n  ",
                "fjango.toml:1:1: unknown key `debgu`; did you mean `debug`?",
                "fjango.toml:3:13: `api.page_size`",
                "fjango.toml:4:10: `api.prefix`",
                "fjango.development.toml:2:10: `log.format`",
                ".env:1: unknown variable `FJANGO_NOPE`",
                ".env:2: not of the form `NAME=value`",
                ".env:3: `server.bind`",
                "environment FJANGO_DATABASE_POOL_SIZE: unknown variable `FJANGO_DATABASE_POOL_SIZE`; did you mean `FJANGO_DATABASE__POOL_SIZE`?",
            ],
        );
    }

    #[test]
    fn a_wrong_value_is_reported_also_where_a_later_source_overrides_it() {
        let project = Project::new(&[("fjango.toml", "[database]\npool_size = 'many'")]);
        mistake(Settings::load(
            &project.sources().with_variable("FJANGO_DATABASE__POOL_SIZE", "3"),
        ));
    }

    #[test]
    fn syntax_errors_and_duplicate_keys_have_a_place() {
        has(
            &mistake(toml("debug = true\ndebug = false\n")),
            &["fjango.toml:2:1:", "duplicate"],
        );
        has(&mistakes(toml("[server]\nbind = = 3\n"))[0], &["fjango.toml:2:"]);
    }

    #[test]
    fn a_syntax_error_does_not_quote_the_line() {
        let text = toml("secret_key = 'hunter2").unwrap_err().to_string();
        assert!(!text.contains("hunter2"), "{text}");
    }

    #[test]
    fn byte_order_marks_and_windows_line_ends_are_read() {
        let project = Project::new(&[
            ("fjango.toml", "\u{feff}debug = false\r\n[api]\r\npage_size = 3\r\n"),
            (
                ".env",
                "\u{feff}A=1\r\nFJANGO_DATABASE__POOL_SIZE=4 \r\nB=\"x\r\ny\"\r\n",
            ),
        ]);
        let settings = project.load().unwrap();
        assert_eq!(
            (settings.debug, settings.api.page_size, settings.database.pool_size),
            (false, 3, 4)
        );
        assert_eq!(settings.origin("api.page_size").to_string(), "fjango.toml:3:13");
        assert_eq!(
            (settings.variable("A"), settings.variable("B")),
            (Some("1"), Some("x\ny"))
        );
    }

    #[test]
    fn a_file_that_is_no_text_or_no_file_is_a_mistake() {
        for name in ["fjango.toml", "fjango.development.toml", ".env"] {
            let project = Project::new(&[]);
            let path = project.0.path().join(name);
            std::fs::write(&path, b"a = 1\n\n\xff\xfe").unwrap();
            has(&mistake(project.load()), &[name, "is not UTF-8 text, first on line 3"]);
            std::fs::remove_file(&path).unwrap();
            std::fs::create_dir(&path).unwrap();
            has(&mistake(project.load()), &[name, "is a directory"]);
        }
        let project = Project::new(&[("fjango.toml", &"#".repeat(2_000_000))]);
        has(&mistake(project.load()), &["fjango.toml: is larger than"]);
        assert!(Settings::load(&Sources::new("/no/such/directory")).is_ok());
    }

    #[test]
    fn the_environment_cannot_be_chosen_in_a_file_it_chooses() {
        has(
            &mistake(toml("env = 'production'")),
            &["fjango.toml:1:7: `env` cannot be set in a file", "FJANGO_ENV"],
        );
        for name in ["../../etc", "Production", "a b"] {
            has(
                &mistake(variable("FJANGO_ENV", name)),
                &["environment FJANGO_ENV: `env` must be"],
            );
        }
    }

    #[test]
    fn text_of_a_variable_that_is_not_unicode_is_a_mistake_only_where_it_matters() {
        use std::os::unix::ffi::OsStringExt;
        let bytes = || std::ffi::OsString::from_vec(vec![0xff]);
        mistake(Settings::load(&Sources::none().with_variable("DATABASE_URL", bytes())));
        assert!(Settings::load(&Sources::none().with_variable("OTHER", bytes())).is_ok());
    }

    #[test]
    fn an_override_of_no_setting_is_a_mistake() {
        let sources = Sources::none().with_override("server.bnd", "x", "--bnd");
        has(
            &mistake(Settings::load(&sources)),
            &["command line --bnd: `server.bnd` is not a setting"],
        );
    }
}

mod values {
    use super::*;

    fn timeout(text: &str) -> Result<Duration> {
        toml(&format!("[server]\nrequest_timeout = {text}")).map(|settings| settings.server.request_timeout)
    }

    #[test]
    fn durations_are_words_or_seconds() {
        for (text, seconds) in [
            ("'5s'", 5),
            ("'10 min'", 600),
            ("'1d'", 86_400),
            ("7", 7),
            ("'1h 30m'", 5400),
            ("'45'", 45),
        ] {
            assert_eq!(timeout(text).unwrap(), Duration::from_secs(seconds), "{text}");
        }
        for text in ["'5 parsecs'", "''", "1.5", "true", "'-5s'", "[5]", "'2d'", "0"] {
            has(
                &mistake(timeout(text)),
                &["`server.request_timeout` must be a duration such as"],
            );
        }
        assert_eq!(
            variable("FJANGO_SERVER__REQUEST_TIMEOUT", "45")
                .unwrap()
                .server
                .request_timeout
                .as_secs(),
            45
        );
    }

    #[test]
    fn a_limit_can_be_off() {
        assert_eq!(
            toml("[database]\nstatement_timeout = 'off'")
                .unwrap()
                .database
                .statement_timeout,
            None
        );
        assert_eq!(
            toml("[database]\nstatement_timeout = '2s'")
                .unwrap()
                .database
                .statement_timeout,
            Some(Duration::from_secs(2))
        );
        has(
            &mistake(toml("[database]\nstatement_timeout = 0")),
            &["write `\"off\"`"],
        );
    }

    #[test]
    fn addresses_say_what_they_lack() {
        let bind = |text: &str| variable("FJANGO_BIND", text).map(|settings| settings.server.bind.to_string());
        assert_eq!(bind("localhost:9000").unwrap(), "127.0.0.1:9000");
        assert_eq!(bind("[::1]:0").unwrap(), "[::1]:0");
        has(&mistake(bind("8000")), &["the address is missing"]);
        has(&mistake(bind("0.0.0.0")), &["the port is missing"]);
        has(&mistake(bind("0.0.0.0:99999")), &["found the text `0.0.0.0:99999`"]);
    }

    #[test]
    fn lists_in_variables_are_separated_by_commas() {
        let settings = variable("FJANGO_SERVER__ALLOWED_HOSTS", "a.example, .b.example,").unwrap();
        assert_eq!(settings.server.allowed_hosts, ["a.example", ".b.example"]);
        for wrong in ["https://a.example", "a.example:80", "*.a.example", "a b"] {
            mistake(variable("FJANGO_SERVER__ALLOWED_HOSTS", wrong));
        }
    }

    #[test]
    fn a_mistyped_log_level_is_not_taken_for_a_target() {
        for (wrong, meant) in [("inof", "info"), ("warning", "warn"), ("fjango=debug,erro", "error")] {
            has(
                &mistake(variable("RUST_LOG", wrong)),
                &[&format!("did you mean `{meant}`?")],
            );
        }
        for right in [
            "INFO",
            "off",
            "fjango",
            "info,fjango::db=debug",
            "warn,my_crate[span]=trace",
        ] {
            variable("RUST_LOG", right).unwrap();
        }
        mistake(variable("RUST_LOG", "a=b=c"));
    }

    #[test]
    fn rules_across_settings_hold() {
        has(
            &mistake(toml("[api]\npage_size = 500")),
            &["fjango.toml:2:13: `api.page_size` (500) is greater than"],
        );
        has(&mistake(toml("[api]\nmax_page_size = 5")), &["fjango.toml:2:17:"]);
        has(
            &mistake(toml("[auth]\naccess_token_lifetime = '2d'")),
            &["fjango.toml:2:25:", "longer than"],
        );
    }

    #[test]
    fn networks_hold_their_addresses() {
        let holds =
            |network: &str, address: &str| network.parse::<Network>().unwrap().contains(address.parse().unwrap());
        assert!(holds("10.0.0.0/8", "10.255.0.1") && !holds("10.0.0.0/8", "11.0.0.0"));
        assert!(holds("0.0.0.0/0", "8.8.8.8") && !holds("0.0.0.0/0", "::1"));
        assert!(holds("127.0.0.1", "::ffff:127.0.0.1") && !holds("127.0.0.1", "127.0.0.2"));
        assert!(holds("fd00::/8", "fdff::1") && holds("::/0", "fe80::1") && !holds("::1", "::2"));
        for wrong in ["", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/", "example.com"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}

mod secrets {
    use super::*;

    fn production() -> Sources {
        Sources::none().with_variable("FJANGO_ENV", "production")
    }

    #[test]
    fn production_needs_a_good_key() {
        has(
            &mistake(Settings::load(&production())),
            &["`secret_key` is required", "SECRET_KEY", "openssl rand -base64 48"],
        );
        for weak in [
            "short",
            EXAMPLE_SECRET_KEY,
            &"a".repeat(50),
            "django-insecure-0123456789012345678901234567890",
        ] {
            let text = mistake(Settings::load(&production().with_variable("SECRET_KEY", weak)));
            has(&text, &["environment SECRET_KEY: `secret_key`"]);
            assert!(!text.contains(weak), "{text}");
            mistake(Settings::load(
                &production()
                    .with_variable("SECRET_KEY", KEY)
                    .with_variable("FJANGO_SECRET_KEY_FALLBACKS", weak),
            ));
        }
        let settings = Settings::load(&production().with_variable("SECRET_KEY", KEY)).unwrap();
        assert_eq!(settings.secret_key.expose(), KEY);
        assert!(!settings.debug && settings.logs_json());
    }

    #[test]
    fn other_environments_are_as_safe_as_production() {
        mistake(variable("FJANGO_ENV", "prod"));
        let sources = Sources::none()
            .with_variable("FJANGO_ENV", "staging")
            .with_variable("SECRET_KEY", KEY);
        assert!(!Settings::load(&sources).unwrap().debug);
    }

    #[test]
    fn the_development_key_is_stable_differs_by_directory_and_is_no_good_elsewhere() {
        let key = |root: &str| Settings::load(&Sources::new(root)).unwrap().secret_key.into_exposed();
        assert_eq!(key("/srv/a"), key("/srv/a"));
        assert_ne!(key("/srv/a"), key("/srv/b"));
        mistake(Settings::load(&production().with_variable("SECRET_KEY", key("/srv/a"))));
    }

    #[test]
    fn nothing_prints_a_secret() {
        let project = Project::new(&[(
            "fjango.toml",
            "secret_key = 'hunter2'\nsecret_key_fallbacks = ['hunter2']\n[app]\napi_key = 'hunter2'\nlist = [{ token = 'hunter2' }]\nbroker = 'amqp://a:hunter2@b'\n",
        )]);
        let sources = project
            .sources()
            .with_variable("DATABASE_URL", "postgres://ann:hunter2@host/db?sslpassword=hunter2")
            .with_override("app.password", "hunter2", "--password");
        let settings = Settings::load(&sources).unwrap();
        let mut all = format!("{settings:?} {sources:?} {:?}", settings.secret_key);
        all.push_str(&render(&settings, Layout::Table));
        all.push_str(&render(&settings, Layout::Json));
        all.push_str(&serde_json::to_string(&(&settings.secret_key, &settings.database.url)).unwrap());
        assert!(!all.contains("hunter2"), "{all}");
        has(&all, &["postgres://ann:***@host/db?sslpassword=***", "amqp://a:***@b"]);
    }

    #[test]
    fn a_wrong_secret_is_not_quoted() {
        for text in [
            "secret_key = 12345",
            "[database]\nurl = 'hunter12345'",
            "secret_key_fallbacks = [12345]",
        ] {
            let error = toml(text).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("12345"), "{error}");
        }
    }

    #[test]
    fn passwords_in_urls_are_masked_wherever_they_stand() {
        let check = |text: &str, masked: &str| assert_eq!(mask::mask_urls(text), masked);
        check("no url", "no url");
        check("see postgres://u:p@h/d now", "see postgres://u:***@h/d now");
        check("postgres://u:p/w?@x@h/d", "postgres://u:***@h/d");
        check("redis://:p@h", "redis://:***@h");
        check("http://h:80/a?token=t&b=1", "http://h:80/a?token=***&b=1");
        check("http://u@h:80/", "http://u@h:80/");
        check("a://u:p@h \"b://v:q@i\"", "a://u:***@h \"b://v:***@i\"");
        check("://", "://");
    }

    #[test]
    fn names_that_sound_secret_are_known() {
        for name in [
            "password",
            "DB_PASSWORD",
            "X-Api-Key",
            "Set-Cookie",
            "refresh_token",
            "clientSecret",
        ] {
            assert!(mask::is_sensitive(name), "{name}");
        }
        for name in ["path", "access_token_lifetime", "max_tokens", "author", "keyboard"] {
            assert!(!mask::is_sensitive(name), "{name}");
        }
    }
}

mod dotenv_file {
    use super::*;
    use std::collections::BTreeMap;

    fn parse(text: &str) -> (Vec<(String, String)>, Vec<String>) {
        let environment = BTreeMap::from([("HOST".to_owned(), "host".to_owned())]);
        let (done, problems) = dotenv::parse(text, ".env", &environment);
        (
            done.into_iter().map(|a| (a.name, a.value)).collect(),
            problems.iter().map(Problem::to_string).collect(),
        )
    }

    #[track_caller]
    fn check(line: &str, value: &str) {
        let (done, problems) = parse(line);
        assert_eq!(problems, [""; 0], "{line}");
        assert_eq!(done.last().unwrap(), &("A".to_owned(), value.to_owned()), "{line}");
    }

    #[test]
    fn values_are_read_as_documented() {
        check("A=b", "b");
        check("  export\tA = b c  # comment", "b c");
        check("A=b#c", "b#c");
        check("A=", "");
        check("A= # comment", "");
        check("A='b # $c ${d} \\n'", "b # $c ${d} \\n");
        check("A=\"b\\n\\\"\\$c\\\\\" # comment", "b\n\"$c\\");
        check("A=\"two\nlines\"", "two\nlines");
        check("A=pa$$w0rd$x", "pa$$w0rd$x");
        check("A=${HOST}:${NO:-80}", "host:80");
        check("B=1\nA=\"${B}2\"", "12");
        check("A=\\${HOST}", "${HOST}");
        check("A=héllo=wörld", "héllo=wörld");
        check("exported=1\nA=1", "1");
    }

    #[test]
    fn each_wrong_line_is_reported_and_the_others_read() {
        let (done, problems) = parse("A=1\nwhat\n2B=1\nC='open\n");
        assert_eq!(done.len(), 1);
        assert_eq!(problems.len(), 3);
        has(&problems[0], &[".env:2: not of the form"]);
        has(&problems[1], &[".env:3: not of the form"]);
        has(&problems[2], &[".env:4: the quote `'` is not closed"]);
        for (text, part) in [
            ("A=1\nA=2", ".env:2: `A` is set twice, first on line 1"),
            ("A='x' y", "text after the closing quote"),
            ("A=\"\\q\"", "is not an escape"),
            ("A=${NOPE}", "`${NOPE}` is not set"),
            ("A=${", "not followed by a name"),
            ("A=${B:-x", "not followed by a name"),
        ] {
            has(&parse(text).1.join("\n"), &[part]);
        }
    }

    #[test]
    fn expansions_cannot_grow_without_end() {
        let mut text = "V0=xxxxxxxxxx\n".to_owned();
        for n in 1..200 {
            text.push_str(&format!("V{n}=${{V{}}}${{V{}}}\n", n - 1, n - 1));
        }
        let (done, problems) = parse(&text);
        assert!(problems[0].contains("longer than"), "{problems:?}");
        assert!(done.iter().all(|(_, value)| value.len() < 300_000));
    }
}

mod app {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "lowercase")]
    enum Mode {
        Fast,
        Slow { by: u8 },
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Mine {
        name: String,
        #[serde(default)]
        count: u32,
        #[serde(default)]
        ratio: Option<f64>,
        #[serde(default)]
        tags: Vec<String>,
        #[serde(default)]
        on: bool,
        mode: Option<Mode>,
        nested: Option<Nested>,
    }

    #[derive(Debug, Deserialize)]
    struct Nested {
        key: Secret<String>,
        port: u16,
    }

    #[test]
    fn a_struct_of_ones_own_is_filled_from_all_sources() {
        let project = Project::new(&[
            (
                "fjango.toml",
                "[app]\nname = 'a'\ncount = 1\nmode = { slow = { by = 3 } }\n[app.nested]\nkey = 'k'\nport = 1\n",
            ),
            ("fjango.development.toml", "[app]\ncount = 2\n[app.nested]\nport = 2\n"),
            (".env", "FJANGO_APP__RATIO=0.5\nFJANGO_APP__ON=yes\n"),
        ]);
        let sources = project
            .sources()
            .with_variable("FJANGO_APP__NESTED__PORT", "3")
            .with_variable("FJANGO_APP__TAGS", "x, y");
        let mine: Mine = Settings::load(&sources).unwrap().app().unwrap();
        assert_eq!(
            (mine.name.as_str(), mine.count, mine.ratio, mine.on),
            ("a", 2, Some(0.5), true)
        );
        assert_eq!(mine.tags, ["x", "y"]);
        assert_eq!(mine.mode, Some(Mode::Slow { by: 3 }));
        let nested = mine.nested.unwrap();
        assert_eq!((nested.key.expose().as_str(), nested.port), ("k", 3));
    }

    #[test]
    fn a_unit_variant_is_its_name() {
        let sources = Sources::none()
            .with_variable("FJANGO_APP__NAME", "a")
            .with_variable("FJANGO_APP__MODE", "fast");
        assert_eq!(
            Settings::load(&sources).unwrap().app::<Mine>().unwrap().mode,
            Some(Mode::Fast)
        );
    }

    #[test]
    fn a_mistake_names_its_place() {
        let app = |text: &str| mistake(toml(text).unwrap().app::<Mine>());
        has(
            &app("[app]\nname = 'a'\ncoutn = 2\n"),
            &["fjango.toml:3:1: `app`: unknown field `coutn`"],
        );
        has(
            &app("[app]\nname = 'a'\ncount = 'x'\n"),
            &["fjango.toml:3:9: `app.count`: invalid type"],
        );
        has(
            &app("[app]\nname = 'a'\ncount = -1\n"),
            &["fjango.toml:3:9: `app.count`: invalid value"],
        );
        has(
            &app("[app]\nname = 'a'\ntags = ['x', 1]\n"),
            &["fjango.toml:3:14: `app.tags.1`"],
        );
        has(
            &app("\n[app]\ncount = 1\n"),
            &["fjango.toml:2:1: `app`: missing field `name`"],
        );
        has(
            &mistake(Settings::load(&Sources::none()).unwrap().app::<Mine>()),
            &["missing field `name`"],
        );
        has(
            &app("[app]\nname = 'a'\nmode = 'odd'\n"),
            &["fjango.toml:3:8: `app.mode`: unknown variant `odd`"],
        );
    }

    #[test]
    fn a_mistake_does_not_quote_a_secret() {
        #[derive(Debug, Deserialize)]
        #[expect(dead_code, reason = "only its shape matters")]
        struct Keys {
            api_key: u32,
        }
        let text = mistake(toml("[app]\napi_key = 'hunter2'").unwrap().app::<Keys>());
        has(
            &text,
            &["fjango.toml:2:11: `app.api_key`: the value has the wrong type or form"],
        );
    }

    #[test]
    fn a_variable_cannot_be_both_value_and_table() {
        let sources = Sources::none()
            .with_variable("FJANGO_APP__A", "1")
            .with_variable("FJANGO_APP__A__B", "1");
        has(&mistake(Settings::load(&sources)), &["both a value and a table"]);
        has(&mistake(variable("FJANGO_APP__", "1")), &["empty key"]);
    }
}

mod deploy {
    use super::*;

    fn ids(settings: &Settings) -> Vec<&'static str> {
        check_deploy(settings).iter().map(|finding| finding.id).collect()
    }

    #[test]
    fn a_good_production_has_no_findings() {
        let sources = Sources::none()
            .with_variable("FJANGO_ENV", "production")
            .with_variable("SECRET_KEY", KEY)
            .with_variable("FJANGO_SERVER__ALLOWED_HOSTS", "example.com");
        assert_eq!(ids(&Settings::load(&sources).unwrap()), [""; 0]);
    }

    #[test]
    fn each_danger_is_found_with_its_origin() {
        let project = Project::new(&[(
            "fjango.toml",
            "debug = true\nsecret_key = 'short'\n[server]\ntrusted_proxies = ['0.0.0.0/0']\n[database]\nurl = 'sqlite::memory:'\n\
             statement_timeout = 'off'\n[log]\nlevel = 'info,fjango=debug'\nformat = 'pretty'\n",
        )]);
        let settings = project.load().unwrap();
        assert_eq!(
            ids(&settings),
            [
                "deploy.env",
                "deploy.debug",
                "deploy.secret_key",
                "deploy.trusted_proxies",
                "deploy.database_in_memory",
                "deploy.secret_key_in_file",
                "deploy.allowed_hosts",
                "deploy.log_format",
                "deploy.log_level",
            ]
        );
        let debug = &check_deploy(&settings)[1];
        assert_eq!(
            debug.to_string(),
            "error[deploy.debug]: causes of errors are shown to clients; turn debug off (`debug` from fjango.toml:1:9)"
        );
    }
}

mod description {
    use super::*;

    #[test]
    fn every_setting_is_documented_and_its_variable_sets_it() {
        for setting in reference() {
            assert!(
                !setting.doc.is_empty() && !setting.default.is_empty(),
                "{}",
                setting.path
            );
            // A value that no type takes shows that the variable reaches the setting.
            let nonsense = Sources::none().with_variable(setting.variables[0].as_str(), "=\u{1}");
            match Settings::load(&nonsense) {
                Err(error) => assert_eq!(error.problems()[0].key.as_deref(), Some(setting.path)),
                Ok(settings) => {
                    assert_ne!(settings.origin(setting.path), Origin::Default, "{}", setting.path);
                }
            }
        }
    }

    #[test]
    fn defaults_obey_their_own_rules() {
        for env in ["development", "test", "production"] {
            let mut sources = Sources::none()
                .with_variable("FJANGO_ENV", env)
                .with_variable("SECRET_KEY", KEY);
            let defaults = Settings::load(&sources).unwrap();
            for (path, value) in defaults.shown() {
                let is_secret = reference().iter().any(|setting| setting.path == path && setting.secret);
                if !is_secret {
                    sources = sources.with_override(path, describe::plain(&value), "--same");
                }
            }
            let again = Settings::load(&sources).unwrap();
            assert_eq!(again.shown(), defaults.shown());
        }
    }

    #[test]
    fn rendering_shows_each_value_with_its_origin() {
        let settings = toml("[api]\npage_size = 7\n[app]\nsite = \"a\\u001bb\"\n").unwrap();
        let table = render(&settings, Layout::Table);
        let line = |key: &str| {
            let line = table.lines().find(|line| line.starts_with(key)).unwrap();
            line.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(line("api.page_size"), "api.page_size 7 fjango.toml:2:13");
        assert_eq!(line("secret_key "), "secret_key *** default");
        assert_eq!(line("app.site"), "app.site a\\u{1b}b fjango.toml:4:8");
        let json: serde_json::Value = serde_json::from_str(&render(&settings, Layout::Json)).unwrap();
        assert_eq!(
            json["api.page_size"],
            serde_json::json!({ "value": 7, "origin": "fjango.toml:2:13" })
        );
    }

    /// `FJANGO_TEST_BLESS=1` writes the page anew.
    #[test]
    fn the_reference_page_is_up_to_date() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../book/src/reference/settings.md");
        let page = reference_markdown();
        if process_variable("FJANGO_TEST_BLESS").is_some() {
            std::fs::write(&path, &page).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(
            written == page,
            "book/src/reference/settings.md is out of date; its second paragraph says how to write it anew"
        );
    }
}

/// Text that has a chance to get past the first line of a parser.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "[server]", "[app]", "[[api]]", "bind", "debug", "secret_key", "pool_size", "=", " = ", "\n", "\r\n", "\"", "'",
            "\"\"\"", "'''", "${", "}", ":-", "$", "\\", "#", "FJANGO_", "FJANGO_APP__", "__", "DATABASE_URL", "export ",
            "true", "99999999999999999999", "-1", "0x", "1e999", "nan", "'1d'", "[", "]", "{", "}", ",", ".", "\u{feff}", "\0",
            "://", "@", "é", "\u{10ffff}",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_of_any_file_panics(text in hostile()) {
        let origin = |problems: Vec<Problem>| problems.iter().map(Problem::to_string).collect::<Vec<_>>();
        match files::parse_toml(&text, "fjango.toml") {
            Ok(tree) => { layers::unknown_keys(&tree); }
            Err(problems) => prop_assert!(!origin(problems).is_empty()),
        }
        let (assignments, _) = dotenv::parse(&text, ".env", &Default::default());
        prop_assert!(assignments.iter().all(|assignment| assignment.line >= 1));
    }

    #[test]
    fn no_project_panics(toml in hostile(), env in hostile(), value in any::<String>()) {
        let project = Project::new(&[("fjango.toml", &toml), (".env", &env)]);
        for setting in reference() {
            let sources = project.sources().with_variable(setting.variables[0].as_str(), value.as_str());
            match Settings::load(&sources) {
                Ok(settings) => {
                    render(&settings, Layout::Table);
                    let _ = settings.app::<serde_json::Value>();
                    check_deploy(&settings);
                }
                Err(error) => prop_assert!(!error.problems().is_empty()),
            }
        }
    }

    #[test]
    fn no_password_survives_masking(password in "[a-zA-Z0-9/?#@:%&=]{6,20}") {
        let url = format!("postgres://ann:{password}@host/db");
        let shown = ConnectionUrl::new(url).to_string();
        prop_assert_eq!(shown, "postgres://ann:***@host/db");
    }
}
