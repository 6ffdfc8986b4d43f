//! Files get to their place all at once, or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Files that `init` leaves as they are: a fresh repository often brings them along.
const KEPT: [&str; 2] = ["README.md", ".gitignore"];

/// Makes the directory `target` with `files` in it.
///
/// # Errors
/// [`Error::NotEmpty`] when there is something, [`Error::Write`] else; nothing is left behind then.
pub fn write(target: &Path, files: &[(PathBuf, String)]) -> Result {
    if !is_absent_or_empty(target)? {
        return Err(Error::NotEmpty {
            path: target.to_owned(),
        });
    }
    let parent = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(failed(parent))?;
    let prepared = prepare(parent, files)?;
    // Renaming replaces an empty directory, and fails should somebody have filled it meanwhile.
    fs::rename(prepared.path(), target).map_err(failed(target))?;
    // It is the project now, not to be removed.
    let _ = prepared.keep();
    Ok(())
}

/// Puts `files` into the existing `directory` and says which it left as they were.
///
/// # Errors
/// [`Error::Exists`] when one would be replaced, [`Error::Write`] else; what was written is taken back then.
pub fn init(directory: &Path, files: &[(PathBuf, String)]) -> Result<Vec<PathBuf>> {
    let is_there = |file: &(PathBuf, String)| directory.join(&file.0).symlink_metadata().is_ok();
    let (there, new): (Vec<_>, Vec<_>) = files.iter().cloned().partition(is_there);
    let kept: Vec<PathBuf> = there.into_iter().map(|(path, _)| path).collect();
    if let Some(path) = kept
        .iter()
        .find(|path| !KEPT.iter().any(|kept| *path == Path::new(kept)))
    {
        return Err(Error::Exists {
            path: directory.join(path),
        });
    }
    let prepared = prepare(directory, &new)?;
    let mut placed: Vec<PathBuf> = Vec::new();
    for (path, _) in &new {
        let target = directory.join(path);
        let moved = create_parent(&target).and_then(|()| fs::rename(prepared.path().join(path), &target));
        if let Err(source) = moved {
            for path in &placed {
                // What is left of a failure is its own message; one that follows from it says nothing new.
                let _ = fs::remove_file(path);
            }
            return Err(failed(&target)(source));
        }
        placed.push(target);
    }
    Ok(kept)
}

/// The files in a directory of their own beside their place, on the same file system. Dropping it removes it.
fn prepare(parent: &Path, files: &[(PathBuf, String)]) -> Result<tempfile::TempDir> {
    let mut builder = tempfile::Builder::new();
    // A directory for temporary files is private; a project is as readable as any other directory.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    let prepared = builder
        .prefix(".fjango-new-")
        .tempdir_in(parent)
        .map_err(failed(parent))?;
    for (path, text) in files {
        let path = prepared.path().join(path);
        create_parent(&path)
            .and_then(|()| fs::write(&path, text))
            .map_err(failed(&path))?;
    }
    Ok(prepared)
}

fn create_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}

fn is_absent_or_empty(directory: &Path) -> Result<bool> {
    match fs::read_dir(directory) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(false),
        Err(error) => Err(failed(directory)(error)),
    }
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Write { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Vec<(PathBuf, String)> {
        [("Cargo.toml", "new"), ("README.md", "new"), ("src/main.rs", "new")]
            .map(|(path, text)| (PathBuf::from(path), text.to_owned()))
            .to_vec()
    }

    fn names(directory: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(directory)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_directory_is_made_whole() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("deep/site");
        write(&target, &files()).unwrap();
        assert_eq!(names(&target), ["Cargo.toml", "README.md", "src"]);
        assert_eq!(names(target.parent().unwrap()), ["site"], "something is left behind");
        let empty = place.path().join("empty");
        fs::create_dir(&empty).unwrap();
        write(&empty, &files()).unwrap();
        assert_eq!(names(&empty).len(), 3);
    }

    #[test]
    fn what_is_there_is_not_touched() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("notes.txt"), "mine").unwrap();
        let error = write(place.path(), &files()).unwrap_err();
        assert!(matches!(error, Error::NotEmpty { .. }), "{error}");
        let file = place.path().join("notes.txt");
        assert!(matches!(write(&file, &files()), Err(Error::NotEmpty { .. })));
        assert_eq!(names(place.path()), ["notes.txt"]);
    }

    #[test]
    fn a_failure_leaves_nothing_behind() {
        let place = tempfile::tempdir().unwrap();
        // A file cannot have files below it.
        let broken = [("src", "a file"), ("src/main.rs", "below it")];
        let broken = broken.map(|(path, text)| (PathBuf::from(path), text.to_owned()));
        let error = write(&place.path().join("site"), &broken).unwrap_err();
        assert!(matches!(error, Error::Write { .. }), "{error}");
        assert_eq!(names(place.path()), [""; 0]);
    }

    #[test]
    fn init_keeps_what_a_fresh_repository_has() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("README.md"), "mine").unwrap();
        assert_eq!(init(place.path(), &files()).unwrap(), [Path::new("README.md")]);
        assert_eq!(names(place.path()), ["Cargo.toml", "README.md", "src"]);
        assert_eq!(fs::read_to_string(place.path().join("README.md")).unwrap(), "mine");
        let error = init(place.path(), &files()).unwrap_err();
        assert!(matches!(error, Error::Exists { path } if path.ends_with("Cargo.toml")));
    }

    #[test]
    fn init_takes_back_what_it_wrote_when_it_fails() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("src"), "a file in the way").unwrap();
        let error = init(place.path(), &files()).unwrap_err();
        assert!(matches!(error, Error::Write { .. }), "{error}");
        assert_eq!(names(place.path()), ["src"]);
    }
}
