//! A directory for a project, and the commands that run there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::program::{PROGRAM, stderr, stdout};

/// A fresh directory for a project below `target`, whose builds share the dependencies of the workspace's.
pub struct Workspace {
    directory: PathBuf,
    variables: Vec<(String, String)>,
}

impl Workspace {
    /// An empty directory; what an earlier run left there is removed.
    pub fn new(name: &str) -> Self {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("projects").join(name);
        if directory.exists() {
            fs::remove_dir_all(&directory).unwrap();
        }
        fs::create_dir_all(&directory).unwrap();
        Self {
            directory,
            variables: Vec::new(),
        }
    }

    /// Makes the project `name` in it and goes there.
    pub fn new_project(directory: &str, arguments: &[&str]) -> Self {
        let mut workspace = Self::new(directory);
        workspace.succeed(PROGRAM, &[&["fjango", "new"], arguments].concat());
        workspace.enter(arguments[0]);
        workspace
    }

    /// Goes to a project that is there, and gives it the versions of dependencies that fjango itself is built with.
    pub fn enter(&mut self, project: &str) {
        self.directory = self.directory.join(project);
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
        fs::copy(lock, self.directory.join("Cargo.lock")).unwrap();
    }

    /// The path of a file of the project.
    pub fn file(&self, path: &str) -> PathBuf {
        self.directory.join(path)
    }

    /// Writes a file of the project.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.file(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Replaces text in a file of the project, which must hold it.
    pub fn replace(&self, path: &str, old: &str, new: &str) {
        let text = fs::read_to_string(self.file(path)).unwrap();
        assert!(text.contains(old), "no `{old}` in {path}:\n{text}");
        self.write(path, &text.replace(old, new));
    }

    /// Sets a variable for the commands that follow.
    pub fn set(&mut self, name: &str, value: &str) {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    /// A command in the project, free of what surrounds the test.
    #[expect(
        clippy::disallowed_methods,
        reason = "the project must not see the test's own environment"
    )]
    pub fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            if is_foreign(&name.to_string_lossy()) {
                command.env_remove(name);
            }
        }
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        command
            .args(arguments)
            .current_dir(&self.directory)
            .env("CARGO_TARGET_DIR", target)
            // The lock file names what is downloaded already.
            .env("CARGO_NET_OFFLINE", "true")
            .env("NO_COLOR", "1")
            .env("FJANGO_BIND", "127.0.0.1:0")
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, program: &str, arguments: &[&str]) -> Output {
        self.command(program, arguments)
            .output()
            .unwrap_or_else(|error| panic!("{program} does not start: {error}"))
    }

    /// Runs a command that must succeed.
    #[track_caller]
    pub fn succeed(&self, program: &str, arguments: &[&str]) -> Output {
        let output = self.run(program, arguments);
        let (said, printed) = (stderr(&output), stdout(&output));
        assert!(
            output.status.success(),
            "{program} {arguments:?} ended with {}\n{said}\n{printed}",
            output.status
        );
        output
    }

    /// Runs `cargo fjango`, which must succeed, and gives what it printed.
    #[track_caller]
    pub fn fjango(&self, arguments: &[&str]) -> String {
        stdout(&self.succeed(PROGRAM, &[&["fjango"], arguments].concat()))
    }
}

/// Whether a variable would lead a project to somebody's database, or says what cargo tells this test alone.
fn is_foreign(name: &str) -> bool {
    let of_test = [
        "CARGO_PKG_",
        "CARGO_MANIFEST_",
        "CARGO_BIN_",
        "CARGO_CRATE_",
        "CARGO_PRIMARY_",
    ];
    name == "DATABASE_URL"
        || name == "RUST_LOG"
        || name.starts_with("PG")
        || name.starts_with("FJANGO_")
        || of_test.iter().any(|prefix| name.starts_with(prefix))
}
