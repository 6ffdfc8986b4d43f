use std::time::Duration;

use actix_web::HttpResponse;
use serde::Deserialize;

use super::count::{at_most, expected};
use super::request::ListRequest;
use super::{allowed_filters, filter};
use crate::admin::contract::{Facet, Facets, FilterOp, ListParameters};
use crate::admin::gate::json;
use crate::admin::{Context, Error, cell};
use crate::api::decode;
use crate::db::{Db, Executor as _};
use crate::http::Problem;
use crate::orm::{Condition, OrderExpr, Path, Query, Valued as _};
use crate::schema::FieldMeta;
use crate::value::DecodeError;

/// The most values.
const MAX_VALUES: u64 = 50;
/// Rows are grouped up to here; beyond, nobody would wait.
const MAX_ROWS: u64 = 200_000;
/// How long the counting may take.
const PATIENCE: Duration = Duration::from_millis(300);

#[derive(Deserialize)]
struct Asked {
    field: String,
    q: Option<String>,
    f: Option<String>,
    view: Option<String>,
    tz: Option<String>,
}

/// `GET m/{model}/facets?field=…`: how often each value occurs among the rows of the list.
pub(super) async fn facets(context: Context) -> Result<HttpResponse, Problem> {
    let asked: Asked = context.query()?;
    let lens = context.lens()?;
    let name = asked.field;
    let way = lens.way(&name).filter(|_| allowed_filters(&lens).contains(&name));
    let (path, field) = way.ok_or_else(|| Error::BadRequest("`field` is no filter of this list".to_owned()))?;
    if !filter::ops(lens.meta(), &name).contains(&FilterOp::Eq) || field.relation.is_some() {
        return Err(Error::BadRequest("the values of `field` cannot be counted".to_owned()).into());
    }
    let parameters = ListParameters {
        q: asked.q,
        f: asked.f,
        view: asked.view,
        tz: asked.tz,
        ..ListParameters::default()
    };
    let query = ListRequest::read(&lens, &parameters)?.query;
    // A statement that nobody waits for any longer is cancelled.
    let counted = tokio::time::timeout(PATIENCE, grouped(&context.db, query, path, field)).await;
    let values = counted.unwrap_or(Ok(None))?;
    Ok(json(&Facets {
        f: name,
        unknown: values.is_none(),
        values: values.unwrap_or_default(),
    }))
}

/// How often each value occurs, the most frequent first; nothing when there are too many rows.
async fn grouped(
    db: &Db,
    mut query: Query,
    path: Path,
    field: &'static FieldMeta,
) -> Result<Option<Vec<Facet>>, Error> {
    let rows = match expected(db, &query).await? {
        Some(expected) => expected,
        None => at_most(db, &query, MAX_ROWS + 1).await?,
    };
    if rows > MAX_ROWS {
        return Ok(None);
    }
    let column = crate::orm::Expr::Column(path, field);
    let count = crate::orm::count().exprs();
    query
        .filter
        .push((!Condition::from(crate::orm::Expr::IsNull(Box::new(column.clone())))).into_expr());
    query.order = Some(count.iter().map(|count| OrderExpr::new(count.clone(), true)).collect());
    query.limit = Some(MAX_VALUES);
    let values: Vec<_> = std::iter::once(column).chain(count).collect();
    let statement = query.select_values(db.dialect(), &values);
    let found = db.fetch(statement, move |row| {
        Ok::<_, DecodeError>((decode(&row, 0, field.value_type)?, row.get::<i64>(1)?))
    });
    let values = found.await?.into_iter().map(|(value, n)| {
        let text = value.to_text();
        let choice = field.value_type.choices.iter().find(|choice| choice.value == text);
        Facet {
            label: choice.map_or(text, |choice| choice.label.to_owned()),
            v: cell::of_value(field, value),
            n: u64::try_from(n).unwrap_or(0),
        }
    });
    Ok(Some(values.collect()))
}
