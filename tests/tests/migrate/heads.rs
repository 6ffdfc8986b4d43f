//! Two branches that both make a migration, in a repository of git.

use std::path::Path;
use std::process::Command;

use fjango::db::Db;
use fjango::migrate::state::{FieldState, ProjectState};
use fjango::migrate::{
    Decline, Error, MakeOptions, Migrator, Options, Project, Source, Target, detect_asking, merge, rebase,
};
use fjango::value::SqlType;
use fjango_tests::FreshDatabase;

use super::support::{model, schema, state};

/// A project's migrations under version control.
struct Repository {
    folder: tempfile::TempDir,
}

impl Repository {
    /// With a first migration on `main`.
    fn new() -> Self {
        let repository = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository.make(&[]);
        repository.commit();
        repository
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs git, and says whether it succeeded and what it printed.
    fn try_git(&self, arguments: &[&str]) -> (bool, String) {
        let output = Command::new("git")
            .current_dir(self.path())
            .args(["-c", "user.name=Test", "-c", "user.email=test@example.org"])
            .args(arguments)
            .output()
            .unwrap();
        (
            output.status.success(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
        )
    }

    fn git(&self, arguments: &[&str]) -> String {
        let (success, output) = self.try_git(arguments);
        assert!(success, "git {arguments:?}: {output}");
        output
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message=Change"]);
    }

    fn project(&self) -> Project {
        let directory = self.path().join("migrations");
        Project::read(&[Source::Directory(directory.clone())], directory).unwrap()
    }

    /// Writes what leads to posts (and notes) with these fields.
    fn make(&self, fields: &[&str]) {
        let project = self.project();
        let options = MakeOptions::default();
        for migration in detect_asking(&project.graph, &models(fields), &options, &mut Decline).unwrap() {
            migration.write(project.directory(&migration.id.app)).unwrap();
        }
    }

    /// Makes these on a branch of `main`, a migration for each of the lists.
    fn branch(&self, name: &str, steps: &[&[&str]]) {
        self.git(&["checkout", "--quiet", "-b", name, "main"]);
        for fields in steps {
            self.make(fields);
        }
        self.commit();
    }

    /// Merges `theirs` into `ours`, which must conflict in the head file alone.
    fn merge_conflicts(&self, ours: &str, theirs: &str) {
        self.git(&["checkout", "--quiet", ours]);
        let (merged, _) = self.try_git(&["merge", "--quiet", "--no-edit", theirs]);
        assert!(!merged, "two last migrations must not merge in silence");
        let conflicts = self.git(&["diff", "--name-only", "--diff-filter=U"]);
        assert_eq!(conflicts.trim(), "migrations/blog/head");
    }

    fn names(&self) -> Vec<String> {
        self.project().graph.iter().map(|one| one.id.to_string()).collect()
    }

    fn head(&self) -> String {
        std::fs::read_to_string(self.path().join("migrations/blog/head")).unwrap()
    }

    /// Applies everything to `db` and compares with a database made at once.
    async fn check(&self, db: &Db, fields: &[&str]) {
        let project = self.project();
        let again = detect_asking(&project.graph, &models(fields), &MakeOptions::default(), &mut Decline).unwrap();
        assert_eq!(again, [], "nothing is missing");
        Migrator::new(db, &project.graph)
            .run(&Target::All, &Options::default())
            .await
            .unwrap();
        let brought_together = schema(db).await;
        Migrator::new(db, &project.graph)
            .run(&Target::Zero("blog".into()), &Options::default())
            .await
            .unwrap();
        let fresh = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        fresh.make(fields);
        let project = fresh.project();
        Migrator::new(db, &project.graph)
            .run(&Target::All, &Options::default())
            .await
            .unwrap();
        assert_eq!(schema(db).await, brought_together);
    }
}

/// `note.x` is a field of another model.
fn models(fields: &[&str]) -> ProjectState {
    let field = |name: &str| FieldState {
        // A column that SQLite cannot simply add: the table is built anew.
        db_default: Some("7".into()),
        ..FieldState::new(name, SqlType::Integer)
    };
    let posts = fields.iter().filter(|name| !name.contains('.')).map(|name| field(name));
    let notes = fields.iter().filter_map(|name| name.strip_prefix("note.")).map(field);
    state(vec![model("Post", posts.collect()), model("Note", notes.collect())])
}

fjango_tests::each_database! {
    async fn yours_follows_theirs_with_its_numbers_and_sql(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let repository = Repository::new();
        repository.branch("theirs", &[&["rank"]]);
        repository.branch("mine", &[&["color"], &["color", "size"]]);
        let (file, note) = ("sqlite/up.sql", "-- reviewed\n");
        let edited = repository.path().join("migrations/blog/0003_post_size").join("postgres/down.sql");
        let sql = std::fs::read_to_string(&edited).unwrap();
        std::fs::write(&edited, format!("{note}{sql}")).unwrap();
        repository.commit();
        repository.merge_conflicts("mine", "theirs");

        let project = repository.project();
        let error = detect_asking(&project.graph, &models(&[]), &MakeOptions::default(), &mut Decline).unwrap_err();
        assert!(error.to_string().contains("--rebase blog.NAME"), "{error}");
        assert!(matches!(merge(&project.graph, "blog", None), Err(Error::DoNotFit { .. })), "both rebuild a table");

        let rebased = rebase(&project.graph, "blog", "0003_post_size").unwrap();
        assert_eq!(rebased.kept, [], "what was edited would be the same");
        rebased.write(&project).unwrap();
        assert_eq!(
            repository.names(),
            ["blog.0001_initial", "blog.0002_post_rank", "blog.0003_post_color", "blog.0004_post_size"]
        );
        assert_eq!(repository.head(), "0004_post_size\n");
        let rewritten = repository.path().join("migrations/blog/0003_post_color").join(file);
        assert!(std::fs::read_to_string(rewritten).unwrap().contains("\"rank\""), "the copy knows their column");
        let kept = repository.path().join("migrations/blog/0004_post_size/postgres/down.sql");
        assert!(std::fs::read_to_string(kept).unwrap().starts_with(note));
        repository.commit();
        repository.check(&db, &["rank", "color", "size"]).await;
    }

    async fn what_touches_different_tables_is_joined(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let repository = Repository::new();
        repository.branch("theirs", &[&["rank"]]);
        repository.branch("mine", &[&["note.color"]]);
        repository.merge_conflicts("mine", "theirs");
        let project = repository.project();
        let joined = merge(&project.graph, "blog", None).unwrap();
        joined.write(project.directory("blog")).unwrap();
        assert_eq!(
            repository.names(),
            [
                "blog.0001_initial",
                "blog.0002_note_color",
                "blog.0002_post_rank",
                "blog.0003_merge_note_color_post_rank"
            ]
        );
        assert_eq!(repository.head(), "0003_merge_note_color_post_rank\n");
        repository.commit();
        repository.check(&db, &["rank", "note.color"]).await;
    }
}

#[test]
fn edited_sql_that_would_be_different_is_kept_and_told() {
    let repository = Repository::new();
    repository.branch("theirs", &[&["rank"]]);
    repository.branch("mine", &[&["color"]]);
    let edited = repository.path().join("migrations/blog/0002_post_color/sqlite/up.sql");
    std::fs::write(&edited, "SELECT 1;\n").unwrap();
    repository.commit();
    repository.merge_conflicts("mine", "theirs");
    let project = repository.project();
    let rebased = rebase(&project.graph, "blog", "0002_post_color").unwrap();
    rebased.write(&project).unwrap();
    let [(file, anew)] = &rebased.kept[..] else {
        panic!("{:?}", rebased.kept);
    };
    assert_eq!(file, "blog/0003_post_color/sqlite/up.sql");
    assert!(anew.contains("\"rank\""), "{anew}");
    let text = std::fs::read_to_string(repository.path().join("migrations").join(file)).unwrap();
    assert_eq!(text, "SELECT 1;\n");
}

#[test]
fn what_both_do_cannot_be_brought_together() {
    let repository = Repository::new();
    repository.branch("theirs", &[&["rank"]]);
    repository.branch("mine", &[&["rank"], &["rank", "size"]]);
    repository.merge_conflicts("mine", "theirs");
    // Of the same name and contents, git has merged them: one history, in which nothing is twice.
    assert_eq!(
        repository.names(),
        ["blog.0001_initial", "blog.0002_post_rank", "blog.0003_post_size"]
    );
    let project = repository.project();
    for (name, leaves) in [("0003_post_size", "0003_post_size"), ("0009_x", "0003_post_size")] {
        let error = rebase(&project.graph, "blog", name).unwrap_err();
        assert!(
            matches!(&error, Error::NoConflict { .. }) && error.to_string().contains(leaves),
            "{error}"
        );
    }

    let repository = Repository::new();
    repository.branch("theirs", &[&["rank"]]);
    repository.branch("mine", &[&["rank", "size"]]);
    repository.merge_conflicts("mine", "theirs");
    let project = repository.project();
    for error in [
        rebase(&project.graph, "blog", "0002_post_rank_post_size").unwrap_err(),
        merge(&project.graph, "blog", None).unwrap_err(),
    ] {
        assert!(matches!(error, Error::DoNotFit { .. }), "{error}");
        assert!(error.to_string().contains("rank"), "{error}");
    }
}
