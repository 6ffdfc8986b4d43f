//! The servers that are compared do the same: a faster one that did less would prove nothing.

use std::path::PathBuf;

use fjango_benches::answer::{self, compare};
use fjango_benches::contender::{Contender, Kind, Programs};
use fjango_benches::database::Databases;
use fjango_benches::server::Server;
use serde_json::json;

fn programs() -> Programs {
    Programs {
        fjango: PathBuf::from(env!("CARGO_BIN_EXE_http_fjango")),
        by_hand: PathBuf::from(env!("CARGO_BIN_EXE_http_by_hand")),
    }
}

/// What every server must refuse, and with which status.
fn wrong_bodies() -> [(u16, String); 5] {
    let post = json!({ "title": "t", "body": "b", "author": 1 });
    let with = |name: &str, value: serde_json::Value| {
        let mut post = post.clone();
        post[name] = value;
        post.to_string()
    };
    [
        (422, with("title", "x".repeat(201).into())),
        (422, with("body", "\0".into())),
        (422, with("slug", "no slug".into())),
        (422, with("author", 999.into())),
        // A slug that this author has used.
        (409, with("slug", "post-number-10".into())),
    ]
}

async fn all_answer_alike(kind: Kind, cluster: Option<&str>) {
    let directory = tempfile::tempdir().unwrap();
    let mut databases = Databases::prepare(kind, &programs(), directory.path(), cluster)
        .await
        .unwrap();
    let mut servers = Vec::new();
    for contender in Contender::on(kind) {
        let location = databases.copy(contender.name()).await.unwrap();
        servers.push(Server::start(*contender, &programs(), 1, &location, directory.path()).unwrap());
    }
    let named: Vec<_> = servers.iter().map(|s| (s.contender.name(), s.port)).collect();
    compare(&named, 3).unwrap();
    for (name, port) in named {
        for (status, body) in wrong_bodies() {
            let answer = answer::post(port, "/api/posts", &body).unwrap();
            let text = String::from_utf8_lossy(&answer.body);
            assert_eq!(answer.status, status, "{name}, {body}: {text}");
        }
        assert_eq!(answer::get(port, "/api/posts/5000").unwrap().status, 404, "{name}");
    }
    drop(servers);
    databases.remove().await.unwrap();
}

#[tokio::test]
async fn on_sqlite() {
    all_answer_alike(Kind::Sqlite, None).await;
}

#[tokio::test]
async fn on_postgres() {
    let cluster = fjango_tests::postgres_url().expect("run through cargo xtask test, which starts PostgreSQL");
    all_answer_alike(Kind::Postgres, Some(&cluster)).await;
}
