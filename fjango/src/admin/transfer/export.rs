//! `POST m/{model}/export`.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Bytes;
use futures_util::stream::{self, Stream};

use super::writer::{Field, Kind, Writer};
use crate::admin::builder::{Column, Source};
use crate::admin::contract::{Can, ExportRequest, ListParameters, Selection, TransferFormat};
use crate::admin::lens::Lens;
use crate::admin::list::{ListRequest, Plan, at_most, fill};
use crate::admin::{Actor, AdminSite, Context, Error, Result};
use crate::api::{Cursor, OrderPart};
use crate::db::Db;
use crate::http::Problem;
use crate::orm::{Expr, Path, Query};
use crate::schema::FieldMeta;
use crate::value::SqlType;

/// The most rows of a file.
const MAX_ROWS: u64 = 250_000;
/// The most rows that are named one by one, or left out so.
const MAX_NAMED: usize = 1_000;
/// Rows read at a time.
const AT_ONCE: usize = 1_000;

pub(super) async fn export(mut context: Context) -> Result<HttpResponse, Problem> {
    let request: ExportRequest = context.body().await?;
    let lens = context.lens()?;
    let (parameters, wanted) = understood(&lens, &request)?;
    let list = ListRequest::read(&lens, &parameters)?;
    let mut query = list.query;
    query.filter.extend(wanted);
    if at_most(&context.db, &query, MAX_ROWS + 1).await? > MAX_ROWS {
        return Err(Error::SelectionTooLarge { limit: MAX_ROWS }.into());
    }
    let key = Column::field(lens.meta().pk().name);
    let mut columns = list.columns;
    if !columns.iter().any(|column| column.name == key.name) {
        columns.insert(0, &key);
    }
    let fields: Vec<Field> = columns.iter().map(|column| field(&lens, column)).collect();
    let plan = Plan::new(&lens, &columns, false, context.db.storages()).ordered(&list.order);
    tracing::info!(
        target: "fjango::admin",
        user = context.actor.id,
        model = lens.entry.key,
        format = ?request.format,
        "rows are exported",
    );
    let writer = Writer::begin(request.format, lens.meta().verbose_name_plural, &fields);
    let export = Export {
        db: context.db.clone(),
        site: Arc::clone(&context.site),
        actor: context.actor.clone(),
        model: lens.entry.key.clone(),
        query,
        order: list.order,
        plan: Arc::new(plan),
        fields,
        writer: writer.map_err(|error| Problem::internal(&error))?,
        after: None,
        left: MAX_ROWS,
    };
    let (kind, extension) = match request.format {
        TransferFormat::Csv => ("text/csv; charset=utf-8", "csv"),
        TransferFormat::Json => ("application/json", "json"),
        TransferFormat::Xlsx => (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
        ),
    };
    // The key is made of names of Rust, so it needs no quoting.
    let disposition = format!("attachment; filename=\"{}.{extension}\"", export.model);
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .streaming(export.run()))
}

/// What the list is asked, and which of its rows are wanted.
fn understood(lens: &Lens<'_>, request: &ExportRequest) -> Result<(ListParameters, Option<Expr>)> {
    let mut parameters = ListParameters {
        sort: (!request.sort.is_empty()).then(|| request.sort.join(",")),
        fields: (!request.fields.is_empty()).then(|| request.fields.join(",")),
        ..ListParameters::default()
    };
    let keys = |ids: &[String]| {
        if ids.len() > MAX_NAMED {
            return Err(Error::SelectionTooLarge {
                limit: MAX_NAMED as u64,
            });
        }
        ids.iter().map(|id| lens.key(id)).collect::<Result<Vec<_>>>()
    };
    let pk = lens.meta().pk();
    let among = |keys| Expr::In(Box::new(Expr::Column(Path::default(), pk)), pk.sql_type(), keys);
    let wanted = match &request.selection {
        Selection::Ids(selected) => Some(among(keys(&selected.ids)?)),
        Selection::All(all) => {
            parameters.q = all.query.q.clone();
            parameters.f = all
                .query
                .f
                .as_ref()
                .map(|filter| serde_json::Value::Object(filter.0.clone()).to_string());
            parameters.view = all.query.view.clone();
            parameters.tz = all.query.tz.clone();
            (!all.except.is_empty())
                .then(|| Ok::<_, Error>(Expr::Not(Box::new(among(keys(&all.except)?)))))
                .transpose()?
        }
    };
    Ok((parameters, wanted))
}

fn field(lens: &Lens<'_>, column: &Column) -> Field {
    let number = |kind: SqlType| {
        let numbers = [
            SqlType::SmallInt,
            SqlType::Integer,
            SqlType::BigInt,
            SqlType::Real,
            SqlType::Double,
            SqlType::Decimal,
        ];
        if numbers.contains(&kind) {
            Kind::Number
        } else {
            Kind::Text
        }
    };
    let of = |field: &FieldMeta| match field {
        field if field.relation.is_some() => Kind::Related,
        field if field.file.is_some() => Kind::File,
        // A choice is shown by its name, whatever the database holds.
        field if !field.value_type.choices.is_empty() => Kind::Text,
        field => number(field.sql_type()),
    };
    let kind = match &column.source {
        Source::Code(_) => Kind::Text,
        Source::Expr(_, kind) => number(*kind),
        Source::Field if lens.meta().many_to_many(&column.name).is_some() => Kind::Many,
        Source::Field => lens.way(&column.name).map_or(Kind::Text, |(_, field)| of(field)),
    };
    Field {
        name: column.name.clone(),
        kind,
    }
}

/// An export on its way.
struct Export {
    db: Db,
    site: Arc<AdminSite>,
    actor: Actor,
    model: String,
    query: Query,
    order: Vec<OrderPart>,
    plan: Arc<Plan>,
    fields: Vec<Field>,
    writer: Writer,
    after: Option<Cursor>,
    left: u64,
}

impl Export {
    /// The file, piece by piece. When reading fails, the answer breaks off, which every client notices.
    fn run(self) -> impl Stream<Item = std::io::Result<Bytes>> {
        stream::try_unfold(Some(self), |export| async {
            let Some(mut export) = export else { return Ok(None) };
            let more = export.step().await.map_err(|error| {
                tracing::error!(%error, "an export broke off");
                std::io::Error::other("the export broke off")
            })?;
            if more {
                let bytes = export.writer.take()?;
                return Ok(Some((Bytes::from(bytes), Some(export))));
            }
            let bytes = export.writer.end()?;
            Ok(Some((Bytes::from(bytes), None)))
        })
    }

    /// Writes the next rows, and says whether there may be more.
    async fn step(&mut self) -> Result<bool> {
        let entry = self.site.entry(&self.model).ok_or(Error::NotFound)?;
        let lens = Lens {
            site: &self.site,
            actor: &self.actor,
            entry,
        };
        // From where the last rows ended, not by their number: as quick at the end as at the beginning, and rows that
        // come and go meanwhile make nothing appear twice.
        let mut query = self.query.clone();
        query.order = Some(self.order.iter().map(|part| part.expr(false)).collect());
        query.limit = Some(self.left.min(AT_ONCE as u64));
        query
            .filter
            .extend(self.after.take().map(|after| after.condition(&self.order)));
        let mut rows = self.plan.fetch(&self.db, &query).await?;
        fill(&self.db, &lens, &self.plan.many, &mut rows).await?;
        let more = rows.len() == AT_ONCE;
        self.left = self.left.saturating_sub(rows.len() as u64);
        if let Some(last) = rows.last().filter(|_| more) {
            let place = Cursor::text(&self.order, false, &last.order);
            self.after = Cursor::parse(&self.order, &place);
        }
        let has_objects = lens.has_objects();
        for row in rows {
            let values = row.values.as_deref().filter(|_| has_objects);
            if values.is_none_or(|values| lens.object(values, Can::Export)) {
                let written = self.writer.row(&self.fields, row.cells);
                written.map_err(|error| Error::BadRequest(format!("a row cannot be written: {error}")))?;
            }
        }
        Ok(more && self.left > 0)
    }
}
