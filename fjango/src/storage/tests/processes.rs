//! What is left when a process is killed while it writes, or the disk is full. Both need a process of their own.

#![cfg(unix)]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};

use super::listing;
use crate::storage::{Content, LocalStorage, Name, Storage};

/// Says to the test below what to do, as a file in its directory.
const ORDER: &str = "order";

fn child(directory: &Path, order: &str, shell: &str) -> Child {
    fs::write(directory.join(ORDER), order).expect("written");
    Command::new("sh")
        .args([
            "-c",
            &format!("{shell} exec \"$0\" --exact storage::tests::processes::in_a_child --nocapture"),
        ])
        .arg(std::env::current_exe().expect("this test"))
        .current_dir(directory)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("started")
}

/// Reads what the child says until a line holds `text`.
fn until(child: &mut Child, text: &str) -> String {
    let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let mut found = lines.map_while(Result::ok).filter(|line| line.contains(text));
    found.next().expect("the child says it")
}

#[expect(clippy::print_stdout, reason = "how the child talks to its parent")]
#[tokio::test]
async fn in_a_child() {
    // Only in the directory of such a test there is something to do.
    let Ok(order) = fs::read_to_string(ORDER) else { return };
    let storage = LocalStorage::new("media");
    let name = Name::new("in/a.bin").expect("a name");
    let pieces = stream::repeat(()).enumerate().then(|(i, ())| async move {
        if i == 30 {
            println!("written");
            std::future::pending::<()>().await;
        }
        Ok(Bytes::from(vec![1; 100_000]))
    });
    let content = match order.as_str() {
        "hang" => Content::from_stream(pieces),
        "bytes" => vec![1; 3_000_000].into(),
        _ => Content::from_stream(pieces.take(29)),
    };
    match storage.save(&name, content, 100).await {
        Ok(name) => println!("saved {name}"),
        Err(error) => println!("failed, full: {}", error.is_full()),
    }
}

#[tokio::test]
async fn a_process_killed_while_it_writes_leaves_no_half_file() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut writer = child(directory.path(), "hang", "");
    until(&mut writer, "written");
    writer.kill().expect("killed");
    writer.wait().expect("gone");
    let (seen, hidden) = listing(&directory.path().join("media"));
    assert_eq!((seen, hidden), (Vec::new(), 1));
    // Its name is free.
    let mut writer = child(directory.path(), "bytes", "");
    assert_eq!(until(&mut writer, "saved"), "saved in/a.bin");
    writer.wait().expect("gone");
}

#[tokio::test]
async fn a_full_disk_is_told_and_leaves_no_half_file() {
    let directory = tempfile::tempdir().expect("a directory");
    for order in ["stream", "bytes"] {
        // The longest file that the process may write, of which the system tells as of a full disk: the write is cut
        // short, and the next one fails.
        let mut writer = child(directory.path(), order, "ulimit -f 1500; trap '' XFSZ;");
        assert!(until(&mut writer, "f").contains("failed, full: true"));
        writer.wait().expect("gone");
        assert_eq!(listing(&directory.path().join("media")), (Vec::new(), 0), "{order}");
    }
}
