//! Files of forms: sent, taken by a form that is saved, looked at, forgotten.

use std::time::Duration;

use fjango::admin::upload::{AdminUpload, AdminUploadPatch};
use fjango::admin::{Admin, AdminSite};
use fjango::prelude::*;
use fjango::storage::{Name, Upload};
use fjango::testing::{Response, TestApp, json};
use fjango_tests::{FreshDatabase, each_database};
use serde_json::Value;

use super::models::{Article, ArticlePatch};
use super::paper::{chief, clerk, paper, patch, read};
use super::support::{Browser, open_with, staff};

/// Pictures that belong together.
#[model(app = "press", ordering = "id")]
pub struct Album {
    pub id: i64,
    #[field(max_length = 40)]
    pub name: String,
    pub photos: ReverseForeignKey<Photo>,
}

/// A picture, edited with its album alone.
#[model(app = "press", ordering = "id")]
pub struct Photo {
    pub id: i64,
    #[field(on_delete = "cascade", related_name = "photos")]
    pub album: ForeignKey<Album>,
    #[field(upload_to = "photos", width_field = "width", height_field = "height")]
    pub image: ImageField,
    pub width: Option<i32>,
    pub height: Option<i32>,
}

/// A picture of one pixel.
const PIXEL: &[u8] = &[
    0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 1, 0, 0, 0x3b,
];

/// Sends a file for a field.
async fn send(browser: &Browser, way: &str, name: &str, content: &[u8]) -> Response {
    let (model, field) = way.rsplit_once('.').expect("a model and a field");
    let mut body =
        format!("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--x--\r\n");
    let path = format!("/uploads?model={model}&field={field}");
    browser.post(&path).body("multipart/form-data; boundary=x", body).await
}

async fn sent(browser: &Browser, way: &str, name: &str, content: &[u8]) -> Value {
    send(browser, way, name, content).await.assert_status(201).value()
}

/// The code of the only objection to a field.
fn objection(answer: &Response, field: &str) -> String {
    let errors = &answer.value()["errors"][field];
    assert_eq!(errors.as_array().map(Vec::len), Some(1), "{}", answer.text());
    errors[0]["code"].as_str().expect("a code").to_owned()
}

/// How many files wait.
async fn waiting(app: &TestApp) -> u64 {
    AdminUpload::objects().count(app.db()).await.unwrap()
}

const SCAN: &str = "press.article.scan";
const PATH: &str = "/m/press.article/1";

each_database! {
    async fn a_form_takes_the_file_that_was_sent_for_it(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let file = sent(&chief, SCAN, "../My notes.txt", b"Buy bread.").await;
        assert_eq!((&file["name"], &file["size"], &file["content_type"]), (&json!("My_notes.txt"), &json!(10), &json!("text/plain")));
        let kept = AdminUpload::objects().get_one(app.db()).await.unwrap();
        let storage = app.db().storages().get("default").unwrap();
        let kept = Name::new(kept.name).unwrap();
        assert!(storage.exists(&kept).await.unwrap());

        let seen = read(&chief, PATH).await;
        let saved = patch(&chief, PATH, &seen["v"], &json!({"set": {"scan": file["id"]}})).await.assert_status(200).value();
        assert_eq!(saved["values"]["scan"]["name"], "scans/My_notes.txt");
        assert!(!storage.exists(&kept).await.unwrap());
        assert_eq!(waiting(&app).await, 0);
        let url = saved["values"]["scan"]["url"].as_str().unwrap();
        assert_eq!(url, "/admin/api/m/press.article/1/files/scan");
        let shown = chief.get(url.strip_prefix("/admin/api").unwrap()).await.assert_status(200);
        assert_eq!(shown.text(), "Buy bread.");
        assert_eq!(shown.header("cache-control"), Some("private, no-cache"));

        // What the row has can be said again, and the upload is nobody's any more.
        let again = json!({"set": {"scan": saved["values"]["scan"], "body": "more"}});
        let saved = patch(&chief, PATH, &saved["v"], &again).await.assert_status(200).value();
        assert_eq!(saved["values"]["scan"]["name"], "scans/My_notes.txt");
        let twice = patch(&chief, PATH, &saved["v"], &json!({"set": {"scan": file["id"]}})).await.assert_status(422);
        assert_eq!(objection(&twice, "scan"), "not_uploaded");
        let cleared = patch(&chief, PATH, &saved["v"], &json!({"set": {"scan": null}})).await.assert_status(200).value();
        assert_eq!(cleared["values"]["scan"], Value::Null);
        assert_eq!(chief.get(&format!("{PATH}/files/scan")).await.status(), 404);
    }

    async fn what_a_field_does_not_take_is_refused_at_once(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let code = async |name: &str, content: &[u8]| objection(&send(&chief, SCAN, name, content).await.assert_status(422), "file");
        assert_eq!(code("a.txt", &[b'a'; 2_001]).await, "max_size");
        assert_eq!(code("a.exe", b"MZ").await, "extension");
        assert_eq!(code("a.html", b"<script>alert(1)</script>").await, "extension");
        let svg = send(&chief, "press.article.picture", "a.png", b"<svg onload=\"alert(1)\"/>").await.assert_status(422);
        assert_eq!(objection(&svg, "file"), "image");
        assert_eq!(code("a.txt", b"").await, "empty");
        assert_eq!(send(&chief, "press.article.title", "a.txt", b"a").await.status(), 404);
        assert_eq!(send(&chief, "press.article.nothing", "a.txt", b"a").await.status(), 404);
        assert_eq!(send(&chief, "press.nothing.scan", "a.txt", b"a").await.status(), 404);
        let json = chief.post("/uploads?model=press.article&field=scan").json(&json!({"file": "a"})).await;
        assert_eq!(json.status(), 415);
        assert_eq!(waiting(&app).await, 0);
    }

    async fn nobody_names_a_file_that_was_not_sent_for_the_field(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let editor = clerk(&app, "editor", &["change_article", "add_article"]).await;
        let storage = app.db().storages().get("default").unwrap();
        let secret = Name::new("scans/secret.txt").unwrap();
        storage.save(&secret, "what only few know".into(), 100).await.unwrap();
        let theirs = sent(&chief, SCAN, "a.txt", b"theirs").await;
        let other = sent(&editor, "press.article.picture", "a.gif", PIXEL).await;
        let seen = read(&editor, PATH).await;
        for invented in [
            json!("scans/secret.txt"),
            json!({"name": "scans/secret.txt", "url": "x"}),
            json!({"name": "../../etc/passwd"}),
            theirs["id"].clone(),
            other["id"].clone(),
            json!("00000000-0000-0000-0000-000000000000"),
            json!(7),
            json!({}),
        ] {
            let answer = patch(&editor, PATH, &seen["v"], &json!({"set": {"scan": invented}})).await.assert_status(422);
            assert_eq!(objection(&answer, "scan"), "not_uploaded", "{invented}");
            let new = json!({"set": {"title": "New", "author": "1", "scan": invented}});
            let answer = editor.post("/m/press.article").json(&new).await.assert_status(422);
            assert_eq!(objection(&answer, "scan"), "not_uploaded", "{invented}");
        }
        assert_eq!(read(&editor, PATH).await["v"], seen["v"]);
        assert_eq!(waiting(&app).await, 2);
    }

    async fn a_save_that_fails_leaves_the_upload_for_the_next(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let file = sent(&chief, "press.article.picture", "a.gif", PIXEL).await;
        let seen = read(&chief, PATH).await;
        patch(&chief, PATH, &seen["v"], &json!({"set": {"body": "by another"}})).await.assert_status(200);
        let set = json!({"set": {"picture": file["id"]}});
        patch(&chief, PATH, &seen["v"], &set).await.assert_status(412);
        let taken = json!({"set": {"picture": file["id"], "title": "Story 03"}});
        let seen = read(&chief, PATH).await;
        patch(&chief, PATH, &seen["v"], &taken).await.assert_status(409);
        let saved = patch(&chief, PATH, &seen["v"], &set).await.assert_status(200).value();
        assert_eq!(saved["values"]["picture"]["name"], "pictures/a.gif");
        let shown = chief.get(&format!("{PATH}/files/picture")).await.assert_status(200);
        assert_eq!((shown.header("content-type"), shown.header("content-disposition")), (Some("image/gif"), None));
    }

    async fn what_could_run_is_saved_and_never_shown(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let storage = app.db().storages().get("default").unwrap();
        for name in ["scans/a.html", "scans/a.svg", "scans/a.pdf"] {
            let name = Name::new(name).unwrap();
            storage.save(&name, "<svg onload=\"alert(1)\"/>".into(), 100).await.unwrap();
            let patch = ArticlePatch { scan: Some(Some(name.into())), ..ArticlePatch::default() };
            Article::objects().filter(|article| article.id().eq(1)).update(app.db(), patch).await.unwrap();
            let shown = chief.get(&format!("{PATH}/files/scan")).await.assert_status(200);
            assert_eq!(shown.header("content-type"), Some("application/octet-stream"));
            assert!(shown.header("content-disposition").unwrap().starts_with("attachment; filename=\"a."));
            assert_eq!(shown.header("x-content-type-options"), Some("nosniff"));
            assert_eq!(shown.header("content-security-policy"), Some("default-src 'none'; sandbox"));
            assert_eq!(shown.header("cross-origin-resource-policy"), Some("same-origin"));
        }
    }

    async fn a_file_that_no_form_took_is_forgotten_after_a_day(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let storage = app.db().storages().get("default").unwrap();
        let old = sent(&chief, SCAN, "old.txt", b"old").await;
        let kept = AdminUpload::objects().get_one(app.db()).await.unwrap();
        let kept = Name::new(kept.name).unwrap();
        let yesterday = AdminUploadPatch { created: Some(Utc::now() - Duration::from_secs(25 * 3_600)), ..AdminUploadPatch::default() };
        AdminUpload::objects().update(app.db(), yesterday).await.unwrap();
        let new = sent(&chief, SCAN, "new.txt", b"new").await;
        assert!(!storage.exists(&kept).await.unwrap());
        assert_eq!(waiting(&app).await, 1);
        let seen = read(&chief, PATH).await;
        let answer = patch(&chief, PATH, &seen["v"], &json!({"set": {"scan": old["id"]}})).await.assert_status(422);
        assert_eq!(objection(&answer, "scan"), "not_uploaded");
        patch(&chief, PATH, &seen["v"], &json!({"set": {"scan": new["id"]}})).await.assert_status(200);

        // Whoever signs in clears away as well.
        sent(&chief, SCAN, "old.txt", b"old").await;
        let yesterday = AdminUploadPatch { created: Some(Utc::now() - Duration::from_secs(25 * 3_600)), ..AdminUploadPatch::default() };
        AdminUpload::objects().update(app.db(), yesterday).await.unwrap();
        staff(&app, "newcomer").await;
        Browser::signed_in(&app, "newcomer").await;
        assert_eq!(waiting(&app).await, 0);
    }

    async fn rows_of_inlines_have_files_too(database: &FreshDatabase) {
        let site = |site: AdminSite| site.model(Admin::model::<Album>().inline::<Photo>(|photos| photos));
        let app = open_with(database, App::new().admin(site)).await;
        let chief = chief(&app).await;
        let svg = send(&chief, "press.photo.image", "a.svg", b"<svg/>").await.assert_status(422);
        assert_eq!(objection(&svg, "file"), "image");
        let file = sent(&chief, "press.photo.image", "a.gif", PIXEL).await;
        let new = json!({"set": {"name": "Trip"}, "inlines": {"photos": {"create": [{"set": {"image": file["id"]}}]}}});
        let album = chief.post("/m/press.album").json(&new).await.assert_status(201).value();
        let photo = &album["inlines"]["photos"]["rows"][0];
        assert_eq!(photo["values"]["image"]["name"], "photos/a.gif");
        let row = Photo::objects().get_one(app.db()).await.unwrap();
        assert_eq!((row.width, row.height), (Some(1), Some(1)));
        let invented = json!({"inlines": {"photos": {"update": [{"id": photo["id"], "v": photo["v"], "set": {"image": "photos/b.gif"}}]}}});
        let id = album["id"].as_str().unwrap();
        let answer = patch(&chief, &format!("/m/press.album/{id}"), &album["v"], &invented).await.assert_status(422);
        assert_eq!(objection(&answer, "photos[0].image"), "not_uploaded");
        assert_eq!(waiting(&app).await, 0);
    }
}

/// A scan for an article of a test.
pub fn scan() -> Upload {
    Upload::new("scan.txt", "as it was printed")
}
