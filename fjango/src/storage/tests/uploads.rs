use std::io;

use bytes::Bytes;
use futures_util::stream;

use super::{PNG, listing};
use crate::schema::{FileKind, FileMeta};
use crate::storage::{Error, LocalStorage, MemoryStorage, Name, Receiver, Storage, Upload};

#[test]
fn content_says_what_it_is() {
    for (content, expected) in [
        (PNG, "image/png"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"plain text", "text/plain"),
        (b"caf\xc3\xa9", "text/plain"),
        (b"cut off within \xc3", "text/plain"),
        (b"\0\x01\x02", "application/octet-stream"),
        (b"", "text/plain"),
        (b" \n<!DOCTYPE html><p>", "text/html"),
        (b"<SCRIPT>alert(1)</SCRIPT>", "text/html"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
            "image/svg+xml",
        ),
        (b"\xef\xbb\xbf<?xml version='1.0'?><!-- a --><svg/>", "image/svg+xml"),
        (b"<?xml version='1.0'?><feed/>", "text/xml"),
        (b"GIF89a\x01\0\x01\0\0\0\0", "image/gif"),
    ] {
        assert_eq!(Upload::new("x", content).content_type(), expected, "{content:?}");
    }
    assert_eq!(Upload::new("a.png", PNG).image_size(), Some((3, 2)));
}

#[test]
fn rules_hold_for_content_and_name() {
    const ANY: FileMeta = FileMeta::new(FileKind::File, "default");
    const IMAGE: FileMeta = FileMeta::new(FileKind::Image, "default");
    let told = |field: &FileMeta, name: &str, content: &'static [u8]| {
        Upload::new(name, content)
            .check(field)
            .err()
            .map(|invalid| invalid.code().to_owned())
    };
    assert_eq!(told(&ANY, "a.bin", b"\0\x01"), None);
    assert_eq!(told(&ANY, "a.txt", b"").as_deref(), Some("empty"));
    assert_eq!(told(&ANY, "a.html", b"plain").as_deref(), Some("active_content"));
    assert_eq!(told(&ANY, "a.txt", b"<html>").as_deref(), Some("active_content"));
    assert_eq!(told(&ANY, "a.png", b"<svg/>").as_deref(), Some("active_content"));
    let pages = FileMeta {
        extensions: &["html"],
        ..ANY
    };
    assert_eq!(told(&pages, "a.HTML", b"<html>"), None);
    assert_eq!(told(&pages, "a.txt", b"text").as_deref(), Some("extension"));
    let drawings = FileMeta {
        content_types: &["image/*"],
        ..ANY
    };
    assert_eq!(told(&drawings, "a.png", PNG), None);
    assert_eq!(told(&drawings, "a.png", b"text").as_deref(), Some("content_type"));
    let small = FileMeta {
        max_size: Some(4),
        ..ANY
    };
    assert_eq!(told(&small, "a.txt", b"four"), None);
    assert_eq!(told(&small, "a.txt", b"fives").as_deref(), Some("max_size"));

    assert_eq!(told(&IMAGE, "a.png", PNG), None);
    assert_eq!(told(&IMAGE, "a.jpg", PNG), None);
    assert_eq!(told(&IMAGE, "a.html", PNG).as_deref(), Some("extension"));
    assert_eq!(told(&IMAGE, "a", PNG).as_deref(), Some("extension"));
    assert_eq!(told(&IMAGE, "a.png", b"text").as_deref(), Some("image"));
    assert_eq!(told(&IMAGE, "a.png", &PNG[..18]).as_deref(), Some("image"));
    assert_eq!(
        told(&IMAGE, "a.svg", b"<svg width='1' height='1'/>").as_deref(),
        Some("image")
    );
    let mut bomb = PNG.to_vec();
    bomb[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    let bomb = Upload::new("bomb.png", bomb);
    assert_eq!(bomb.image_size(), Some((65_536, 65_536)));
    assert_eq!(bomb.check(&IMAGE).expect_err("too many pixels").code(), "max_pixels");
}

#[tokio::test]
async fn large_uploads_go_to_disk_and_small_ones_do_not() {
    let directory = tempfile::tempdir().expect("a directory");
    let storage = LocalStorage::new(directory.path());
    let small = Upload::from_stream("s", stream::iter([Ok(Bytes::from_static(b"small"))]), 10, &storage).await;
    assert_eq!(small.expect("received").bytes().await.expect("read"), "small");
    assert_eq!(listing(directory.path()), (Vec::new(), 0));

    // Of 64 MB nothing but the last piece is in memory.
    let mut receiver = Receiver::new("large.png", u64::MAX, &storage);
    receiver.write(PNG.into()).await.expect("written");
    for i in 0..1_000_u32 {
        receiver.write(vec![i as u8; 64_000].into()).await.expect("written");
        assert!(receiver.held() < 600_000, "{}", receiver.held());
    }
    let large = receiver.finish().await.expect("received");
    assert_eq!(
        (large.size(), large.content_type(), large.image_size()),
        (64_000_045, "image/png", Some((3, 2)))
    );
    assert_eq!(listing(directory.path()), (Vec::new(), 1));
    // It is stored twice, once by each clone, and neither is written again.
    let name = Name::new("in/large.png").expect("a name");
    for _ in 0..2 {
        let saved = storage.save(&name, large.clone().content(), 100).await.expect("saved");
        let end = storage.open(&saved, Some(64_000_043..64_000_045)).await.expect("open");
        assert_eq!(end.bytes().await.expect("read"), [231_u8, 231].as_slice());
    }
    let memory = MemoryStorage::new();
    memory.save(&name, large.content(), 100).await.expect("saved");
    assert_eq!(memory.stat(&name).await.expect("there").size, 64_000_045);
    drop(large);
    let (seen, hidden) = listing(directory.path());
    assert_eq!((seen.len(), hidden), (2, 0));
}

#[tokio::test]
async fn an_upload_ends_where_it_is_too_large_or_breaks() {
    let directory = tempfile::tempdir().expect("a directory");
    let storage = LocalStorage::new(directory.path());
    let pieces = || (0..10).map(|_| Ok(Bytes::from(vec![0; 300_000])));
    let refused = Upload::from_stream("x", stream::iter(pieces()), 2_999_999, &storage).await;
    assert!(
        matches!(refused, Err(Error::TooLarge { limit: 2_999_999 })),
        "{refused:?}"
    );
    let broken = pieces().chain([Err(io::ErrorKind::ConnectionReset.into())]);
    let refused = Upload::from_stream("x", stream::iter(broken), u64::MAX, &storage).await;
    assert!(matches!(refused, Err(Error::Incomplete { .. })), "{refused:?}");
    assert_eq!(listing(directory.path()), (Vec::new(), 0));
}

#[tokio::test]
async fn a_file_of_the_machine_can_be_stored() {
    let directory = tempfile::tempdir().expect("a directory");
    let storage = MemoryStorage::new();
    let path = directory.path().join("My notes.txt");
    std::fs::write(&path, "Buy bread.").expect("written");
    let upload = Upload::from_path(&path, 100, &storage).await.expect("read");
    assert_eq!(
        (upload.name(), upload.bytes().await.expect("read")),
        ("My_notes.txt", "Buy bread.".into())
    );
    assert!(Upload::from_path(&path, 9, &storage).await.is_err());
    let absent = Upload::from_path(directory.path().join("none"), 9, &storage).await;
    assert!(absent.is_err_and(|error| error.is_not_found()));
}
