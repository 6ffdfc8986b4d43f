//! What fjango is measured against: the same answers, written by hand on actix-web.
//!
//! One program with three ways to the database, each as somebody who cares for speed would write it. All of them
//! validate bodies, limit their size and send the same security headers as fjango does.

mod handlers;
mod models;
mod pipelined;
mod pool;
mod sqlite;

use std::net::SocketAddr;

use actix_web::http::header;
use actix_web::middleware::DefaultHeaders;
use actix_web::{App, HttpServer, web};
use clap::{Parser, ValueEnum};

use crate::models::Store;
use crate::pipelined::Pipelined;
use crate::pool::Pool;
use crate::sqlite::Files;

/// The largest body accepted, fjango's default.
const MAX_BODY_BYTES: usize = 2_621_440;

/// A server written by hand.
#[derive(Debug, Parser)]
struct Cli {
    /// The way to the database.
    #[arg(value_enum)]
    way: Way,
    /// Where to listen.
    #[arg(long)]
    bind: SocketAddr,
    /// Threads that serve requests.
    #[arg(long)]
    workers: usize,
    /// The most connections of a pool.
    #[arg(long)]
    pool_size: u32,
    /// The URL of a PostgreSQL database, or the path of an SQLite file.
    #[arg(long)]
    database: String,
}

/// How statements travel.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Way {
    /// tokio-postgres: one connection for each worker, which all of its requests share.
    Pipelined,
    /// deadpool-postgres: a connection for each request.
    Pool,
    /// rusqlite on actix's blocking threads.
    Sqlite,
}

#[actix_web::main]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    match cli.way {
        Way::Pipelined => {
            let url = cli.database.clone();
            // Runs once in each worker, so each has a connection of its own.
            let store = move |services: &mut web::ServiceConfig| {
                services.app_data(web::Data::new(Pipelined::new(&url)));
            };
            serve::<Pipelined>(&cli, store).await
        }
        Way::Pool => {
            let pool = web::Data::new(Pool::open(&cli.database, cli.pool_size as usize)?);
            let store = move |services: &mut web::ServiceConfig| {
                services.app_data(pool.clone());
            };
            serve::<Pool>(&cli, store).await
        }
        Way::Sqlite => {
            let files = web::Data::new(Files::open(&cli.database, cli.pool_size)?);
            let store = move |services: &mut web::ServiceConfig| {
                services.app_data(files.clone());
            };
            serve::<Files>(&cli, store).await
        }
    }
}

async fn serve<S: Store>(
    cli: &Cli,
    store: impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static,
) -> anyhow::Result<()> {
    let server = HttpServer::new(move || {
        let headers = DefaultHeaders::new()
            .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .add((header::REFERRER_POLICY, "same-origin"))
            .add((header::X_FRAME_OPTIONS, "DENY"));
        App::new()
            .wrap(headers)
            .app_data(web::JsonConfig::default().limit(MAX_BODY_BYTES))
            .configure(store.clone())
            .route("/healthz", web::get().to(handlers::alive))
            .route("/api/hello", web::get().to(handlers::hello))
            .route("/api/newest", web::get().to(handlers::newest::<S>))
            .route("/api/posts", web::post().to(handlers::create::<S>))
            .route("/api/posts/{id}", web::get().to(handlers::post::<S>))
    });
    server.workers(cli.workers).bind(cli.bind)?.run().await?;
    Ok(())
}
