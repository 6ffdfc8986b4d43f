use std::fs;
use std::io;
use std::path::Path;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};

use super::listing;
use crate::storage::{Content, Error, LocalStorage, MemoryStorage, Name, Storage, Storages};

fn name(text: &str) -> Name {
    Name::new(text).expect("a name")
}

/// What every storage keeps.
async fn holds(storage: &dyn Storage) {
    let asked = name("notes/a b.txt");
    let first = storage.save(&asked, "first".into(), 100).await.expect("saved");
    assert_eq!(first, asked);
    let second = storage.save(&asked, Content::from("second"), 100).await.expect("saved");
    assert_ne!(second, asked);
    for (name, content) in [(&first, "first"), (&second, "second")] {
        let opened = storage.open(name, None).await.expect("open");
        assert_eq!(
            (opened.stat.size, opened.range.clone()),
            (content.len() as u64, 0..content.len() as u64)
        );
        assert_eq!(opened.text().await.expect("read"), content);
    }
    let part = storage.open(&first, Some(1..3)).await.expect("open");
    assert_eq!(
        (part.range.clone(), part.bytes().await.expect("read")),
        (1..3, "ir".into())
    );
    let rest = storage.open(&first, Some(3..u64::MAX)).await.expect("open");
    assert_eq!(rest.bytes().await.expect("read"), "st");
    let beyond = storage.open(&first, Some(5..6)).await;
    assert!(matches!(beyond, Err(Error::Range { size: 5, .. })), "{beyond:?}");
    assert_eq!(storage.stat(&first).await.expect("there").size, 5);
    assert_eq!(storage.url(&first).expect("it has one"), "/media/notes/a%20b.txt");

    let broken = stream::iter([
        Ok(Bytes::from_static(b"half")),
        Err(io::ErrorKind::ConnectionReset.into()),
    ]);
    let refused = storage.save(&name("broken"), Content::from_stream(broken), 100).await;
    assert!(matches!(refused, Err(Error::Incomplete { .. })), "{refused:?}");
    assert!(!storage.exists(&name("broken")).await.expect("asked"));

    let large: Vec<io::Result<Bytes>> = (0..40_u8).map(|i| Ok(Bytes::from(vec![i; 50_000]))).collect();
    let large = storage
        .save(&name("large"), Content::from_stream(stream::iter(large)), 100)
        .await;
    let large = storage
        .open(&large.expect("saved"), Some(49_999..1_950_001))
        .await
        .expect("open");
    let bytes = large.bytes().await.expect("read");
    assert_eq!(
        (bytes.len(), bytes[0], bytes[1], bytes[1_900_001]),
        (1_900_002, 0, 1, 39)
    );

    storage.delete(&first).await.expect("deleted");
    storage.delete(&first).await.expect("that it is gone is no error");
    assert!(!storage.exists(&first).await.expect("asked"));
    assert!(
        storage
            .open(&first, None)
            .await
            .is_err_and(|error| error.is_not_found())
    );
    assert!(
        storage
            .stat(&name("notes/deeper/none"))
            .await
            .is_err_and(|error| error.is_not_found())
    );
    // A file is no directory.
    let below = name(&format!("{second}/x"));
    assert!(storage.open(&below, None).await.is_err());
}

fn local(directory: &Path) -> LocalStorage {
    LocalStorage::new(directory.join("media")).with_url("/media/")
}

#[tokio::test]
async fn every_storage_keeps_its_word() {
    holds(&MemoryStorage::new().with_url("/media")).await;
    let directory = tempfile::tempdir().expect("a directory");
    holds(&local(directory.path())).await;
    let (seen, hidden) = listing(&directory.path().join("media"));
    assert_eq!((seen.len(), hidden), (2, 0), "{seen:?}");
}

#[tokio::test]
async fn those_who_save_one_name_at_a_time_get_one_each() {
    let directory = tempfile::tempdir().expect("a directory");
    for storage in [
        std::sync::Arc::new(local(directory.path())) as std::sync::Arc<dyn Storage>,
        std::sync::Arc::new(MemoryStorage::new()),
    ] {
        let tasks = (0..40).map(|i: u32| {
            let storage = std::sync::Arc::clone(&storage);
            tokio::spawn(async move {
                let saved = storage.save(&name("in/one.txt"), i.to_string().into(), 100).await;
                (i, saved.expect("saved"))
            })
        });
        let saved: Vec<(u32, Name)> = stream::iter(tasks)
            .buffer_unordered(40)
            .map(Result::unwrap)
            .collect()
            .await;
        let mut names: Vec<&Name> = saved.iter().map(|(_, name)| name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 40);
        for (i, name) in saved {
            let opened = storage.open(&name, None).await.expect("open");
            assert_eq!(opened.text().await.expect("read"), i.to_string());
        }
    }
}

#[tokio::test]
async fn a_future_that_is_dropped_leaves_nothing() {
    let directory = tempfile::tempdir().expect("a directory");
    let storage = local(directory.path());
    let endless = stream::repeat(()).enumerate().then(|(i, ())| async move {
        if i == 30 {
            std::future::pending::<()>().await;
        }
        Ok(Bytes::from(vec![1; 100_000]))
    });
    let asked = name("never");
    let mut saving = storage.save(&asked, Content::from_stream(endless), 100);
    // Three megabytes are written, and then no more comes.
    while listing(storage.root()).1 == 0 || !directory_size(storage.root()).ge(&2_500_000) {
        assert!(futures_util::poll!(&mut saving).is_pending());
        tokio::task::yield_now().await;
    }
    drop(saving);
    // What a thread is writing at this moment goes when it is done.
    let gone = async {
        while listing(storage.root()).1 > 0 {
            tokio::task::yield_now().await;
        }
    };
    let patience = std::time::Duration::from_secs(20);
    tokio::time::timeout(patience, gone).await.expect("the file goes");
    assert_eq!(listing(storage.root()), (Vec::new(), 0));
}

fn directory_size(root: &Path) -> u64 {
    let entries = fs::read_dir(root.join(".partial")).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.metadata().ok())
        .map(|found| found.len())
        .sum()
}

#[cfg(unix)]
#[tokio::test]
async fn symbolic_links_are_not_followed() {
    use std::os::unix::fs::symlink;

    let directory = tempfile::tempdir().expect("a directory");
    let storage = local(directory.path());
    storage.save(&name("a"), "a".into(), 100).await.expect("saved");
    fs::create_dir(directory.path().join("secret")).expect("made");
    fs::write(directory.path().join("secret/key"), "key").expect("written");
    symlink(directory.path().join("secret"), storage.root().join("out")).expect("linked");
    symlink(directory.path().join("secret/key"), storage.root().join("key")).expect("linked");
    for wrong in ["out/key", "key", "out"] {
        let opened = storage.open(&name(wrong), None).await;
        assert!(matches!(opened, Err(Error::Outside { .. })), "{wrong}: {opened:?}");
        let deleted = storage.delete(&name(wrong)).await;
        assert!(matches!(deleted, Err(Error::Outside { .. })), "{wrong}: {deleted:?}");
    }
    let saved = storage.save(&name("out/new"), "x".into(), 100).await;
    assert!(matches!(saved, Err(Error::Outside { .. })), "{saved:?}");
    assert_eq!(fs::read_dir(directory.path().join("secret")).expect("there").count(), 1);
    // A link where the file is to be counts as taken.
    let saved = storage.save(&name("key"), "x".into(), 100).await.expect("saved");
    assert_ne!(saved, "key");
    assert_eq!(
        fs::read_to_string(directory.path().join("secret/key")).expect("read"),
        "key"
    );
    // The root itself may be one.
    symlink(storage.root(), directory.path().join("elsewhere")).expect("linked");
    let elsewhere = LocalStorage::new(directory.path().join("elsewhere"));
    assert!(elsewhere.exists(&name("a")).await.expect("asked"));
}

#[cfg(unix)]
#[tokio::test]
async fn modes_are_what_was_asked_for() {
    use std::os::unix::fs::PermissionsExt as _;

    let directory = tempfile::tempdir().expect("a directory");
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    let usual = local(directory.path());
    usual.save(&name("d/a"), "a".into(), 100).await.expect("saved");
    assert_eq!(mode(&usual.root().join("d/a")), 0o644);
    assert_eq!(mode(&usual.root().join(".partial")), 0o700);
    let own = usual.clone().with_modes(0o600, 0o700);
    own.save(&name("e/a"), "a".into(), 100).await.expect("saved");
    assert_eq!(
        (mode(&own.root().join("e")), mode(&own.root().join("e/a"))),
        (0o700, 0o600)
    );
}

#[tokio::test]
async fn what_killed_processes_left_is_swept() {
    let directory = tempfile::tempdir().expect("a directory");
    let storage = local(directory.path());
    let partial = storage.root().join(".partial");
    fs::create_dir_all(&partial).expect("made");
    for (file, days) in [("old", 2), ("new", 0)] {
        let file = fs::File::create(partial.join(file)).expect("made");
        let age = std::time::Duration::from_secs(days * 24 * 60 * 60);
        file.set_modified(std::time::SystemTime::now() - age).expect("set");
    }
    storage.save(&name("a"), "a".into(), 100).await.expect("saved");
    assert!(!partial.join("old").exists() && partial.join("new").exists());
}

#[test]
fn storages_are_found_by_name() {
    let storages = Storages::new(MemoryStorage::new()).with("papers", MemoryStorage::new());
    let names: Vec<&str> = storages.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["default", "papers"]);
    assert!(matches!(storages.get("photos"), Err(Error::Unknown { storage }) if storage == "photos"));
    assert!(Storages::none().get("default").is_err());
    assert_eq!(storages.max_file_bytes(), 10 * 1024 * 1024);
    assert_eq!(storages.with_max_file_bytes(5).max_file_bytes(), 5);
}
