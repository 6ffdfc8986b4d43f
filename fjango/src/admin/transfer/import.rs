//! `POST m/{model}/import`, `POST imports/{id}/run`, `GET imports/{id}/failed`.

use actix_web::HttpResponse;
use actix_web::http::header;
use chrono::{TimeDelta, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::file::{self, MAX_BYTES, Table};
use super::mapping::{guess, targets};
use super::run::{Import, Outcome};
use super::{AdminImport, AdminImportCreate, cell};
use crate::admin::contract::{Can, ImportFile, ImportResult, ImportRun, TransferFormat};
use crate::admin::gate::json;
use crate::admin::{Context, Error, Result};
use crate::http::{Problem, read_file};
use crate::orm::Model as _;

/// How long a file waits for what becomes of it.
const KEPT: TimeDelta = TimeDelta::hours(24);
/// Files that one user may have waiting; the oldest goes when one more comes.
const WAITING: u64 = 5;
/// Rows shown before anything is done.
const SAMPLE: usize = 5;
/// Rows whose errors are told.
const ERRORS: usize = 100;

/// Takes a file, and says what it seems to hold.
pub(super) async fn receive(mut context: Context) -> Result<HttpResponse, Problem> {
    let payload = context.take_payload();
    let content = read_file(&context.request, payload, "file", MAX_BYTES).await?;
    let lens = context.lens()?;
    let format = file::format_of(&content);
    let (content, table) = understood(format, content).await?;
    let fields: Vec<_> = targets(&lens).into_iter().map(|(field, _)| field).collect();
    let now = Utc::now();
    let mine = || AdminImport::objects().filter(|file| file.user().eq(context.actor.id));
    let old = AdminImport::objects().filter(|file| file.created().lt(now - KEPT));
    old.delete(&context.db).await.map_err(Error::from)?;
    let waiting = mine().order_by(|file| file.created().desc()).offset(WAITING - 1);
    let waiting = waiting
        .limit(100)
        .values(&context.db, |file| file.id())
        .await
        .map_err(Error::from)?;
    if !waiting.is_empty() {
        let gone = mine().filter(|file| file.id().in_(waiting));
        gone.delete(&context.db).await.map_err(Error::from)?;
    }
    let id = Uuid::new_v4();
    let mut new = AdminImportCreate::new(context.actor.id, &lens.entry.key, name_of(format), content, now);
    new.id = Some(id);
    AdminImport::objects()
        .create(&context.db, new)
        .await
        .map_err(Error::from)?;
    let sample = table.rows.iter().take(SAMPLE);
    Ok(json(&ImportFile {
        id: id.to_string(),
        rows: table.rows.len() as u64,
        mapping: guess(&table.columns, &fields),
        sample: sample.map(|row| row.cells.iter().map(cell::text).collect()).collect(),
        columns: table.columns,
        fields,
    }))
}

/// Reads a file where it keeps nobody from being answered: unpacking takes a while.
async fn understood(format: TransferFormat, content: Vec<u8>) -> Result<(Vec<u8>, Table)> {
    let read = tokio::task::spawn_blocking(move || {
        let table = file::read(format, &content)?;
        Ok((content, table))
    });
    // It is only not awaited to its end when it panics.
    read.await
        .unwrap_or_else(|_| Err(Error::BadRequest("the file cannot be read".to_owned())))
}

fn name_of(format: TransferFormat) -> &'static str {
    match format {
        TransferFormat::Csv => "csv",
        TransferFormat::Json => "json",
        TransferFormat::Xlsx => "xlsx",
    }
}

fn format_of(name: &str) -> TransferFormat {
    match name {
        "json" => TransferFormat::Json,
        "xlsx" => TransferFormat::Xlsx,
        _ => TransferFormat::Csv,
    }
}

/// The user's own file with this key, whose rows the user may still bring in.
async fn mine(context: &Context) -> Result<AdminImport> {
    let id: Uuid = context.part("id").parse().map_err(|_| Error::NotFound)?;
    let actor = context.actor.id;
    let own = AdminImport::objects().filter(|file| file.id().eq(id) & file.user().eq(actor));
    let file = own.first(&context.db).await?.ok_or(Error::NotFound)?;
    if file.created < Utc::now() - KEPT {
        return Err(Error::NotFound);
    }
    if context.lens_of(&file.model)?.can(Can::Import) {
        Ok(file)
    } else {
        Err(Error::Forbidden)
    }
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    dry: String,
}

/// Brings the rows in, or tries it.
pub(super) async fn run(mut context: Context) -> Result<HttpResponse, Problem> {
    let Asked { dry } = context.query()?;
    let dry = !matches!(dry.as_str(), "" | "0" | "false");
    let said: ImportRun = context.body().await?;
    let kept = mine(&context).await?;
    let (id, model) = (kept.id, kept.model);
    let (_, table) = understood(format_of(&kept.format), kept.content).await?;
    let import = Import::read(&context, &model, &said, table)?;
    let outcome = import.run(&context, id, dry, said.skip_failed).await?;
    let Outcome {
        written,
        created,
        changed,
        mut errors,
    } = outcome;
    let failed = errors.len() as u64;
    errors.truncate(ERRORS);
    Ok(json(&ImportResult {
        dry,
        written,
        created,
        changed,
        failed,
        errors,
        failed_file: (failed > 0).then(|| format!("/api/imports/{id}/failed")),
    }))
}

/// The rows that failed last, and why.
pub(super) async fn failed(context: Context) -> Result<HttpResponse, Problem> {
    let file = mine(&context).await?;
    let failed = file.failed.ok_or(Error::NotFound)?;
    let disposition = format!("attachment; filename=\"{}-failed.csv\"", file.model);
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .body(failed))
}
