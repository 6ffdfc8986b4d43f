//! Rows as files, out and in.

use fjango::admin::history::Revision;
use fjango::admin::transfer::AdminImport;
use fjango::prelude::*;
use fjango::testing::{Response, TestApp, json};
use fjango_tests::{FreshDatabase, each_database};
use serde_json::Value;

use super::fair::{self, Mark, Ware, WarePatch, stock};
use super::support::Browser;

async fn export(browser: &Browser, body: Value) -> Response {
    browser.post("/m/fair.ware/export").json(&body).await
}

fn all(format: &str) -> Value {
    json!({"format": format, "selection": {"all": true, "query": {}, "expected": 0}})
}

async fn upload(browser: &Browser, content: &[u8]) -> Response {
    let mut body = b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"wares\"\r\n\r\n".to_vec();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--x--\r\n");
    browser
        .post("/m/fair.ware/import")
        .body("multipart/form-data; boundary=x", body)
        .await
}

async fn run(browser: &Browser, file: &Value, dry: bool, more: Value) -> Response {
    let mut body = json!({"mapping": file["mapping"]});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    let dry = if dry { "?dry=1" } else { "" };
    browser
        .post(&format!("/imports/{}/run{dry}", file["id"].as_str().unwrap()))
        .json(&body)
        .await
}

async fn wares(app: &TestApp) -> Vec<Ware> {
    Ware::objects()
        .order_by(|ware| ware.id().asc())
        .prefetch_related(|ware| ware.marks())
        .all(app.db())
        .await
        .unwrap()
}

each_database! {
    async fn an_export_has_the_rows_and_columns_of_the_list(database: &FreshDatabase) {
        let app = fair::open(database).await;
        stock(&app, 3).await;
        let patch = WarePatch { title: Some("=HYPERLINK(\"http://x\")".to_owned()), ..WarePatch::default() };
        Ware::objects().filter(|ware| ware.id().eq(2)).update(app.db(), patch).await.unwrap();
        wares(&app).await[2].related(|ware| ware.marks()).add(app.db(), [1, 3]).await.unwrap();
        let editor = Browser::signed_in(&app, "editor").await;
        let csv = export(&editor, all("csv")).await.assert_status(200);
        assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
        assert_eq!(csv.header("content-disposition"), Some("attachment; filename=\"fair.ware.csv\""));
        assert_eq!(csv.header("cache-control"), Some("no-store"));
        assert_eq!(csv.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(
            csv.text(),
            "\u{feff}id,title,code,stall,stall.name,marks,marks.name,count,price,cost\r\n\
             1,Ware 1,w1,2,South,,,1,,cost1\r\n\
             2,\"'=HYPERLINK(\"\"http://x\"\")\",w2,1,North,,,2,,cost2\r\n\
             3,Ware 3,w3,2,South,\"3,1\",\"blue, red\",3,,cost3\r\n"
        );
        let some = json!({
            "format": "json", "fields": ["code", "stall"], "sort": ["-title"],
            "selection": {"all": true, "query": {"q": "ware"}, "except": ["1"], "expected": 2},
        });
        let answer = export(&editor, some).await.assert_status(200).value();
        assert_eq!(answer, json!([{"id": "3", "code": "w3", "stall": {"id": "2", "repr": "South"}}]));
        let named = json!({"format": "json", "fields": ["id"], "selection": {"ids": ["1", "3", "99"]}});
        assert_eq!(export(&editor, named).await.value(), json!([{"id": "1"}, {"id": "3"}]));
        let workbook = export(&editor, all("xlsx")).await.assert_status(200);
        assert!(workbook.bytes().starts_with(b"PK"));
    }

    async fn an_export_gives_no_more_than_the_list_would(database: &FreshDatabase) {
        let app = fair::open(database).await;
        stock(&app, 4).await;
        let own = Browser::signed_in(&app, "own").await;
        let rows = export(&own, all("json")).await.assert_status(200).value();
        let ids: Vec<_> = rows.as_array().unwrap().iter().map(|row| row["id"].clone()).collect();
        assert_eq!(ids, ["2", "4"]);
        let foreign = json!({"format": "json", "selection": {"ids": ["1"]}});
        assert_eq!(export(&own, foreign).await.value(), json!([]));
        let blind = Browser::signed_in(&app, "blind").await;
        for format in ["csv", "json"] {
            let text = export(&blind, all(format)).await.assert_status(200).text();
            assert!(!text.contains("cost") && !text.contains("secret"), "{text}");
        }
        for body in [
            json!({"format": "csv", "fields": ["cost"], "selection": {"ids": []}}),
            json!({"format": "csv", "fields": ["token"], "selection": {"ids": []}}),
            json!({"format": "csv", "sort": ["token"], "selection": {"ids": []}}),
            json!({"format": "csv", "selection": {"all": true, "query": {"f": {"cost": {"eq": "cost1"}}}, "expected": 0}}),
        ] {
            export(&blind, body).await.assert_status(400);
        }
        let editor = Browser::signed_in(&app, "editor").await;
        for (body, status) in [
            (json!({"format": "pdf", "selection": {"ids": []}}), 422), (json!({}), 422), (json!([]), 422),
            (json!({"format": "csv", "selection": {"ids": vec!["1"; 1_001]}}), 413),
            (json!({"format": "csv", "selection": {"ids": ["x"]}}), 404),
            (json!({"format": "csv", "fields": ["token"], "selection": {"ids": []}}), 400),
        ] {
            let refused = export(&editor, body.clone()).await;
            assert_eq!(refused.status(), status, "{body}: {}", refused.text());
        }
        for name in ["viewer", "nobody"] {
            export(&Browser::signed_in(&app, name).await, all("csv")).await.assert_status(403);
        }
        export(&Browser::new(&app), all("csv")).await.assert_status(401);
        let forged = editor.with_cookie(app.post("/admin/api/m/fair.ware/export")).json(&all("csv"));
        forged.await.assert_status(403);
    }

    async fn a_long_export_is_whole_and_in_order(database: &FreshDatabase) {
        let app = fair::open(database).await;
        stock(&app, 2_500).await;
        let editor = Browser::signed_in(&app, "editor").await;
        let body = json!({
            "format": "csv", "fields": ["count", "stall"], "sort": ["-count"],
            "selection": {"all": true, "query": {}, "expected": 0},
        });
        let text = export(&editor, body).await.assert_status(200).text();
        let counts: Vec<i64> = text.lines().skip(1).map(|line| line.split(',').nth(1).unwrap().parse().unwrap()).collect();
        assert_eq!(counts, (1..=2_500).rev().collect::<Vec<_>>());
    }

    async fn every_kind_of_file_goes_out_and_comes_back(database: &FreshDatabase) {
        let app = fair::open(database).await;
        stock(&app, 3).await;
        let patch = WarePatch { title: Some("=1+1".to_owned()), price: Some(Some("12.50".parse().unwrap())), ..WarePatch::default() };
        Ware::objects().filter(|ware| ware.id().eq(2)).update(app.db(), patch).await.unwrap();
        wares(&app).await[0].related(|ware| ware.marks()).add(app.db(), [2, 3]).await.unwrap();
        let editor = Browser::signed_in(&app, "editor").await;
        for format in ["csv", "json", "xlsx"] {
            let file = export(&editor, all(format)).await.assert_status(200);
            let patch = WarePatch { title: Some("lost".to_owned()), count: Some(0), ..WarePatch::default() };
            Ware::objects().update(app.db(), patch).await.unwrap();
            wares(&app).await[0].related(|ware| ware.marks()).clear(app.db()).await.unwrap();
            let told = upload(&editor, file.bytes()).await.assert_status(200).value();
            assert_eq!((&told["rows"], &told["mapping"]["stall"]), (&json!(3), &json!("stall")), "{told}");
            let done = run(&editor, &told, false, json!({})).await.assert_status(200).value();
            assert_eq!((&done["changed"], &done["failed"], &done["written"]), (&json!(3), &json!(0), &json!(true)), "{done}");
            let rows = wares(&app).await;
            assert_eq!(rows.len(), 3);
            assert_eq!((rows[0].title.as_str(), rows[1].title.as_str(), rows[2].count), ("Ware 1", "=1+1", 3), "{format}");
            assert_eq!(rows[1].price.map(|price| price.normalize().to_string()).as_deref(), Some("12.5"));
            assert_eq!(rows[0].marks.get().unwrap().len(), 2, "{format}");
            // What was brought in is not brought in again.
            run(&editor, &told, false, json!({})).await.assert_status(404);
        }
    }

    async fn a_file_is_tried_mended_and_brought_in(database: &FreshDatabase) {
        let app = fair::open(database).await;
        stock(&app, 1).await;
        let editor = Browser::signed_in(&app, "editor").await;
        let content = "Title;Code;Shop;Marks;Price;Day;Sold\n\
            Pot;p1;North;red,blue;3.20;2026-01-02;yes\n\
            ;p2;South;;;;\n\
            Pan;w1;South;;;;\n\
            Lid;p3;West;;;;\n\
            Cup;p4;North;pink;x;2026-13-01;maybe\n";
        let mut file = upload(&editor, content.as_bytes()).await.assert_status(200).value();
        assert_eq!(file["columns"], json!(["Title", "Code", "Shop", "Marks", "Price", "Day", "Sold"]));
        assert_eq!((&file["mapping"]["Title"], &file["mapping"]["Shop"]), (&json!("title"), &json!(null)));
        assert_eq!(file["sample"][0][0], "Pot");
        let fields: Vec<_> = file["fields"].as_array().unwrap().iter().map(|field| field["f"].as_str().unwrap()).collect();
        assert!(fields.contains(&"stall__name") && fields.contains(&"marks__name") && !fields.contains(&"token"), "{fields:?}");
        let required = file["fields"].as_array().unwrap().iter().filter(|field| field["required"] == true);
        assert_eq!(required.map(|field| field["f"].as_str().unwrap()).collect::<Vec<_>>(), ["title", "code", "stall"]);
        file["mapping"]["Shop"] = json!("stall__name");
        file["mapping"]["Marks"] = json!("marks__name");

        let tried = run(&editor, &file, true, json!({})).await.assert_status(200).value();
        assert_eq!((&tried["dry"], &tried["written"]), (&json!(true), &json!(false)));
        assert_eq!((&tried["created"], &tried["failed"]), (&json!(1), &json!(4)), "{tried}");
        let errors = tried["errors"].as_array().unwrap();
        let of = |at: usize| -> (u64, Vec<&str>) {
            let names = errors[at]["errors"].as_object().unwrap().keys().map(String::as_str).collect();
            (errors[at]["row"].as_u64().unwrap(), names)
        };
        assert_eq!(of(0), (3, vec!["title"]));
        assert_eq!(of(1), (4, vec!["code"]), "another row has it: {tried}");
        assert_eq!(of(2), (5, vec!["stall"]));
        assert_eq!(of(3), (6, vec!["day", "marks", "price", "sold"]));
        let undone = run(&editor, &file, false, json!({})).await.assert_status(200).value();
        assert_eq!((&undone["dry"], &undone["written"]), (&json!(false), &json!(false)), "all or none");
        assert_eq!(wares(&app).await.len(), 1);

        let done = run(&editor, &file, false, json!({"skip_failed": true})).await.assert_status(200).value();
        assert_eq!((&done["written"], &done["created"], &done["failed"]), (&json!(true), &json!(1), &json!(4)));
        let rows = wares(&app).await;
        let pot = &rows[1];
        assert_eq!((pot.title.as_str(), *pot.stall.key(), pot.sold), ("Pot", 1, true));
        assert_eq!(pot.day.map(|day| day.to_string()).as_deref(), Some("2026-01-02"));
        let marks: Vec<&Mark> = pot.marks.get().unwrap().iter().collect();
        assert_eq!(marks.iter().map(|mark| mark.name.as_str()).collect::<Vec<_>>().len(), 2);

        // The rows that failed come back with why, and can be mended and sent.
        let address = done["failed_file"].as_str().unwrap().strip_prefix("/api").unwrap().to_owned();
        let failed = editor.get(&address).await.assert_status(200);
        assert_eq!(failed.header("content-type"), Some("text/csv; charset=utf-8"));
        let text = failed.text();
        assert_eq!(text.lines().count(), 5, "{text}");
        assert!(text.lines().nth(3).unwrap().starts_with("Lid,p3,West,,,,,stall "), "{text}");
        let mended: String = text.lines().filter(|line| line.starts_with('\u{feff}') || line.starts_with("Lid")).map(|line| line.replace("West", "South") + "\n").collect();
        let mut file = upload(&editor, mended.as_bytes()).await.assert_status(200).value();
        file["mapping"]["Shop"] = json!("stall__name");
        let done = run(&editor, &file, false, json!({})).await.assert_status(200).value();
        assert_eq!((&done["created"], &done["failed"]), (&json!(1), &json!(0)), "{done}");
    }

    async fn rows_that_are_there_are_told_by_a_key_of_the_users_choice(database: &FreshDatabase) {
        let app = fair::open(database).await;
        stock(&app, 2).await;
        let editor = Browser::signed_in(&app, "editor").await;
        let file = upload(&editor, b"code,title,stall\nw1,One,1\nw9,Nine,2\nw9,Again,1\n").await.value();
        let done = run(&editor, &file, false, json!({"key": "code"})).await.assert_status(200).value();
        assert_eq!(done["failed"], json!(1), "the second of the same code is no second row: {done}");
        let done = run(&editor, &file, false, json!({"key": "code", "skip_failed": true})).await.value();
        assert_eq!((&done["created"], &done["changed"]), (&json!(1), &json!(1)), "{done}");
        let titles: Vec<String> = wares(&app).await.into_iter().map(|ware| ware.title).collect();
        assert_eq!(titles, ["One", "Ware 2", "Nine"]);
        let file = upload(&editor, b"id,title\n77,Lost\n").await.value();
        let done = run(&editor, &file, true, json!({})).await.assert_status(200).value();
        assert_eq!(done["errors"][0]["errors"]["id"][0]["code"], "does_not_exist", "{done}");
        let file = upload(&editor, b"id,title\n1,Once more\n").await.value();
        for (more, status) in [
            (json!({"key": "title"}), 422), (json!({"key": "code"}), 422), (json!({"key": "nothing"}), 422),
            (json!({"mapping": {}}), 422), (json!({"mapping": {"id": "token"}}), 422), (json!({"mapping": {"x": "title"}}), 422),
            (json!({"mapping": {"id": "title", "title": "title"}}), 422), (json!({"mapping": 7}), 422), (json!({"more": 1}), 422),
        ] {
            let refused = run(&editor, &file, false, more.clone()).await;
            assert_eq!(refused.status(), status, "{more}: {}", refused.text());
        }
    }

    async fn one_row_that_collides_keeps_all_others_out(database: &FreshDatabase) {
        let app = fair::open(database).await;
        stock(&app, 2).await;
        let editor = Browser::signed_in(&app, "editor").await;
        // The third row has the code of a ware that is there; of the others nothing is wrong, and one changes a ware.
        let content = b"id,title,code,stall\n,New 1,n1,1\n1,Changed,w1,1\n,New 3,w2,1\n,New 4,n4,2\n,New 5,n5,2\n";
        let file = upload(&editor, content).await.assert_status(200).value();
        let refused = run(&editor, &file, false, json!({})).await.assert_status(200).value();
        assert_eq!((&refused["written"], &refused["failed"]), (&json!(false), &json!(1)), "{refused}");
        let errors = refused["errors"].as_array().unwrap();
        assert_eq!((errors.len(), &errors[0]["row"]), (1, &json!(4)), "as a spreadsheet counts, below the names: {refused}");
        let fields: Vec<_> = errors[0]["errors"].as_object().unwrap().keys().collect();
        assert_eq!(fields, ["code"]);
        assert_eq!(errors[0]["errors"]["code"][0]["code"], "unique");
        let titles: Vec<String> = wares(&app).await.into_iter().map(|ware| ware.title).collect();
        assert_eq!(titles, ["Ware 1", "Ware 2"]);
        assert_eq!(Revision::objects().count(app.db()).await.unwrap(), 0);
    }

    async fn an_import_can_do_no_more_than_a_form(database: &FreshDatabase) {
        let app = fair::open(database).await;
        stock(&app, 2).await;
        let content = b"id,title,stall,cost,token\n1,Mine now,1,,x\n";
        for name in ["viewer", "nobody"] {
            upload(&Browser::signed_in(&app, name).await, content).await.assert_status(403);
        }
        upload(&Browser::new(&app), content).await.assert_status(401);
        let own = Browser::signed_in(&app, "own").await;
        let file = upload(&own, content).await.assert_status(200).value();
        assert_eq!(file["mapping"]["token"], json!(null), "{file}");
        // The row is at the other stall, so to this user it is not there.
        let done = run(&own, &file, false, json!({})).await.assert_status(200).value();
        assert_eq!((&done["failed"], &done["written"]), (&json!(1), &json!(false)), "{done}");
        // Nor can rows be put where they may not be seen.
        let file = upload(&own, b"title,code,stall\nNew,n1,2\n").await.value();
        let done = run(&own, &file, false, json!({})).await.assert_status(200).value();
        assert_eq!((&done["failed"], &done["written"]), (&json!(1), &json!(false)), "{done}");
        let blind = Browser::signed_in(&app, "blind").await;
        let told = upload(&blind, content).await.value();
        assert!(!told["fields"].to_string().contains("cost"), "{told}");
        run(&blind, &told, true, json!({"mapping": {"cost": "cost"}})).await.assert_status(422);
        // Another's file is not there.
        run(&blind, &file, true, json!({})).await.assert_status(404);
        let failed = format!("/imports/{}/failed", file["id"].as_str().unwrap());
        blind.get(&failed).await.assert_status(404);
        own.get(&failed).await.assert_status(200);
        own.get("/imports/x/failed").await.assert_status(404);
        assert_eq!(wares(&app).await[0].title, "Ware 1");
    }

    async fn files_that_are_none_or_too_large_are_refused(database: &FreshDatabase) {
        let app = fair::open(database).await;
        let editor = Browser::signed_in(&app, "editor").await;
        for content in [&b""[..], b"title", b"a,a\n1,2", b"\xff\xfe", b"[1]", b"{}", b"PK\x03\x04", b"title\n\0", b"[{\"a\":"] {
            let refused = upload(&editor, content).await;
            assert_eq!(refused.status(), 400, "{}", refused.text());
        }
        let rows = "title\n".to_owned() + &"x\n".repeat(10_001);
        upload(&editor, rows.as_bytes()).await.assert_status(413);
        upload(&editor, "x".repeat(10_000_001).as_bytes()).await.assert_status(413);
        editor.post("/m/fair.ware/import").json(&json!({})).await.assert_status(415);
        let empty = editor.post("/m/fair.ware/import").body("multipart/form-data; boundary=x", "--x--\r\n");
        let status = empty.await.status();
        assert!(matches!(status, 400 | 422), "{status}");
        assert_eq!(AdminImport::objects().count(app.db()).await.unwrap(), 0);
        // Of files that wait, a user has a few.
        for _ in 0..7 {
            upload(&editor, b"title\nx\n").await.assert_status(200);
        }
        assert_eq!(AdminImport::objects().count(app.db()).await.unwrap(), 5);
    }
}
