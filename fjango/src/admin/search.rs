//! Records for the palette, of all models at once.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::Method;
use futures_util::future::join_all;
use serde::Deserialize;

use super::contract::{Can, SearchGroup, SearchResults};
use super::gate::json;
use super::lens::Lens;
use super::list::{allowed_search, search as words_in};
use super::relation::read;
use super::schema::label;
use super::{Asks, Context, Endpoint};
use crate::api::OrderPart;
use crate::http::Problem;

/// Records of one model.
const ROWS: usize = 5;
/// How long one model may take.
const PATIENCE: Duration = Duration::from_millis(150);

pub(super) const ENDPOINTS: [Endpoint; 1] = [Endpoint::new(Method::GET, "/search", Asks::Actor, |context| {
    Box::pin(search(context))
})];

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
}

async fn search(context: Context) -> Result<HttpResponse, Problem> {
    let Asked { q } = context.query()?;
    let mut results = SearchResults {
        groups: Vec::new(),
        partial: false,
    };
    if q.trim().is_empty() {
        return Ok(json(&results));
    }
    let lenses = context.site.entries().map(|entry| Lens {
        site: &context.site,
        actor: &context.actor,
        entry,
    });
    let lenses = lenses.filter(|lens| lens.can(Can::View) && !allowed_search(lens).is_empty());
    let groups = lenses.map(|lens| {
        let (context, q) = (&context, &q);
        async move { tokio::time::timeout(PATIENCE, group(context, lens, q)).await }
    });
    for group in join_all(groups).await {
        match group {
            Ok(Ok(group)) => results.groups.extend(group),
            Ok(Err(error)) => {
                tracing::warn!(%error, "a model could not be searched");
                results.partial = true;
            }
            Err(_) => results.partial = true,
        }
    }
    Ok(json(&results))
}

async fn group(context: &Context, lens: Lens<'_>, q: &str) -> super::Result<Option<SearchGroup>> {
    let mut query = lens.query();
    query.filter.extend(words_in(&lens, q)?);
    // The newest are likeliest meant, and need no sorting.
    let order: Vec<OrderPart> = OrderPart::new(lens.meta(), lens.meta().pk().name, true)
        .into_iter()
        .collect();
    let found = read(&context.db, &lens, query, &order, ROWS, context.db.storages()).await?;
    if found.options.is_empty() {
        return Ok(None);
    }
    Ok(Some(SearchGroup {
        model: lens.entry.key.clone(),
        label: label(lens.meta().verbose_name_plural),
        rows: found.options,
        more: found.next.is_some(),
    }))
}
