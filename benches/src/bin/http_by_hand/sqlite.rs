//! rusqlite: a pool of readers, and one writer, because SQLite has one. Statements are prepared once for each
//! connection. The settings of a connection are those that fjango sets.

use std::sync::{Arc, Mutex, PoisonError};

use actix_web::web;
use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::{Connection, ErrorCode, OptionalExtension as _, Row, ffi};

use crate::models::{Author, CREATE, CheckedPost, NEWEST, POST, Post, PostWithAuthor, Store, StoreError};

/// More readers than this only wait for each other; fjango has as many.
const MAX_READERS: u32 = 8;

const SETTINGS: &str = "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA case_sensitive_like = ON; \
     PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;";

pub struct Files {
    readers: r2d2::Pool<SqliteConnectionManager>,
    writer: Arc<Mutex<Connection>>,
}

impl Files {
    pub fn open(path: &str, size: u32) -> anyhow::Result<Self> {
        let writer = Connection::open(path)?;
        writer.execute_batch(SETTINGS)?;
        let manager = SqliteConnectionManager::file(path)
            .with_init(|connection| connection.execute_batch(&format!("{SETTINGS} PRAGMA query_only = ON;")));
        let readers = r2d2::Pool::builder()
            .max_size(size.clamp(1, MAX_READERS))
            // A connection is found broken when it is used.
            .test_on_check_out(false)
            .build(manager)?;
        Ok(Self {
            readers,
            writer: Arc::new(Mutex::new(writer)),
        })
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let readers = self.readers.clone();
        block(move || {
            let connection = readers.get().map_err(|error| StoreError::Broken(error.to_string()))?;
            work(&connection).map_err(refused)
        })
        .await
    }
}

#[expect(clippy::disallowed_methods, reason = "this is how it is done without fjango")]
async fn block<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    web::block(work)
        .await
        .map_err(|error| StoreError::Broken(error.to_string()))?
}

impl Store for Files {
    async fn post(&self, id: i64) -> Result<Option<Post>, StoreError> {
        self.read(move |connection| connection.prepare_cached(POST)?.query_row([id], post_of).optional())
            .await
    }

    async fn newest(&self) -> Result<Vec<PostWithAuthor>, StoreError> {
        self.read(|connection| {
            connection
                .prepare_cached(NEWEST)?
                .query_map([], post_with_author_of)?
                .collect()
        })
        .await
    }

    async fn create(&self, post: CheckedPost) -> Result<Post, StoreError> {
        let writer = Arc::clone(&self.writer);
        block(move || {
            let connection = writer.lock().unwrap_or_else(PoisonError::into_inner);
            let id = insert(&connection, &post).map_err(refused)?;
            drop(connection);
            Ok(post.with_id(id))
        })
        .await
    }
}

fn insert(connection: &Connection, post: &CheckedPost) -> rusqlite::Result<i64> {
    let mut statement = connection.prepare_cached(CREATE)?;
    let p = post;
    let mut rows = statement.query((&p.title, &p.slug, &p.body, p.status, p.author, p.created))?;
    let id = match rows.next()? {
        Some(row) => row.get(0)?,
        None => return Err(rusqlite::Error::QueryReturnedNoRows),
    };
    // The row is committed, and its foreign key checked, only when the statement has run to its end.
    rows.next()?;
    Ok(id)
}

fn post_of(row: &Row<'_>) -> rusqlite::Result<Post> {
    Ok(Post {
        id: row.get(0)?,
        title: row.get(1)?,
        slug: row.get(2)?,
        body: row.get(3)?,
        status: row.get(4)?,
        author: row.get(5)?,
        created: row.get(6)?,
    })
}

fn post_with_author_of(row: &Row<'_>) -> rusqlite::Result<PostWithAuthor> {
    Ok(PostWithAuthor {
        id: row.get(0)?,
        title: row.get(1)?,
        slug: row.get(2)?,
        body: row.get(3)?,
        status: row.get(4)?,
        created: row.get(5)?,
        author: Author {
            id: row.get(6)?,
            name: row.get(7)?,
            email: row.get(8)?,
        },
    })
}

fn refused(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error() {
        Some(ffi::Error {
            code: ErrorCode::ConstraintViolation,
            extended_code: ffi::SQLITE_CONSTRAINT_UNIQUE,
        }) => StoreError::Duplicate,
        Some(ffi::Error {
            code: ErrorCode::ConstraintViolation,
            extended_code: ffi::SQLITE_CONSTRAINT_FOREIGNKEY,
        }) => StoreError::NoAuthor,
        _ => StoreError::Broken(error.to_string()),
    }
}
