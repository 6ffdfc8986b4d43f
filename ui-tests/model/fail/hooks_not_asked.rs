// Hooks that nobody calls are an error.
use fjango::orm::{Hooks, Result, Saving};

#[fjango::model]
pub struct Post {
    pub id: i64,
    pub title: String,
}

impl Hooks for Post {
    async fn before_save(_: &mut Saving<'_, Self>) -> Result<()> {
        Ok(())
    }
}

fn main() {}
