//! The HTTP side, the same for every way to the database.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::json;

use crate::models::{NewPost, Store, StoreError};

#[derive(Serialize)]
struct Hello {
    message: &'static str,
}

pub async fn alive() -> HttpResponse {
    HttpResponse::Ok().finish()
}

pub async fn hello() -> HttpResponse {
    HttpResponse::Ok().json(Hello {
        message: "Hello, world!",
    })
}

pub async fn post<S: Store>(store: web::Data<S>, id: web::Path<i64>) -> HttpResponse {
    match store.post(*id).await {
        Ok(Some(post)) => HttpResponse::Ok().json(post),
        Ok(None) => problem(404, "Not found", json!([])),
        Err(error) => refused(error),
    }
}

pub async fn newest<S: Store>(store: web::Data<S>) -> HttpResponse {
    match store.newest().await {
        Ok(posts) => HttpResponse::Ok().json(posts),
        Err(error) => refused(error),
    }
}

pub async fn create<S: Store>(store: web::Data<S>, body: web::Json<NewPost>) -> HttpResponse {
    let checked = match body.into_inner().check() {
        Ok(checked) => checked,
        Err(errors) => {
            let errors: Vec<_> = errors
                .into_iter()
                .map(|(field, detail)| json!({ "pointer": format!("/{field}"), "detail": detail }))
                .collect();
            return problem(422, "Validation failed", json!(errors));
        }
    };
    match store.create(checked).await {
        Ok(post) => HttpResponse::Created()
            .insert_header((header::LOCATION, format!("/api/posts/{}", post.id)))
            .json(post),
        Err(error) => refused(error),
    }
}

fn refused(error: StoreError) -> HttpResponse {
    match error {
        StoreError::Duplicate => problem(409, "Conflict", json!([])),
        StoreError::NoAuthor => problem(422, "Validation failed", json!([{ "pointer": "/author" }])),
        StoreError::Broken(message) => {
            eprintln!("{message}");
            problem(500, "Internal server error", json!([]))
        }
    }
}

fn problem(status: u16, title: &str, errors: serde_json::Value) -> HttpResponse {
    let status = actix_web::http::StatusCode::from_u16(status).unwrap_or_default();
    HttpResponse::build(status)
        .content_type("application/problem+json")
        .json(json!({ "title": title, "status": status.as_u16(), "errors": errors }))
}
