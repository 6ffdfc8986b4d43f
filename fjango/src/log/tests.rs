use super::*;
use crate::conf::{Environment, LogFormat, Settings};
use serde_json::Value;
use std::io::Write;
use std::sync::{Arc, Mutex};

#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn captured(settings: &Settings, colour: bool, log: impl FnOnce()) -> String {
    let buffer = Buffer::default();
    let writer = buffer.clone();
    tracing::subscriber::with_default(subscriber(settings, colour, move || writer.clone()), log);
    let bytes = buffer.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

fn json(log: impl FnOnce()) -> Value {
    let text = captured(&Settings::defaults(Environment::Production), false, log);
    assert_eq!(text.matches('\n').count(), 1, "not one line: {text}");
    serde_json::from_str(&text).unwrap()
}

/// A line of development without its time.
fn readable(log: impl FnOnce()) -> String {
    let text = captured(&Settings::defaults(Environment::Development), false, log);
    text.split_once(' ').unwrap().1.to_owned()
}

#[test]
fn a_line_of_development_has_level_target_message_and_fields() {
    let line = readable(|| tracing::info!(target: "blog", posts = 3, title = "a b", slug = "a-b", "seeded"));
    assert_eq!(line, " INFO blog: seeded posts=3 title=\"a b\" slug=a-b\n");
}

#[test]
fn a_line_of_production_is_one_flat_json_object() {
    let line = json(|| tracing::warn!(target: "blog", posts = 3, half = 0.5, ok = true, "see\nded"));
    assert_eq!(line["level"], "WARN");
    assert_eq!(line["target"], "blog");
    assert_eq!(line["message"], "see\nded");
    assert_eq!(
        (&line["posts"], &line["half"], &line["ok"]),
        (&3.into(), &0.5.into(), &true.into())
    );
    chrono::DateTime::parse_from_rfc3339(line["timestamp"].as_str().unwrap()).unwrap();
}

#[test]
fn the_request_id_of_the_span_is_on_every_line() {
    let log = || {
        let _request = tracing::info_span!("request", id = "r1", path = "/x").entered();
        let _inner = tracing::info_span!("inner", step = 2).entered();
        tracing::info!(target: "blog", id = 7, "inside");
    };
    let line = json(log);
    assert_eq!(
        (&line["request_id"], &line["id"], &line["step"]),
        (&"r1".into(), &7.into(), &2.into())
    );
    assert_eq!(line["path"], "/x");
    assert_eq!(readable(log), " INFO blog: inside id=7 step=2 request_id=r1\n");
}

#[test]
fn the_requests_own_line_has_its_id_once() {
    let line = readable(|| {
        let _request = tracing::info_span!("request", id = "r1").entered();
        tracing::info!(target: "blog", id = "r1", status = 200, "request");
    });
    assert_eq!(line, " INFO blog: request status=200 request_id=r1\n");
}

#[test]
fn a_field_recorded_later_is_seen() {
    let line = json(|| {
        let span = tracing::info_span!("work", user = tracing::field::Empty);
        let _entered = span.enter();
        span.record("user", 5);
        tracing::info!("done");
    });
    assert_eq!(line["user"], 5);
}

#[test]
fn secrets_are_masked_in_both_formats() {
    let log = || {
        let _span = tracing::info_span!("login", api_token = "hunter2").entered();
        tracing::info!(
            password = "hunter2",
            authorization = ?Some("Bearer hunter2"),
            set_cookie = "sid=hunter2",
            client_secret = 12345,
            url = "postgres://ann:hunter2@localhost/db?password=hunter2",
            "connecting to redis://:hunter2@localhost"
        );
    };
    let production = captured(&Settings::defaults(Environment::Production), false, log);
    let development = captured(&Settings::defaults(Environment::Development), true, log);
    for text in [production, development] {
        assert!(!text.contains("hunter2") && !text.contains("12345"), "{text}");
        assert!(text.contains("postgres://ann:***@localhost/db?password=***"), "{text}");
        assert!(text.contains("redis://:***@localhost"), "{text}");
    }
}

#[test]
fn a_field_cannot_take_the_place_of_the_lines_own_keys() {
    let line = json(|| tracing::info!(level = "fake", timestamp = 1, "true"));
    assert_eq!(
        (&line["level"], &line["field.level"], &line["field.timestamp"]),
        (&"INFO".into(), &"fake".into(), &1.into())
    );
}

#[test]
fn text_of_strangers_can_neither_forge_lines_nor_drive_the_terminal() {
    let line = readable(|| tracing::info!(target: "blog", agent = "x\n\x1b[2J", "a\n09:00 INFO forged\x1b[2J"));
    assert_eq!(
        line,
        " INFO blog: a\n    09:00 INFO forged\\u{1b}[2J agent=\"x\\n\\u{1b}[2J\"\n"
    );
}

#[test]
fn colour_only_when_asked_and_never_in_json() {
    let mut settings = Settings::defaults(Environment::Development);
    let log = || tracing::error!("x");
    assert!(captured(&settings, true, log).contains("\x1b[31m"));
    assert!(!captured(&settings, false, log).contains('\x1b'));
    settings.log.format = LogFormat::Json;
    assert!(!captured(&settings, true, log).contains('\x1b'));
}

#[test]
fn the_level_decides_what_is_logged() {
    let mut settings = Settings::defaults(Environment::Development);
    let log = || {
        tracing::debug!(target: "loud", "shown");
        tracing::debug!(target: "quiet", "hidden");
    };
    assert_eq!(captured(&settings, false, log), "");
    settings.log.level = "info,loud=debug".to_owned();
    let text = captured(&settings, false, log);
    assert!(text.contains("shown") && !text.contains("hidden"), "{text}");
    // Set by code past every check: logs at `info` rather than a panic.
    settings.log.level = "[[[".to_owned();
    assert_eq!(captured(&settings, false, log), "");
}

#[test]
fn a_second_init_changes_nothing() {
    let settings = Settings::defaults(Environment::Test);
    init(&settings);
    assert_eq!(init(&settings), Installed::Before);
}
