//! What the verbs of migrations print, change and exit with, on both databases.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use fjango::db::{Db, Executor as _, Statement, first_value};
use fjango_tests::{FreshDatabase, Kind, fresh_database};
use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use tempfile::TempDir;

use super::project;

type Outcome = Result<(), Failed>;
type Case = (&'static str, fn(&Site) -> Outcome);

pub(super) fn tests() -> Vec<Trial> {
    let all: [Case; 8] = [
        ("a_migration_is_made_looked_at_and_applied", made_and_applied),
        ("what_is_there_is_noted_without_running", noted),
        ("open_questions_are_told_as_flags_and_nothing_is_written", asked),
        ("what_is_unsafe_can_be_denied", denied),
        ("two_last_migrations_follow_each_other_or_are_joined", two_last),
        ("many_migrations_become_one", squashed),
        ("what_was_changed_by_hand_is_drift", drifted),
        ("instances_that_start_at_once_migrate_once", at_once),
    ];
    let trials = all.into_iter().flat_map(|(name, run)| {
        Kind::ALL.map(|kind| Trial::test(format!("verbs::{name}::{kind}"), move || run(&Site::new(kind)?)))
    });
    trials.collect()
}

/// A project without migrations, and its database.
struct Site {
    folder: TempDir,
    database: FreshDatabase,
}

/// What a verb did.
struct Done {
    what: String,
    code: Option<i32>,
    out: String,
    err: String,
}

impl Site {
    fn new(kind: Kind) -> Result<Self, Failed> {
        Ok(Self {
            folder: tempfile::tempdir()?,
            database: fresh_database(kind),
        })
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn blog(&self, path: &str) -> PathBuf {
        self.root().join("migrations/blog").join(path)
    }

    fn command(&self, line: &str) -> Result<Command, Failed> {
        let arguments: Vec<&str> = line.split_whitespace().collect();
        let mut command = project::command(self.root(), &arguments)?;
        command.env("DATABASE_URL", self.database.url()).stdin(Stdio::null());
        Ok(command)
    }

    fn run(&self, line: &str) -> Result<Done, Failed> {
        Ok(Done::of(line, &self.command(line)?.output()?))
    }

    /// Runs a verb that must succeed, and gives what it printed.
    fn ok(&self, line: &str) -> Result<String, Failed> {
        Ok(self.run(line)?.ends_with(0)?.out)
    }

    /// The names of the blog's migrations.
    fn names(&self) -> Result<Vec<String>, Failed> {
        Ok(project::migrations(self.root())?.into_iter().collect())
    }

    fn has(&self, names: &[&str]) -> Outcome {
        equal(&self.names()?, names)
    }

    /// The texts that a query gives; a statement gives none.
    fn sql(&self, sql: &str) -> Result<Vec<String>, Failed> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let db = Db::connect(self.database.url()).await?;
            if sql.starts_with("SELECT") {
                return Ok(db.fetch(Statement::sql(sql), first_value::<String>).await?);
            }
            db.execute(Statement::sql(sql)).await?;
            Ok(Vec::new())
        })
    }

    /// What `showmigrations` says of the blog's.
    fn shown(&self) -> Result<Vec<String>, Failed> {
        let shown = self.ok("showmigrations blog")?;
        Ok(shown.lines().skip(1).map(|line| line.trim().to_owned()).collect())
    }
}

impl Done {
    fn of(what: &str, output: &Output) -> Self {
        Self {
            what: what.to_owned(),
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    fn ends_with(self, code: i32) -> Result<Self, Failed> {
        match self.code == Some(code) {
            true => Ok(self),
            false => Err(self.wrong(&format!("should end with {code}"))),
        }
    }

    /// Whether it says all of this, to whoever reads or to a program.
    fn says(self, texts: &[&str]) -> Result<Self, Failed> {
        match texts
            .iter()
            .find(|text| !self.out.contains(*text) && !self.err.contains(*text))
        {
            None => Ok(self),
            Some(text) => Err(self.wrong(&format!("should say `{text}`"))),
        }
    }

    fn wrong(&self, why: &str) -> Failed {
        format!(
            "`{}` {why}; it ended with {:?}\n{}\n{}",
            self.what, self.code, self.out, self.err
        )
        .into()
    }
}

#[track_caller]
fn equal<T: std::fmt::Debug + PartialEq<U>, U: std::fmt::Debug>(left: &[T], right: &[U]) -> Outcome {
    match left == right {
        true => Ok(()),
        false => Err(format!("{}: {left:?} instead of {right:?}", std::panic::Location::caller()).into()),
    }
}

#[track_caller]
fn holds(text: &str, part: &str) -> Outcome {
    match text.contains(part) {
        true => Ok(()),
        false => Err(format!("{}: no `{part}` in\n{text}", std::panic::Location::caller()).into()),
    }
}

/// The steps of the blog in what `--json` printed.
fn steps(json: &str) -> Result<Vec<Value>, Failed> {
    let all: Vec<Value> = serde_json::from_str(json)?;
    let of_blog = |step: &Value| step["migration"].as_str().is_some_and(|name| name.starts_with("blog."));
    Ok(all.into_iter().filter(of_blog).collect())
}

fn made_and_applied(site: &Site) -> Outcome {
    site.run("makemigrations --check")?
        .ends_with(3)?
        .says(&["1 migration(s) to be made"])?;
    let dry = site.ok("makemigrations --dry-run")?;
    holds(&dry, "-- postgres\nCREATE TABLE \"blog_post\"")?;
    holds(&dry, "-- sqlite\nCREATE TABLE \"blog_post\"")?;
    site.has(&[])?;
    for wrong in ["--name ../up", "--name Ähm", "nothing", "--empty"] {
        let done = site.run(&format!("makemigrations {wrong}"))?;
        if !matches!(done.code, Some(1 | 2)) {
            return Err(done.wrong("should be refused"));
        }
    }
    site.has(&[])?;
    site.ok("makemigrations blog --name start")?;
    site.has(&["0001_start"])?;
    equal(&[std::fs::read_to_string(site.blog("head"))?], &["0001_start\n"])?;
    equal(&[site.ok("makemigrations --check")?], &["no changes\n"])?;

    // Looked at, in every way, and nothing is run.
    holds(&site.ok("sqlmigrate blog 0001")?, "CREATE TABLE \"blog_post\"")?;
    holds(
        &site.ok("sqlmigrate blog 0001 --backwards")?,
        "DROP TABLE \"blog_post\"",
    )?;
    site.run("sqlmigrate blog 0007")?
        .ends_with(1)?
        .says(&["no migration `0007`"])?;
    holds(&site.ok("showmigrations --plan")?, "[ ] blog.0001_start")?;
    holds(&site.ok("migrate --plan")?, "apply blog.0001_start")?;
    let planned = steps(&site.ok("migrate --plan --json")?)?;
    equal(&[planned[0]["direction"].clone()], &["apply"])?;
    site.run("migrate --check")?
        .ends_with(3)?
        .says(&["migration(s) to run"])?;
    equal(&site.shown()?, &["[ ] 0001_start"])?;
    let mut serve = site.command("run --bind 127.0.0.1:0")?;
    serve.env("FJANGO_MIGRATE__PENDING", "refuse");
    Done::of("run", &serve.output()?)
        .ends_with(3)?
        .says(&["migration(s) are not applied, the first is"])?;

    let applied = steps(&site.ok("migrate --json")?)?;
    equal(&[applied[0]["fake"].clone()], &[false])?;
    site.ok("migrate --check")?;
    equal(&[site.ok("migrate")?], &["No migrations to apply.\n"])?;
    equal(&site.shown()?, &["[X] 0001_start"])?;
    let listed: Vec<Value> = serde_json::from_str(&site.ok("showmigrations blog --json")?)?;
    equal(&[listed[0]["applied"].clone()], &[true])?;

    // SQL of one's own, there and back.
    site.ok("makemigrations blog --empty --name by_hand")?;
    for database in ["postgres", "sqlite"] {
        let path = |way: &str| site.blog(&format!("0002_by_hand/{database}/{way}.sql"));
        std::fs::write(path("up"), "INSERT INTO blog_post (id, title) VALUES (7, 'by hand');\n")?;
        std::fs::write(path("down"), "DELETE FROM blog_post WHERE id = 7;\n")?;
    }
    holds(&site.ok("migrate blog 0002")?, "Applied blog.0002_by_hand")?;
    equal(&site.sql("SELECT title FROM blog_post")?, &["by hand"])?;
    holds(&site.ok("migrate blog 0001")?, "Unapplied blog.0002_by_hand")?;
    equal(&site.sql("SELECT title FROM blog_post")?, &[] as &[&str])?;
    site.ok("migrate blog")?;
    for (line, code, words) in [
        ("migrate blgo", 1, "did you mean"),
        ("migrate blog 0009", 1, "no migration `0009`"),
        ("migrate --fake --fake-initial", 2, "cannot be used with"),
        ("migrate --nonsense", 2, "--nonsense"),
    ] {
        site.run(line)?.ends_with(code)?.says(&[words])?;
    }

    // Edited after it was applied.
    std::fs::write(site.blog("0002_by_hand/postgres/up.sql"), "SELECT 1;\n")?;
    std::fs::write(site.blog("0002_by_hand/sqlite/up.sql"), "SELECT 1;\n")?;
    let done = site.run("migrate")?.ends_with(1)?;
    done.says(&["blog.0002_by_hand` was edited after it was applied"])
        .map(drop)
}

fn noted(site: &Site) -> Outcome {
    site.ok("makemigrations --no-input")?;
    site.ok("migrate")?;
    site.sql("INSERT INTO blog_post (title) VALUES ('kept')")?;
    site.sql("DELETE FROM fjango_migration WHERE app = 'blog'")?;
    // The tables are there.
    site.run("migrate")?.ends_with(1)?.says(&["blog_post"])?;
    holds(&site.ok("migrate --fake-initial")?, "FAKED")?;
    equal(&site.shown()?, &["[X] 0001_initial"])?;
    site.ok("migrate --fake blog zero")?;
    equal(&site.shown()?, &["[ ] 0001_initial"])?;
    equal(&site.sql("SELECT title FROM blog_post")?, &["kept"])?;
    let noted = steps(&site.ok("migrate --fake --json blog 0001")?)?;
    equal(&[noted[0]["fake"].clone()], &[true])?;
    holds(&site.ok("migrate blog zero")?, "Unapplied blog.0001_initial")?;
    site.sql("SELECT title FROM blog_post")
        .err()
        .ok_or("the table should be gone")?;
    site.ok("migrate")?;
    // What has no files any more.
    std::fs::remove_dir_all(site.root().join("migrations"))?;
    site.run("migrate")?.ends_with(1)?.says(&["blog.0001_initial"])?;
    holds(&site.ok("migrate --prune")?, "forgot blog.0001_initial")?;
    equal(&site.sql("SELECT CAST(count(*) AS text) FROM blog_post")?, &["0"])
}

/// Of the time when `title` was called `name`, with a row.
fn begun(site: &Site) -> Outcome {
    project::begin(site.root())?;
    site.ok("migrate")?;
    site.sql("INSERT INTO blog_post (name) VALUES ('first')")?;
    Ok(())
}

fn asked(site: &Site) -> Outcome {
    begun(site)?;
    for flags in ["", "--no-input", "--dry-run"] {
        site.run(&format!("makemigrations {flags}"))?.ends_with(4)?.says(&[
            "Was blog.Post.name renamed to blog.Post.title?",
            "both are text",
            "--renamed blog.Post.name=title",
            "--not-renamed blog.Post.name",
        ])?;
        site.has(&["0001_initial"])?;
    }
    site.run("makemigrations --check")?.ends_with(3)?;
    // Half an answer is none.
    site.run("makemigrations --not-renamed blog.Post.name")?
        .ends_with(4)?
        .says(&["--default blog.Post.title"])?;
    for wrong in [
        "--renamed blog.Post.name=nothing",
        "--renamed name=title",
        "--renamed blog.Post.name=title --default blog.Post.rating=3",
        "--not-renamed blog.Post.name --default blog.Post.title",
    ] {
        let done = site.run(&format!("makemigrations {wrong}"))?;
        if !matches!(done.code, Some(1 | 4)) {
            return Err(done.wrong("should be refused"));
        }
        site.has(&["0001_initial"])?;
    }
    site.ok("makemigrations --renamed blog.Post.name=title")?;
    site.ok("migrate")?;
    equal(&site.sql("SELECT title FROM blog_post")?, &["first"])?;
    site.ok("makemigrations --check")?;
    site.ok("migrate blog 0001")?;
    equal(&site.sql("SELECT name FROM blog_post")?, &["first"])
}

fn denied(site: &Site) -> Outcome {
    begun(site)?;
    let made = site.ok("makemigrations --no-input --not-renamed blog.Post.name --default blog.Post.title=untitled")?;
    holds(&made, "drop its column")?;
    holds(&made, "drop-column")?;
    holds(&site.ok("migrate --plan")?, "drop-column")?;
    for line in [
        "migrate --plan --deny unsafe",
        "migrate --check --deny notice",
        "lintmigrations blog --deny unsafe",
    ] {
        site.run(line)?
            .ends_with(1)?
            .says(&["not safe while others use the database"])?;
    }
    let judged: Vec<Value> = serde_json::from_str(&site.ok("lintmigrations blog 0002 --json --all")?)?;
    let rules = judged[0]["findings"].as_array().ok_or("no findings")?;
    if !rules.iter().any(|finding| finding["rule"] == "drop-column") {
        return Err(format!("{judged:?}").into());
    }
    site.ok("migrate")?;
    equal(&site.sql("SELECT title FROM blog_post")?, &["untitled"])?;
    site.ok("migrate --plan --deny unsafe").map(drop)
}

/// As two branches do that are merged: `mine` and `theirs` both follow the first.
fn branched(site: &Site) -> Outcome {
    for name in ["theirs", "mine"] {
        site.ok(&format!("makemigrations blog --empty --name {name}"))?;
        let hidden = site.root().join(name);
        std::fs::rename(site.blog(&format!("0002_{name}")), &hidden)?;
        std::fs::write(site.blog("head"), "0001_initial\n")?;
    }
    for name in ["theirs", "mine"] {
        std::fs::rename(site.root().join(name), site.blog(&format!("0002_{name}")))?;
    }
    Ok(())
}

fn two_last(site: &Site) -> Outcome {
    site.ok("makemigrations")?;
    site.run("makemigrations --rebase blog.0001_initial")?.ends_with(1)?;
    equal(&[site.ok("makemigrations --merge")?], &["no changes\n"])?;
    branched(site)?;
    for line in ["makemigrations", "makemigrations --check", "migrate"] {
        site.run(line)?
            .ends_with(1)?
            .says(&["0002_mine", "0002_theirs", "--rebase"])?;
    }
    site.run("makemigrations --merge --name ../up")?.ends_with(1)?;
    site.run("makemigrations --merge --dry-run")?.ends_with(0)?;
    site.run("makemigrations --merge --check")?.ends_with(3)?;
    site.run("makemigrations --rebase blog.0002_mine --check")?
        .ends_with(3)?;
    site.ok("makemigrations --rebase blog.0002_mine --dry-run")?;
    site.has(&["0001_initial", "0002_mine", "0002_theirs"])?;
    holds(
        &site.ok("makemigrations --rebase blog.0002_mine")?,
        "blog.0002_mine is now blog.0003_mine",
    )?;
    site.has(&["0001_initial", "0002_theirs", "0003_mine"])?;
    equal(&[std::fs::read_to_string(site.blog("head"))?], &["0003_mine\n"])?;
    site.ok("migrate")?;
    equal(
        &site.shown()?,
        &["[X] 0001_initial", "[X] 0002_theirs", "[X] 0003_mine"],
    )?;

    // Once more, and joined.
    std::fs::remove_dir_all(site.blog("0002_theirs"))?;
    std::fs::remove_dir_all(site.blog("0003_mine"))?;
    std::fs::write(site.blog("head"), "0001_initial\n")?;
    site.ok("migrate --prune")?;
    branched(site)?;
    site.ok("makemigrations --merge --name both")?;
    site.has(&["0001_initial", "0002_mine", "0002_theirs", "0003_both"])?;
    site.ok("migrate")?;
    site.ok("makemigrations --check").map(drop)
}

fn squashed(site: &Site) -> Outcome {
    project::begin(site.root())?;
    site.ok("makemigrations --renamed blog.Post.name=title")?;
    site.ok("migrate blog 0001")?;
    site.sql("INSERT INTO blog_post (name) VALUES ('between')")?;
    let before = site.names()?;
    holds(
        &site.ok("squashmigrations blog 0002 --dry-run")?,
        "replaces blog.0001_initial",
    )?;
    equal(&site.names()?, &before)?;
    site.run("squashmigrations blog 0001")?
        .ends_with(1)?
        .says(&["only one"])?;
    site.run("squashmigrations blog 0002 --name ../up")?.ends_with(1)?;
    site.ok("squashmigrations blog 0002 --name all")?;
    // A database between goes on with the old ones, and has then applied it.
    site.ok("migrate")?;
    equal(&site.sql("SELECT title FROM blog_post")?, &["between"])?;
    for name in before {
        std::fs::remove_dir_all(site.blog(&name))?;
    }
    site.ok("migrate --check")?;
    site.ok("makemigrations --check")?;
    equal(&site.shown()?, &["[X] 0001_all"])?;
    site.ok("migrate blog zero")?;
    site.ok("migrate")?;
    site.ok("migrate --check-drift").map(drop)
}

fn drifted(site: &Site) -> Outcome {
    site.ok("makemigrations")?;
    site.ok("migrate")?;
    holds(&site.ok("migrate --check-drift")?, "as its migrations say")?;
    site.sql("ALTER TABLE blog_post ADD COLUMN by_hand text")?;
    for line in ["migrate --check-drift", "checkdrift"] {
        site.run(line)?.ends_with(1)?.says(&["by_hand", "1 place(s)"])?;
    }
    let found: Vec<Value> = serde_json::from_str(&site.run("migrate --check-drift --json")?.ends_with(1)?.out)?;
    equal(&[found.len()], &[1])?;
    site.sql("ALTER TABLE blog_post DROP COLUMN by_hand")?;
    site.ok("migrate --check-drift")?;
    let written = site.ok("inspectdb --all blog_post")?;
    holds(&written, "pub struct BlogPost")?;
    site.run("inspectdb nothing")?
        .ends_with(1)?
        .says(&["no table `nothing`"])
        .map(drop)
}

fn at_once(site: &Site) -> Outcome {
    site.ok("makemigrations")?;
    let running: Result<Vec<_>, Failed> = (0..6)
        .map(|_| {
            let mut command = site.command("migrate --json")?;
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            Ok(command.spawn()?)
        })
        .collect();
    let mut applied = 0;
    for child in running? {
        let done = Done::of("migrate --json", &child.wait_with_output()?).ends_with(0)?;
        applied += steps(&done.out)?.len();
    }
    equal(&[applied], &[1])?;
    site.ok("migrate --check").map(drop)
}
