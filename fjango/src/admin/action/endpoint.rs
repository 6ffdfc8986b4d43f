use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::{FromRequest as _, HttpResponse};

use super::builder::{Action, Needs, Run};
use super::selection::Selected;
use crate::admin::contract::{
    ActionFailure, ActionPlace, ActionRequest, ActionResult, BulkRequest, Can, HistoryVerb, HistoryVia, ProblemCode,
    Selection,
};
use crate::admin::error::with_code;
use crate::admin::gate::json;
use crate::admin::lens::Lens;
use crate::admin::record::journal::{self, Done};
use crate::admin::record::{FoundRecord, delete_row, found, restore_rows};
use crate::admin::{Asks, Context, Endpoint, Error, Identify, Result};
use crate::http::{Problem, State, ToProblem as _};
use crate::orm::Visibility;
use crate::value::Value;

/// Rows deleted or brought back at once.
const MAX_BULK: u64 = 1_000;

pub(in crate::admin) const ENDPOINTS: [Endpoint; 3] = [
    Endpoint::new(
        Method::POST,
        "/m/{model}/actions/{action}",
        Asks::Model(Can::View),
        |context| Box::pin(act(context)),
    ),
    Endpoint::new(Method::POST, "/m/{model}/delete", Asks::Model(Can::Delete), |context| {
        Box::pin(delete(context))
    }),
    Endpoint::new(
        Method::POST,
        "/m/{model}/restore",
        Asks::Model(Can::Delete),
        |context| Box::pin(restore(context)),
    ),
];

impl Action {
    /// Whether the actor may do it with some rows.
    pub(crate) fn is_open_to(&self, lens: &Lens<'_>) -> bool {
        match &self.needs {
            Needs::Can(can) => lens.can(*can),
            Needs::Permission(permission) => lens.actor.has(permission),
        }
    }

    /// Refuses rows that it is not offered for: many where it takes one, one where it takes the list as a whole, and none
    /// where it takes rows.
    fn check_place(&self, selection: Option<&Selection>) -> Result<()> {
        use ActionPlace::{Bulk, Detail, List, Row};
        let (places, why): (&[ActionPlace], _) = match selection {
            None => (&[List], "this action needs a `selection`"),
            Some(Selection::Ids(selected)) if selected.ids.len() <= 1 => (
                &[Row, Detail, Bulk],
                "this action is on the list as a whole and takes no rows",
            ),
            Some(_) => (&[Bulk], "this action does not take many rows at once"),
        };
        match places.iter().any(|place| self.on.contains(place)) {
            true => Ok(()),
            false => Err(Error::BadRequest(why.to_owned())),
        }
    }

    /// What the policy is asked of each row.
    fn can(&self) -> Can {
        match &self.needs {
            Needs::Can(can) => *can,
            Needs::Permission(_) => Can::View,
        }
    }
}

/// Refuses unless the password was given lately.
pub(crate) async fn fresh(context: &Context) -> Result<(), Problem> {
    let identify = State::<dyn Identify>::from_request(&context.request, &mut Payload::None).into_inner()?;
    match identify.is_fresh(&context.request, &context.actor).await? {
        true => Ok(()),
        false => Err(Error::Reauth.into()),
    }
}

async fn act(mut context: Context) -> Result<HttpResponse, Problem> {
    let request: ActionRequest = context.body().await?;
    let lens = context.lens()?;
    let mut actions = lens.entry.actions.iter();
    let key = context.part("action");
    let action = actions.find(|action| action.key == key).ok_or(Error::NotFound)?;
    if !action.is_open_to(&lens) {
        return Err(Error::Forbidden.into());
    }
    action.check_place(request.selection.as_ref())?;
    if action.reauth {
        fresh(&context).await?;
    }
    let selected = match &request.selection {
        None => Selected {
            keys: Vec::new(),
            refused: Vec::new(),
        },
        Some(selection) => {
            Selected::find(
                &context.db,
                &lens,
                selection,
                action.can(),
                action.max,
                Visibility::Live,
            )
            .await?
        }
    };
    let before = records(&context, &lens, &selected.keys).await?;
    let run = Run {
        db: context.db.clone(),
        actor: context.actor.clone(),
        keys: selected.keys.clone(),
        form: request.form.into(),
    };
    let outcome = (action.run)(run).await;
    // Also of one that failed: what it had done by then, and did not undo, is done.
    write_down(&context, &lens, &before, &action.label, outcome.is_err()).await?;
    let mut result = outcome.map_err(in_form)?.0;
    if result.done == 0 && result.failed.is_empty() {
        result.done = selected.keys.len() as u64;
    }
    refused(&mut result, selected.refused);
    Ok(json(&result))
}

/// Objections of an action are to its form, which the page shows by itself.
fn in_form(problem: Problem) -> Problem {
    match problem.status().as_u16() {
        422 => with_code(problem, ProblemCode::Validation),
        _ => problem,
    }
}

fn refused(result: &mut ActionResult, rows: Vec<(Value, String)>) {
    let refused = rows.into_iter().map(|(key, repr)| ActionFailure {
        id: key.to_text(),
        repr,
        message: "you may not do this with it".to_owned(),
    });
    result.failed.extend(refused);
}

async fn records(context: &Context, lens: &Lens<'_>, keys: &[Value]) -> Result<Vec<(Value, FoundRecord)>> {
    let mut all = Vec::with_capacity(keys.len());
    for key in keys {
        all.push((key.clone(), found(&context.db, lens, key, context.db.storages()).await?));
    }
    Ok(all)
}

/// Writes down what an action did with each row; of one that failed, with those that it changed.
async fn write_down(
    context: &Context,
    lens: &Lens<'_>,
    before: &[(Value, FoundRecord)],
    label: &str,
    has_failed: bool,
) -> Result<()> {
    context
        .db
        .transaction(async |tx| {
            for (key, before) in before {
                let after = match found(tx, lens, key, context.db.storages()).await {
                    Ok(after) => Some(after),
                    // The action may have deleted it, or put it out of the actor's sight.
                    Err(Error::NotFound) => None,
                    Err(error) => return Err(error),
                };
                if has_failed && after.as_ref().is_some_and(|after| after.version == before.version) {
                    continue;
                }
                let done = Done {
                    verb: HistoryVerb::Action,
                    via: HistoryVia::Action,
                    before: Some(before),
                    after: after.as_ref(),
                    note: label,
                    ..Done::of(lens, key)
                };
                journal::note(tx, context, done).await?;
            }
            Ok(())
        })
        .await
}

async fn delete(mut context: Context) -> Result<HttpResponse, Problem> {
    let request: BulkRequest = context.body().await?;
    let lens = context.lens()?;
    let visibility = match lens.meta().deleted_at() {
        Some(_) => Visibility::All,
        None => Visibility::Live,
    };
    let selected = Selected::find(
        &context.db,
        &lens,
        &request.selection,
        Can::Delete,
        MAX_BULK,
        visibility,
    )
    .await?;
    let mut result = ActionResult::default();
    for key in &selected.keys {
        // Each by itself, so that one that is protected does not keep the others.
        let done: Result<String> = context
            .db
            .transaction(async |tx| {
                let row = found(tx, &lens, key, context.db.storages()).await?;
                delete_row(tx, &context, &lens, key, None).await.map(|()| row.row.repr)
            })
            .await;
        match done {
            Ok(_) => result.done += 1,
            // Another's deletion took it along.
            Err(Error::NotFound) => {}
            Err(error) => {
                let problem = error.to_problem();
                if problem.status().is_server_error() {
                    return Err(problem);
                }
                result.failed.push(ActionFailure {
                    id: key.to_text(),
                    repr: crate::admin::list::numbered(lens.meta(), key),
                    message: problem.detail().unwrap_or("cannot be deleted").to_owned(),
                });
            }
        }
    }
    refused(&mut result, selected.refused);
    result.message = told(result.done, &lens, "deleted");
    Ok(json(&result))
}

async fn restore(mut context: Context) -> Result<HttpResponse, Problem> {
    let request: BulkRequest = context.body().await?;
    let lens = context.lens()?;
    if lens.meta().deleted_at().is_none() {
        return Err(Error::NotFound.into());
    }
    let deleted = Visibility::Deleted;
    let selected = Selected::find(&context.db, &lens, &request.selection, Can::Delete, MAX_BULK, deleted).await?;
    let restored: Result<usize> = context
        .db
        .transaction(async |tx| restore_rows(tx, &context, &lens, &selected.keys).await)
        .await;
    let mut result = ActionResult {
        done: restored? as u64,
        ..ActionResult::default()
    };
    refused(&mut result, selected.refused);
    result.message = told(result.done, &lens, "restored");
    Ok(json(&result))
}

fn told(rows: u64, lens: &Lens<'_>, verb: &str) -> String {
    let meta = lens.meta();
    let name = if rows == 1 {
        meta.verbose_name
    } else {
        meta.verbose_name_plural
    };
    format!("{rows} {name} {verb}")
}
