//! A site of thirty models and thirty handlers, written as a user would write it, to measure how long it takes to build.

use std::fs;
use std::io::Result;
use std::path::{Path, PathBuf};

/// The apps, each with five models and five handlers.
const APPS: [&str; 6] = ["Shop", "Press", "Club", "Fleet", "Clinic", "School"];

/// The name of the generated package.
pub const PACKAGE: &str = "thirty_models";

/// A generated package.
#[derive(Debug)]
pub struct Project {
    root: PathBuf,
}

/// A line to change: its file, and what stands before and after a number in it.
#[derive(Clone, Copy, Debug)]
pub struct Edit {
    /// What is changed.
    pub name: &'static str,
    file: &'static str,
    before: &'static str,
    after: &'static str,
    first: u32,
}

/// One more or one less row in a query of a handler.
pub const HANDLER: Edit = Edit {
    name: "a handler",
    file: "src/shop/handlers.rs",
    before: ".limit(",
    after: ")",
    first: 20,
};

/// A title that may be one character longer.
pub const MODEL: Edit = Edit {
    name: "a model",
    file: "src/shop/models.rs",
    before: "#[field(help = \"On the page.\", max_length = ",
    after: ")]",
    first: 200,
};

impl Project {
    /// Writes the package at `root`, in place of what was there, with `library` as the path of fjango.
    ///
    /// # Errors
    /// When the directory cannot be written.
    pub fn write(root: &Path, library: &Path) -> Result<Self> {
        match fs::remove_dir_all(root) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let project = Self { root: root.to_owned() };
        project.file("Cargo.toml", &manifest(library))?;
        let modules: String = APPS
            .iter()
            .map(|app| format!("mod {};\n", app.to_lowercase()))
            .collect();
        project.file("src/main.rs", &MAIN.replace("MODULES\n", &modules))?;
        for app in APPS {
            let module = app.to_lowercase();
            let fill = |text: &str| text.replace("APP", app).replace("MODULE", &module);
            project.file(&format!("src/{module}/mod.rs"), "mod handlers;\nmod models;\n")?;
            project.file(&format!("src/{module}/models.rs"), &fill(MODELS))?;
            project.file(&format!("src/{module}/handlers.rs"), &fill(HANDLERS))?;
        }
        Ok(project)
    }

    /// Where it lies.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Makes the edit for the `count`th time: each gives another program.
    ///
    /// # Errors
    /// When the file cannot be read or written, or does not have the line.
    pub fn edit(&self, edit: &Edit, count: u32) -> Result<()> {
        let path = self.root.join(edit.file);
        let text = fs::read_to_string(&path)?;
        let missing = || std::io::Error::other(format!("{} has no `{}`", edit.file, edit.before));
        let start = text.find(edit.before).ok_or_else(missing)? + edit.before.len();
        let end = start + text[start..].find(edit.after).ok_or_else(missing)?;
        let number = edit.first + count;
        fs::write(path, format!("{}{number}{}", &text[..start], &text[end..]))
    }

    fn file(&self, path: &str, text: &str) -> Result<()> {
        let path = self.root.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)
    }
}

/// The manifest that `cargo fjango new` would write.
fn manifest(library: &Path) -> String {
    format!(
        r#"[package]
name = "{PACKAGE}"
version = "0.1.0"
edition = "2024"
publish = false

[workspace]

[dependencies]
fjango = {{ path = {library:?} }}

[profile.dev]
debug = "line-tables-only"

[profile.dev.package."*"]
debug = false
"#
    )
}

const MAIN: &str = r#"//! Thirty models.

MODULES
use fjango::App;

#[fjango::main]
async fn main() -> fjango::Result<()> {
    App::new().run().await
}
"#;

/// The five models of an app.
const MODELS: &str = include_str!("generated/models.rs.in");
/// Its five handlers.
const HANDLERS: &str = include_str!("generated/handlers.rs.in");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_thirty_models_and_handlers_and_edits_change_one_line() {
        let directory = tempfile::tempdir().unwrap();
        let project = Project::write(&directory.path().join("site"), Path::new("/fjango")).unwrap();
        let count = |file: &str, what: &str| {
            let texts = APPS.map(|app| {
                let path = project.root().join("src").join(app.to_lowercase()).join(file);
                fs::read_to_string(path).unwrap()
            });
            texts.iter().map(|text| text.matches(what).count()).sum::<usize>()
        };
        assert_eq!(count("models.rs", "#[model("), 30);
        assert_eq!(count("handlers.rs", "async fn "), 30);
        for (edit, written) in [(HANDLER, ".limit(27)"), (MODEL, "max_length = 207)")] {
            project.edit(&edit, 7).unwrap();
            let text = fs::read_to_string(project.root().join(edit.file)).unwrap();
            assert_eq!(text.matches(written).count(), 1, "{written}");
        }
    }
}
