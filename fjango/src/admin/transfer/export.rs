use std::sync::Arc;

use actix_web::web::Bytes;
use futures_util::Stream;
use futures_util::stream::try_unfold;

use super::writer::Writer;
use crate::admin::builder::Column;
use crate::admin::contract::{Can, ExportRequest, ListParameters, Selection};
use crate::admin::lens::Lens;
use crate::admin::list::{ListRequest, Plan, at_most, fill};
use crate::admin::schema::label;
use crate::admin::{Context, Error, Result};
use crate::api::{Cursor, OrderPart};
use crate::orm::{Expr, Path, Query};

/// The most rows of a file: about what a spreadsheet holds.
const MAX_ROWS: u64 = 1_000_000;
/// The most rows that are named by their keys.
const MAX_KEYS: usize = 10_000;
/// Rows that are read at once.
const BATCH: usize = 1_000;

/// An export, understood: everything in it was allowed.
pub(super) struct Export {
    context: Context,
    query: Query,
    order: Vec<OrderPart>,
    plan: Arc<Plan>,
    writer: Writer,
    at: At,
}

/// How far an export is.
enum At {
    Start,
    After(Cursor),
    /// The last bytes are sent.
    End,
}

impl Export {
    pub(super) async fn new(context: Context, request: &ExportRequest) -> Result<Self> {
        let lens = context.lens()?;
        let listed = |names: &[String]| (!names.is_empty()).then(|| names.join(","));
        let mut parameters = ListParameters {
            sort: listed(&request.sort),
            fields: listed(&request.fields),
            ..ListParameters::default()
        };
        if let Selection::All(all) = &request.selection {
            parameters.q = all.query.q.clone();
            parameters.view = all.query.view.clone();
            parameters.tz = all.query.tz.clone();
            let filter = all.query.f.as_ref().map(serde_json::to_string).transpose();
            parameters.f = filter.map_err(|_| Error::BadRequest("`f` must be a JSON object".to_owned()))?;
        }
        let list = ListRequest::read(&lens, &parameters)?;
        let mut query = list.query.clone();
        let (keys, is_chosen) = match &request.selection {
            Selection::Ids(chosen) => (&chosen.ids, true),
            Selection::All(all) => (&all.except, false),
        };
        if keys.len() > MAX_KEYS {
            return Err(Error::SelectionTooLarge { limit: MAX_KEYS as u64 });
        }
        if is_chosen || !keys.is_empty() {
            let pk = lens.meta().pk();
            let keys = keys.iter().map(|key| lens.key(key)).collect::<Result<Vec<_>>>()?;
            let among = Expr::In(Box::new(Expr::Column(Path::default(), pk)), pk.sql_type(), keys);
            query
                .filter
                .push(if is_chosen { among } else { Expr::Not(Box::new(among)) });
        }
        if at_most(&context.db, &query, MAX_ROWS + 1).await? > MAX_ROWS {
            return Err(Error::SelectionTooLarge { limit: MAX_ROWS });
        }
        query.order = Some(list.order.iter().map(|part| part.expr(false)).collect());
        query.limit = Some(BATCH as u64);
        let columns = list
            .columns
            .iter()
            .map(|column| (column.name.clone(), label_of(&lens, column)));
        let writer = Writer::new(request.format, columns.collect());
        let plan = Plan::new(&lens, &list.columns, false, context.db.storages()).ordered(&list.order);
        Ok(Self {
            query,
            plan: Arc::new(plan),
            order: list.order,
            writer,
            at: At::Start,
            context,
        })
    }

    /// The bytes of the file. Rows are read as the client takes what came before; a client that goes ends it.
    pub(super) fn stream(self) -> impl Stream<Item = Result<Bytes, actix_web::Error>> {
        try_unfold(self, |mut export| async move {
            let bytes = export.next().await.map_err(|error| {
                // The status is sent already: all that is left is to break off, so that nobody takes half a file for all.
                tracing::error!(model = export.plan_key(), "an export broke off: {error}");
                actix_web::error::ErrorInternalServerError("the export broke off")
            })?;
            Ok(bytes.map(|bytes| (Bytes::from(bytes), export)))
        })
    }

    fn plan_key(&self) -> String {
        self.query.meta.label()
    }

    async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        let mut query = self.query.clone();
        match &self.at {
            At::End => return Ok(None),
            At::Start => {}
            At::After(cursor) => query.filter.push(cursor.condition(&self.order)),
        }
        let lens = self.context.lens()?;
        let mut rows = self.plan.fetch(&self.context.db, &query).await?;
        fill(&self.context.db, &lens, &self.plan.many, &mut rows).await?;
        let last = rows.last().filter(|_| rows.len() == BATCH);
        let next = last.and_then(|last| Cursor::parse(&self.order, &Cursor::text(&self.order, false, &last.order)));
        let may = |values: &[crate::value::Value]| lens.object(values, Can::Export) && lens.object(values, Can::View);
        rows.retain(|row| {
            row.values
                .as_deref()
                .is_none_or(|values| !lens.has_objects() || may(values))
        });
        for row in rows {
            self.writer.row(&row.key.to_text(), row.cells);
        }
        self.at = match next {
            Some(cursor) => At::After(cursor),
            None => {
                let finished = self.writer.finish();
                finished.map_err(|reason| Error::BadRequest(reason.to_owned()))?;
                At::End
            }
        };
        Ok(Some(self.writer.take()))
    }
}

fn label_of(lens: &Lens<'_>, column: &Column) -> String {
    match &column.label {
        Some(label) => label.clone(),
        None => {
            let own = lens
                .meta()
                .field(&column.name)
                .map(|field| field.verbose_name.to_owned());
            label(&own.unwrap_or_else(|| column.name.replace("__", " ").replace('_', " ")))
        }
    }
}
