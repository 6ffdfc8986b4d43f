use actix_web::HttpResponse;

use super::markdown;
use crate::admin::Context;
use crate::admin::contract::{MarkdownText, MarkdownTree};
use crate::admin::gate::json;
use crate::http::Problem;

/// What Markdown that somebody writes will look like: the same tree as that of a page, so that no second reader has rules
/// of its own about what is HTML and which links may be followed.
pub(super) async fn preview(mut context: Context) -> Result<HttpResponse, Problem> {
    let MarkdownText { text } = context.body().await?;
    Ok(json(&MarkdownTree {
        content: markdown::read(&text),
    }))
}
