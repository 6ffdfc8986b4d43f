//! The same work with rusqlite: on tokio's threads for work that blocks, as an asynchronous program must, or where it
//! stands, which no program can that serves others meanwhile.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row};

use crate::data::PAGE;
use crate::{Contender, items, mix};

struct Author {
    id: i64,
    name: String,
    email: String,
}

struct Tag {
    id: i64,
    name: String,
}

struct Post {
    id: i64,
    title: String,
    body: String,
    views: i64,
    created: DateTime<Utc>,
    author_id: i64,
}

impl Post {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let created: String = row.get(4)?;
        let wrong = |error| rusqlite::Error::FromSqlConversionFailure(4, rusqlite::types::Type::Text, Box::new(error));
        let created = DateTime::parse_from_str(&created, "%Y-%m-%d %H:%M:%S%.f%:z").map_err(wrong)?;
        Ok(Self {
            id: row.get(0)?,
            title: row.get(1)?,
            body: row.get(2)?,
            views: row.get(3)?,
            created: created.to_utc(),
            author_id: row.get(5)?,
        })
    }

    fn mix(&self, sum: u64) -> u64 {
        mix(
            sum,
            (
                self.id,
                self.title.as_str(),
                self.body.as_str(),
                self.views,
                self.created,
            ),
        )
    }
}

/// A row to be created, and then with its key.
struct Item {
    id: i64,
    name: String,
    amount: i64,
    active: bool,
}

/// One connection, away while a thread works with it.
pub struct ByHand {
    work: Option<Work>,
    in_place: bool,
}

struct Work {
    connection: Connection,
    items: Vec<Item>,
    written: bool,
}

const COLUMNS: &str = "p.id, p.title, p.body, p.views, p.created, p.author_id";

impl ByHand {
    pub fn open(file: &Path, in_place: bool) -> anyhow::Result<Self> {
        let work = Some(Work::open(file)?);
        Ok(Self { work, in_place })
    }
}

impl Contender for ByHand {
    async fn call(&mut self, scenario: usize) -> anyhow::Result<u64> {
        let mut work = self.work.take().context("a call did not come back")?;
        let (work, sum) = if self.in_place {
            let sum = work.call(scenario);
            (work, sum)
        } else {
            tokio::task::spawn_blocking(move || {
                let sum = work.call(scenario);
                (work, sum)
            })
            .await?
        };
        self.work = Some(work);
        sum
    }

    async fn reset(&mut self) -> anyhow::Result<()> {
        let work = self.work.as_mut().context("a call did not come back")?;
        if std::mem::take(&mut work.written) {
            work.connection.execute_batch("DELETE FROM orm_item")?;
        }
        Ok(())
    }
}

impl Work {
    fn open(file: &Path) -> anyhow::Result<Self> {
        let connection = Connection::open(file)?;
        // As fjango has it.
        connection.execute_batch(
            "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY",
        )?;
        let items = items()
            .map(|(name, amount, active)| Item {
                id: 0,
                name,
                amount,
                active,
            })
            .collect();
        Ok(Self {
            connection,
            items,
            written: false,
        })
    }

    fn create(&mut self) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction()?;
        {
            let mut insert =
                transaction.prepare_cached("INSERT INTO orm_item (name, amount, active) VALUES (?1, ?2, ?3)")?;
            for item in &mut self.items {
                item.id = insert.insert((&item.name, item.amount, item.active))?;
            }
        }
        self.written = true;
        transaction.commit()
    }

    fn call(&mut self, scenario: usize) -> anyhow::Result<u64> {
        let mut sum = 0;
        match scenario {
            0 => {
                let sql = format!(
                    "SELECT {COLUMNS}, a.id, a.name, a.email FROM orm_post p JOIN orm_author a ON a.id = p.author_id ORDER BY p.id LIMIT {PAGE}"
                );
                let mut statement = self.connection.prepare_cached(&sql)?;
                let read = |row: &Row<'_>| {
                    let author = Author {
                        id: row.get(6)?,
                        name: row.get(7)?,
                        email: row.get(8)?,
                    };
                    Ok((Post::read(row)?, author))
                };
                let posts: Vec<(Post, Author)> = statement.query_map([], read)?.collect::<Result<_, _>>()?;
                for (post, author) in &posts {
                    anyhow::ensure!(post.author_id == author.id, "joined");
                    sum = mix(post.mix(sum), (author.id, author.name.as_str(), author.email.as_str()));
                }
            }
            1 => {
                let mut statement = self
                    .connection
                    .prepare_cached(&format!("SELECT {COLUMNS} FROM orm_post p ORDER BY p.id LIMIT {PAGE}"))?;
                let posts: Vec<Post> = statement.query_map([], Post::read)?.collect::<Result<_, _>>()?;
                let marks = vec!["?"; posts.len()].join(", ");
                let mut statement = self.connection.prepare_cached(&format!(
                    "SELECT x.post_id, t.id, t.name FROM orm_tag t JOIN orm_post_tags x ON x.tag_id = t.id WHERE x.post_id IN ({marks}) ORDER BY t.id"
                ))?;
                let mut tags: HashMap<i64, Vec<Tag>> = HashMap::new();
                let mut rows = statement.query(rusqlite::params_from_iter(posts.iter().map(|post| post.id)))?;
                while let Some(row) = rows.next()? {
                    let tag = Tag {
                        id: row.get(1)?,
                        name: row.get(2)?,
                    };
                    tags.entry(row.get(0)?).or_default().push(tag);
                }
                for post in &posts {
                    let tags = tags.remove(&post.id).unwrap_or_default();
                    sum = tags
                        .iter()
                        .fold(post.mix(sum), |sum, tag| mix(sum, (tag.id, tag.name.as_str())));
                }
            }
            2 => {
                let mut statement = self.connection.prepare_cached(
                    "SELECT a.name, COUNT(*), SUM(p.views), AVG(p.views) FROM orm_post p JOIN orm_author a ON a.id = p.author_id GROUP BY a.name ORDER BY a.name",
                )?;
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    let (name, posts, views): (String, i64, Option<i64>) = (row.get(0)?, row.get(1)?, row.get(2)?);
                    let mean: Option<f64> = row.get(3)?;
                    sum = mix(sum, (name.as_str(), posts, views, mean.map(f64::to_bits)));
                }
            }
            _ => {
                self.create()?;
                for item in &self.items {
                    sum = mix(sum, (item.name.as_str(), item.amount, item.active));
                }
                anyhow::ensure!(
                    self.items.windows(2).all(|pair| pair[0].id + 1 == pair[1].id),
                    "keys in order"
                );
            }
        }
        Ok(sum)
    }
}
