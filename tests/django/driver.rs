//! Django in a process of its own.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::thread;

use serde_json::{Value as Data, json};

/// Names the Python interpreter of an environment that has Django.
const PYTHON: &str = "FJANGO_TEST_DJANGO_PYTHON";
const DRIVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/django/python/driver.py");

#[expect(
    clippy::disallowed_methods,
    reason = "tests have no settings; what starts them says where things are"
)]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Asks Django, on the database at `url`, each of the requests; gives its answers in the same order.
///
/// # Panics
/// When Django is not there, or ends early.
pub fn ask(url: &str, requests: &[Data]) -> Vec<Data> {
    let python = variable(PYTHON)
        .unwrap_or_else(|| panic!("{PYTHON} is not set, so there is no Django; run cargo xtask test --step django"));
    let mut django = Command::new(&python)
        .arg(DRIVER)
        .arg(url)
        // Nothing is left beside the sources.
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("starting {python}: {error}"));
    let mut stdin = django.stdin.take().expect("its input is a pipe");
    let lines: String = requests.iter().map(|request| format!("{request}\n")).collect();
    // Both pipes are in use at once, or each side would wait for the other.
    let writer = thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let output = django.wait_with_output().expect("Django's output is read");
    // Django may have ended before it read everything; what it answered tells.
    let _ = writer.join().expect("the writing thread ends");
    let text = String::from_utf8(output.stdout).expect("answers are UTF-8");
    let answers: Vec<Data> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    assert_eq!(answers.len(), requests.len(), "Django ended early, {}", output.status);
    answers
}

/// The request for a query.
pub fn query(text: &str) -> Data {
    json!({ "query": text })
}
