//! `POST m/{model}/export`.

use actix_web::HttpResponse;
use actix_web::http::{Method, header};
use chrono::Utc;

use super::export::Export;
use crate::admin::contract::{Can, ExportRequest, TransferFormat};
use crate::admin::{Asks, Context, Endpoint};
use crate::http::Problem;

pub(in crate::admin) const ENDPOINTS: [Endpoint; 1] = [Endpoint::new(
    Method::POST,
    "/m/{model}/export",
    Asks::Model(Can::Export),
    |context| Box::pin(export(context)),
)];

async fn export(mut context: Context) -> Result<HttpResponse, Problem> {
    let request: ExportRequest = context.body().await?;
    let model = context.lens()?.entry.key.clone();
    let (extension, content_type) = match request.format {
        TransferFormat::Csv => ("csv", "text/csv; charset=utf-8"),
        TransferFormat::Json => ("json", "application/json"),
        TransferFormat::Xlsx => (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    };
    tracing::info!(target: "fjango::admin", user = context.actor.id, model, format = extension, "rows are exported");
    let export = Export::new(context, &request).await?;
    // A model's key is an app's and a model's name in Rust, so it needs no quoting.
    let name = format!("{model}-{}.{extension}", Utc::now().format("%Y-%m-%d"));
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, content_type))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .streaming(export.stream()))
}
