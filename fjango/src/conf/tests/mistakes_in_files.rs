use super::support::*;
use crate::conf::*;

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
