use super::check::across;
use super::layers::{APP, from_variables, unknown_keys};
use super::node::{Content, Node};
use super::reader::{Layer, Reader};
use super::reference::reference;
use super::settings::Details;
use super::{Environment, Error, Origin, Problem, Result, Settings, dotenv, files};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

const FILE: &str = "fjango.toml";
const DOTENV: &str = ".env";

/// Where settings are read from: a directory, an environment and overrides, all explicit, so that
/// tests need no process environment.
#[derive(Clone, Default)]
pub struct Sources {
    root: Option<PathBuf>,
    /// How the root is shown before file names: empty when it is the current directory.
    shown_root: PathBuf,
    variables: BTreeMap<String, OsString>,
    overrides: Vec<Override>,
}

#[derive(Clone)]
struct Override {
    path: String,
    value: String,
    flag: String,
}

impl Sources {
    /// The files of the directory `root`, with an empty environment.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: Some(root.into()),
            ..Self::default()
        }
    }

    /// No files and an empty environment: only defaults.
    pub fn none() -> Self {
        Self::default()
    }

    /// What this process was started with: its environment, and the files of the project's
    /// directory, which is the first of
    ///
    /// 1. `FJANGO_ROOT`,
    /// 2. the package being run by `cargo run` or `cargo test`, if it has a `fjango.toml`,
    /// 3. the current directory or the nearest one above it that has a `fjango.toml`,
    /// 4. the current directory.
    #[expect(
        clippy::disallowed_methods,
        reason = "settings are the one reader of the environment"
    )]
    pub fn from_process() -> Self {
        let current = std::env::current_dir().unwrap_or_default();
        let has_file = |directory: &Path| directory.join(FILE).is_file();
        let variables: BTreeMap<String, OsString> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
            .collect();
        let directory = |name: &str| variables.get(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let root = directory("FJANGO_ROOT")
            .or_else(|| directory("CARGO_MANIFEST_DIR").filter(|directory| has_file(directory)))
            .or_else(|| {
                current
                    .ancestors()
                    .find(|directory| has_file(directory))
                    .map(Path::to_owned)
            })
            .map_or_else(|| current.clone(), |root| current.join(root));
        let shown_root = root.strip_prefix(&current).unwrap_or(&root).to_owned();
        Self {
            root: Some(root),
            shown_root,
            variables,
            overrides: Vec::new(),
        }
    }

    /// Adds or replaces a variable of the environment.
    #[must_use]
    pub fn with_variable(mut self, name: impl Into<String>, value: impl Into<OsString>) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// Sets the setting `path` above all other sources. `flag` is what the user wrote, for
    /// messages: `with_override("server.bind", "127.0.0.1:9000", "--bind")`.
    #[must_use]
    pub fn with_override(mut self, path: impl Into<String>, value: impl Into<String>, flag: impl Into<String>) -> Self {
        self.overrides.push(Override {
            path: path.into(),
            value: value.into(),
            flag: flag.into(),
        });
        self
    }

    fn shown(&self, name: &str) -> String {
        self.shown_root.join(name).display().to_string()
    }
}

// Variables and overrides may hold secrets.
impl std::fmt::Debug for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sources")
            .field("root", &self.root)
            .field("variables", &self.variables.keys())
            .field(
                "overrides",
                &self.overrides.iter().map(|over| &over.path).collect::<Vec<_>>(),
            )
            .finish()
    }
}

/// A variable of the process environment, for the few places that run before there are settings.
/// Else use [`Settings::variable`]. `None` also when it is not Unicode.
#[expect(
    clippy::disallowed_methods,
    reason = "settings are the one reader of the environment"
)]
pub fn process_variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

impl Settings {
    /// Reads the settings from `sources`.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every unknown key, wrong value, unreadable file and broken rule.
    pub fn load(sources: &Sources) -> Result<Self> {
        let mut loader = Loader::default();
        let environment = loader.environment(sources);
        let dotenv = loader.dotenv(sources, &environment);
        let env = environment_name(sources, &environment, &dotenv);

        let root = sources.root.clone().unwrap_or_default();
        if sources.root.is_some() {
            loader.toml(&root.join(FILE), &sources.shown(FILE));
            let name = format!("fjango.{env}.toml");
            loader.toml(&root.join(&name), &sources.shown(&name));
        }
        loader.variables(&dotenv);
        loader.variables(&environment);
        loader.overrides(&sources.overrides);
        loader.finish(&env, root, dotenv, environment)
    }

    /// Reads the settings of the running program: [`Sources::from_process`], loaded.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn load_from_process() -> Result<Self> {
        Self::load(&Sources::from_process())
    }
}

type Variables = BTreeMap<String, (Origin, String)>;

/// Collects layers and what is wrong with them.
#[derive(Default)]
struct Loader {
    layers: Vec<Layer>,
    problems: Vec<Problem>,
    /// A source could not be read at all, so nothing can be said about what is missing.
    incomplete: bool,
}

impl Loader {
    fn environment(&mut self, sources: &Sources) -> Variables {
        let mut variables = Variables::new();
        for (name, value) in &sources.variables {
            let origin = Origin::Environment { name: name.clone() };
            match value.to_str() {
                Some(value) => {
                    variables.insert(name.clone(), (origin, value.to_owned()));
                }
                None if reference().iter().any(|setting| setting.variables.contains(name))
                    || name.starts_with("FJANGO_") =>
                {
                    self.problems
                        .push(Problem::new(origin, "the value is not Unicode text"));
                }
                // Not ours to judge.
                None => {}
            }
        }
        variables
    }

    fn dotenv(&mut self, sources: &Sources, environment: &Variables) -> Variables {
        let Some(root) = &sources.root else {
            return Variables::new();
        };
        let shown = sources.shown(DOTENV);
        let text = match files::read(&root.join(DOTENV), &shown) {
            Ok(text) => text.unwrap_or_default(),
            Err(problem) => {
                self.incomplete = true;
                self.problems.push(problem);
                return Variables::new();
            }
        };
        let environment = environment
            .iter()
            .map(|(name, (_, value))| (name.clone(), value.clone()))
            .collect();
        let (assignments, problems) = dotenv::parse(&text, &shown, &environment);
        self.incomplete |= !problems.is_empty();
        self.problems.extend(problems);
        assignments
            .into_iter()
            .map(|line| {
                (
                    line.name,
                    (
                        Origin::DotEnv {
                            path: shown.clone(),
                            line: line.line,
                        },
                        line.value,
                    ),
                )
            })
            .collect()
    }

    fn toml(&mut self, path: &Path, shown: &str) {
        let tree = match files::read(path, shown) {
            Ok(None) => return,
            Ok(Some(text)) => files::parse_toml(&text, shown),
            Err(problem) => Err(vec![problem]),
        };
        match tree {
            Ok(tree) => {
                self.problems.extend(unknown_keys(&tree));
                self.layers.push(Layer { tree, is_file: true });
            }
            Err(problems) => {
                self.incomplete = true;
                self.problems.extend(problems);
            }
        }
    }

    fn variables(&mut self, variables: &Variables) {
        let (tree, problems) = from_variables(variables);
        self.problems.extend(problems);
        self.layers.push(Layer { tree, is_file: false });
    }

    fn overrides(&mut self, overrides: &[Override]) {
        for Override { path, value, flag } in overrides {
            let origin = Origin::CommandLine { flag: flag.clone() };
            if !reference().iter().any(|setting| setting.path == path) && !path.starts_with("app.") {
                self.problems
                    .push(Problem::new(origin, format!("`{path}` is not a setting")));
                continue;
            }
            let mut tree = Node::table(origin.clone());
            let keys: Vec<String> = path.split('.').map(str::to_owned).collect();
            let node = Node {
                origin,
                content: Content::Text(value.clone()),
            };
            // Invariant: the tree is empty, so nothing is in the way.
            let _ = tree.insert(&keys, node);
            self.layers.push(Layer { tree, is_file: false });
        }
    }

    fn finish(
        mut self,
        env: &Environment,
        root: PathBuf,
        dotenv: Variables,
        environment: Variables,
    ) -> Result<Settings> {
        let mut reader = Reader::new(env, &root, &self.layers);
        let settings = Settings::build(&mut reader);
        let origins = reader.origins;
        self.problems.extend(reader.problems);

        let mut app = Node::table(Origin::Default);
        for layer in &self.layers {
            if let Some(node) = layer.tree.at(APP) {
                app.origin = node.origin.clone();
                app.overlay(node);
            }
        }
        let variables = dotenv
            .into_iter()
            .chain(environment)
            .map(|(name, (_, value))| (name, value))
            .collect();
        let settings = settings.with_details(Details {
            root,
            origins,
            app,
            variables,
        });
        if !self.incomplete {
            // A value that is wrong by itself is already reported; a rule across settings would
            // only judge the default that stands in for it.
            let across = across(&settings);
            let wrong: Vec<Option<String>> = self.problems.iter().map(|problem| problem.key.clone()).collect();
            self.problems
                .extend(across.into_iter().filter(|problem| !wrong.contains(&problem.key)));
        }
        if self.problems.is_empty() {
            Ok(settings)
        } else {
            Err(Error::Invalid {
                problems: self.problems,
            })
        }
    }
}

/// The environment's name, needed before the files are known. A wrong name is reported when the
/// setting `env` is read.
fn environment_name(sources: &Sources, environment: &Variables, dotenv: &Variables) -> Environment {
    let overridden = sources
        .overrides
        .iter()
        .rev()
        .filter(|over| over.path == "env")
        .map(|over| over.value.as_str());
    let variables = [environment, dotenv]
        .into_iter()
        .filter_map(|variables| variables.get("FJANGO_ENV"));
    overridden
        .chain(variables.map(|(_, value)| value.as_str()))
        .find(|name| !name.is_empty())
        .and_then(|name| name.parse().ok())
        .unwrap_or_default()
}
