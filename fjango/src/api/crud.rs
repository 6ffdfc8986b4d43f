//! The five things that can be done with rows, on metadata alone.

use serde_json::Value as JsonValue;

use super::access::Caller;
use super::body::{self, Purpose, Sent, Written};
use super::filter::ListQuery;
use super::paginate::{Links, Page, PageSizes};
use super::render::{JsonRows, JsonSink, Known, decode, many_keys};
use super::{ModelApi, filter};
use crate::db::{self, ConstraintKind, Db, Executor, Tx, first_value};
use crate::http::{Problem, ToProblem};
use crate::orm::clean::{Candidate, missing, objections};
use crate::orm::{
    self, Comparison, Error, Expr, Path, Query, delete_one, insert_row_returning, set_many, store, untyped_hooks,
    update_one,
};
use crate::schema::ModelMeta;
use crate::storage::Shown;
use crate::value::{Invalid, ValidationErrors, Value};

/// A list, ready to be sent.
pub(super) struct List {
    pub(super) body: Vec<u8>,
    pub(super) links: Links,
}

/// A row created, ready to be sent.
pub(super) struct Created {
    pub(super) body: Vec<u8>,
    pub(super) key: Value,
}

fn problem(error: impl ToProblem) -> Problem {
    error.to_problem()
}

fn equals(position: usize, meta: &'static ModelMeta, value: Value) -> Expr {
    Expr::Compare(
        Box::new(Expr::Column(Path::default(), &meta.fields[position])),
        Comparison::Eq,
        Box::new(Expr::Value(value)),
    )
}

fn by_key(meta: &'static ModelMeta, key: &Value) -> Query {
    let mut query = Query::new(meta);
    query.order = Some(Vec::new());
    query.filter.push(equals(meta.primary_key, meta, key.clone()));
    query
}

/// The key in an address; text that can be no key leads nowhere.
pub(super) fn key(meta: &'static ModelMeta, text: &str) -> Result<Value, Problem> {
    if text.contains('\0') {
        return Err(Problem::not_found());
    }
    (meta.pk().value_type.parse_text)(text).map_err(|_| Problem::not_found())
}

pub(super) async fn list(
    api: &ModelApi,
    sizes: PageSizes,
    db: &Db,
    path: &str,
    query: &str,
    shown: Option<&Shown>,
) -> Result<List, Problem> {
    let meta = (api.meta)();
    let list = filter::read(api, query)?;
    let page = Page::read(api, sizes, &list)?;
    let mut select = Query::new(meta);
    select.filter.clone_from(&list.filter);
    let count = count(db, &select, page.is_counted());
    let rows = fetch_page(db, meta, &list, &page, shown);
    let (count, rows) = futures_util::future::try_join(count, rows).await.map_err(problem)?;

    // With cursors one row more was read, to know whether there is another page.
    let size = usize::try_from(page.size).unwrap_or(usize::MAX);
    let shown = rows.len().min(size);
    let positions: Vec<usize> = if page.is_backward() {
        (0..shown).rev().collect()
    } else {
        (0..shown).collect()
    };
    let more = rows.len() > size;
    let (before, after) = match count {
        Some(_) => (false, false),
        None if page.is_backward() => (more, true),
        None => (page.condition(&list.order).is_some(), more),
    };
    let many = async { many_keys(db, meta, &rows).await.map_err(problem) };
    let first = edge(db, meta, &list, &rows, positions.first().filter(|_| before));
    let last = edge(db, meta, &list, &rows, positions.last().filter(|_| after));
    let (many, first, last) = futures_util::future::try_join3(many, first, last).await?;
    let links = match count {
        Some(count) => Links::counted(path, &list, &page, count),
        None => Links::cursors(path, &list, first.as_deref(), last.as_deref()),
    };

    let mut out = Vec::with_capacity(256);
    out.push(b'{');
    if let Some(count) = count {
        out.extend_from_slice(format!("\"count\":{count},").as_bytes());
    }
    for (name, address) in [("next", &links.next), ("previous", &links.previous)] {
        let address = JsonValue::from(address.clone());
        out.extend_from_slice(format!("\"{name}\":{address},").as_bytes());
    }
    out.extend_from_slice(b"\"results\":");
    rows.array(positions.into_iter(), &many, &mut out);
    out.push(b'}');
    Ok(List { body: out, links })
}

async fn count(db: &Db, query: &Query, wanted: bool) -> Result<Option<u64>, orm::Error> {
    if !wanted {
        return Ok(None);
    }
    let rows: Vec<i64> = db.fetch(query.count(db.dialect()), first_value).await?;
    Ok(Some(
        rows.first().copied().and_then(|n| u64::try_from(n).ok()).unwrap_or(0),
    ))
}

async fn fetch_page(
    db: &Db,
    meta: &'static ModelMeta,
    list: &ListQuery,
    page: &Page,
    shown: Option<&Shown>,
) -> Result<JsonRows, orm::Error> {
    let mut query = Query::new(meta);
    query.filter.clone_from(&list.filter);
    query.filter.extend(page.condition(&list.order));
    let reversed = page.is_backward();
    query.order = Some(list.order.iter().map(|part| part.expr(reversed)).collect());
    query.limit = Some(if page.is_counted() { page.size } else { page.size + 1 });
    query.offset = page.offset();
    // The key comes first, for many-to-many fields; then what cursors are made of.
    let mut keep = Vec::new();
    if !page.is_counted() || !meta.many_to_many.is_empty() {
        keep.push(meta.primary_key);
    }
    if !page.is_counted() {
        let own = list.order.iter().filter(|part| part.is_own());
        keep.extend(own.filter_map(|part| meta.field_index(part.field.name)));
    }
    let sink = db
        .drain(query.select(db.dialect()), Box::new(JsonSink::new(meta, keep, shown)))
        .await?;
    Ok(JsonRows::of(sink))
}

/// The ordering values of a row at the edge of a page.
async fn edge(
    db: &Db,
    meta: &'static ModelMeta,
    list: &ListQuery,
    rows: &JsonRows,
    row: Option<&usize>,
) -> Result<Option<Vec<Value>>, Problem> {
    let Some(kept) = row.and_then(|row| rows.kept.get(*row)) else {
        return Ok(None);
    };
    if list.order.iter().all(|part| part.is_own()) {
        return Ok(Some(kept.iter().skip(1).cloned().collect()));
    }
    // Values of related rows are not among the columns read; one small statement asks for them.
    let Some(key) = kept.first() else { return Ok(None) };
    let types: Vec<_> = list.order.iter().map(|part| part.field.value_type).collect();
    let columns: Vec<Expr> = list.order.iter().map(|part| part.column()).collect();
    let statement = by_key(meta, key).select_values(db.dialect(), &columns);
    let values = db.fetch(statement, move |row| {
        let values = types.iter().enumerate().map(|(i, kind)| decode(&row, i, kind));
        values.collect::<Result<Vec<_>, _>>()
    });
    Ok(values.await.map_err(problem)?.pop())
}

async fn fetch(
    db: &impl Executor,
    meta: &'static ModelMeta,
    key: &Value,
    shown: Option<&Shown>,
) -> Result<JsonRows, orm::Error> {
    let statement = by_key(meta, key).select(db.dialect());
    let sink = JsonSink::new(meta, vec![meta.primary_key], shown);
    Ok(JsonRows::of(db.drain(statement, Box::new(sink)).await?))
}

async fn one(db: &impl Executor, meta: &'static ModelMeta, rows: JsonRows) -> Result<Vec<u8>, orm::Error> {
    if rows.len() == 0 {
        return Err(Error::DoesNotExist { model: meta.name });
    }
    let many = match meta.many_to_many {
        [] => Vec::new(),
        _ => many_keys(db, meta, &rows).await?,
    };
    Ok(rows.into_first(&many))
}

pub(super) async fn retrieve(api: &ModelApi, db: &Db, key: &Value, shown: Option<&Shown>) -> Result<Vec<u8>, Problem> {
    let meta = (api.meta)();
    let rows = fetch(db, meta, key, shown).await.map_err(problem)?;
    one(db, meta, rows).await.map_err(problem)
}

/// The owner that rows written by this caller must have; `None` when it may write anybody's.
fn required_owner(api: &ModelApi, caller: Option<&Caller>) -> Option<(usize, Value)> {
    let (position, _) = api.owner_field()?;
    let caller = caller.filter(|caller| !caller.is_superuser)?;
    Some((position, caller.key.clone()))
}

fn read_body(
    api: &ModelApi,
    body: &Sent<'_>,
    purpose: Purpose,
    caller: Option<&Caller>,
    key: Option<&Value>,
) -> Result<Written, Problem> {
    let meta = (api.meta)();
    let mut preset = Vec::new();
    if let (Some((position, _)), Some(caller), true) = (api.owner_field(), caller, purpose != Purpose::Change) {
        preset.push((position, caller.key.clone()));
    }
    if let (Some(key), Purpose::Replace) = (key, purpose) {
        preset.push((meta.primary_key, key.clone()));
    }
    let written = body::read(meta, body, purpose, preset).map_err(problem)?;
    if let Some((position, owner)) = required_owner(api, caller)
        && let Some((_, given)) = written.columns.iter().find(|(column, _)| *column == position)
        && given.key() != owner.key()
    {
        let mut errors = ValidationErrors::new();
        let name = meta.fields[position].name;
        errors.add(name, Invalid::new("owner", "must be your own key"));
        return Err(problem(errors));
    }
    Ok(written)
}

pub(super) async fn create(
    api: &ModelApi,
    db: &Db,
    body: &Sent<'_>,
    caller: Option<&Caller>,
    shown: Option<&Shown>,
) -> Result<Created, Problem> {
    let meta = (api.meta)();
    let mut written = read_body(api, body, Purpose::Create, caller, None)?;
    targets_are_live(db, meta, &written).await?;
    let many = written.many.iter().any(|(_, keys)| !keys.is_empty());
    let made = if let Some(hooks) = untyped_hooks(meta) {
        let created = db.transaction(async |tx| {
            let columns = stored(tx, meta, &written).await?;
            let key = hooks.create(tx, columns, written.many.clone()).await?;
            let body = one(tx, meta, fetch(tx, meta, &key, shown).await?).await?;
            Ok(Created { body, key })
        });
        created.await
    } else if many || !written.uploads.is_empty() {
        let created = db.transaction(async |tx| {
            let columns = stored(tx, meta, &written).await?;
            insert(tx, meta, columns, &written.many, shown).await
        });
        created.await
    } else {
        insert(db, meta, std::mem::take(&mut written.columns), &written.many, shown).await
    };
    match made {
        Ok(created) => Ok(created),
        Err(error) => {
            // The values went to the database; the rare refusal reads them again.
            let written = read_body(api, body, Purpose::Create, caller, None)?;
            Err(refused(db, meta, &written, None, error).await)
        }
    }
}

/// The columns to write, the names of files among them that are stored now.
async fn stored(tx: &Tx, meta: &'static ModelMeta, written: &Written) -> Result<Vec<(usize, Value)>, orm::Error> {
    let mut columns = written.columns.clone();
    store(tx, meta, &written.uploads, &mut columns).await?;
    Ok(columns)
}

async fn insert(
    db: &impl Executor,
    meta: &'static ModelMeta,
    columns: Vec<(usize, Value)>,
    many: &[(usize, Vec<Value>)],
    shown: Option<&Shown>,
) -> Result<Created, orm::Error> {
    let known = Known::of(meta, &columns);
    let statement = insert_row_returning(db.dialect(), meta, columns, known.fields);
    let sink = JsonSink::created(meta, known, shown);
    let sink = db
        .drain(statement, Box::new(sink))
        .await
        .map_err(|error| Error::of_model(error, meta))?;
    let rows = JsonRows::of(sink);
    let key = rows.kept.first().and_then(|kept| kept.first()).cloned();
    let key = key.ok_or(Error::DoesNotExist { model: meta.name })?;
    for (position, keys) in many {
        set_many(db, meta, *position, &key, keys, false).await?;
    }
    let body = one(db, meta, rows).await?;
    Ok(Created { body, key })
}

pub(super) async fn update(
    api: &ModelApi,
    db: &Db,
    key: &Value,
    body: &Sent<'_>,
    purpose: Purpose,
    caller: Option<&Caller>,
    shown: Option<&Shown>,
) -> Result<Vec<u8>, Problem> {
    let meta = (api.meta)();
    // Whether the row is there, and the caller's, comes before what is wrong with the body.
    check_owner(api, db, key, caller).await?;
    let written = read_body(api, body, purpose, caller, Some(key))?;
    targets_are_live(db, meta, &written).await?;
    let owner = required_owner(api, caller);
    let changed = if written.many.is_empty() && written.uploads.is_empty() && !meta.lifecycle.hooks {
        let columns = written.columns.clone();
        change(db, meta, key, (columns, &written.many), owner, shown).await
    } else {
        let changed = db.transaction(async |tx| {
            let columns = stored(tx, meta, &written).await?;
            change(tx, meta, key, (columns, &written.many), owner, shown).await
        });
        changed.await
    };
    match changed {
        Ok(body) => Ok(body),
        Err(error) => Err(refused(db, meta, &written, Some(key), error).await),
    }
}

/// What is written of a row: columns, and keys of many-to-many fields.
type Columns<'a> = (Vec<(usize, Value)>, &'a [(usize, Vec<Value>)]);

async fn change(
    db: &impl Executor,
    meta: &'static ModelMeta,
    key: &Value,
    (columns, many): Columns<'_>,
    owner: Option<(usize, Value)>,
    shown: Option<&Shown>,
) -> Result<Vec<u8>, orm::Error> {
    if !columns.is_empty() {
        let owner = owner.map(|(position, owner)| equals(position, meta, owner));
        let owner = owner.into_iter().collect();
        match (untyped_hooks(meta), db.as_tx()) {
            (Some(hooks), Some(tx)) => hooks.change(tx, key.clone(), columns, owner).await?,
            _ => update_one(db, meta, key, columns, owner).await?,
        }
    }
    for (position, keys) in many {
        set_many(db, meta, *position, key, keys, true).await?;
    }
    let rows = fetch(db, meta, key, shown).await?;
    one(db, meta, rows).await
}

pub(super) async fn delete(api: &ModelApi, db: &Db, key: &Value, caller: Option<&Caller>) -> Result<(), Problem> {
    let meta = (api.meta)();
    check_owner(api, db, key, caller).await?;
    let owner = required_owner(api, caller).map(|(position, owner)| equals(position, meta, owner));
    let owner = owner.into_iter().collect();
    let deleted = match untyped_hooks(meta) {
        Some(hooks) => {
            db.transaction(async |tx| hooks.delete(tx, key.clone(), owner).await)
                .await
        }
        None => delete_one(db, meta, key, None, owner).await,
    };
    match deleted {
        Ok(()) => Ok(()),
        Err(
            Error::Integrity {
                kind: ConstraintKind::ForeignKey,
                ..
            }
            | Error::Database(db::Error::Integrity {
                kind: ConstraintKind::ForeignKey,
                ..
            }),
        ) => Err(Problem::conflict().with_detail("Other rows point at this one and must stay.")),
        Err(error) => Err(problem(error)),
    }
}

/// 404 when the row is not there, 403 when it belongs to another.
async fn check_owner(api: &ModelApi, db: &Db, key: &Value, caller: Option<&Caller>) -> Result<(), Problem> {
    let meta = (api.meta)();
    let query = by_key(meta, key);
    let owner = required_owner(api, caller);
    let position = owner.as_ref().map_or(meta.primary_key, |(position, _)| *position);
    let field = &meta.fields[position];
    let column = Expr::Column(Path::default(), field);
    let statement = query.select_values(db.dialect(), &[column]);
    let found = db
        .fetch(statement, move |row| decode(&row, 0, field.value_type))
        .await
        .map_err(problem)?;
    match (found.first(), owner) {
        (None, _) => Err(Problem::not_found()),
        (Some(found), Some((_, owner))) if found.key() != owner.key() => Err(Problem::forbidden()),
        _ => Ok(()),
    }
}

/// The problem for a refused write, with all the constraints that it breaks: databases tell the first alone, and not
/// always which key points nowhere.
async fn refused(
    db: &Db,
    meta: &'static ModelMeta,
    written: &Written,
    key: Option<&Value>,
    error: orm::Error,
) -> Problem {
    if !matches!(
        &error,
        Error::Integrity { .. } | Error::Database(db::Error::Integrity { .. })
    ) {
        return problem(error);
    }
    let row = Candidate {
        meta,
        values: &written.columns,
        key,
    };
    match objections(db, row, written.many.clone()).await {
        Ok(errors) if !errors.is_empty() => problem(errors),
        _ => problem(error),
    }
}

/// Objects to keys of rows that are deleted and stay: the database does not.
async fn targets_are_live(db: &Db, meta: &'static ModelMeta, written: &Written) -> Result<(), Problem> {
    let nowhere = || Invalid::new("does_not_exist", "points at a row that does not exist");
    let is_asked = |target: &ModelMeta| target.deleted_at().is_some();
    let mut errors = ValidationErrors::new();
    for (position, value) in &written.columns {
        let field = &meta.fields[*position];
        if let Some(target) = field.target().filter(|target| !value.is_null() && is_asked(target))
            && !missing(db, target, std::slice::from_ref(value))
                .await
                .map_err(problem)?
                .is_empty()
        {
            errors.add(field.name, nowhere());
        }
    }
    for (position, keys) in &written.many {
        let field = &meta.many_to_many[*position];
        if keys.is_empty() || !is_asked((field.target)()) {
            continue;
        }
        for i in missing(db, (field.target)(), keys).await.map_err(problem)? {
            errors.push(nowhere().at(format!("/{}/{i}", field.name)));
        }
    }
    errors.into_result(()).map_err(problem)
}
