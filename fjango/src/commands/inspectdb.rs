use std::collections::BTreeMap;

use super::cli::InspectArgs;
use super::{Error, Result, database};
use crate::conf::Settings;
use crate::migrate::inspect::{ModelOptions, inspect, write_models};
use crate::schema::registry;

/// The app of the library's own models, which Rust finds in the module of that name.
const OWN_APP: &str = "auth";

/// `inspectdb`.
#[expect(clippy::print_stdout, reason = "this is the command's result")]
pub(super) async fn run(settings: &Settings, args: &InspectArgs) -> Result {
    let db = database::connect(settings).await?;
    let schema = inspect(&db).await?;
    if let Some(table) = args.tables.iter().find(|table| !schema.tables.contains_key(*table)) {
        return Err(Error::App(format!(
            "the database has no table `{table}`; leave the names out to see all of them"
        )));
    }
    let linked: BTreeMap<String, String> = match args.all {
        true => BTreeMap::new(),
        false => registry::models()
            .iter()
            .filter(|model| !args.tables.iter().any(|table| table == model.table))
            .map(|model| {
                let path = match model.app {
                    OWN_APP => format!("fjango::auth::{}", model.name),
                    _ => format!("crate::models::{}", model.name),
                };
                (model.table.to_owned(), path)
            })
            .collect(),
    };
    let options = ModelOptions {
        app: args.app.clone(),
        tables: args.tables.clone(),
        views: args.views,
        linked,
    };
    print!("{}", write_models(&schema, &options));
    Ok(())
}
