//! `GET m/{model}/{id}/history`, `…/history/{rev}`, `POST …/revert/{rev}`, `GET audit`.

use actix_web::HttpResponse;
use actix_web::http::{Method, StatusCode};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use serde::Deserialize;
use serde_json::Value as JsonValue;

use super::Revision;
use super::diff::keys_of;
use super::read::{changed, known, visible};
use super::write::object;
use crate::admin::contract::{Can, HistoryEntry, HistoryPage, HistoryVerb, Members, RecordWrite};
use crate::admin::gate::json;
use crate::admin::lens::Lens;
use crate::admin::record::{change_as, found, if_match, record, tagged};
use crate::admin::schema::form_fields;
use crate::admin::{Actor, Asks, Context, Endpoint, Error, FieldAccess, Result};
use crate::http::Problem;
use crate::orm::{Model as _, QuerySet};

/// Entries of a page.
const PAGE: usize = 50;
/// Who may see what everybody did, beside superusers.
const AUDIT: &str = "admin.view_revision";

pub(in crate::admin) const ENDPOINTS: [Endpoint; 4] = [
    Endpoint::new(
        Method::GET,
        "/m/{model}/{id}/history",
        Asks::Model(Can::View),
        |context| Box::pin(history(context)),
    ),
    Endpoint::new(
        Method::GET,
        "/m/{model}/{id}/history/{rev}",
        Asks::Model(Can::View),
        |context| Box::pin(revision(context)),
    ),
    Endpoint::new(
        Method::POST,
        "/m/{model}/{id}/revert/{rev}",
        Asks::Model(Can::Change),
        |context| Box::pin(revert(context)),
    ),
    Endpoint::new(Method::GET, "/audit", Asks::Actor, |context| Box::pin(audit(context))),
];

/// Whether an actor may see what everybody did.
pub(in crate::admin) fn may_audit(actor: &Actor) -> bool {
    actor.has(AUDIT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct After {
    after: Option<String>,
}

/// The revisions of the row in the address; of one that is not the actor's to see, nothing.
async fn of_row(context: &Context) -> Result<QuerySet<Revision>> {
    let lens = context.lens()?;
    let key = lens.key(context.part("id"))?;
    match found(&context.db, &lens, &key, context.db.storages()).await {
        Ok(_) => {}
        // What was done to a row that is gone can be seen where all rows can be.
        Err(Error::NotFound) if lens.query().filter.is_empty() && !lens.has_objects() => {}
        Err(error) => return Err(error),
    }
    let (model, object) = (lens.entry.key.clone(), object(&key));
    Ok(Revision::objects().filter(|revision| revision.model().eq(model) & revision.object().eq(object)))
}

async fn page(context: &Context, revisions: QuerySet<Revision>, after: Option<&str>) -> Result<HistoryPage> {
    let revisions = match after {
        None => revisions,
        Some(after) => {
            let after: i64 = after
                .parse()
                .map_err(|_| Error::BadRequest("`after` is not one that this list gave out".to_owned()))?;
            revisions.filter(|revision| revision.id().lt(after))
        }
    };
    let mut revisions = revisions.limit(PAGE as u64 + 1).all(&context.db).await?;
    let more = revisions.len() > PAGE;
    revisions.truncate(PAGE);
    let next = revisions.last().filter(|_| more).map(|last| last.id.to_string());
    let entries = visible(context, revisions).await?;
    Ok(HistoryPage { entries, next })
}

async fn history(context: Context) -> Result<HttpResponse, Problem> {
    let After { after } = context.query()?;
    let revisions = of_row(&context).await?;
    Ok(json(&page(&context, revisions, after.as_deref()).await?))
}

/// The revision in the address.
async fn one(context: &Context) -> Result<Revision> {
    let id: i64 = context.part("rev").parse().map_err(|_| Error::NotFound)?;
    let own = of_row(context).await?.filter(|revision| revision.id().eq(id));
    own.first(&context.db).await?.ok_or(Error::NotFound)
}

async fn revision(context: Context) -> Result<HttpResponse, Problem> {
    let revision = one(&context).await?;
    let entries: Vec<HistoryEntry> = visible(&context, vec![revision]).await?;
    let entry = entries.first().ok_or(Error::NotFound)?;
    Ok(json(entry))
}

/// Gives the fields of a revision the values back that they had before it.
async fn revert(context: Context) -> Result<HttpResponse, Problem> {
    let seen = if_match(&context)?;
    let revision = one(&context).await?;
    let lens = context.lens()?;
    let key = lens.key(context.part("id"))?;
    let undoable = ["change", "action", "revert"].contains(&revision.verb.as_str());
    let set = if undoable {
        former(&lens, &revision)
    } else {
        Members::new()
    };
    if set.is_empty() {
        return Err(Problem::conflict().with_detail("Nothing of this can be taken back."));
    }
    let write = RecordWrite {
        set,
        inlines: Default::default(),
    };
    let note = format!("#{}", revision.id);
    change_as(&context, &lens, &key, &seen, write, (HistoryVerb::Revert, &note)).await?;
    let record = record(&context.db, &lens, &key, context.db.storages()).await?;
    Ok(tagged(StatusCode::OK, &record))
}

/// What the fields of a revision held before, as a form says it: those that the actor may write.
fn former(lens: &Lens<'_>, revision: &Revision) -> Members {
    let fields = form_fields(lens);
    let mut set = Members::new();
    for (name, before, _) in changed(revision) {
        let is_file = lens.meta().field(&name).is_some_and(|field| field.file.is_some());
        let is_readonly = lens.entry.readonly.contains(&name);
        let is_open = fields.contains(&name.as_str()) && lens.field(&name) == FieldAccess::Write;
        // The file of a name may be gone by now.
        if is_open && !is_readonly && !is_file {
            let is_related = lens.meta().field(&name).is_none_or(|field| field.relation.is_some());
            let value: JsonValue = if is_related { keys_of(&before) } else { before };
            set.insert(name, value);
        }
    }
    set
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Audit {
    after: Option<String>,
    user: Option<String>,
    model: Option<String>,
    id: Option<String>,
    verb: Option<String>,
    via: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

async fn audit(context: Context) -> Result<HttpResponse, Problem> {
    if !may_audit(&context.actor) {
        return Err(Error::Forbidden.into());
    }
    let wanted: Audit = context.query()?;
    let text = |text: Option<String>| text.filter(|text| !text.is_empty()).map(|text| text.replace('\0', ""));
    // What a model's own entries may show is not known of models that may not be seen.
    let models: Vec<String> = match text(wanted.model) {
        Some(model) if context.site.shown(&model).is_none() => return Err(Error::NotFound.into()),
        Some(model) if known(&context, &model).is_none() => return Err(Error::Forbidden.into()),
        Some(model) => vec![model],
        None => {
            let keys = context.site.shown_keys().into_iter();
            keys.filter(|key| known(&context, key).is_some()).collect()
        }
    };
    let mut revisions = Revision::objects().filter(|revision| revision.model().in_(models));
    if let Some(user) = text(wanted.user) {
        revisions = revisions.filter(|revision| revision.username().icontains(user));
    }
    if let Some(id) = text(wanted.id) {
        revisions = revisions.filter(|revision| revision.object().eq(id));
    }
    if let Some(verb) = text(wanted.verb) {
        revisions = revisions.filter(|revision| revision.verb().eq(verb));
    }
    if let Some(via) = text(wanted.via) {
        revisions = revisions.filter(|revision| revision.via().eq(via));
    }
    if let Some(from) = text(wanted.from) {
        let from = moment("from", &from, false)?;
        revisions = revisions.filter(|revision| revision.at().ge(from));
    }
    if let Some(to) = text(wanted.to) {
        let to = moment("to", &to, true)?;
        revisions = revisions.filter(|revision| revision.at().lt(to));
    }
    Ok(json(&page(&context, revisions, wanted.after.as_deref()).await?))
}

/// A moment, or a day: its beginning, or the next one's.
fn moment(name: &str, text: &str, is_end: bool) -> Result<DateTime<Utc>> {
    let wrong = || Error::BadRequest(format!("`{name}` must be a day such as 2026-01-31, or a moment"));
    // In a query string a plus sign is a blank unless somebody took care.
    if let Ok(moment) = DateTime::parse_from_rfc3339(&text.replace(' ', "+")) {
        return Ok(moment.to_utc());
    }
    let day: NaiveDate = text.parse().map_err(|_| wrong())?;
    let day = day.checked_add_days(Days::new(u64::from(is_end))).ok_or_else(wrong)?;
    Ok(day.and_time(NaiveTime::MIN).and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_last_to_their_end() {
        let check = |text: &str, is_end: bool, expected: &str| {
            let found = moment("from", text, is_end).map(|moment| moment.to_rfc3339());
            assert_eq!(found.ok().as_deref(), Some(expected), "{text}");
        };
        check("2026-01-31", false, "2026-01-31T00:00:00+00:00");
        check("2026-01-31", true, "2026-02-01T00:00:00+00:00");
        check("2026-01-31T10:00:00 02:00", true, "2026-01-31T08:00:00+00:00");
        for wrong in ["x", "2026-02-30", "+262142-12-31", "", "2026-01-31'"] {
            assert!(moment("from", wrong, true).is_err(), "{wrong}");
        }
    }
}
