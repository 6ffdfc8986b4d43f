use std::path::Path;

use super::cli::DriftArgs;
use super::{Error, Result, database};
use crate::conf::Settings;
use crate::migrate::Project;
use crate::migrate::drift::{Difference, DriftOptions, drift};

/// `migrate --check-drift`, and `checkdrift`.
#[expect(clippy::print_stdout, reason = "this is the command's result")]
pub(super) async fn check(settings: &Settings, root: &Path, args: &DriftArgs) -> Result {
    let project = Project::linked(root)?;
    let db = database::connect(settings).await?;
    let options = DriftOptions {
        unknown_tables: args.all_tables,
    };
    let found = drift(&db, &project.graph, &options).await?;
    if args.json {
        println!(
            "{}",
            serde_json::to_string_pretty(&found).map_err(|error| Error::App(error.to_string()))?
        );
    } else {
        for difference in &found {
            println!("{difference}");
        }
    }
    match found.iter().filter(|one| one.is_drift()).count() {
        0 if args.json => Ok(()),
        0 => {
            println!("{}", no_drift(&found));
            Ok(())
        }
        count => Err(Error::Drift { count }),
    }
}

fn no_drift(notes: &[Difference]) -> String {
    match notes.len() {
        0 => "the database is as its migrations say".to_owned(),
        count => format!("the database does what its migrations say, with {count} note(s)"),
    }
}
