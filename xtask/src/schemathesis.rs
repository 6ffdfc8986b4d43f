//! Schemathesis: what the blog's OpenAPI document promises, tried against the running blog, on both databases.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::postgres::free_port;
use crate::python::Venv;
use crate::report::Counts;
use crate::server::Server;
use crate::steps::Context;
use crate::{cargo, environment, process};

/// Schemathesis and all it needs, pinned.
const REQUIREMENTS: &str = include_str!("../schemathesis-requirements.txt");
/// Fixed, so that a failure in CI comes back at home. Change it to look elsewhere.
const SEED: &str = "20260923";
/// Cases per operation and phase.
const MAX_EXAMPLES: &str = "25";
/// Holds a document against the schema of OpenAPI 3.1 that schemathesis brings along.
const VALIDATE: &str = include_str!("../openapi_valid.py");
/// How long the run on one database may take.
const LIMIT: Duration = Duration::from_secs(5 * 60);
/// An answer slower than this is a failure.
const MAX_RESPONSE_SECONDS: &str = "10";

/// Runs schemathesis once per database; each run is one check.
pub fn run(context: &Context) -> anyhow::Result<Counts> {
    let venv = Venv::ensure(context.target_directory(), "schemathesis", REQUIREMENTS)?;
    let blog = cargo::blog(context.target_directory())?;
    let mut counts = Counts::default();
    for database in ["sqlite", "postgres"] {
        let directory = context.target_directory().join("schemathesis").join(database);
        // A database left by an earlier run would have no fresh superuser to log in with.
        if directory.exists() {
            fs::remove_dir_all(&directory).with_context(|| format!("removing {}", directory.display()))?;
        }
        fs::create_dir_all(&directory).with_context(|| format!("creating {}", directory.display()))?;
        let url = match database {
            "sqlite" => format!("sqlite://{}", directory.join("blog.sqlite3").display()),
            // The maintenance database of a cluster that is thrown away is as fresh as any.
            _ => context.cluster()?.url(),
        };
        eprintln!("schemathesis on {database}, seed {SEED}");
        counts += match check(&venv, &blog, &directory, &url) {
            Ok(true) => Counts::PASSED,
            Ok(false) => Counts::FAILED,
            Err(error) => {
                eprintln!("error: {database}: {error:#}");
                Counts::FAILED
            }
        };
    }
    Ok(counts)
}

/// Runs schemathesis against a fresh blog; says whether it found nothing.
fn check(venv: &Venv, blog: &Path, directory: &Path, database_url: &str) -> anyhow::Result<bool> {
    let server = Server::start(blog, directory, free_port()?, database_url)?;
    let document = format!("{}/api/openapi.json", server.base());
    anyhow::ensure!(is_valid(venv, &document)?, "{document} is not valid OpenAPI 3.1");
    let token = access_token(&server)?;
    let mut command = Command::new(venv.program("schemathesis"));
    environment::clean(&mut command)
        .args([
            "--config-file",
            concat!(env!("CARGO_MANIFEST_DIR"), "/schemathesis.toml"),
        ])
        .arg("run")
        .arg(&document)
        .args([
            "--checks",
            "all",
            "--seed",
            SEED,
            "--max-examples",
            MAX_EXAMPLES,
            "--workers",
            "1",
        ])
        .args([
            "--max-response-time",
            MAX_RESPONSE_SECONDS,
            "--generation-database",
            "none",
            "--continue-on-failure",
        ])
        .args(["--header", &format!("Authorization: Bearer {token}")])
        // Its own files, such as reports, belong beside the database.
        .current_dir(directory);
    let found_nothing = process::run_within(&mut command, LIMIT)?.succeeded();
    if !server.is_ready() {
        anyhow::bail!(
            "the blog no longer answers; it printed:\n{}",
            last_lines(&server.printed(), 50)
        );
    }
    let status = server.stop()?;
    anyhow::ensure!(status.success(), "the blog ended with {status}");
    Ok(found_nothing)
}

/// Whether a document is what the schema of OpenAPI 3.1 says; prints what is not.
fn is_valid(venv: &Venv, document: &str) -> anyhow::Result<bool> {
    let mut command = Command::new(venv.program("python"));
    environment::clean(&mut command).args(["-c", VALIDATE, document]);
    Ok(process::run_within(&mut command, LIMIT)?.succeeded())
}

/// Logs in as the superuser that the blog made at its first start.
fn access_token(server: &Server) -> anyhow::Result<String> {
    let printed = server.printed();
    let (username, password) =
        credentials(&printed).with_context(|| format!("the blog printed no password:\n{printed}"))?;
    let response = minreq::post(format!("{}/api/auth/token", server.base()))
        .with_header("Content-Type", "application/json")
        .with_body(json!({ "username": username, "password": password }).to_string())
        .with_timeout(30)
        .send()
        .context("asking for a token")?;
    let body: Value = serde_json::from_slice(response.as_bytes()).context("reading the answer to a token request")?;
    let token = body["access"].as_str();
    Ok(token
        .with_context(|| format!("{} gave no token: {body}", response.status_code))?
        .to_owned())
}

/// Finds the superuser's name and password in what the blog printed: the words after `superuser` and `password`.
fn credentials(printed: &str) -> Option<(String, String)> {
    let words: Vec<&str> = printed
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '`' | '"' | '\''))
        .filter(|word| !word.is_empty())
        .collect();
    let after = |label: &str| {
        let labelled = words
            .windows(2)
            .find(|pair| pair[0].trim_end_matches(':').eq_ignore_ascii_case(label));
        labelled.map(|pair| pair[1].to_owned())
    };
    Some((
        after("superuser").unwrap_or_else(|| "admin".to_owned()),
        after("password")?,
    ))
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_credentials(printed: &str, username: &str, password: &str) {
        assert_eq!(credentials(printed), Some((username.to_owned(), password.to_owned())));
    }

    #[test]
    fn the_password_is_found() {
        check_credentials(
            "Created superuser `admin`, password `x7-Kq_2`\nListening\n",
            "admin",
            "x7-Kq_2",
        );
        check_credentials("superuser: ann  password: secret!\n", "ann", "secret!");
        check_credentials("Password: only-this\n", "admin", "only-this");
        assert_eq!(credentials("Listening on 127.0.0.1:8000\n"), None);
    }

    #[test]
    fn everything_schemathesis_needs_is_pinned() {
        for line in REQUIREMENTS.lines() {
            assert!(line.contains("=="), "{line}");
        }
        assert!(REQUIREMENTS.contains("schemathesis=="));
    }
}
