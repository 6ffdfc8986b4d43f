//! What is typed, what is shown, what comes of it.

use std::collections::BTreeSet;

use libtest_mimic::{Failed, Trial};
use rexpect::process::{Signal, WaitStatus};
use rexpect::session::{PtySession, spawn_command};
use tempfile::TempDir;

use super::project;

type Outcome = Result<(), Failed>;

/// Longer than any machine takes.
const PATIENCE_MS: u64 = 60_000;
const EVIDENCE: &str = "both are text with the same options.";
const LOSS: &str = "If not, column `name` of table `blog_post` is dropped with all its values.";
const QUESTION: &str = "Was blog.Post.name renamed to blog.Post.title? [y/N] ";

pub(super) fn tests() -> Vec<Trial> {
    vec![
        Trial::test("yes_is_a_rename", yes),
        Trial::test("no_asks_for_a_value", no),
        Trial::test("nothing_is_no_and_no_value_stops", nothing),
        Trial::test("what_is_neither_is_asked_again", neither),
        Trial::test("an_interruption_writes_nothing", interrupted),
        Trial::test("the_end_of_the_input_writes_nothing", ended),
        Trial::test("told_not_to_ask_it_prints_the_flags", not_asked),
    ]
}

fn yes() -> Outcome {
    let mut session = Session::begin(&[])?;
    session.asked()?;
    session.types("y")?;
    session.ends_with(0)?;
    session.has_written(&["Rename field name of Post to title"])
}

fn no() -> Outcome {
    let mut session = Session::begin(&[])?;
    session.asked()?;
    session.types("n")?;
    session.shows("New field blog.Post.title accepts no NULL. What do rows that exist get?")?;
    session.shows("value: ")?;
    session.types("nameless")?;
    session.ends_with(0)?;
    session.has_written(&[
        "Add field title to Post",
        "Remove field name from Post and drop its column",
    ])
}

fn nothing() -> Outcome {
    let mut session = Session::begin(&[])?;
    session.asked()?;
    session.types("")?;
    session.shows("value: ")?;
    session.types("")?;
    session.shows("stopped; nothing was written")?;
    session.ends_with(1)?;
    session.has_written(&[])
}

fn neither() -> Outcome {
    let mut session = Session::begin(&[])?;
    session.asked()?;
    session.types("perhaps")?;
    session.shows("Please answer `y` or `n`.")?;
    session.shows(QUESTION)?;
    session.types("Y")?;
    session.ends_with(0)?;
    session.has_written(&["Rename field name of Post to title"])
}

fn interrupted() -> Outcome {
    let mut session = Session::begin(&[])?;
    session.asked()?;
    session.pty.send_control('c')?;
    let status = session.pty.process().wait()?;
    if !matches!(status, WaitStatus::Signaled(_, Signal::SIGINT, _)) {
        return Err(format!("it should die of the interruption: {status:?}").into());
    }
    session.has_written(&[])
}

fn ended() -> Outcome {
    let mut session = Session::begin(&[])?;
    session.asked()?;
    session.pty.send_control('d')?;
    session.shows("stopped; nothing was written")?;
    session.ends_with(1)?;
    session.has_written(&[])
}

fn not_asked() -> Outcome {
    let mut session = Session::begin(&["--no-input"])?;
    session.shows("1 question(s) are open")?;
    session.shows("--renamed blog.Post.name=title")?;
    session.shows("--not-renamed blog.Post.name")?;
    session.ends_with(4)?;
    session.has_written(&[])
}

/// The project's `makemigrations` in a terminal, and where it writes.
struct Session {
    folder: TempDir,
    before: BTreeSet<String>,
    pty: PtySession,
}

impl Session {
    /// A project that has made its first migration, when `title` was called `name`.
    fn begin(flags: &[&str]) -> Result<Self, Failed> {
        let folder = tempfile::tempdir()?;
        project::begin(folder.path())?;
        let mut command = project::command(folder.path(), &["makemigrations", "blog"])?;
        command.args(flags);
        Ok(Self {
            before: project::migrations(folder.path())?,
            folder,
            pty: spawn_command(command, Some(PATIENCE_MS))?,
        })
    }

    /// Waits for the question, with what speaks for it and what is lost otherwise.
    fn asked(&mut self) -> Outcome {
        [EVIDENCE, LOSS, QUESTION].iter().try_for_each(|text| self.shows(text))
    }

    fn shows(&mut self, text: &str) -> Outcome {
        self.pty.exp_string(text)?;
        Ok(())
    }

    fn types(&mut self, line: &str) -> Outcome {
        self.pty.send_line(line)?;
        Ok(())
    }

    fn ends_with(&mut self, code: i32) -> Outcome {
        let rest = self.pty.exp_eof()?;
        match self.pty.process().wait()? {
            WaitStatus::Exited(_, status) if status == code => Ok(()),
            status => Err(format!("{status:?} instead of {code}, after:\n{rest}").into()),
        }
    }

    /// Whether the one new migration has these steps; with none, whether there is no new one.
    fn has_written(&self, steps: &[&str]) -> Outcome {
        let after = project::migrations(self.folder.path())?;
        let new: Vec<&String> = after.difference(&self.before).collect();
        let expected = usize::from(!steps.is_empty());
        if new.len() != expected {
            return Err(format!("{expected} new migrations were expected, and there are {new:?}").into());
        }
        let Some(name) = new.first() else { return Ok(()) };
        let source = fjango::migrate::Source::Directory(self.folder.path().join("migrations"));
        let migrations = source.read()?;
        let made = migrations.iter().find(|one| one.id.name == **name);
        let described: Vec<String> = made
            .into_iter()
            .flat_map(|one| &one.operations)
            .map(fjango::migrate::Operation::describe)
            .collect();
        if described == steps {
            Ok(())
        } else {
            Err(format!("{described:?} instead of {steps:?}").into())
        }
    }
}
