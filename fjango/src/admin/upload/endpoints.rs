//! `POST uploads`, `GET m/{model}/{id}/files/{field}`.

use actix_web::HttpResponse;
use actix_web::http::{Method, StatusCode, header};
use serde::Deserialize;

use super::pending::keep;
use crate::admin::contract::{Can, Uploaded};
use crate::admin::gate::json_with;
use crate::admin::lens::Lens;
use crate::admin::record::found;
use crate::admin::schema::form_fields;
use crate::admin::{Asks, Context, Endpoint, Error, FieldAccess, Result};
use crate::http::{Part, Problem, ProblemType, Room, ToProblem as _, is_form, read_form, serve_file};
use crate::schema::{FieldMeta, FileMeta};
use crate::storage::{Name, too_large};
use crate::value::{Invalid, ValidationErrors};

pub(in crate::admin) const ENDPOINTS: [Endpoint; 2] = [
    Endpoint::new(Method::POST, "/uploads", Asks::Actor, |context| {
        Box::pin(upload(context))
    }),
    Endpoint::new(
        Method::GET,
        "/m/{model}/{id}/files/{field}",
        Asks::Model(Can::View),
        |context| Box::pin(file(context)),
    ),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct For {
    model: String,
    field: String,
}

/// The field that an upload is for, which the actor must be able to write.
fn writable(lens: &Lens<'_>, name: &str) -> Result<(&'static FieldMeta, &'static FileMeta)> {
    if !lens.can(Can::Add) && !lens.can(Can::Change) {
        return Err(Error::Forbidden);
    }
    let field = lens
        .meta()
        .field(name)
        .filter(|field| form_fields(lens).contains(&field.name));
    let (field, file) = field
        .and_then(|field| Some((field, field.file.as_ref()?)))
        .ok_or(Error::NotFound)?;
    let may = lens.field(name) == FieldAccess::Write && field.editable() && !lens.entry.readonly.contains(name);
    match may {
        true => Ok((field, file)),
        false => Err(Error::Forbidden),
    }
}

/// Takes a file for a field of a form that is not saved yet.
async fn upload(mut context: Context) -> Result<HttpResponse, Problem> {
    let For { model, field } = context.query()?;
    let payload = context.take_payload();
    let entry = context.site.shown(&model).ok_or(Error::NotFound)?;
    let lens = Lens {
        site: &context.site,
        actor: &context.actor,
        entry: &entry,
    };
    if !lens.can(Can::View) && !lens.can(Can::Add) {
        return Err(Error::Forbidden.into());
    }
    let (field, file) = writable(&lens, &field)?;
    if !is_form(&context.request) {
        return Err(Problem::new(ProblemType::UnsupportedMediaType)
            .with_detail("Send the file in a form, with `Content-Type: multipart/form-data`."));
    }
    let storages = context.db.storages();
    let storage = storages.get(file.storage)?;
    let limit = file.max_size.unwrap_or_else(|| storages.max_file_bytes());
    let form = read_form(&context.request, payload, limit, |name| {
        (name == "file").then(|| Room {
            limit,
            storage: storage.clone(),
        })
    });
    let part = form.await?.parts.into_iter().find(|(name, _)| name == "file");
    let upload = match part {
        Some((_, Part::File(upload))) => upload,
        Some((_, Part::TooLarge(max))) => return Err(refused(too_large(max))),
        _ => return Err(refused(Invalid::new("required", "is required"))),
    };
    upload.check(file).map_err(refused)?;
    let id = keep(&context, &entry.key, field, file, &upload).await?;
    let answer = Uploaded {
        id: id.to_string(),
        name: upload.name().to_owned(),
        size: upload.size(),
        content_type: upload.content_type().to_owned(),
    };
    Ok(json_with(StatusCode::CREATED, &answer))
}

fn refused(invalid: Invalid) -> Problem {
    let mut errors = ValidationErrors::new();
    errors.add("file", invalid);
    errors.to_problem()
}

/// Sends the file that a field of a row names. Nothing runs scripts of it, and what a browser could is saved, not shown.
async fn file(context: Context) -> Result<HttpResponse, Problem> {
    let lens = context.lens()?;
    let key = lens.key(context.part("id"))?;
    let name = context.part("field");
    let position = lens.meta().field_index(name).ok_or(Error::NotFound)?;
    let shown = form_fields(&lens).contains(&name) || lens.entry.column(name).is_some();
    let file = lens.meta().fields[position].file.as_ref();
    let file = file
        .filter(|_| shown && lens.field(name) > FieldAccess::Hidden)
        .ok_or(Error::NotFound)?;
    let row = found(&context.db, &lens, &key, context.db.storages()).await?;
    let stored = row
        .values()
        .get(position)
        .and_then(|value| value.as_str())
        .unwrap_or_default();
    let stored = Name::new(stored).map_err(|_| Error::NotFound)?;
    let storage = context.db.storages().get(file.storage)?;
    let mut response = serve_file(&context.request, &**storage, &stored).await?;
    let headers = response.headers_mut();
    // Who may see it is asked each time, and nobody between keeps it for others.
    headers.insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("private, no-cache"),
    );
    headers.insert(
        header::HeaderName::from_static("cross-origin-resource-policy"),
        header::HeaderValue::from_static("same-origin"),
    );
    Ok(response)
}
