//! The same work with tokio-postgres: statements prepared once, rows into structs.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use tokio_postgres::{Client, NoTls, Row, Statement};

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
    fn read(row: &Row) -> Result<Self, tokio_postgres::Error> {
        Ok(Self {
            id: row.try_get(0)?,
            title: row.try_get(1)?,
            body: row.try_get(2)?,
            views: row.try_get(3)?,
            created: row.try_get(4)?,
            author_id: row.try_get(5)?,
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

/// One connection and its statements.
pub struct ByHand {
    client: Client,
    with_author: Statement,
    posts: Statement,
    tags: Statement,
    report: Statement,
    insert: Statement,
    items: Vec<Item>,
    written: bool,
}

const COLUMNS: &str = "p.id, p.title, p.body, p.views, p.created, p.author_id";

impl ByHand {
    pub async fn connect(url: &str) -> anyhow::Result<Self> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        let prepare = async |sql: &str| client.prepare(sql).await;
        let with_author = prepare(&format!(
            "SELECT {COLUMNS}, a.id, a.name, a.email FROM orm_post p JOIN orm_author a ON a.id = p.author_id ORDER BY p.id LIMIT {PAGE}"
        ))
        .await?;
        let posts = prepare(&format!("SELECT {COLUMNS} FROM orm_post p ORDER BY p.id LIMIT {PAGE}")).await?;
        let tags = prepare(
            "SELECT x.post_id, t.id, t.name FROM orm_tag t JOIN orm_post_tags x ON x.tag_id = t.id WHERE x.post_id = ANY($1) ORDER BY t.id",
        )
        .await?;
        let report = prepare(
            "SELECT a.name, COUNT(*), SUM(p.views)::bigint, AVG(p.views)::double precision FROM orm_post p JOIN orm_author a ON a.id = p.author_id GROUP BY a.name ORDER BY a.name",
        )
        .await?;
        // The quickest way to insert many rows and get their keys that we know of; lists of values take twice as long.
        let insert = prepare(
            "INSERT INTO orm_item (name, amount, active) SELECT * FROM UNNEST($1::text[], $2::bigint[], $3::boolean[]) RETURNING id",
        )
        .await?;
        let items = items()
            .map(|(name, amount, active)| Item {
                id: 0,
                name,
                amount,
                active,
            })
            .collect();
        Ok(Self {
            with_author,
            posts,
            tags,
            report,
            insert,
            items,
            written: false,
            client,
        })
    }

    async fn create(&mut self) -> anyhow::Result<()> {
        let transaction = self.client.transaction().await?;
        let names: Vec<&str> = self.items.iter().map(|item| item.name.as_str()).collect();
        let amounts: Vec<i64> = self.items.iter().map(|item| item.amount).collect();
        let active: Vec<bool> = self.items.iter().map(|item| item.active).collect();
        let keys = transaction.query(&self.insert, &[&names, &amounts, &active]).await?;
        for (item, row) in self.items.iter_mut().zip(&keys) {
            item.id = row.try_get(0)?;
        }
        transaction.commit().await?;
        self.written = true;
        Ok(())
    }
}

impl Contender for ByHand {
    async fn call(&mut self, scenario: usize) -> anyhow::Result<u64> {
        let mut sum = 0;
        match scenario {
            0 => {
                let rows = self.client.query(&self.with_author, &[]).await?;
                let read = |row: &Row| -> Result<(Post, Author), tokio_postgres::Error> {
                    let author = Author {
                        id: row.try_get(6)?,
                        name: row.try_get(7)?,
                        email: row.try_get(8)?,
                    };
                    Ok((Post::read(row)?, author))
                };
                let posts: Vec<(Post, Author)> = rows.iter().map(read).collect::<Result<_, _>>()?;
                for (post, author) in &posts {
                    anyhow::ensure!(post.author_id == author.id, "joined");
                    sum = mix(post.mix(sum), (author.id, author.name.as_str(), author.email.as_str()));
                }
            }
            1 => {
                let rows = self.client.query(&self.posts, &[]).await?;
                let posts: Vec<Post> = rows.iter().map(Post::read).collect::<Result<_, _>>()?;
                let keys: Vec<i64> = posts.iter().map(|post| post.id).collect();
                let mut tags: HashMap<i64, Vec<Tag>> = HashMap::new();
                for row in self.client.query(&self.tags, &[&keys]).await? {
                    let tag = Tag {
                        id: row.try_get(1)?,
                        name: row.try_get(2)?,
                    };
                    tags.entry(row.try_get(0)?).or_default().push(tag);
                }
                let posts: Vec<(Post, Vec<Tag>)> = posts
                    .into_iter()
                    .map(|post| (tags.remove(&post.id).unwrap_or_default(), post))
                    .map(|(t, p)| (p, t))
                    .collect();
                for (post, tags) in &posts {
                    sum = tags
                        .iter()
                        .fold(post.mix(sum), |sum, tag| mix(sum, (tag.id, tag.name.as_str())));
                }
            }
            2 => {
                for row in self.client.query(&self.report, &[]).await? {
                    let mean: Option<f64> = row.try_get(3)?;
                    let (name, posts, views): (String, i64, Option<i64>) =
                        (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
                    sum = mix(sum, (name.as_str(), posts, views, mean.map(f64::to_bits)));
                }
            }
            _ => {
                self.create().await?;
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

    async fn reset(&mut self) -> anyhow::Result<()> {
        if std::mem::take(&mut self.written) {
            self.client.batch_execute("DELETE FROM orm_item").await?;
        }
        Ok(())
    }
}
