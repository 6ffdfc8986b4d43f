use std::path::{Path, PathBuf};

use super::ProjectName;

/// The files, and where each goes. `{{…}}` in their text is filled in; `app` in a path is the app's name.
const FILES: &[(&str, &str)] = &[
    ("Cargo.toml", include_str!("../../templates/project/Cargo.toml.in")),
    (".gitignore", include_str!("../../templates/project/gitignore")),
    (".env.example", include_str!("../../templates/project/env.example")),
    ("README.md", include_str!("../../templates/project/README.md")),
    ("fjango.toml", include_str!("../../templates/project/fjango.toml")),
    ("src/main.rs", include_str!("../../templates/project/src/main.rs")),
    ("src/models.rs", include_str!("../../templates/project/src/models.rs")),
    ("src/tests.rs", include_str!("../../templates/project/src/tests.rs")),
    (
        "migrations/{{app}}/head",
        include_str!("../../templates/project/migrations/head"),
    ),
    (
        "migrations/{{app}}/0001_initial/operations.toml",
        include_str!("../../templates/project/migrations/0001_initial/operations.toml"),
    ),
    (
        "migrations/{{app}}/0001_initial/postgres/up.sql",
        include_str!("../../templates/project/migrations/0001_initial/postgres/up.sql"),
    ),
    (
        "migrations/{{app}}/0001_initial/postgres/down.sql",
        include_str!("../../templates/project/migrations/0001_initial/postgres/down.sql"),
    ),
    (
        "migrations/{{app}}/0001_initial/sqlite/up.sql",
        include_str!("../../templates/project/migrations/0001_initial/sqlite/up.sql"),
    ),
    (
        "migrations/{{app}}/0001_initial/sqlite/down.sql",
        include_str!("../../templates/project/migrations/0001_initial/sqlite/down.sql"),
    ),
];

/// How the model is shown by the admin site; `--api` leaves it out.
const ADMIN: &str = "#[admin(list_display(title, author, created), search(title, text))]\n";

/// What keeps a project out of a workspace around it.
const OWN_WORKSPACE: &str = "\n# A workspace of its own, though it lies inside of another one.\n[workspace]\n";

/// Where a project gets the library from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Library {
    /// A checkout's directory of the crate.
    Path(PathBuf),
    /// A version on crates.io.
    Version(&'static str),
}

/// What kind of project to make.
#[derive(Clone, Debug)]
pub struct Options {
    /// Its name.
    pub name: ProjectName,
    /// Where the library comes from.
    pub library: Library,
    /// Whether it is an API alone.
    pub api: bool,
    /// Whether it lies inside of another workspace, and must say that it is none of its members.
    pub own_workspace: bool,
}

impl Library {
    /// The checkout that this program was built from while it is there, else the version of this program.
    pub fn of_this_program() -> Self {
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fjango");
        match checkout.canonicalize() {
            Ok(path) if path.join("Cargo.toml").is_file() => Self::Path(path),
            _ => Self::Version(env!("CARGO_PKG_VERSION")),
        }
    }

    /// As a value in `Cargo.toml`.
    fn requirement(&self) -> String {
        // A string in JSON is one in TOML.
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        match self {
            Self::Path(path) => format!("{{ path = {} }}", quoted(&path.to_string_lossy())),
            Self::Version(version) => quoted(version),
        }
    }
}

/// The files of a project, with paths below its directory.
pub fn render(options: &Options) -> Vec<(PathBuf, String)> {
    let fill = |text: &str| {
        text.replace("{{name}}", options.name.package())
            .replace("{{app}}", &options.name.app())
            .replace("{{fjango}}", &options.library.requirement())
    };
    let mut files: Vec<(PathBuf, String)> = FILES
        .iter()
        .map(|(path, text)| (PathBuf::from(fill(path)), fill(text)))
        .collect();
    for (path, text) in &mut files {
        if options.api && path.ends_with("models.rs") {
            *text = text.replace(ADMIN, "");
        }
        if options.own_workspace && path.ends_with("Cargo.toml") {
            text.push_str(OWN_WORKSPACE);
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(options: &Options, path: &str) -> String {
        let files = render(options);
        let file = files.into_iter().find(|(found, _)| found == Path::new(path));
        file.unwrap_or_else(|| panic!("there is no {path}")).1
    }

    fn options() -> Options {
        Options {
            name: ProjectName::new("my-site").unwrap(),
            library: Library::Version("0.1.0"),
            api: false,
            own_workspace: false,
        }
    }

    #[test]
    fn nothing_is_left_to_fill_in() {
        for (path, text) in render(&options()) {
            assert!(!path.to_string_lossy().contains('{'), "{}", path.display());
            assert!(!text.contains("{{"), "{}:\n{text}", path.display());
            assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{}", path.display());
        }
    }

    #[test]
    fn the_library_comes_from_a_checkout_or_from_crates_io() {
        assert!(text(&options(), "Cargo.toml").contains("\nfjango = \"0.1.0\"\n"));
        let library = Library::Path(PathBuf::from("/a \"b\"/fjango"));
        let manifest = text(&Options { library, ..options() }, "Cargo.toml");
        assert!(
            manifest.contains(r#"fjango = { path = "/a \"b\"/fjango" }"#),
            "{manifest}"
        );
        // The tests run in a checkout.
        assert!(matches!(Library::of_this_program(), Library::Path(path) if path.ends_with("fjango")));
    }

    #[test]
    fn an_api_alone_does_not_describe_its_models_for_the_admin() {
        let all = text(&options(), "src/models.rs");
        let api = text(&Options { api: true, ..options() }, "src/models.rs");
        assert!(all.contains("#[admin"));
        assert_eq!(all.replace(ADMIN, ""), api);
        assert!(!api.contains("admin"));
    }

    #[test]
    fn a_project_inside_of_a_workspace_is_one_of_its_own() {
        assert!(!text(&options(), "Cargo.toml").contains("[workspace]"));
        let inside = Options {
            own_workspace: true,
            ..options()
        };
        assert!(text(&inside, "Cargo.toml").ends_with("[workspace]\n"));
    }

    #[test]
    fn tables_belong_to_the_app_of_the_project() {
        let sql = text(&options(), "migrations/my_site/0001_initial/sqlite/up.sql");
        assert!(sql.contains("my_site_note"), "{sql}");
    }
}
