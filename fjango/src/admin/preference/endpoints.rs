use actix_web::HttpResponse;
use actix_web::http::{Method, StatusCode};
use serde::Deserialize;

use super::{preferences, views};
use crate::admin::contract::{Preferences, ViewWrite};
use crate::admin::gate::{json, json_with};
use crate::admin::{Asks, Context, Endpoint};
use crate::http::Problem;

pub(in crate::admin) const ENDPOINTS: [Endpoint; 6] = [
    Endpoint::new(Method::GET, "/views", Asks::Actor, |context| Box::pin(list(context))),
    Endpoint::new(Method::POST, "/views", Asks::Actor, |context| Box::pin(create(context))),
    Endpoint::new(Method::PUT, "/views/{id}", Asks::Actor, |context| {
        Box::pin(replace(context))
    }),
    Endpoint::new(Method::DELETE, "/views/{id}", Asks::Actor, |context| {
        Box::pin(delete(context))
    }),
    Endpoint::new(Method::GET, "/prefs", Asks::Actor, |context| Box::pin(get(context))),
    Endpoint::new(Method::PUT, "/prefs", Asks::Actor, |context| Box::pin(put(context))),
];

#[derive(Deserialize)]
struct Asked {
    model: String,
}

async fn list(context: Context) -> Result<HttpResponse, Problem> {
    let Asked { model } = context.query()?;
    Ok(json(&views::list(&context, &model).await?))
}

async fn create(mut context: Context) -> Result<HttpResponse, Problem> {
    let write: ViewWrite = context.body().await?;
    Ok(json_with(StatusCode::CREATED, &views::create(&context, write).await?))
}

async fn replace(mut context: Context) -> Result<HttpResponse, Problem> {
    let write: ViewWrite = context.body().await?;
    Ok(json(&views::replace(&context, context.part("id"), write).await?))
}

async fn delete(context: Context) -> Result<HttpResponse, Problem> {
    views::delete(&context, context.part("id")).await?;
    Ok(HttpResponse::new(StatusCode::NO_CONTENT))
}

async fn get(context: Context) -> Result<HttpResponse, Problem> {
    Ok(json(&preferences::read(&context).await?))
}

async fn put(mut context: Context) -> Result<HttpResponse, Problem> {
    let wanted: Preferences = context.body().await?;
    Ok(json(&preferences::write(&context, wanted).await?))
}
