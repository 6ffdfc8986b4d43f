//! Which rows are meant: by their keys, or all that match.

use crate::admin::contract::{Can, Selection};
use crate::admin::lens::Lens;
use crate::admin::list::{Plan, among, at_most, conditions, search, trusted, view_conditions, zone};
use crate::admin::{Error, Result};
use crate::db::Db;
use crate::orm::{Expr, Path, Query, Visibility};
use crate::value::Value;

/// Rows that nobody was told of may be this part more, in per cent.
const MAY_GROW: u64 = 5;

/// Rows that are meant and that the actor may treat so.
#[derive(Debug)]
pub(crate) struct Selected {
    pub(crate) keys: Vec<Value>,
    /// Rows that were meant but that the actor may not treat so.
    pub(crate) refused: Vec<(Value, String)>,
}

impl Selected {
    /// Finds the rows, at most `limit`.
    pub(crate) async fn find(
        db: &Db,
        lens: &Lens<'_>,
        selection: &Selection,
        can: Can,
        limit: u64,
        visibility: Visibility,
    ) -> Result<Self> {
        let pk = lens.meta().pk();
        let column = || Box::new(Expr::Column(Path::default(), pk));
        let mut query = lens.query();
        query.visibility = visibility;
        match selection {
            Selection::Ids(selected) => {
                if selected.ids.len() as u64 > limit {
                    return Err(Error::SelectionTooLarge { limit });
                }
                let keys = selected.ids.iter().map(|id| lens.key(id)).collect::<Result<Vec<_>>>()?;
                // What the actor may not see is not there.
                if among(db, query.clone(), &keys).await?.len() < keys.len() {
                    return Err(Error::NotFound);
                }
                query.filter.push(Expr::In(column(), pk.sql_type(), keys));
            }
            Selection::All(all) => {
                let zone = zone(all.query.tz.as_deref())?;
                if let Some(view) = &all.query.view {
                    query
                        .filter
                        .extend(trusted(lens, &view_conditions(lens, view)?.0, zone)?);
                }
                if let Some(filter) = &all.query.f {
                    query.filter.extend(conditions(lens, &filter.0, zone)?);
                }
                if let Some(words) = &all.query.q {
                    query.filter.extend(search(lens, words)?);
                }
                // One more than may be is enough to know that it grew.
                let found = at_most(db, &query, all.expected.saturating_mul(2).max(limit + 1)).await?;
                if found > all.expected + all.expected * MAY_GROW / 100 {
                    return Err(Error::SelectionGrew {
                        expected: all.expected,
                        found,
                    });
                }
                if found > limit {
                    return Err(Error::SelectionTooLarge { limit });
                }
                let except = all.except.iter().map(|id| lens.key(id)).collect::<Result<Vec<_>>>()?;
                if !except.is_empty() {
                    let among = Expr::In(column(), pk.sql_type(), except);
                    query.filter.push(Expr::Not(Box::new(among)));
                }
            }
        }
        Self::of(db, lens, query, can, limit).await
    }

    async fn of(db: &Db, lens: &Lens<'_>, mut query: Query, can: Can, limit: u64) -> Result<Self> {
        query.order = Some(vec![crate::orm::OrderExpr::new(
            Expr::Column(Path::default(), lens.meta().pk()),
            false,
        )]);
        query.limit = Some(limit);
        let plan = Plan::new(lens, &[], lens.has_objects(), db.storages());
        let rows = std::sync::Arc::new(plan).fetch(db, &query).await?;
        let mut selected = Self {
            keys: Vec::new(),
            refused: Vec::new(),
        };
        for row in rows {
            let allowed = match &row.values {
                Some(values) => lens.object(values, can),
                None => true,
            };
            if allowed {
                selected.keys.push(row.key);
            } else {
                selected.refused.push((row.key, row.repr));
            }
        }
        Ok(selected)
    }
}
