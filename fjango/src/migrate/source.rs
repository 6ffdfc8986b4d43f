//! Where migrations come from: directories, or files in the binary.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::data::DataStep;
use super::files::Migration;
use super::graph::Graph;
use super::{Error, Result};

/// A file that was read when the binary was built.
#[derive(Clone, Copy, Debug)]
pub struct EmbeddedFile {
    /// Below the migrations directory, with `/`: `blog/0001_initial/operations.toml`.
    pub path: &'static str,
    /// What it holds.
    pub contents: &'static str,
}

/// The migrations of one crate, in the binary. Macros submit them.
#[derive(Clone, Copy, Debug)]
pub struct EmbeddedMigrations {
    /// The crate's directory when it was built; its `migrations` folder is what was embedded.
    pub root: &'static str,
    /// The files.
    pub files: &'static [EmbeddedFile],
}

inventory::collect!(EmbeddedMigrations);

impl EmbeddedMigrations {
    /// A migration's file in `directory` that is not in the binary: cargo does not notice new files in a folder.
    fn missing(&self, directory: &Path) -> Option<String> {
        let mut files = BTreeMap::new();
        // On the machine where the binary runs there is usually no such folder.
        read_below(directory, "", &mut files).ok()?;
        files
            .into_keys()
            .find(|path| self.files.iter().all(|file| file.path != path))
    }
}

/// One place that holds migrations.
#[derive(Clone, Debug)]
pub enum Source {
    /// A `migrations` directory.
    Directory(PathBuf),
    /// Files in the binary.
    Embedded(&'static EmbeddedMigrations),
}

/// All migrations of a project, and where new ones go.
#[derive(Clone, Debug)]
pub struct Project {
    /// The migrations.
    pub graph: Graph,
    directories: BTreeMap<String, PathBuf>,
    main: PathBuf,
}

impl Source {
    /// Every place linked into the binary.
    ///
    /// A build with debug assertions prefers the directory, where it still exists, so that fresh files need no rebuild.
    pub fn linked() -> Vec<Self> {
        inventory::iter::<EmbeddedMigrations>
            .into_iter()
            .map(|embedded| {
                let directory = Path::new(embedded.root).join("migrations");
                if cfg!(debug_assertions) && directory.is_dir() {
                    Self::Directory(directory)
                } else {
                    if let Some(path) = embedded.missing(&directory) {
                        tracing::warn!(
                            path,
                            "this binary was built before a migration of its source folder was made; touch `src/main.rs` and build it again"
                        );
                    }
                    Self::Embedded(embedded)
                }
            })
            .collect()
    }

    /// The migrations here. A directory that does not exist has none.
    ///
    /// # Errors
    /// [`Error::Io`] and [`Error::File`].
    pub fn read(&self) -> Result<Vec<Migration>> {
        let files = match self {
            Self::Embedded(embedded) => embedded
                .files
                .iter()
                .map(|file| (file.path.to_owned(), file.contents.to_owned()))
                .collect(),
            Self::Directory(directory) => {
                let mut files = BTreeMap::new();
                read_below(directory, "", &mut files)?;
                files
            }
        };
        Migration::read_all(&files)
    }

    fn directory(&self) -> PathBuf {
        match self {
            Self::Directory(directory) => directory.clone(),
            Self::Embedded(embedded) => Path::new(embedded.root).join("migrations"),
        }
    }
}

impl Project {
    /// Reads `sources`; migrations of apps that have none yet go to the directory `main`.
    ///
    /// # Errors
    /// What reading and ordering say.
    pub fn read(sources: &[Source], main: impl Into<PathBuf>) -> Result<Self> {
        Self::read_with(sources, main, [])
    }

    fn read_with(
        sources: &[Source],
        main: impl Into<PathBuf>,
        steps: impl IntoIterator<Item = &'static DataStep>,
    ) -> Result<Self> {
        let mut migrations = Vec::new();
        let mut directories = BTreeMap::new();
        for source in sources {
            for migration in source.read()? {
                directories
                    .entry(migration.id.app.clone())
                    .or_insert_with(|| source.directory());
                migrations.push(migration);
            }
        }
        Ok(Self {
            graph: Graph::with_steps(migrations, steps)?,
            directories,
            main: main.into(),
        })
    }

    /// Everything linked into the binary; new migrations of new apps go to `<root>/migrations`.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn linked(root: &Path) -> Result<Self> {
        let main = root.join("migrations");
        let mut sources = Source::linked();
        if sources.iter().all(|source| source.directory() != main) {
            sources.push(Source::Directory(main.clone()));
        }
        Self::read_with(&sources, main, DataStep::linked())
    }

    /// Where the migrations of `app` are, or go.
    pub fn directory(&self, app: &str) -> &Path {
        self.directories.get(app).unwrap_or(&self.main)
    }
}

fn read_below(directory: &Path, prefix: &str, files: &mut BTreeMap<String, String>) -> Result<()> {
    let entries = match std::fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::io("reading", directory)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(Error::io("reading", directory))?;
        let path = entry.path();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if path.is_dir() {
            read_below(&path, &format!("{name}/"), files)?;
        } else if name.ends_with(".sql") || name.ends_with(".toml") {
            let contents = std::fs::read_to_string(&path).map_err(Error::io("reading", &path))?;
            files.insert(name, contents);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_came_after_the_build_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let embedded = EmbeddedMigrations {
            root: "",
            files: &[EmbeddedFile {
                path: "blog/0001_initial/operations.toml",
                contents: "",
            }],
        };
        assert_eq!(embedded.missing(Path::new("/nowhere/at/all")), None);
        for (name, expected) in [
            ("0001_initial", None),
            ("0002_more", Some("blog/0002_more/operations.toml")),
        ] {
            let path = folder.path().join("blog").join(name);
            std::fs::create_dir_all(&path).unwrap();
            std::fs::write(path.join("operations.toml"), "").unwrap();
            assert_eq!(embedded.missing(folder.path()).as_deref(), expected);
        }
    }

    /// The library's own crate, as an application whose first migration was made after it was compiled.
    #[test]
    fn migrations_that_appear_after_the_build_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let main = folder.path().join("migrations");
        assert!(Project::linked(folder.path()).unwrap().graph.leaves("late").is_empty());
        let id = crate::migrate::MigrationId::new("late", "0001_initial");
        let path = main.join("late").join(&id.name);
        std::fs::create_dir_all(&path).unwrap();
        std::fs::write(path.join("operations.toml"), "").unwrap();
        let project = Project::linked(folder.path()).unwrap();
        assert_eq!(project.graph.leaves("late"), [&id]);
        assert_eq!(project.directory("late"), main);
    }
}
