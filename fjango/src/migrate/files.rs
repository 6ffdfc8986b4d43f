//! A migration and its files.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::sql::{DIALECTS, Script};
use super::state::ProjectState;
use super::{Error, Operation, Result};

/// Which migration: `blog.0001_initial`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MigrationId {
    /// The app.
    pub app: String,
    /// The name.
    pub name: String,
}

/// A migration as its files say it.
#[derive(Clone, Debug, PartialEq)]
pub struct Migration {
    /// Which one.
    pub id: MigrationId,
    /// What must be applied before it.
    pub dependencies: Vec<MigrationId>,
    /// What it does to the state.
    pub operations: Vec<Operation>,
    /// The migrations that it does the work of, in their order. Applied, they count as this one.
    pub replaces: Vec<MigrationId>,
    /// Its SQL, by the database's name.
    pub scripts: BTreeMap<&'static str, Script>,
}

/// `operations.toml`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OperationsFile {
    #[serde(default)]
    dependencies: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    replaces: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    operations: Vec<Operation>,
}

const HEADER: &str = "\
# Written by makemigrations, from which it rebuilds what the models were. The SQL beside it is what is run;
# edit that freely before it is applied, and this only to change `dependencies`.
";

/// Says whether `name` can stand behind a migration's number.
///
/// # Errors
/// [`Error::BadName`] when it cannot.
pub(super) fn check_name(name: &str) -> Result<()> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    match !name.is_empty() && name.chars().all(is_plain) {
        true => Ok(()),
        false => Err(Error::BadName { name: name.to_owned() }),
    }
}

impl MigrationId {
    /// The migration `name` of `app`.
    pub fn new(app: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            app: app.into(),
            name: name.into(),
        }
    }

    /// Whether it is a function rather than files: `0003_split_name.fill`.
    pub fn is_data_step(&self) -> bool {
        self.name.contains('.')
    }

    /// The number that the name begins with.
    pub fn number(&self) -> Option<u32> {
        self.name.split('_').next()?.parse().ok()
    }
}

impl fmt::Display for MigrationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.app, self.name)
    }
}

impl Migration {
    /// Changes `state` as this migration does.
    ///
    /// # Errors
    /// [`Error::File`] that names this migration.
    pub fn apply(&self, state: &mut ProjectState) -> Result<()> {
        for operation in &self.operations {
            operation.apply(&self.id.app, state).map_err(|error| Error::File {
                path: format!("{}/{}/operations.toml", self.id.app, self.id.name),
                message: error.to_string(),
            })?;
        }
        Ok(())
    }

    /// Its name and its steps, for people: a line each, those that lose data marked.
    pub fn summary(&self) -> String {
        let mut lines = format!("{}\n", self.id);
        for operation in &self.operations {
            let warning = operation.warning().map(|text| format!(" ({text})"));
            lines.push_str(&format!(
                "  - {}{}\n",
                operation.describe(),
                warning.unwrap_or_default()
            ));
        }
        lines
    }

    /// The SQL for the database called `dialect`.
    ///
    /// # Errors
    /// [`Error::NoSql`] when the files are missing.
    pub fn script(&self, dialect: &'static str) -> Result<&Script> {
        self.scripts.get(dialect).ok_or_else(|| Error::NoSql {
            migration: self.id.to_string(),
            dialect,
            direction: "up",
        })
    }

    /// What tells whether the SQL run forward is the one that was applied.
    ///
    /// # Errors
    /// [`Error::NoSql`] when the files are missing.
    pub fn checksum(&self, dialect: &'static str) -> Result<String> {
        if self.id.is_data_step() {
            return Ok("a data step".to_owned());
        }
        // Line ends are git's business, not an edit.
        let up = self.script(dialect)?.up.replace("\r\n", "\n");
        let digest = Sha256::digest(up.as_bytes());
        Ok(digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect())
    }

    /// The files below the migrations directory, with their contents.
    ///
    /// # Errors
    /// [`Error::File`] when the steps cannot be written as TOML.
    pub fn files(&self) -> Result<Vec<(String, String)>> {
        let folder = format!("{}/{}", self.id.app, self.id.name);
        let path = format!("{folder}/operations.toml");
        let file = OperationsFile {
            dependencies: self.dependencies.iter().map(ToString::to_string).collect(),
            replaces: self.replaces.iter().map(ToString::to_string).collect(),
            operations: self.operations.clone(),
        };
        let operations = toml::to_string(&file).map_err(|error| Error::File {
            path: path.clone(),
            message: error.to_string(),
        })?;
        let mut files = vec![(path, format!("{HEADER}{operations}"))];
        for (dialect, script) in &self.scripts {
            files.push((format!("{folder}/{dialect}/up.sql"), script.up.clone()));
            files.push((format!("{folder}/{dialect}/down.sql"), script.down.clone()));
        }
        // One line that two branches cannot both change without git noticing.
        files.push((format!("{}/head", self.id.app), format!("{}\n", self.id.name)));
        Ok(files)
    }

    /// Writes the files below `directory` and gives their paths.
    ///
    /// # Errors
    /// [`Error::Io`] with the file.
    pub fn write(&self, directory: &Path) -> Result<Vec<PathBuf>> {
        self.write_as(directory, true)
    }

    /// As [`write`](Self::write), and leaves the app's head as it is when others come after it.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_as(&self, directory: &Path, is_last: bool) -> Result<Vec<PathBuf>> {
        let mut files = self.files()?;
        files.truncate(files.len() - usize::from(!is_last));
        // Without its steps a folder is no migration: who is interrupted, or has no room left, has written none.
        let scripts = 1..1 + 2 * self.scripts.len();
        let order = scripts.clone().chain([0]).chain(scripts.end..files.len());
        for (path, contents) in order.filter_map(|place| files.get(place)) {
            let path = directory.join(path);
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder).map_err(Error::io("creating", folder))?;
            }
            std::fs::write(&path, contents).map_err(Error::io("writing", &path))?;
        }
        Ok(files.into_iter().map(|(path, _)| directory.join(path)).collect())
    }

    /// All migrations among `files`, which are named below the migrations directory with `/`.
    ///
    /// # Errors
    /// [`Error::File`] with the first wrong one.
    pub fn read_all(files: &BTreeMap<String, String>) -> Result<Vec<Self>> {
        files
            .iter()
            .filter_map(|(path, contents)| {
                let folder = path.strip_suffix("/operations.toml")?;
                let (app, name) = folder.split_once('/').filter(|(_, name)| !name.contains('/'))?;
                Some(Self::read(MigrationId::new(app, name), folder, contents, files))
            })
            .collect()
    }

    fn read(id: MigrationId, folder: &str, contents: &str, files: &BTreeMap<String, String>) -> Result<Self> {
        let wrong = |message: String| Error::File {
            path: format!("{folder}/operations.toml"),
            message,
        };
        let parsed: OperationsFile = toml::from_str(contents).map_err(|error| wrong(error.to_string()))?;
        let named = |texts: &[String]| -> Result<Vec<MigrationId>> {
            let one = |text: &String| {
                let (app, name) = text
                    .split_once('.')
                    .ok_or_else(|| wrong(format!("`{text}` is no migration; write `app.0001_name`")))?;
                Ok(MigrationId::new(app, name))
            };
            texts.iter().map(one).collect()
        };
        let dependencies = named(&parsed.dependencies)?;
        let replaces = named(&parsed.replaces)?;
        let mut scripts = BTreeMap::new();
        for dialect in DIALECTS {
            let file = |direction: &str| files.get(&format!("{folder}/{}/{direction}.sql", dialect.name()));
            if let Some(up) = file("up") {
                let down = file("down").ok_or_else(|| Error::NoSql {
                    migration: id.to_string(),
                    dialect: dialect.name(),
                    direction: "down",
                })?;
                scripts.insert(
                    dialect.name(),
                    Script {
                        up: up.clone(),
                        down: down.clone(),
                    },
                );
            }
        }
        Ok(Self {
            id,
            dependencies,
            operations: parsed.operations,
            replaces,
            scripts,
        })
    }
}
