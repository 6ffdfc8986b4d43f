//! The limit: one connection for each worker, statements prepared once, requests sent without waiting for the answers
//! to earlier ones.

use tokio::sync::OnceCell;
use tokio_postgres::{Client, NoTls, Statement};

use crate::models::{CREATE, CheckedPost, NEWEST, POST, Post, PostWithAuthor, Store, StoreError};
use crate::pool::{broken, post_of, post_with_author_of};

/// A worker's connection, made at its first request.
pub struct Pipelined {
    url: String,
    prepared: OnceCell<Prepared>,
}

struct Prepared {
    client: Client,
    post: Statement,
    newest: Statement,
    create: Statement,
}

impl Pipelined {
    pub fn new(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            prepared: OnceCell::new(),
        }
    }

    async fn prepared(&self) -> Result<&Prepared, StoreError> {
        self.prepared
            .get_or_try_init(|| Prepared::connect(&self.url))
            .await
            .map_err(broken)
    }
}

impl Prepared {
    async fn connect(url: &str) -> Result<Self, tokio_postgres::Error> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        actix_web::rt::spawn(async move {
            if let Err(error) = connection.await {
                eprintln!("the connection ended: {error}");
            }
        });
        let post = client.prepare(POST).await?;
        let newest = client.prepare(NEWEST).await?;
        let create = client.prepare(CREATE).await?;
        Ok(Self {
            client,
            post,
            newest,
            create,
        })
    }
}

impl Store for Pipelined {
    async fn post(&self, id: i64) -> Result<Option<Post>, StoreError> {
        let db = self.prepared().await?;
        let row = db.client.query_opt(&db.post, &[&id]).await.map_err(broken)?;
        row.map(post_of).transpose().map_err(broken)
    }

    async fn newest(&self) -> Result<Vec<PostWithAuthor>, StoreError> {
        let db = self.prepared().await?;
        let rows = db.client.query(&db.newest, &[]).await.map_err(broken)?;
        rows.into_iter()
            .map(post_with_author_of)
            .collect::<Result<_, _>>()
            .map_err(broken)
    }

    async fn create(&self, post: CheckedPost) -> Result<Post, StoreError> {
        let db = self.prepared().await?;
        let p = &post;
        let row = db
            .client
            .query_one(
                &db.create,
                &[&p.title, &p.slug, &p.body, &p.status, &p.author, &p.created],
            )
            .await
            .map_err(broken)?;
        let id = row.try_get(0).map_err(broken)?;
        Ok(post.with_id(id))
    }
}
