//! What the pages are made of: the site and its models, as one actor may see them.

mod field;
mod model;
mod site;

use actix_web::HttpResponse;
use actix_web::http::Method;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::contract::Can;
use super::gate::json_kept;
use super::{Asks, Context, Endpoint};
use crate::http::Problem;

pub(crate) use field::{label, of_field, of_many, of_sql, of_way, type_of};
pub(crate) use model::{form_fields, inline_fields, is_sortable, list_columns, ops_of};

pub(crate) use site::LOCALES;

pub(super) const ENDPOINTS: [Endpoint; 2] = [
    Endpoint::new(Method::GET, "/schema", Asks::Actor, |context| {
        Box::pin(of_site(context))
    }),
    Endpoint::new(Method::GET, "/schema/{model}", Asks::Model(Can::View), |context| {
        Box::pin(of_model(context))
    }),
];

async fn of_site(context: Context) -> Result<HttpResponse, Problem> {
    let mut schema = site::schema(&context.site, &context.actor);
    schema.rev = revision(&schema);
    Ok(json_kept(&context.request, &schema.rev.clone(), &schema))
}

async fn of_model(context: Context) -> Result<HttpResponse, Problem> {
    let mut schema = model::schema(&context.lens()?);
    schema.rev = revision(&schema);
    Ok(json_kept(&context.request, &schema.rev.clone(), &schema))
}

/// A short text that changes with the document.
pub(crate) fn revision(document: &impl Serialize) -> String {
    // What the contract consists of always serialises, so the fallback is never taken.
    let text = serde_json::to_vec(document).unwrap_or_default();
    hex(&Sha256::digest(text)[..8])
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
