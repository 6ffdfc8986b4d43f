//! `dev`: what changes is served, what breaks is not.

use std::net::TcpListener;

use rustix::process::Signal;

use super::http::{get, text};
use super::running::Running;
use super::workspace::Workspace;
use crate::program::PROGRAM;

/// A program whose answer tells one build from the next.
const MAIN: &str = r#"
use fjango::prelude::*;

#[api(get, path = "/version", login = "anyone")]
async fn version() -> Json<i64> {
    Json(1)
}

#[fjango::main]
async fn main() -> fjango::Result<()> {
    App::new().run().await
}
"#;

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

#[test]
#[ignore = "slow: builds a project"]
fn a_change_is_served_and_a_mistake_is_not() {
    let mut project = Workspace::new_project("dev", &["changing"]);
    project.write("src/main.rs", MAIN);
    let address = format!("127.0.0.1:{}", free_port());
    project.set("FJANGO_BIND", &address);
    let version = || get(&format!("http://{address}/api/version"));

    let mut dev = Running::start(project.command(PROGRAM, &["fjango", "dev"]));
    dev.wait_for("migration(s) are not applied; run `cargo fjango migrate`");
    dev.wait_until_served();
    assert_eq!(version(), 1);

    project.replace("src/main.rs", "Json(1)", "Json(2)");
    dev.wait_for("dev: src/main.rs changed; building");
    dev.wait_for("dev: restarting");
    dev.wait_until_served();
    assert_eq!(version(), 2);

    project.replace("src/main.rs", "Json(2)", "Json(three)");
    dev.wait_for("cannot find value `three`");
    dev.wait_for("dev: the build failed; the last good server goes on");
    assert_eq!(version(), 2);

    project.replace("src/main.rs", "Json(three)", "Json(3)");
    dev.wait_for("dev: restarting");
    dev.wait_until_served();
    assert_eq!(version(), 3);

    // Settings are read at the start, so they need no build but a restart.
    project.write(".env", "FJANGO_API__PREFIX=/v1\n");
    dev.wait_for("dev: .env changed");
    dev.wait_for("dev: restarting");
    dev.wait_until_served();
    assert_eq!(get(&format!("http://{address}/v1/version")), 3);

    // Neither the database's file nor one that the program is not made of restarts it.
    project.write("db.sqlite3", "");
    project.write("notes.txt", "nothing");
    dev.wait_for("dev: notes.txt changed; building");
    dev.wait_for("dev: nothing to do: the program is the same");

    // A server that does not start is waited for.
    project.write(".env", "FJANGO_API__PREFIXX=/v1\n");
    dev.wait_for("dev: the server ended with exit status: 1; waiting for a change");
    project.write(".env", "\n");
    dev.wait_until_served();
    assert_eq!(text(&format!("http://{address}/api/version")), "3");

    dev.signal(Signal::INT);
    dev.wait_for("dev: stopping");
    let status = dev.wait();
    assert_eq!(status.code(), Some(0), "{status}");
    assert!(TcpListener::bind(&address).is_ok(), "the server still listens");
}
