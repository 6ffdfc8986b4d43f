use actix_web::HttpResponse;
use actix_web::http::Method;

use super::{PageContext, PageEntry};
use crate::admin::contract::{Block, Page, PageSubmit};
use crate::admin::gate::json;
use crate::admin::{Asks, Context, Endpoint, Error};
use crate::http::Problem;

pub(in crate::admin) const ENDPOINTS: [Endpoint; 2] = [
    Endpoint::new(Method::GET, "/pages/{page}", Asks::Actor, |context| {
        Box::pin(page(context))
    }),
    Endpoint::new(Method::POST, "/pages/{page}/{action}", Asks::Actor, |context| {
        Box::pin(submit(context))
    }),
];

fn entry(context: &Context) -> Result<&PageEntry, Error> {
    let key = context.part("page");
    let mut pages = context.site.pages.iter();
    let page = pages.find(|page| page.key == key).ok_or(Error::NotFound)?;
    if page.is_open_to(&context.actor) {
        Ok(page)
    } else {
        Err(Error::Forbidden)
    }
}

async fn page(context: Context) -> Result<HttpResponse, Problem> {
    let entry = entry(&context)?;
    let given = PageContext::new(context.db.clone(), context.actor.clone());
    let mut blocks: Vec<Block> = (entry.build)(given).await?;
    blocks.extend(entry.forms.iter().map(super::builder::PageFormEntry::block));
    Ok(json(&Page {
        key: entry.key.clone(),
        title: entry.title.clone(),
        blocks,
    }))
}

async fn submit(mut context: Context) -> Result<HttpResponse, Problem> {
    let PageSubmit { form } = context.body().await?;
    let entry = entry(&context)?;
    let action = context.part("action");
    let form_entry = entry.forms.iter().find(|form| form.action == action);
    let run = &form_entry.ok_or(Error::NotFound)?.run;
    let given = PageContext::new(context.db.clone(), context.actor.clone());
    Ok(json(&run(given, form.into()).await?.0))
}
