//! Forms with files and the files themselves, over a socket.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use fjango::api::{Api, Endpoint, Guard, ModelApi, Paginate};
use fjango::http::{Config, Routes, Server, Shutdown};
use fjango::prelude::*;
use fjango::storage::{LocalStorage, MemoryStorage, Storages};
use fjango_tests::FreshDatabase;
use serde_json::{Value as JsonValue, json};

use super::*;

const PHOTOS: ModelApi = ModelApi {
    meta: || Photo::META,
    path: "/photos",
    filter: &["image"],
    search: &[],
    order: &[],
    paginate: Paginate::Page,
    page_size: None,
    read: Guard::Anyone,
    write: Guard::Anyone,
    owner: None,
    tags: &[],
};
static PHOTOS_API: ModelApi = PHOTOS;
static SCANS_API: ModelApi = ModelApi {
    meta: || Scan::META,
    path: "/scans",
    filter: &[],
    ..PHOTOS
};

/// Tells what was sent.
#[api(post, path = "/files-of-tests/look", login = "anyone")]
async fn look(file: Upload) -> fjango::http::Json<JsonValue> {
    let size = file.bytes().await.expect("it is there").len();
    fjango::http::Json(json!([file.name(), file.content_type(), size]))
}

struct Site {
    address: SocketAddr,
    shutdown: Shutdown,
    thread: Option<JoinHandle<()>>,
    db: Db,
    media: LocalStorage,
    papers: MemoryStorage,
    _gallery: Gallery,
    _directory: tempfile::TempDir,
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> JsonValue {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map_or("", |(_, value)| value)
    }

    /// Pointers and codes, of a refused write.
    fn errors(&self) -> Vec<(String, String)> {
        assert_eq!(self.status, 422, "{}", String::from_utf8_lossy(&self.body));
        let json = self.json();
        let text = |error: &JsonValue, key: &str| error[key].as_str().expect("text").to_owned();
        let errors = json["errors"].as_array().expect("errors").iter();
        errors
            .map(|error| (text(error, "pointer"), text(error, "code")))
            .collect()
    }
}

impl Site {
    async fn new(database: &FreshDatabase) -> Self {
        let gallery = gallery(database).await;
        let directory = tempfile::tempdir().expect("a directory");
        let media = LocalStorage::new(directory.path()).with_url("/media");
        let papers = MemoryStorage::new();
        let storages = Storages::new(media.clone())
            .with("papers", papers.clone())
            .with_max_file_bytes(200_000);
        let db = gallery.db.clone().with_storages(storages);
        let config = Config {
            bind: "127.0.0.1:0".into(),
            workers: Some(1),
            handle_signals: false,
            max_body_bytes: 20_000,
            ..Config::default()
        };
        let served: Arc<dyn fjango::storage::Storage> = Arc::new(media.clone());
        let server = Server::new(config).state(db.clone()).configure(move |services| {
            let api = endpoints().model(&PHOTOS_API).model(&SCANS_API);
            api.mount(Routes::new())
                .media("/media", Arc::clone(&served))
                .configure(services);
        });
        let (sender, receiver) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let bound = server.bind().expect("bound");
            sender
                .send((bound.addresses()[0], bound.shutdown()))
                .expect("somebody waits");
            actix_web::rt::System::new()
                .block_on(bound.run())
                .expect("it ends well");
        });
        let (address, shutdown) = receiver.recv_timeout(Duration::from_secs(20)).expect("it starts");
        Self {
            address,
            shutdown,
            thread: Some(thread),
            db,
            media,
            papers,
            _gallery: gallery,
            _directory: directory,
        }
    }

    /// Sends a request and reads the answer, on a connection of its own and a thread of its own.
    async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n");
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        if !body.is_empty() {
            head += &format!("content-length: {}\r\n", body.len());
        }
        let (address, bytes) = (self.address, [head.as_bytes(), b"\r\n", body].concat());
        let answer = tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(address).expect("connected");
            stream.set_read_timeout(Some(Duration::from_secs(20))).expect("set");
            // A server that refuses early does not take the rest.
            let _ = stream.write_all(&bytes);
            let mut answer = Vec::new();
            // One that closes early may reset the connection after its answer.
            let _ = stream.read_to_end(&mut answer);
            answer
        });
        let answer = answer.await.expect("no panic");
        let end = answer
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .expect("a head");
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let mut body = answer[end + 4..].to_vec();
        if head.to_lowercase().contains("transfer-encoding: chunked") {
            body = unchunked(&body);
        }
        Answer {
            status: head[9..12].parse().expect("a status"),
            head,
            body,
        }
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"").await
    }

    async fn form(&self, method: &str, path: &str, parts: &[Part<'_>]) -> Answer {
        let content_type = [("content-type", "multipart/form-data; boundary=XyZ")];
        self.ask(method, path, &content_type, &form(parts)).await
    }

    async fn json(&self, method: &str, path: &str, body: &JsonValue) -> Answer {
        let content_type = [("content-type", "application/json")];
        self.ask(method, path, &content_type, body.to_string().as_bytes()).await
    }

    fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        let mut directories = vec![self.media.root().to_owned()];
        while let Some(directory) = directories.pop() {
            for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
                match entry.path().is_dir() {
                    true => directories.push(entry.path()),
                    false => files.push(entry.path().display().to_string()),
                }
            }
        }
        files.extend(self.papers.names().into_iter().map(String::from));
        files
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.shutdown.begin();
        if let Some(thread) = self.thread.take() {
            // A failed test has said why already.
            let _ = thread.join();
        }
    }
}

fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = body.windows(2).position(|window| window == b"\r\n") {
        let size = std::str::from_utf8(&body[..end])
            .ok()
            .and_then(|size| usize::from_str_radix(size, 16).ok());
        let size = size.expect("a size");
        whole.extend_from_slice(&body[end + 2..end + 2 + size]);
        body = &body[end + 4 + size..];
    }
    whole
}

/// A part: its name, the name of its file, its content.
type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

fn form(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, content) in parts {
        body.extend_from_slice(format!("--XyZ\r\nContent-Disposition: form-data; name=\"{name}\"").as_bytes());
        if let Some(file) = file {
            // What a client says of the type counts for nothing.
            body.extend_from_slice(format!("; filename=\"{file}\"\r\nContent-Type: text/html").as_bytes());
        }
        body.extend_from_slice(b"\r\n\r\n");
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--XyZ--\r\n");
    body
}

fn pairs(errors: &[(String, String)]) -> Vec<(&str, &str)> {
    errors
        .iter()
        .map(|(pointer, code)| (pointer.as_str(), code.as_str()))
        .collect()
}

fjango_tests::each_database! {
    async fn rows_are_created_changed_and_replaced_by_forms(database: &FreshDatabase) {
        let site = Site::new(database).await;
        let created = site.form("POST", "/api/photos", &[
            ("title", None, "Ännchen".as_bytes()), ("image", Some("../a b.png"), PNG), ("licence", Some(""), b""),
        ]).await;
        assert_eq!(created.status, 201, "{}", String::from_utf8_lossy(&created.body));
        let row = created.json();
        let year = Utc::now().format("%Y");
        let url = format!("/media/photos/{year}/a_b.png");
        assert_eq!(row["image"], format!("http://localhost{url}"));
        assert_eq!((&row["title"], &row["width"], &row["licence"]), (&json!("Ännchen"), &json!(3), &json!(null)));
        assert_eq!(site.get(&url).await.body, PNG);
        let address = format!("/api/photos/{}", row["id"]);
        // A list, one row and a filter show the same.
        for path in [address.clone(), "/api/photos".into(), "/api/photos?image__endswith=b.png".into()] {
            let json = site.get(&path).await.json();
            let shown = if json["results"].is_array() { json["results"][0].clone() } else { json };
            assert_eq!(shown["image"], row["image"], "{path}");
        }
        // JSON changes what is no file, and leaves files as they are.
        let changed = site.json("PATCH", &address, &json!({"title": "Bea"})).await;
        assert_eq!((changed.status, &changed.json()["image"]), (200, &row["image"]));
        let changed = site.form("PATCH", &address, &[("licence", Some("l.txt"), b"free")]).await;
        // A storage without addresses shows the name.
        assert_eq!(changed.json()["licence"], "licences/l.txt");
        let changed = site.json("PATCH", &address, &json!({"licence": null})).await;
        assert_eq!((changed.status, changed.json()["licence"].is_null()), (200, true));
        let changed = site.form("PATCH", &address, &[("licence", Some("l.txt"), b"free")]).await;
        assert!(changed.json()["licence"].is_string());
        let changed = site.form("PATCH", &address, &[("licence", None, b"")]).await;
        assert!(changed.json()["licence"].is_null());
        let replaced = site.form("PUT", &address, &[("title", None, b"Cid"), ("image", Some("c.png"), PNG)]).await;
        assert_eq!(replaced.status, 200);
        assert!(replaced.json()["image"].as_str().is_some_and(|url| url.ends_with("/c.png")));
        let scan = site.form("POST", "/api/scans", &[("note", None, b"n"), ("file", Some("s.bin"), b"\0\x01")]).await;
        assert_eq!(scan.status, 201);
        assert_eq!(Photo::objects().count(&site.db).await.unwrap(), 1);
    }

    async fn every_wrong_field_is_told_and_nothing_is_kept(database: &FreshDatabase) {
        let site = Site::new(database).await;
        let long = "x".repeat(41);
        let refused = site.form("POST", "/api/photos", &[
            ("title", None, long.as_bytes()), ("image", Some("a.png"), b"<svg/>"), ("licence", Some("a.exe"), b"MZ"),
            ("width", None, b"wide"), ("colour", None, b"red"), ("id", None, b"7"),
        ]).await.errors();
        let mut refused = pairs(&refused);
        refused.sort_unstable();
        assert_eq!(refused, [
            ("/colour", "unknown"), ("/id", "read_only"), ("/image", "image"), ("/licence", "extension"),
            ("/title", "max_length"), ("/width", "type"),
        ]);
        let large = [PNG, &[0; 100_000]].concat();
        let refused = site.form("POST", "/api/photos", &[("image", Some("a.png"), &large)]).await.errors();
        assert_eq!(pairs(&refused), [("/image", "max_size"), ("/title", "required")]);
        for (parts, expected) in [
            (&[("title", None, &b"A"[..])][..], ("/image", "required")),
            (&[("title", None, b"A"), ("image", Some(""), b"")], ("/image", "required")),
            (&[("title", None, b"A"), ("image", Some("a.png"), b"")], ("/image", "empty")),
            (&[("title", None, b"A"), ("image", None, b"photos/other.png")], ("/image", "type")),
            (&[("title", Some("t.txt"), b"A"), ("image", Some("a.png"), PNG)], ("/title", "type")),
            (&[("title", None, b"A"), ("image", Some("a.png"), PNG), ("image", Some("b.png"), PNG)], ("/image", "type")),
        ] {
            let refused = site.form("POST", "/api/photos", parts).await.errors();
            assert_eq!(pairs(&refused), [expected], "{parts:?}");
        }
        // A client cannot name a file of somebody else's.
        let refused = site.json("POST", "/api/photos", &json!({"title": "A", "image": "photos/other.png"})).await;
        assert_eq!(pairs(&refused.errors()), [("/image", "type")]);
        // What a constraint refuses leaves no file either.
        let parts = [("title", None, &b"Ann"[..]), ("image", Some("a.png"), PNG)];
        assert_eq!(site.form("POST", "/api/photos", &parts).await.status, 201);
        let kept = site.files();
        let again = site.form("POST", "/api/photos", &parts).await;
        assert_eq!((again.status, again.json()["errors"][0]["pointer"].as_str()), (409, Some("/title")));
        let absent = site.form("PATCH", "/api/photos/77", &parts).await;
        assert_eq!(absent.status, 404);
        assert_eq!(site.files(), kept);
        assert_eq!(kept.len(), 1);
    }

    async fn bodies_have_limits_and_rules(database: &FreshDatabase) {
        let site = Site::new(database).await;
        // The text of a form has the limit of every body, its files their own: 100,000 and 200,000 bytes here.
        let text = "x".repeat(20_001);
        let refused = site.form("POST", "/api/photos", &[("title", None, text.as_bytes())]).await;
        assert_eq!(refused.status, 413);
        let huge = vec![0; 320_001];
        let refused = site.form("POST", "/api/photos", &[("image", Some("a.png"), &huge)]).await;
        assert_eq!(refused.status, 413);
        let unasked = vec![0; 21_000];
        let refused = site.form("POST", "/api/scans", &[("note", Some("a"), &unasked)]).await.errors();
        assert_eq!(pairs(&refused)[0], ("/note", "type"));
        let multipart = [("content-type", "multipart/form-data; boundary=XyZ")];
        let good = form(&[("title", None, b"A"), ("image", Some("a.png"), PNG)]);
        let cut = site.ask("POST", "/api/photos", &multipart, &good[..good.len() - 40]).await;
        assert_eq!(cut.status, 400, "{}", String::from_utf8_lossy(&cut.body));
        let no_boundary = site.ask("POST", "/api/photos", &[("content-type", "multipart/form-data")], &good).await;
        assert_eq!(no_boundary.status, 400);
        let latin = site.form("POST", "/api/photos", &[("title", None, b"\xff\xfe")]).await;
        assert_eq!(latin.status, 400);
        let urlencoded = [("content-type", "application/x-www-form-urlencoded")];
        assert_eq!(site.ask("POST", "/api/photos", &urlencoded, b"title=A").await.status, 415);
        let many: Vec<Part<'_>> = (0..1_001).map(|_| ("x", None, &b""[..])).collect();
        assert!(matches!(site.form("POST", "/api/photos", &many).await.status, 400 | 413));
        assert_eq!(site.files(), [""; 0]);
    }
}

#[tokio::test]
async fn an_endpoint_takes_a_file() {
    let site = Site::new(&fjango_tests::fresh_database(fjango_tests::Kind::Sqlite)).await;
    let path = "/api/files-of-tests/look";
    let large = [PNG, &[0; 150_000]].concat();
    let seen = site.form("POST", path, &[("file", Some("../a.html"), &large)]).await;
    assert_eq!(
        (seen.status, seen.json()),
        (200, json!(["a.html", "image/png", 150_045]))
    );
    let larger = [PNG, &[0; 200_000]].concat();
    assert_eq!(
        site.form("POST", path, &[("file", Some("a.png"), &larger)])
            .await
            .status,
        413
    );
    for (parts, expected) in [
        (&[("file", Some("a.txt"), &b""[..])][..], vec![("/file", "empty")]),
        (&[("file", Some(""), b"")], vec![("/file", "required")]),
        (&[("file", None, b"text")], vec![("/file", "type")]),
        (&[("other", Some("a.txt"), b"x")], vec![("/other", "unknown")]),
        (
            &[("file", Some("a"), b"x"), ("file", Some("b"), b"x")],
            vec![("/file", "type")],
        ),
    ] {
        let refused = site.form("POST", path, parts).await.errors();
        assert_eq!(pairs(&refused), expected, "{parts:?}");
    }
    assert_eq!(site.json("POST", path, &json!({})).await.status, 415);
    assert_eq!(site.files(), [""; 0]);
    let document = endpoints().openapi();
    let body = &document["paths"][path]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"];
    assert_eq!(
        (&body["required"], body["properties"]["file"]["type"].as_str()),
        (&json!(["file"]), Some("string"))
    );
}

/// The API of this file's endpoint.
fn endpoints() -> Api {
    let own = |endpoint: &&&'static Endpoint| endpoint.path.starts_with("/files-of-tests/");
    Endpoint::registered()
        .iter()
        .filter(own)
        .fold(Api::new("/api"), |api, endpoint| api.endpoint(endpoint))
}

#[tokio::test]
async fn files_are_served_and_nothing_else_is() {
    let site = Site::new(&fjango_tests::fresh_database(fjango_tests::Kind::Sqlite)).await;
    let save = |name: &str, content: &[u8]| {
        let path = site.media.root().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, content).expect("written");
    };
    save("in/a.png", PNG);
    save("page.html", b"<script>alert(1)</script>");
    save("notes.txt", b"0123456789");
    save(".secret", b"HIDDEN");
    save("in/.secret", b"HIDDEN");
    let image = site.get("/media/in/a.png").await;
    assert_eq!((image.status, image.header("content-type")), (200, "image/png"));
    assert_eq!(
        (
            image.header("x-content-type-options"),
            image.header("content-disposition")
        ),
        ("nosniff", "")
    );
    assert_eq!(image.body, PNG);
    let page = site.get("/media/page.html").await;
    assert_eq!(
        (page.status, page.header("content-type")),
        (200, "application/octet-stream")
    );
    assert!(
        page.header("content-disposition")
            .starts_with("attachment; filename=\"page.html\"")
    );
    assert!(page.header("content-security-policy").contains("sandbox"));
    for path in [
        "/media/",
        "/media",
        "/media/in",
        "/media/in/",
        "/media/.secret",
        "/media/in/.secret",
        "/media/none.png",
        "/media/../Cargo.toml",
        "/media/in/../../x",
        "/media/%2e%2e/x",
        "/media/..%2fx",
        "/media/in%00",
        "/media//etc/passwd",
        "/media/%5c..%5cx",
        "/media/.partial/x",
        "/media/notes.txt/x",
    ] {
        let answer = site.get(path).await;
        assert!(
            matches!(answer.status, 400 | 404 | 301 | 308),
            "{path}: {}",
            answer.status
        );
        assert!(!String::from_utf8_lossy(&answer.body).contains("HIDDEN"), "{path}");
    }
    let whole = site.get("/media/notes.txt").await;
    let (tag, modified) = (
        whole.header("etag").to_owned(),
        whole.header("last-modified").to_owned(),
    );
    assert_eq!(
        (whole.body.as_slice(), whole.header("accept-ranges")),
        (&b"0123456789"[..], "bytes")
    );
    for (headers, status, content, range) in [
        (vec![("range", "bytes=2-4")], 206, "234", "bytes 2-4/10"),
        (vec![("range", "bytes=-2")], 206, "89", "bytes 8-9/10"),
        (vec![("range", "bytes=10-")], 416, "", "bytes */10"),
        (
            vec![("range", "bytes=2-4"), ("if-range", tag.as_str())],
            206,
            "234",
            "bytes 2-4/10",
        ),
        (
            vec![("range", "bytes=2-4"), ("if-range", "\"other\"")],
            200,
            "0123456789",
            "",
        ),
        (vec![("range", "bytes=0-1,3-4")], 200, "0123456789", ""),
        (vec![("if-none-match", tag.as_str())], 304, "", ""),
        (vec![("if-none-match", "\"other\"")], 200, "0123456789", ""),
        (vec![("if-modified-since", modified.as_str())], 304, "", ""),
    ] {
        let answer = site.ask("GET", "/media/notes.txt", &headers, b"").await;
        assert_eq!(
            (answer.status, answer.header("content-range")),
            (status, range),
            "{headers:?}"
        );
        if status < 400 {
            assert_eq!(String::from_utf8_lossy(&answer.body), content, "{headers:?}");
        }
    }
    let head = site.ask("HEAD", "/media/notes.txt", &[], b"").await;
    assert_eq!(
        (head.status, head.header("content-length"), head.body.len()),
        (200, "10", 0)
    );
    assert_eq!(site.ask("POST", "/media/notes.txt", &[], b"x").await.status, 405);
    let large = vec![7; 1_500_000];
    save("large.bin", &large);
    assert_eq!(site.get("/media/large.bin").await.body, large);
}

#[test]
fn the_document_describes_forms() {
    let document = Api::new("/api").model(&PHOTOS_API).openapi();
    let create = &document["paths"]["/api/photos"]["post"]["requestBody"]["content"];
    assert!(
        create["application/json"].is_null() && create["multipart/form-data"].is_object(),
        "{create}"
    );
    assert_eq!(
        create["multipart/form-data"]["encoding"]["image"]["contentType"],
        "image/*"
    );
    let change = &document["paths"]["/api/photos/{id}"]["patch"]["requestBody"]["content"];
    assert!(change["application/json"].is_object() && change["multipart/form-data"].is_object());
    let schemas = &document["components"]["schemas"];
    let form = &schemas["PhotoCreateForm"];
    assert_eq!(form["required"], json!(["title", "image"]));
    assert_eq!(
        form["properties"]["image"]["contentMediaType"],
        "application/octet-stream"
    );
    assert_eq!(schemas["PhotoPatch"]["properties"]["licence"], json!({"type": "null"}));
    assert!(schemas["PhotoPatch"]["properties"]["image"].is_null());
    assert_eq!(
        schemas["Photo"]["properties"]["image"],
        json!({"type": "string", "format": "uri-reference"})
    );
}
