use super::Report;
use crate::db::Db;

/// Something to do after every `migrate`, such as creating rows that models ask for. Register it with
/// `inventory::submit!`.
pub struct PostMigrate {
    /// The app whose tables it needs: it runs when all of that app's migrations are applied.
    pub app: &'static str,
    /// Shown when it fails.
    pub name: &'static str,
    /// What to do, and after what.
    pub run: for<'a> fn(&'a Db, &'a Report) -> futures_util::future::BoxFuture<'a, Result<(), HookError>>,
}

/// Whatever a [`PostMigrate`] hook fails with.
pub type HookError = Box<dyn std::error::Error + Send + Sync>;

inventory::collect!(PostMigrate);
