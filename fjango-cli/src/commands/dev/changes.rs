//! Which files count, and which changed.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use notify::event::{EventKind, MetadataKind, ModifyKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::error::{Error, Result};
use crate::project::Project;

/// Watches the directories of a project, apart from those that never hold sources.
///
/// A directory with a million files that are built or downloaded would cost as many watches, so each directory at the
/// top is watched by itself.
pub struct Watcher {
    watcher: RecommendedWatcher,
    roots: Vec<PathBuf>,
    target: PathBuf,
}

impl Watcher {
    /// Starts to watch; `changed` is told the paths, from another thread.
    ///
    /// # Errors
    /// [`Error::Watch`], for instance when the system has no watches left.
    pub fn start(project: &Project, changed: impl Fn(Vec<PathBuf>) + Send + 'static) -> Result<Self> {
        let handler = move |event: notify::Result<notify::Event>| {
            if let Ok(event) = event
                && is_change(event.kind)
            {
                changed(event.paths);
            }
        };
        let watcher = notify::recommended_watcher(handler).map_err(|source| Error::Watch {
            path: project.directory.clone(),
            source,
        })?;
        let mut roots = project.sources.clone();
        if !roots.contains(&project.workspace) {
            roots.push(project.workspace.clone());
        }
        let mut watcher = Self {
            watcher,
            roots: project.sources.clone(),
            target: project.target.clone(),
        };
        for root in &roots {
            watcher.watch(root, RecursiveMode::NonRecursive)?;
        }
        for root in project.sources.clone() {
            for entry in std::fs::read_dir(&root).into_iter().flatten().flatten() {
                watcher.follow_one(&entry.path())?;
            }
        }
        Ok(watcher)
    }

    /// Watches those of `paths` that are new directories at the top of a project.
    pub fn follow(&mut self, paths: &[PathBuf]) {
        for path in paths {
            // It may be gone again, and then there is nothing to watch.
            let _ = self.follow_one(path);
        }
    }

    fn follow_one(&mut self, path: &Path) -> Result {
        let at_top = path
            .parent()
            .is_some_and(|parent| self.roots.iter().any(|root| root == parent));
        if at_top && path.is_dir() && !is_ignored_directory(path) && path != self.target {
            self.watch(path, RecursiveMode::Recursive)?;
        }
        Ok(())
    }

    fn watch(&mut self, path: &Path, mode: RecursiveMode) -> Result {
        self.watcher.watch(path, mode).map_err(|source| Error::Watch {
            path: path.to_owned(),
            source,
        })
    }
}

/// The files that changed since the last build that succeeded.
pub struct Changes {
    project: PathBuf,
    /// Where cargo builds, unless the project itself lies there.
    target: Option<PathBuf>,
    paths: BTreeSet<PathBuf>,
    /// Those since the last build was started, to be named.
    latest: Vec<PathBuf>,
}

impl Changes {
    /// None yet.
    pub fn new(project: &Project) -> Self {
        Self {
            project: project.directory.clone(),
            target: Some(project.target.clone()).filter(|target| !project.directory.starts_with(target)),
            paths: BTreeSet::new(),
            latest: Vec::new(),
        }
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// Adds the paths that count, and says whether one did.
    pub fn add(&mut self, paths: Vec<PathBuf>) -> bool {
        let before = self.latest.len();
        for path in paths {
            if counts(&path, self.target.as_deref()) {
                if !self.latest.contains(&path) {
                    self.latest.push(path.clone());
                }
                self.paths.insert(path);
            }
        }
        self.latest.len() > before
    }

    /// What changed since this was last asked, for people.
    pub fn describe(&mut self) -> String {
        let latest = std::mem::take(&mut self.latest);
        let shown = |path: &PathBuf| path.strip_prefix(&self.project).unwrap_or(path).display().to_string();
        match latest.as_slice() {
            [] => "something".to_owned(),
            [path] => shown(path),
            [path, others @ ..] => format!("{} and {} more", shown(path), others.len()),
        }
    }

    /// Forgets all, and says whether some of it is read when the program starts, not when it is built.
    pub fn take(&mut self) -> bool {
        let paths = std::mem::take(&mut self.paths);
        paths.iter().any(|path| is_read_at_start(path))
    }
}

/// What a program or a person did to the file itself; reading it is not a change.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Create(_) | EventKind::Remove(_) => true,
        // Cargo goes by the time of writing, which `touch` sets.
        EventKind::Modify(ModifyKind::Metadata(kind)) => matches!(kind, MetadataKind::WriteTime | MetadataKind::Any),
        EventKind::Modify(_) => true,
        EventKind::Any | EventKind::Access(_) | EventKind::Other => false,
    }
}

/// Directories that hold no sources.
fn is_ignored_directory(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    (name.starts_with('.') && name != ".cargo") || ["target", "node_modules"].contains(&&*name)
}

/// Whether a change of this file may change the program or what it does.
fn counts(path: &Path, target: Option<&Path>) -> bool {
    let Some(name) = path.file_name().map(|name| name.to_string_lossy()) else {
        return false;
    };
    let in_ignored = path
        .parent()
        .into_iter()
        .flat_map(Path::components)
        .any(|part| match part {
            Component::Normal(name) => name == "node_modules" || name == ".git",
            _ => false,
        });
    let is_setting = name.starts_with(".env");
    let is_hidden = name.starts_with('.') && !is_setting;
    // Databases and their journals, logs, and what editors write beside a file.
    let is_passing = [".sqlite3", ".sqlite", ".db", ".log"].iter().any(|ending| {
        let rest = name.find(ending).map(|at| &name[at + ending.len()..]);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }) || name.ends_with('~')
        || name.ends_with(".swp")
        || name.ends_with(".tmp")
        || name.chars().all(|c| c.is_ascii_digit());
    let is_built = target.is_some_and(|target| path.starts_with(target));
    !(in_ignored || is_hidden || is_passing || is_built || path.is_dir())
}

/// Whether the program reads the file when it starts: settings, and in development the migrations.
fn is_read_at_start(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_settings = name.starts_with(".env") || (name.starts_with("fjango") && name.ends_with(".toml"));
    is_settings
        || path
            .components()
            .any(|part| part == Component::Normal("migrations".as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes() -> Changes {
        Changes {
            project: "/w/site".into(),
            target: Some("/w/target".into()),
            paths: BTreeSet::new(),
            latest: Vec::new(),
        }
    }

    #[test]
    fn sources_and_settings_count() {
        for path in [
            "src/main.rs",
            "Cargo.toml",
            "Cargo.lock",
            "fjango.toml",
            ".env",
            "migrations/site/0001_initial/sqlite/up.sql",
            "templates/mail.html",
            ".cargo/config.toml",
            "src/db.rs",
            "src/log.rs",
        ] {
            assert!(changes().add(vec![Path::new("/w/site").join(path)]), "{path}");
        }
    }

    #[test]
    fn what_the_program_or_an_editor_writes_does_not_count() {
        for path in [
            "db.sqlite3",
            "db.sqlite3-wal",
            "db.sqlite3-journal",
            "data/site.db",
            "site.log",
            "src/.main.rs.swp",
            "src/main.rs~",
            "src/4913",
            ".git/index",
            "ui/node_modules/a/b.js",
            "../target/debug/site",
        ] {
            let path = if let Some(below) = path.strip_prefix("../") {
                Path::new("/w").join(below)
            } else {
                Path::new("/w/site").join(path)
            };
            assert!(!changes().add(vec![path.clone()]), "{}", path.display());
        }
    }

    #[test]
    fn what_is_read_at_the_start_needs_a_restart_even_if_nothing_was_built() {
        for (path, expected) in [
            (".env", true),
            ("fjango.toml", true),
            ("fjango.test.toml", true),
            ("migrations/site/head", true),
            ("src/main.rs", false),
            ("notes.txt", false),
        ] {
            let mut changes = changes();
            changes.add(vec![Path::new("/w/site").join(path)]);
            assert_eq!(changes.take(), expected, "{path}");
            assert!(changes.is_empty());
        }
    }

    #[test]
    fn changes_are_told_in_one_line() {
        let mut changes = changes();
        changes.add(vec!["/w/site/src/main.rs".into()]);
        assert_eq!(changes.describe(), "src/main.rs");
        changes.add(vec![
            "/w/site/.env".into(),
            "/w/site/src/a.rs".into(),
            "/w/site/.env".into(),
        ]);
        assert_eq!(changes.describe(), ".env and 1 more");
        assert!(!changes.is_empty(), "only a good build takes them");
    }

    #[test]
    fn directories_without_sources_are_not_watched() {
        assert!(is_ignored_directory(Path::new("/w/site/target")));
        assert!(is_ignored_directory(Path::new("/w/site/.git")));
        assert!(!is_ignored_directory(Path::new("/w/site/.cargo")));
        assert!(!is_ignored_directory(Path::new("/w/site/src")));
    }
}
