//! How many rows there are, without looking at many.

use actix_web::HttpResponse;

use super::request::ListRequest;
use crate::admin::contract::{CountMode, ListParameters, Total, TotalKind};
use crate::admin::gate::json;
use crate::admin::{Context, Error};
use crate::db::{Db, Executor, Explain, first_value};
use crate::http::Problem;
use crate::orm::Query;

/// Rows are counted one by one up to here.
const THRESHOLD: u64 = 10_000;

/// `GET m/{model}/count`: the same rows as those of the list.
pub(super) async fn count(context: Context) -> Result<HttpResponse, Problem> {
    let parameters: ListParameters = context.query()?;
    let lens = context.lens()?;
    let request = ListRequest::read(&lens, &parameters)?;
    // Asked for by itself, rows are counted also where lists do not.
    let mode = match lens.entry.count {
        CountMode::None => CountMode::Estimate,
        mode => mode,
    };
    Ok(json(&total(&context.db, &request.query, mode).await?))
}

/// How many rows a query has.
pub(crate) async fn total(db: &Db, query: &Query, mode: CountMode) -> Result<Total, Error> {
    let exact = |n: u64| Total {
        n: Some(n),
        kind: TotalKind::Exact,
    };
    match mode {
        CountMode::None => Ok(Total {
            n: None,
            kind: TotalKind::None,
        }),
        CountMode::Exact => Ok(exact(counted(db, query).await?)),
        CountMode::Estimate => {
            if let Some(expected) = expected(db, query).await?.filter(|expected| *expected > THRESHOLD) {
                return Ok(Total {
                    n: Some(expected),
                    kind: TotalKind::Estimate,
                });
            }
            match at_most(db, query, THRESHOLD + 1).await? {
                n if n > THRESHOLD => Ok(Total {
                    n: Some(THRESHOLD),
                    kind: TotalKind::AtLeast,
                }),
                n => Ok(exact(n)),
            }
        }
    }
}

async fn counted(db: &impl Executor, query: &Query) -> Result<u64, Error> {
    let rows: Vec<i64> = db.fetch(query.count(db.dialect()), first_value).await?;
    Ok(rows.first().copied().and_then(|n| u64::try_from(n).ok()).unwrap_or(0))
}

/// The number of rows, counted no further than to `limit`.
pub(crate) async fn at_most(db: &impl Executor, query: &Query, limit: u64) -> Result<u64, Error> {
    let mut some = query.clone();
    some.order = Some(Vec::new());
    some.limit = Some(limit);
    counted(db, &some).await
}

/// How many rows the database expects by its statistics, where it tells.
pub(super) async fn expected(db: &Db, query: &Query) -> Result<Option<u64>, Error> {
    let Some((prefix, column)) = db.dialect().explain(&Explain::new().json()) else {
        return Ok(None);
    };
    let mut plain = query.clone();
    plain.order = Some(Vec::new());
    let key = crate::orm::Expr::Column(crate::orm::Path::default(), query.meta.pk());
    let statement = plain.select_values(db.dialect(), &[key]).prefixed(&prefix);
    let plan: Vec<String> = db.fetch(statement, move |row| row.get(column)).await?;
    Ok(db.dialect().expected_rows(&plan.join("\n")))
}
