use std::sync::Arc;

use actix_web::HttpResponse;

use super::plan::Plan;
use super::{fill, row};
use crate::admin::contract::{CellChange, CellResult, CellsRequest, CellsResult, ListRow, RecordWrite};
use crate::admin::error::for_pages;
use crate::admin::gate::json;
use crate::admin::schema::list_columns;
use crate::admin::{Context, Error, record};
use crate::http::Problem;

/// The most changes at once.
const MAX_CHANGES: usize = 100;

/// `PATCH m/{model}/cells`: each row by itself, so that one conflict does not keep the others from being saved.
pub(super) async fn cells(mut context: Context) -> Result<HttpResponse, Problem> {
    let request: CellsRequest = context.body().await?;
    if request.changes.len() > MAX_CHANGES {
        return Err(Error::SelectionTooLarge {
            limit: MAX_CHANGES as u64,
        }
        .into());
    }
    let mut results = Vec::new();
    for change in request.changes {
        let id = change.id.clone();
        results.push(match one(&context, change).await {
            Ok(row) => CellResult {
                id,
                row: Some(row),
                problem: None,
            },
            Err(problem) => CellResult {
                id,
                row: None,
                problem: Some(for_pages(problem).to_json()),
            },
        });
    }
    Ok(json(&CellsResult { results }))
}

async fn one(context: &Context, change: CellChange) -> Result<ListRow, Problem> {
    let lens = context.lens()?;
    let columns = list_columns(&lens);
    let may = |name: &String| columns.iter().any(|column| column.editable && column.name == *name);
    if let Some(name) = change.set.keys().find(|name| !may(name)) {
        let name: String = name.chars().take(60).collect();
        return Err(Error::BadRequest(format!("`{name}` cannot be edited in the list")).into());
    }
    let key = lens.key(&change.id)?;
    let write = RecordWrite {
        set: change.set,
        ..RecordWrite::default()
    };
    record::change(context, &lens, &key, &change.v, write).await?;
    let shown: Vec<_> = columns
        .into_iter()
        .filter(|column| !column.more || column.editable)
        .collect();
    let whole = lens.meta().version().is_none();
    let plan = Arc::new(Plan::new(&lens, &shown, whole, context.db.storages()));
    let mut rows = plan.fetch(&context.db, &lens.by_key(&key)).await.map_err(Error::from)?;
    fill(&context.db, &lens, &plan.many, &mut rows).await?;
    let found = rows.pop().ok_or(Error::NotFound)?;
    Ok(row(&lens, found))
}
