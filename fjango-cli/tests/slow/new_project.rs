//! A new project compiles without a warning, passes its test, migrates and serves, on both databases.

use fjango::testing::json;
use fjango_tests::{FreshDatabase, Kind, fresh_database};
use rustix::process::Signal;

use super::http::{get, login, post, send, text};
use super::running::Running;
use super::workspace::Workspace;
use crate::program::{PROGRAM, stderr, stdout};

const PASSWORD: &str = "correct horse battery";

#[test]
#[ignore = "slow: builds a project"]
fn a_new_project_works_on_both_databases() {
    let mut project = Workspace::new_project("new-project", &["my-shop"]);
    is_flawless(&project);
    serves(&project);
    let database: FreshDatabase = fresh_database(Kind::Postgres);
    project.set("DATABASE_URL", database.url());
    serves(&project);
}

#[test]
#[ignore = "slow: builds a project"]
fn an_api_alone_compiles_without_a_warning_too() {
    let project = Workspace::new_project("new-api", &["my-api", "--api"]);
    is_flawless(&project);
    project.fjango(&["makemigrations", "--check"]);
}

#[test]
#[ignore = "slow: builds a project"]
fn the_command_line_knows_every_verb_of_the_project() {
    let project = Workspace::new_project("new-verbs", &["my-verbs"]);
    let verbs = |help: &str| -> Vec<String> {
        let commands = help.split("Commands:\n").nth(1).expect("the help lists the verbs");
        let lines = commands.lines().take_while(|line| line.starts_with("  "));
        lines
            .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
            .collect()
    };
    let known = verbs(&project.fjango(&["--help"]));
    let of_project = verbs(&stdout(&project.succeed("cargo", &["run", "--quiet", "--", "--help"])));
    for verb in of_project {
        assert!(
            known.contains(&verb),
            "`cargo fjango` does not know `{verb}`; add it to fjango-cli/src/cli.rs"
        );
    }
}

/// No warning of the compiler or clippy, nothing to format, and its own tests pass.
#[track_caller]
fn is_flawless(project: &Workspace) {
    let said = stderr(&project.succeed("cargo", &["build"]));
    assert!(!said.contains("warning"), "{said}");
    project.succeed("cargo", &["fmt", "--check"]);
    project.succeed(
        "cargo",
        &["clippy", "--quiet", "--all-targets", "--", "--deny", "warnings"],
    );
}

/// From an empty database to a row made by a user.
fn serves(project: &Workspace) {
    let tested = stdout(&project.succeed("cargo", &["test"]));
    assert!(tested.contains("2 passed; 0 failed"), "{tested}");
    assert_eq!(project.fjango(&["makemigrations", "--check"]), "no changes\n");
    let unapplied = project.run(PROGRAM, &["fjango", "migrate", "--check"]);
    assert_eq!(unapplied.status.code(), Some(3), "the project's exit code is handed on");
    let migrated = project.fjango(&["migrate"]);
    assert!(migrated.contains("my_shop.0001_initial"), "{migrated}");
    let shown = project.fjango(&["showmigrations"]);
    assert!(shown.contains(" [X] 0001_initial") && !shown.contains("[ ]"), "{shown}");
    let created = project.fjango(&["createsuperuser", "--username", "ann", "--password", PASSWORD]);
    assert_eq!(created, "created superuser ann\n");
    project.fjango(&["check"]);

    // From below the project's directory, too.
    let mut command = project.command(PROGRAM, &["fjango", "run"]);
    command.current_dir(project.file("src"));
    let mut server = Running::start(command);
    let base = server.wait_until_served();
    let notes = format!("{base}/api/notes");
    assert_eq!(get(&notes)["results"], json!([]));
    let milk = json!({"title": "Buy milk"});
    post(&notes, None, &milk, 401);
    let token = login(&base, "ann", PASSWORD);
    let note = post(&notes, Some(&token), &milk, 201);
    assert_eq!(get(&format!("{notes}/{}", note["id"]))["title"], "Buy milk");
    assert_eq!(get(&format!("{notes}?search=milk"))["results"][0]["id"], note["id"]);
    assert!(text(&format!("{base}/api/docs")).contains("<html"));
    assert!(get(&format!("{base}/api/openapi.json"))["paths"]["/api/notes"].is_object());
    let (status, _) = send(minreq::Method::Get, &format!("{base}/readyz"), None, None);
    assert_eq!(status, 200);
    // `cargo fjango`, cargo and the server are one process after the other, so its signals are the server's.
    server.signal(Signal::TERM);
    let status = server.wait();
    assert_eq!(status.code(), Some(0), "{status}");
}
