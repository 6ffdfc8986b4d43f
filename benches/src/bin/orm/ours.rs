//! The work as an application writes it with fjango.

use fjango::db::{Executor, Statement};
use fjango::orm::count;
use fjango::prelude::*;

use crate::data::{Item, ItemCreate, PAGE, Post};
use crate::{Contender, items, mix};

/// fjango on one database.
pub struct Ours {
    db: Db,
    inputs: Vec<ItemCreate>,
}

impl Ours {
    pub fn new(db: Db) -> Self {
        let mut this = Self { db, inputs: Vec::new() };
        this.fill();
        this
    }

    /// Makes what a handler was given before it begins.
    fn fill(&mut self) {
        self.inputs = items()
            .map(|(name, amount, active)| ItemCreate::new(name, amount, active))
            .collect();
    }
}

impl Contender for Ours {
    async fn call(&mut self, scenario: usize) -> anyhow::Result<u64> {
        let db = &self.db;
        let mut sum = 0;
        match scenario {
            0 => {
                let posts = Post::objects()
                    .select_related(|p| p.author())
                    .limit(PAGE as u64)
                    .all(db)
                    .await?;
                for post in &posts {
                    let author = post.author.loaded()?;
                    sum = mix(
                        sum,
                        (
                            post.id,
                            post.title.as_str(),
                            post.body.as_str(),
                            post.views,
                            post.created,
                        ),
                    );
                    sum = mix(sum, (author.id, author.name.as_str(), author.email.as_str()));
                }
            }
            1 => {
                let posts = Post::objects()
                    .prefetch_related(|p| p.tags())
                    .limit(PAGE as u64)
                    .all(db)
                    .await?;
                for post in &posts {
                    sum = mix(
                        sum,
                        (
                            post.id,
                            post.title.as_str(),
                            post.body.as_str(),
                            post.views,
                            post.created,
                        ),
                    );
                    for tag in post.tags.loaded()? {
                        sum = mix(sum, (tag.id, tag.name.as_str()));
                    }
                }
            }
            2 => {
                let report = Post::objects()
                    .order_by(|p| p.author().name().asc())
                    .values(db, |p| (p.author().name(), count(), p.views().sum(), p.views().avg()))
                    .await?;
                for (name, posts, views, mean) in report {
                    sum = mix(sum, (name.as_str(), posts, views, mean.map(f64::to_bits)));
                }
            }
            _ => {
                let rows = Item::objects()
                    .bulk_create(db, std::mem::take(&mut self.inputs))
                    .await?;
                for row in &rows {
                    sum = mix(sum, (row.name.as_str(), row.amount, row.active));
                }
                anyhow::ensure!(
                    rows.windows(2).all(|pair| pair[0].id + 1 == pair[1].id),
                    "keys in order"
                );
            }
        }
        Ok(sum)
    }

    async fn reset(&mut self) -> anyhow::Result<()> {
        if self.inputs.is_empty() {
            self.db.execute(Statement::sql("DELETE FROM orm_item")).await?;
            self.fill();
        }
        Ok(())
    }
}
