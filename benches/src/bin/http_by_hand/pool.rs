//! The usual way: a pool whose connections are checked out for one request, and each connection's cache of prepared
//! statements.

use deadpool_postgres::{Manager, ManagerConfig, Object, RecyclingMethod, Runtime};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Error, NoTls, Row};

use crate::models::{Author, CREATE, CheckedPost, NEWEST, POST, Post, PostWithAuthor, Store, StoreError};

pub struct Pool(deadpool_postgres::Pool);

impl Pool {
    pub fn open(url: &str, size: usize) -> anyhow::Result<Self> {
        let config = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = Manager::from_config(url.parse()?, NoTls, config);
        let pool = deadpool_postgres::Pool::builder(manager)
            .max_size(size)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(std::time::Duration::from_secs(5)))
            .build()?;
        Ok(Self(pool))
    }

    async fn checkout(&self) -> Result<Object, StoreError> {
        self.0
            .get()
            .await
            .map_err(|error| StoreError::Broken(error.to_string()))
    }
}

impl Store for Pool {
    async fn post(&self, id: i64) -> Result<Option<Post>, StoreError> {
        let client = self.checkout().await?;
        let statement = client.prepare_cached(POST).await.map_err(broken)?;
        let row = client.query_opt(&statement, &[&id]).await.map_err(broken)?;
        row.map(post_of).transpose().map_err(broken)
    }

    async fn newest(&self) -> Result<Vec<PostWithAuthor>, StoreError> {
        let client = self.checkout().await?;
        let statement = client.prepare_cached(NEWEST).await.map_err(broken)?;
        let rows = client.query(&statement, &[]).await.map_err(broken)?;
        rows.into_iter()
            .map(post_with_author_of)
            .collect::<Result<_, _>>()
            .map_err(broken)
    }

    async fn create(&self, post: CheckedPost) -> Result<Post, StoreError> {
        let client = self.checkout().await?;
        let statement = client.prepare_cached(CREATE).await.map_err(broken)?;
        let p = &post;
        let row = client
            .query_one(
                &statement,
                &[&p.title, &p.slug, &p.body, &p.status, &p.author, &p.created],
            )
            .await
            .map_err(broken)?;
        let id = row.try_get(0).map_err(broken)?;
        Ok(post.with_id(id))
    }
}

pub fn post_of(row: Row) -> Result<Post, Error> {
    Ok(Post {
        id: row.try_get(0)?,
        title: row.try_get(1)?,
        slug: row.try_get(2)?,
        body: row.try_get(3)?,
        status: row.try_get(4)?,
        author: row.try_get(5)?,
        created: row.try_get(6)?,
    })
}

pub fn post_with_author_of(row: Row) -> Result<PostWithAuthor, Error> {
    Ok(PostWithAuthor {
        id: row.try_get(0)?,
        title: row.try_get(1)?,
        slug: row.try_get(2)?,
        body: row.try_get(3)?,
        status: row.try_get(4)?,
        created: row.try_get(5)?,
        author: Author {
            id: row.try_get(6)?,
            name: row.try_get(7)?,
            email: row.try_get(8)?,
        },
    })
}

pub fn broken(error: Error) -> StoreError {
    match error.code() {
        Some(&SqlState::UNIQUE_VIOLATION) => StoreError::Duplicate,
        Some(&SqlState::FOREIGN_KEY_VIOLATION) => StoreError::NoAuthor,
        _ => StoreError::Broken(error.to_string()),
    }
}
