use std::path::Path;

use super::Result;
use super::cli::SquashArgs;
use crate::migrate::{Project, SquashOptions, squash};

/// `squashmigrations`. Needs no database.
#[expect(clippy::print_stdout, reason = "this is the command's result")]
pub(super) fn run(root: &Path, args: &SquashArgs) -> Result {
    let project = Project::linked(root)?;
    let (from, to) = match &args.to {
        Some(to) => (Some(args.first.clone()), to.clone()),
        None => (None, args.first.clone()),
    };
    let options = SquashOptions {
        app: args.app.clone(),
        from,
        to,
        name: args.name.clone(),
        optimize: !args.no_optimize,
    };
    let squashed = squash(&project.graph, &options)?;
    let migration = &squashed.migration;
    println!("{}", migration.id);
    for replaced in &migration.replaces {
        println!("  replaces {replaced}");
    }
    for (id, reason) in &squashed.carried {
        println!("  takes over the SQL of {id} as it is: {reason}");
    }
    println!(
        "  {} steps instead of {}",
        migration.operations.len(),
        squashed.operations_before
    );
    for operation in &migration.operations {
        println!("  - {}", operation.describe());
    }
    if args.dry_run {
        return Ok(());
    }
    // What comes after it stays the last.
    for path in migration.write_as(project.directory(&migration.id.app), squashed.is_last)? {
        println!("wrote {}", path.display());
    }
    println!(
        "Run `migrate` everywhere, then delete the folders of the migrations that it replaces, and keep `replaces`."
    );
    Ok(())
}
