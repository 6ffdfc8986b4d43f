use actix_web::FromRequest as _;
use actix_web::dev::Payload;
use chrono::Utc;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::diff::changes;
use super::{Revision, RevisionCreate};
use crate::admin::contract::HistoryVerb;
use crate::admin::record::journal::Done;
use crate::admin::{Context, Result};
use crate::db::Tx;
use crate::http::{Client, RequestId};
use crate::orm::Model as _;
use crate::value::Value;

/// The longest text of a column, in characters.
const MAX_TEXT: usize = 200;

/// Writes down what was done, in the transaction that does it. A change that changed nothing is none.
pub(in crate::admin) async fn write(tx: &Tx, context: &Context, done: &Done<'_>) -> Result<()> {
    let changes = changes(done.lens.meta(), done.before, done.after);
    if done.verb == HistoryVerb::Change && changes.is_empty() {
        return Ok(());
    }
    let address = Client::of(&context.request).address();
    let request_id = RequestId::from_request(&context.request, &mut Payload::None).into_inner();
    let request_id = request_id.map(|id| cut(id.as_str())).unwrap_or_default();
    let revision = RevisionCreate {
        user: Some(context.actor.id),
        username: Some(context.actor.username.clone()),
        ip: Some(address.map_or_else(String::new, |address| address.to_string())),
        request_id: Some(request_id),
        repr: Some(cut(done.repr())),
        note: Some(cut(done.note)),
        ..RevisionCreate::new(
            Utc::now(),
            word(&done.verb),
            word(&done.via),
            done.lens.entry.key.clone(),
            object(done.key),
            changes,
        )
    };
    Revision::objects().create(tx, revision).await?;
    Ok(())
}

/// A row's key as revisions have it.
pub(super) fn object(key: &Value) -> String {
    let text = key.to_text();
    if text.chars().count() <= MAX_TEXT {
        return text;
    }
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The word that a value of the contract is written with.
pub(super) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn cut(text: &str) -> String {
    text.chars().filter(|c| *c != '\0').take(MAX_TEXT).collect()
}
