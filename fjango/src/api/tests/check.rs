//! Mistakes in the description of an API.

use super::support::{AUTHOR, BOOK, BOOKS};
use crate::api::{Api, Endpoint, Guard, ModelApi};
use crate::schema::ModelMeta;

static RIGHT: ModelApi = BOOKS;
static WRONG: ModelApi = ModelApi {
    path: "/wrong",
    filter: &[
        "titel",
        "author__nme",
        "title__x",
        "readers__name",
        "year",
        "author__secret",
    ],
    search: &["year", "author__secrets", "author__secret", "title"],
    order: &["zzz", "readers", "author__name", "author__", "author__secret"],
    owner: Some("title"),
    ..BOOKS
};
static EXAMPLE: ModelMeta = ModelMeta {
    doc: "A book.\n```json\n{\"id\": 1, \"titel\": \"Red\"}\n```\n```json\n{\"id\": 7, \"title\": 1}\n```\n```json\n{\n```",
    ..BOOK
};
static WRONG_EXAMPLES: ModelApi = ModelApi {
    meta: || &EXAMPLE,
    path: "/books",
    ..BOOKS
};
static LISTED: Endpoint = Endpoint {
    method: actix_web::http::Method::GET,
    path: "/listed",
    name: "listed",
    module: "shop",
    summary: None,
    doc: "```json\nnothing\n```",
    guard: Guard::Anyone,
    permission: None,
    status: None,
    tags: &[],
    deprecated: false,
    errors: &[],
    handler: |_, _| Box::pin(async { Ok(actix_web::HttpResponse::Ok().finish()) }),
    describe: |_| {},
};

#[test]
fn what_is_right_has_no_mistakes() {
    assert_eq!(AUTHOR.name, "Author");
    assert_eq!(Api::new("/api").model(&RIGHT).mistakes(), [""; 0]);
}

#[test]
fn every_wrong_name_is_told_with_what_is_near() {
    let mistakes = Api::new("/api").model(&WRONG).mistakes();
    insta::assert_snapshot!(mistakes.join("\n"));
}

#[test]
fn examples_and_addresses_are_looked_at_too() {
    let api = Api::new("/api").model(&RIGHT).model(&WRONG_EXAMPLES);
    let mistakes = api.endpoint(&LISTED).endpoint(&LISTED).mistakes();
    insta::assert_snapshot!(mistakes.join("\n"));
}
