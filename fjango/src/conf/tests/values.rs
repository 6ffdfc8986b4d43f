use std::time::Duration;

use super::support::*;
use crate::conf::*;

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
    // The parser of directives panics at this one.
    has(&mistake(variable("RUST_LOG", "\u{2000}\u{1772}=")), &["ASCII"]);
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
    let holds = |network: &str, address: &str| network.parse::<Network>().unwrap().contains(address.parse().unwrap());
    assert!(holds("10.0.0.0/8", "10.255.0.1") && !holds("10.0.0.0/8", "11.0.0.0"));
    assert!(holds("0.0.0.0/0", "8.8.8.8") && !holds("0.0.0.0/0", "::1"));
    assert!(holds("127.0.0.1", "::ffff:127.0.0.1") && !holds("127.0.0.1", "127.0.0.2"));
    assert!(holds("fd00::/8", "fdff::1") && holds("::/0", "fe80::1") && !holds("::1", "::2"));
    for wrong in ["", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/", "example.com"] {
        assert!(wrong.parse::<Network>().is_err(), "{wrong}");
    }
}
