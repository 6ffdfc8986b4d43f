//! Projects on disk and what loading them says.

use crate::conf::{Problem, Result, Settings, Sources};

pub(super) const KEY: &str = "Vt0mCq2y7u1kP5sXw9zB4nD8fH3jL6rT";

/// A project's directory with files; the sources read it with an empty environment.
pub(super) struct Project(pub(super) tempfile::TempDir);

impl Project {
    pub(super) fn new(files: &[(&str, &str)]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(directory.path().join(name), text).unwrap();
        }
        Self(directory)
    }

    pub(super) fn sources(&self) -> Sources {
        Sources::new(self.0.path())
    }

    pub(super) fn load(&self) -> Result<Settings> {
        Settings::load(&self.sources())
    }
}

pub(super) fn toml(text: &str) -> Result<Settings> {
    Project::new(&[("fjango.toml", text)]).load()
}

pub(super) fn variable(name: &str, value: &str) -> Result<Settings> {
    Settings::load(&Sources::none().with_variable(name, value))
}

pub(super) fn mistakes<T: std::fmt::Debug>(result: Result<T>) -> Vec<String> {
    result.unwrap_err().problems().iter().map(Problem::to_string).collect()
}

/// The only mistake.
pub(super) fn mistake<T: std::fmt::Debug>(result: Result<T>) -> String {
    let all = mistakes(result);
    assert_eq!(all.len(), 1, "{all:#?}");
    all.into_iter().next().unwrap()
}

#[track_caller]
pub(super) fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
}
