//! `new` and `init`.

use std::path::{Path, PathBuf};

use crate::cli::{InitArgs, Kind, NewArgs};
use crate::environment;
use crate::error::Result;
use crate::output::{print, say};
use crate::template::{self, Library, Options, ProjectName};

/// Makes a project in a new directory.
///
/// # Errors
/// When the name cannot be one, or the directory is not empty or cannot be written.
pub fn new(args: &NewArgs) -> Result {
    let name = ProjectName::new(&args.name)?;
    let target = args.path.clone().unwrap_or_else(|| PathBuf::from(name.package()));
    let around = environment::current_directory()?.join(&target);
    let files = template::render(&options(name, args.kind, around.parent()));
    if args.kind.dry_run {
        return list(&target, &files);
    }
    template::write(&target, &files)?;
    say(format_args!("created `{}` in {}", args.name, target.display()));
    next_steps(Some(&target));
    Ok(())
}

/// Makes a project in the current directory.
///
/// # Errors
/// When the name cannot be one, or a file would be replaced or cannot be written.
pub fn init(args: &InitArgs) -> Result {
    let directory = environment::current_directory()?;
    let of_directory = || directory.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let name = ProjectName::new(&args.name.clone().unwrap_or_else(of_directory))?;
    let package = name.package().to_owned();
    let files = template::render(&options(name, args.kind, directory.parent()));
    if args.kind.dry_run {
        return list(Path::new(""), &files);
    }
    for path in template::init(&directory, &files)? {
        say(format_args!("left {} as it was", path.display()));
    }
    say(format_args!("created `{package}` here"));
    next_steps(None);
    Ok(())
}

fn options(name: ProjectName, kind: Kind, around: Option<&Path>) -> Options {
    Options {
        name,
        library: Library::of_this_program(),
        api: kind.api,
        own_workspace: around.is_some_and(is_in_workspace),
    }
}

/// Whether cargo would take a package below `directory` for a member of something.
fn is_in_workspace(directory: &Path) -> bool {
    // Cargo looks for `[workspace]` in every directory above, and complains of a package that such a one does not list.
    directory.ancestors().any(|directory| {
        let manifest = std::fs::read_to_string(directory.join("Cargo.toml"));
        manifest.is_ok_and(|text| text.lines().any(|line| line.trim_start().starts_with("[workspace")))
    })
}

fn list(target: &Path, files: &[(PathBuf, String)]) -> Result {
    for (path, _) in files {
        print(target.join(path).display());
    }
    Ok(())
}

fn next_steps(directory: Option<&Path>) {
    say("next:");
    if let Some(directory) = directory {
        say(format_args!("  cd {}", directory.display()));
    }
    say("  cargo fjango migrate");
    say("  cargo fjango createsuperuser");
    say("  cargo fjango dev");
}
