//! What the pages are told of models.

use fjango::admin::{Admin, AdminSite};
use fjango::testing::json;
use fjango_tests::{FreshDatabase, each_database};

use super::models::{Article, Note};
use super::paper::{chief, clerk, paper, read};

#[test]
fn a_widget_that_is_none_or_edits_other_fields_is_a_mistake() {
    let mistakes = |model| AdminSite::default().model::<Article>(model).mistakes().join("\n");
    let article = Admin::model::<Article>;
    for widget in ["input", "textarea", "markdown"] {
        assert_eq!(mistakes(article().widget(|a| a.body(), widget)), "", "{widget}");
    }
    assert_eq!(mistakes(article().widget(|a| a.stage(), "radio")), "");
    let unknown = mistakes(article().widget(|a| a.body(), "markup"));
    assert!(
        unknown.contains("the field `body` names `markup`, which is no widget; there are `select`, "),
        "{unknown}"
    );
    let wrong = mistakes(article().widget(|a| a.body(), "slider"));
    assert_eq!(
        wrong,
        "the admin of press.Article: the field `body` names `slider`, a widget that edits numbers only"
    );
    let many = mistakes(article().widget(|a| a.topics(), "radio"));
    assert!(
        many.contains("the field `topics` names `radio`, a widget that edits choices only"),
        "{many}"
    );
    let note = Admin::model::<Note>().widget(|n| n.weight(), "slider");
    let unbounded = AdminSite::default().model(note).mistakes().join("\n");
    assert!(
        unbounded.contains("a widget that needs `min` and `max` of the field"),
        "{unbounded}"
    );
}

each_database! {
    async fn the_site_is_what_its_user_may_see(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let site = read(&chief, "/schema").await;
        assert_eq!(site["site"]["title"], "The Paper");
        let article = &site["models"]["press.article"];
        assert_eq!(article["can"], json!(["view", "add", "change", "delete", "export", "import"]));
        let groups: Vec<_> = site["nav"].as_array().unwrap().iter().map(|group| group["group"].as_str().unwrap()).collect();
        assert!(groups.contains(&"Paper") && groups.contains(&"Accounts"), "{groups:?}");
        assert!(site["models"].get("auth.user").is_some());

        let clerk = clerk(&app, "bob", &["view_article"]).await;
        let site = read(&clerk, "/schema").await;
        let models: Vec<_> = site["models"].as_object().unwrap().keys().collect();
        assert_eq!(models, ["press.article"]);
        assert_eq!(site["models"]["press.article"]["can"], json!(["view", "export"]));
        clerk.get("/schema/press.author").await.assert_status(403);
        clerk.get("/schema/press.nothing").await.assert_status(404);
    }

    async fn a_schema_is_answered_once_and_then_known(database: &FreshDatabase) {
        let app = paper(database).await;
        let chief = chief(&app).await;
        let first = chief.get("/schema/press.article").await.assert_status(200);
        assert_eq!(first.header("cache-control"), Some("private, no-cache"));
        let etag = first.header("etag").unwrap().to_owned();
        let again = chief.get("/schema/press.article").header("if-none-match", &etag).await.assert_status(304);
        assert_eq!(again.text(), "");
        let clerk = clerk(&app, "blind", &["view_article"]).await;
        clerk.get("/schema/press.article").header("if-none-match", &etag).await.assert_status(200);
    }

    async fn a_model_is_told_with_all_that_was_said_of_it(database: &FreshDatabase) {
        let app = paper(database).await;
        let schema = read(&chief(&app).await, "/schema/press.article").await;
        let kind = |field: &str| schema["fields"][field]["type"].as_str().unwrap_or_default().to_owned();
        for (field, expected) in [
            ("title", "string"), ("slug", "slug"), ("body", "text"), ("stage", "enum"), ("fee", "decimal"),
            ("reads", "bigint"), ("author", "relation"), ("topics", "relation"), ("printed_on", "date"),
            ("created", "datetime"), ("author__email", "email"), ("urgent", "decimal"),
        ] {
            assert_eq!(kind(field), expected, "{field}");
        }
        let fields = &schema["fields"];
        assert_eq!(fields["stage"]["choices"][1], json!({"v": "printed", "label": "Printed", "tone": "ok"}));
        assert_eq!(fields["author"]["to"], "press.author");
        assert_eq!((&fields["topics"]["many"], &fields["topics"]["create"]), (&json!(true), &json!(true)));
        assert_eq!(fields["title"]["help"], "What stands above it.");
        assert_eq!((&fields["title"]["required"], &fields["title"]["max"]), (&json!(true), &json!(60)));
        assert_eq!(fields["printed_on"]["visible_if"], json!({"stage": {"eq": "printed"}}));
        assert_eq!(fields["reads"]["readonly"], true);
        let columns: Vec<_> = schema["list"]["columns"].as_array().unwrap().iter().map(|c| c["f"].as_str().unwrap()).collect();
        assert_eq!(columns, ["title", "author", "author__email", "stage", "fee", "topics", "created", "words", "urgent"]);
        assert_eq!(schema["list"]["columns"][0]["link"], true);
        assert_eq!((&schema["list"]["columns"][4]["sum"], &schema["list"]["columns"][4]["align"]), (&json!(true), &json!("end")));
        assert_eq!(schema["form"]["aside"], json!(["reads", "created"]));
        assert_eq!(schema["form"]["main"][0]["rows"][0], json!(["title", "slug"]));
        assert_eq!(schema["form"]["inlines"]["notes"]["order"], json!(["text", "weight"]));
        assert_eq!(schema["form"]["save"], json!(["stay", "another", "duplicate"]));
        let withdraw = &schema["actions"][1];
        assert_eq!(withdraw["form"]["fields"]["reason"]["required"], true);
        assert_eq!(withdraw["form"]["fields"]["reason"]["help"], "Shown to the author.");
    }

    async fn what_may_not_be_seen_is_absent(database: &FreshDatabase) {
        let app = paper(database).await;
        let all = chief(&app).await;
        let text = all.get("/schema/press.author").await.assert_status(200).text();
        assert!(!text.contains("secret") && text.contains("salary"), "{text}");
        let text = all.get("/schema/auth.user").await.assert_status(200).text();
        assert!(!text.contains("\"password\":{\"type\":\"string\",\"label\":\"Password\",\"max\":128"), "{text}");
        let user = read(&all, "/schema/auth.user").await;
        assert!(user["fields"].get("password").is_none());
        assert!(user["fields"].get("groups").is_some() && user["fields"].get("user_permissions").is_some());

        let blind = clerk(&app, "blind", &["view_author", "change_article"]).await;
        let text = blind.get("/schema/press.author").await.assert_status(200).text();
        assert!(!text.contains("salary"), "{text}");
        let article = blind.get("/schema/press.article").await.assert_status(200).text();
        assert!(!article.contains("\"fee\""), "{article}");
    }
}
