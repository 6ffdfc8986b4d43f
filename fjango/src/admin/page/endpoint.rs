use std::panic::AssertUnwindSafe;
use std::time::Duration;

use actix_web::http::Method;
use actix_web::{FromRequest as _, HttpResponse, dev::Payload};
use futures_util::future::{FutureExt as _, LocalBoxFuture};
use futures_util::stream::{self, StreamExt as _};

use super::builder::Part;
use super::preview::preview;
use super::{HOME, Page, PageContext, home};
use crate::admin::action::fresh;
use crate::admin::contract::{self, Block, FailedBlock, PageSubmit};
use crate::admin::gate::json;
use crate::admin::{Asks, Context, Endpoint, Error};
use crate::http::{Problem, RequestId};

/// How long a part may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Parts made at the same time, so that one page does not take every connection.
const AT_ONCE: usize = 4;

pub(in crate::admin) const ENDPOINTS: [Endpoint; 3] = [
    Endpoint::new(Method::GET, "/pages/{page}", Asks::Actor, |context| {
        Box::pin(get(context))
    }),
    Endpoint::new(Method::POST, "/pages/{page}/{action}", Asks::Actor, |context| {
        Box::pin(post(context))
    }),
    Endpoint::new(Method::POST, "/markdown", Asks::Actor, |context| {
        Box::pin(preview(context))
    }),
];

/// The page at `{page}`, if the actor may see it.
fn page(context: &Context) -> Result<Option<&Page>, Error> {
    let key = context.part("page");
    match context.site.pages.iter().find(|page| page.key == key) {
        Some(page) if context.site.is_page_open(page, &context.actor) => Ok(Some(page)),
        Some(_) => Err(Error::Forbidden),
        None if key == HOME => Ok(None),
        None => Err(Error::NotFound),
    }
}

fn given(context: &Context) -> Result<PageContext, Problem> {
    Ok(PageContext {
        db: context.db.clone(),
        actor: context.actor.clone(),
        parameters: context.query()?,
    })
}

async fn get(context: Context) -> Result<HttpResponse, Problem> {
    let Some(page) = page(&context)? else {
        return Ok(json(&home::page(&context).await));
    };
    let given = given(&context)?;
    let request = RequestId::from_request(&context.request, &mut Payload::None).await?;
    let parts = page.parts.iter().map(|part| -> LocalBoxFuture<'_, Option<Block>> {
        match part {
            Part::Form(form) => {
                let block = form.is_open_to(&context.actor).then(|| Block::Form(form.block()));
                Box::pin(async { block })
            }
            Part::Made(title, make) => {
                let given = given.clone();
                Box::pin(async { Some(made_or_failed(async { make(given).await }, title.clone(), &request).await) })
            }
        }
    });
    let blocks: Vec<Option<Block>> = stream::iter(parts).buffered(AT_ONCE).collect().await;
    Ok(json(&contract::Page {
        key: page.key.clone(),
        title: page.title.clone(),
        blocks: blocks.into_iter().flatten().collect(),
    }))
}

/// A part, or word that it could not be made: whatever happens in one, the others stand.
async fn made_or_failed(
    made: impl Future<Output = Result<Block, Problem>>,
    title: Option<String>,
    request: &RequestId,
) -> Block {
    let made = tokio::time::timeout(PATIENCE, AssertUnwindSafe(made).catch_unwind()).await;
    let (message, cause) = match made {
        Ok(Ok(Ok(block))) => return block,
        // What is the client's affair is told; what is the server's is told to the log.
        Ok(Ok(Err(problem))) if problem.status().is_client_error() => {
            let message = problem.detail().unwrap_or("This cannot be shown.").to_owned();
            return Block::Failed(FailedBlock {
                title,
                message,
                request_id: None,
            });
        }
        Ok(Ok(Err(problem))) => (
            "This could not be made.",
            problem.cause().unwrap_or("no cause was given").to_owned(),
        ),
        Ok(Err(_)) => ("This could not be made.", "it panicked".to_owned()),
        Err(_) => ("This took too long.", format!("it took over {} s", PATIENCE.as_secs())),
    };
    tracing::error!(
        request_id = request.as_str(),
        title,
        cause,
        "a part of a page could not be made"
    );
    Block::Failed(FailedBlock {
        title,
        message: message.to_owned(),
        request_id: Some(request.as_str().to_owned()),
    })
}

async fn post(mut context: Context) -> Result<HttpResponse, Problem> {
    let PageSubmit { form } = context.body().await?;
    let page = page(&context)?.ok_or(Error::NotFound)?;
    let action = page.action(context.part("action")).ok_or(Error::NotFound)?;
    if !action.is_open_to(&context.actor) {
        return Err(Error::Forbidden.into());
    }
    if action.reauth {
        fresh(&context).await?;
    }
    let outcome = (action.run)(given(&context)?, form.into()).await?;
    Ok(json(&outcome.0))
}
