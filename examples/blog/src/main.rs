//! The example: a blog with authors, tags and comments, from three structs.

mod admin;
mod desk;
mod endpoints;
mod models;
mod seed;
#[cfg(test)]
mod tests;

use fjango::App;

#[fjango::main]
async fn main() -> fjango::Result<()> {
    App::new()
        .admin(admin::site)
        .migrate_first()
        .prepare(seed::seed)
        .run()
        .await
}
