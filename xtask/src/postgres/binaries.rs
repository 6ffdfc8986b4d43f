//! Finding PostgreSQL's server programs.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::owner::Owner;
use crate::{apt, environment};

/// Where distributions keep a directory per version: `<root>/<prefix><version>/bin`.
const VERSIONED: [(&str, &str); 4] = [
    ("/usr/lib/postgresql", ""),
    ("/usr", "pgsql-"),
    ("/opt/homebrew/opt", "postgresql@"),
    ("/usr/local/opt", "postgresql@"),
];

/// The directory with `initdb` and `postgres`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries(PathBuf);

impl Binaries {
    /// Finds the programs that `owner` may run: on `PATH`, then the newest installed version, else installs Debian's
    /// package where that needs no question.
    ///
    /// # Errors
    /// One line that says what to install.
    pub fn find_or_install(owner: &Owner) -> anyhow::Result<Self> {
        if let Some(found) = Self::find(owner) {
            return Ok(found);
        }
        if apt::is_available() {
            install()?;
            if let Some(found) = Self::find(owner) {
                return Ok(found);
            }
        }
        anyhow::bail!(
            "PostgreSQL's server programs (`initdb`, `postgres`) are not installed; \
             on Debian and Ubuntu: sudo apt install postgresql; on macOS: brew install postgresql"
        )
    }

    fn find(owner: &Owner) -> Option<Self> {
        let on_path = environment::path_directories()
            .into_iter()
            .flat_map(|directory| on_path(&directory));
        let installed = VERSIONED
            .iter()
            .flat_map(|(root, prefix)| newest_first(Path::new(root), prefix));
        on_path
            .chain(installed)
            .find(|directory| has_both(directory) && owner.can_reach(directory))
            .map(Self)
    }

    /// The program that makes a cluster.
    pub fn initdb(&self) -> PathBuf {
        self.0.join("initdb")
    }

    /// The server.
    pub fn postgres(&self) -> PathBuf {
        self.0.join("postgres")
    }
}

/// Installs Debian's package, and keeps it from starting a system cluster.
fn install() -> anyhow::Result<()> {
    let settings = Path::new("/etc/postgresql-common/createcluster.conf");
    if !settings.exists() {
        fs::create_dir_all(settings.parent().unwrap_or(settings))?;
        fs::write(settings, "create_main_cluster = false\n")?;
    }
    apt::install(&["postgresql"])
}

/// The directories a `PATH` entry stands for: where its links lead, since a link's neighbours need not be there.
fn on_path(directory: &Path) -> Vec<PathBuf> {
    let resolved = ["postgres", "initdb"]
        .iter()
        .filter_map(|program| fs::canonicalize(directory.join(program)).ok());
    resolved
        .filter_map(|program| program.parent().map(Path::to_owned))
        .collect()
}

/// `<root>/<prefix><version>/bin`, the newest version first.
fn newest_first(root: &Path, prefix: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    let mut versions: Vec<(Vec<u32>, PathBuf)> = entries
        .filter_map(|entry| {
            let name = entry.file_name();
            let version = name
                .to_str()?
                .strip_prefix(prefix)?
                .split('.')
                .map(|part| part.parse().ok());
            Some((version.collect::<Option<_>>()?, entry.path().join("bin")))
        })
        .collect();
    versions.sort_by(|a, b| b.0.cmp(&a.0));
    versions.into_iter().map(|(_, directory)| directory).collect()
}

fn has_both(directory: &Path) -> bool {
    ["postgres", "initdb"].iter().all(|program| {
        fs::metadata(directory.join(program)).is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use tempfile::TempDir;

    use super::*;

    fn program(path: &Path, mode: u32) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn the_newest_version_comes_first_by_number() {
        let root = TempDir::new().unwrap();
        for version in ["9.6", "15", "17", "9.10", "man"] {
            fs::create_dir_all(root.path().join(version).join("bin")).unwrap();
        }
        let found = newest_first(root.path(), "");
        let expected = ["17", "15", "9.10", "9.6"].map(|version| root.path().join(version).join("bin"));
        assert_eq!(found, expected);
    }

    #[test]
    fn a_prefix_before_the_version_is_required() {
        let root = TempDir::new().unwrap();
        for name in ["pgsql-16", "17", "pgsql-"] {
            fs::create_dir_all(root.path().join(name)).unwrap();
        }
        assert_eq!(newest_first(root.path(), "pgsql-"), [root.path().join("pgsql-16/bin")]);
    }

    #[test]
    fn a_link_on_the_path_leads_to_its_neighbours() {
        let root = TempDir::new().unwrap();
        let real = fs::canonicalize(root.path()).unwrap().join("15/bin");
        program(&real.join("postgres"), 0o755);
        program(&real.join("initdb"), 0o755);
        let links = root.path().join("links");
        fs::create_dir(&links).unwrap();
        symlink(real.join("postgres"), links.join("postgres")).unwrap();
        assert!(!has_both(&links));
        assert_eq!(on_path(&links).first(), Some(&real));
        assert!(has_both(&real));
    }

    #[test]
    fn both_programs_must_be_executable() {
        let root = TempDir::new().unwrap();
        program(&root.path().join("postgres"), 0o755);
        assert!(!has_both(root.path()), "initdb is missing");
        program(&root.path().join("initdb"), 0o644);
        assert!(!has_both(root.path()), "initdb is not executable");
    }
}
