use actix_web::HttpResponse;
use actix_web::http::{Method, StatusCode, header};
use serde::Deserialize;

use super::delete::{delete_row, preview, restore_rows};
use super::read::{inline_rows, record};
use super::write::{change, create};
use crate::admin::contract::{Can, Record, RecordWrite};
use crate::admin::gate::{json, json_with};
use crate::admin::list::path_part;
use crate::admin::{Asks, Context, Endpoint, Error, Result};
use crate::http::Problem;

pub(in crate::admin) const ENDPOINTS: [Endpoint; 7] = [
    Endpoint::new(Method::POST, "/m/{model}", Asks::Model(Can::Add), |context| {
        Box::pin(post(context))
    }),
    Endpoint::new(Method::GET, "/m/{model}/{id}", Asks::Model(Can::View), |context| {
        Box::pin(get(context))
    }),
    Endpoint::new(Method::PATCH, "/m/{model}/{id}", Asks::Model(Can::Change), |context| {
        Box::pin(patch(context))
    }),
    Endpoint::new(Method::DELETE, "/m/{model}/{id}", Asks::Model(Can::Delete), |context| {
        Box::pin(delete(context))
    }),
    Endpoint::new(
        Method::GET,
        "/m/{model}/{id}/delete-preview",
        Asks::Model(Can::Delete),
        |context| Box::pin(delete_preview(context)),
    ),
    Endpoint::new(
        Method::POST,
        "/m/{model}/{id}/restore",
        Asks::Model(Can::Delete),
        |context| Box::pin(restore(context)),
    ),
    Endpoint::new(
        Method::GET,
        "/m/{model}/{id}/inlines/{inline}",
        Asks::Model(Can::View),
        |context| Box::pin(inline(context)),
    ),
];

pub(in crate::admin) fn tagged(status: StatusCode, record: &Record) -> HttpResponse {
    let mut response = json_with(status, record);
    if let Ok(etag) = header::HeaderValue::from_str(&format!("\"{}\"", record.v)) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}

/// The version that a change names.
pub(in crate::admin) fn if_match(context: &Context) -> Result<String> {
    let value = context.request.headers().get(header::IF_MATCH);
    let value = value.ok_or(Error::IfMatchRequired)?.to_str().unwrap_or_default().trim();
    let version = value.trim_start_matches("W/").trim_matches('"');
    // A star would overwrite whatever is there.
    if version.is_empty() || version == "*" {
        Err(Error::IfMatchRequired)
    } else {
        Ok(version.to_owned())
    }
}

async fn get(context: Context) -> Result<HttpResponse, Problem> {
    let lens = context.lens()?;
    let key = lens.key(context.part("id"))?;
    let record = record(&context.db, &lens, &key, context.db.storages()).await?;
    Ok(tagged(StatusCode::OK, &record))
}

async fn post(mut context: Context) -> Result<HttpResponse, Problem> {
    let write: RecordWrite = context.body().await?;
    let lens = context.lens()?;
    let key = create(&context, &lens, write).await?;
    let record = record(&context.db, &lens, &key, context.db.storages()).await?;
    let mut response = tagged(StatusCode::CREATED, &record);
    let id = path_part(&record.id);
    let location = format!("{}/api/m/{}/{id}", context.site.mounted_at(), lens.entry.key);
    if let Ok(location) = header::HeaderValue::from_str(&location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

async fn patch(mut context: Context) -> Result<HttpResponse, Problem> {
    let seen = if_match(&context)?;
    let write: RecordWrite = context.body().await?;
    let lens = context.lens()?;
    let key = lens.key(context.part("id"))?;
    change(&context, &lens, &key, &seen, write).await?;
    let record = record(&context.db, &lens, &key, context.db.storages()).await?;
    Ok(tagged(StatusCode::OK, &record))
}

async fn delete(context: Context) -> Result<HttpResponse, Problem> {
    let lens = context.lens()?;
    let key = lens.key(context.part("id"))?;
    let seen = if_match(&context)?;
    let done: Result<()> = context
        .db
        .transaction(async |tx| delete_row(tx, &context, &lens, &key, Some(&seen)).await)
        .await;
    done?;
    Ok(HttpResponse::new(StatusCode::NO_CONTENT))
}

async fn delete_preview(context: Context) -> Result<HttpResponse, Problem> {
    let lens = context.lens()?;
    let key = lens.key(context.part("id"))?;
    Ok(json(&preview(&context.db, &lens, &key).await?))
}

async fn restore(context: Context) -> Result<HttpResponse, Problem> {
    let lens = context.lens()?;
    let key = lens.key(context.part("id"))?;
    let keys = [key];
    let restored: Result<usize> = context
        .db
        .transaction(async |tx| restore_rows(tx, &context, &lens, &keys).await)
        .await;
    if restored? == 0 {
        return Err(Error::NotFound.into());
    }
    let [key] = keys;
    let record = record(&context.db, &lens, &key, context.db.storages()).await?;
    Ok(tagged(StatusCode::OK, &record))
}

#[derive(Deserialize)]
struct After {
    after: Option<String>,
}

async fn inline(context: Context) -> Result<HttpResponse, Problem> {
    let After { after } = context.query()?;
    let lens = context.lens()?;
    let key = lens.key(context.part("id"))?;
    let inline = lens.entry.inline(context.part("inline")).ok_or(Error::NotFound)?;
    // The record must be one that the actor may see.
    super::found(&context.db, &lens, &key, context.db.storages()).await?;
    let rows = inline_rows(
        &context.db,
        &lens,
        inline,
        &key,
        after.as_deref(),
        context.db.storages(),
    )
    .await?;
    Ok(json(&rows.ok_or(Error::Forbidden)?))
}
