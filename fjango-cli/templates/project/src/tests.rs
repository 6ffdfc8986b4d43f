use fjango::testing::{TestApp, json};

#[fjango::test]
async fn notes_belong_to_whoever_wrote_them() {
    let app = TestApp::new().await;
    let ann = app.force_login(&app.create_user("ann").await);
    let bob = app.force_login(&app.create_user("bob").await);
    let milk = json!({"title": "Buy milk"});

    app.post("/api/notes").json(&milk).await.assert_status(401);
    let note = ann.post("/api/notes").json(&milk).await.assert_status(201);

    let path = format!("/api/notes/{}", note.value()["id"]);
    assert_eq!(app.get(&path).await.value()["title"], "Buy milk");
    bob.delete(&path).await.assert_status(403);
    ann.delete(&path).await.assert_status(204);
}

#[fjango::test]
async fn a_note_has_a_title() {
    let app = TestApp::new().await;
    let ann = app.force_login(&app.create_user("ann").await);

    let response = ann.post("/api/notes").json(&json!({})).await;
    let problem = response.assert_status(422).problem();
    assert_eq!(problem["errors"][0]["pointer"], "/title");
    assert_eq!(problem["errors"][0]["code"], "required");
}
