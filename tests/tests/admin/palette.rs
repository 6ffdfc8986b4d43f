//! Records for the palette.

use fjango::testing::json;
use fjango_tests::{FreshDatabase, each_database};

use super::fair::{self, stock};
use super::support::Browser;

each_database! {
    async fn the_palette_finds_five_of_each_that_may_be_seen(database: &FreshDatabase) {
        let app = fair::open(database).await;
        stock(&app, 12).await;
        let editor = Browser::signed_in(&app, "editor").await;
        let found = editor.get("/search?q=ware").await.assert_status(200).value();
        assert_eq!(found["partial"], json!(false), "{found}");
        assert_eq!(found["groups"].as_array().unwrap().len(), 1);
        let group = &found["groups"][0];
        assert_eq!((&group["model"], &group["more"]), (&json!("fair.ware"), &json!(true)));
        assert_eq!(group["rows"].as_array().unwrap().len(), 5);
        let found = editor.get("/search?q=north").await.value();
        assert_eq!(found["groups"][0]["rows"], json!([{"id": "1", "repr": "North"}]));
        assert_eq!(found["groups"][0]["more"], json!(false));
        // The second ware stands at the first stall.
        let own = Browser::signed_in(&app, "own").await;
        assert_eq!(own.get("/search?q=cost3").await.value()["groups"], json!([]));
        assert_eq!(own.get("/search?q=cost2").await.value()["groups"][0]["rows"][0]["id"], "2");
        // Neither what may not be seen nor what is sensitive is searched.
        let blind = Browser::signed_in(&app, "blind").await;
        assert_eq!(blind.get("/search?q=cost2").await.value()["groups"], json!([]));
        for word in ["secret2", "", "%20%20", "%25", "_____"] {
            assert_eq!(editor.get(&format!("/search?q={word}")).await.assert_status(200).value()["groups"], json!([]), "{word}");
        }
        assert_eq!(Browser::signed_in(&app, "nobody").await.get("/search?q=ware").await.value()["groups"], json!([]));
        Browser::new(&app).get("/search?q=ware").await.assert_status(401);
        let long = "a%20".repeat(40);
        let status = editor.get(&format!("/search?q={long}")).await.status();
        assert!(status < 500, "{status}");
        let status = editor.get("/search?q=%00").await.status();
        assert!(status < 500, "{status}");
    }
}
