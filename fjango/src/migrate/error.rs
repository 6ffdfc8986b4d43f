use std::path::PathBuf;

/// The result of working with migrations.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why migrations could not be made, read or applied.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A step or a relation names a model that does not exist at that point.
    #[error("there is no model `{label}` at this point of the history; check the order and the dependencies")]
    UnknownModel {
        /// The label: `blog.Post`.
        label: String,
    },
    /// A model is created twice.
    #[error("model `{label}` is created twice; remove one of the two migrations that create it")]
    DuplicateModel {
        /// The label: `blog.Post`.
        label: String,
    },
    /// A field gets a name that another one has.
    #[error("model `{label}` has a field `{field}` already at this point of the history")]
    DuplicateField {
        /// The model's label.
        label: String,
        /// The name.
        field: String,
    },
    /// A step names a field, index or constraint that does not exist at that point.
    #[error("model `{label}` has no `{field}` at this point of the history")]
    UnknownField {
        /// The model's label.
        label: String,
        /// What is missing.
        field: String,
    },
    /// A model has no primary key.
    #[error("model `{label}` has no primary key; add a field `id`")]
    NoPrimaryKey {
        /// The label: `blog.Post`.
        label: String,
    },
    /// SQL of a model names a column that is no more.
    #[error(
        "{rule} of `{label}` names the column `{column}`, which is gone; write the new name there, or remove the rule"
    )]
    RuleNamesGone {
        /// The model.
        label: String,
        /// Which rule, in words.
        rule: String,
        /// The column.
        column: String,
    },
    /// What only people know is not known: nothing was made.
    #[error(
        "{} question(s) are open, and there is nobody to ask; answer with flags. Nothing was written\n\n{}",
        .questions.len(), .questions.join("\n\n")
    )]
    Unanswered {
        /// Each with the flags that answer it.
        questions: Vec<String>,
    },
    /// An answer that no question has.
    #[error(
        "nobody asked for `{}`; leave it out, or use the names that things have now. Nothing was written{}",
        .answers.join("`, `"), still_open(.questions)
    )]
    UnusedAnswers {
        /// The flags.
        answers: Vec<String>,
        /// What is open.
        questions: Vec<String>,
    },
    /// An answer that cannot be used.
    #[error("`{answer}` cannot be used: {message}")]
    BadAnswer {
        /// The flag.
        answer: String,
        /// Why, and what would do.
        message: String,
    },
    /// The one who was asked wants nothing made.
    #[error("stopped; nothing was written")]
    Stopped,
    /// A file or directory could not be read or written.
    #[error("{action} {}: {source}", .path.display())]
    Io {
        /// What was being done: `reading`, `writing`.
        action: &'static str,
        /// To which file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A migration's file does not have the form it must have.
    #[error("migration file `{path}` is wrong: {message}")]
    File {
        /// The file, below the migrations directory.
        path: String,
        /// What is wrong.
        message: String,
    },
    /// A migration has no SQL for this database.
    #[error("migration `{migration}` has no `{dialect}/{direction}.sql`; restore the file from version control")]
    NoSql {
        /// `blog.0001_initial`.
        migration: String,
        /// `postgres` or `sqlite`.
        dialect: &'static str,
        /// `up` or `down`.
        direction: &'static str,
    },
    /// A dependency has no files.
    #[error("migration `{migration}` depends on `{dependency}`, which has no files; restore them from version control")]
    MissingDependency {
        /// The migration that depends.
        migration: String,
        /// What it depends on.
        dependency: String,
    },
    /// Migrations depend on each other in a circle.
    #[error("migrations depend on each other in a circle: {}", .migrations.join(", "))]
    Circle {
        /// The members.
        migrations: Vec<String>,
    },
    /// Two migrations of an app both come last.
    #[error(
        "app `{app}` has {} last migrations: {}; let yours follow with `makemigrations --rebase {app}.NAME`, \
         or join them with `makemigrations --merge`", .leaves.len(), .leaves.join(", ")
    )]
    Conflict {
        /// The app.
        app: String,
        /// The migrations that nothing follows.
        leaves: Vec<String>,
    },
    /// There are not two last migrations to bring together.
    #[error(
        "app `{app}` has {}{}; `--rebase` and `--merge` are for two last migrations, of which one is named",
        if .leaves.is_empty() { "no migrations".to_owned() } else { format!("as last: {}", .leaves.join(", ")) },
        .moved.as_ref().map(|name| format!(", and `{name}` was named")).unwrap_or_default()
    )]
    NoConflict {
        /// The app.
        app: String,
        /// Its last migrations.
        leaves: Vec<String>,
        /// The one that was to be moved.
        moved: Option<String>,
    },
    /// Migrations of two branches get in each other's way.
    #[error(
        "`{migration}` does not go with `{other}`: {message}; if it is yours, let it follow with `makemigrations --rebase {migration}`, \
         or delete it, resolve the models, and make it again"
    )]
    DoNotFit {
        /// The one that does not fit.
        migration: String,
        /// What it does not fit with.
        other: String,
        /// Why.
        message: String,
    },
    /// No app of this name has migrations or models.
    #[error("there is no app `{app}`{}", hint(.suggestion))]
    UnknownApp {
        /// What was asked for.
        app: String,
        /// The nearest that exists.
        suggestion: Option<String>,
    },
    /// No migration of this name.
    #[error("app `{app}` has no migration `{name}`{}", hint(.suggestion))]
    UnknownMigration {
        /// The app.
        app: String,
        /// What was asked for.
        name: String,
        /// The nearest that exists.
        suggestion: Option<String>,
    },
    /// A beginning of a name that several migrations share.
    #[error("`{name}` could be any of {}; give more of the name", .matches.join(", "))]
    AmbiguousMigration {
        /// What was asked for.
        name: String,
        /// What begins so.
        matches: Vec<String>,
    },
    /// A name for a new migration that cannot be a folder and an identifier.
    #[error("`{name}` cannot be a migration's name; use lower-case letters, digits and `_`")]
    BadName {
        /// What was asked for.
        name: String,
    },
    /// The database has applied migrations whose files are gone.
    #[error(
        "the database has applied {}, whose files are gone; restore them from version control",
        .migrations.join(", ")
    )]
    MissingFiles {
        /// The migrations.
        migrations: Vec<String>,
    },
    /// The database is in the middle of migrations that were replaced, and the rest of them has no files.
    #[error(
        "migration `{migration}` replaces migrations of which the database has applied some and not {}, whose files are gone; \
         restore these from version control, run `migrate`, and remove them again", .missing.join(", ")
    )]
    PartlySquashed {
        /// The one that replaces them.
        migration: String,
        /// Those that are neither applied nor there.
        missing: Vec<String>,
    },
    /// Migrations that cannot be made one.
    #[error("migrations of `{app}` cannot be squashed: {reason}")]
    CannotSquash {
        /// The app.
        app: String,
        /// Why, and what to do.
        reason: String,
    },
    /// A migration of another app must come after one of those that are to be one, and before another.
    #[error(
        "`{migration}` must come after `{before}` or one before that, and before `{after}`, so these cannot be one migration; \
         squash up to `{before}`, and again from `{after}` on"
    )]
    StandsBetween {
        /// The one of another app: `auth.0003_user_email`.
        migration: String,
        /// The last of the app that can be one with those before it.
        before: String,
        /// The one that comes after `migration`.
        after: String,
    },
    /// A migration is applied although one it depends on is not.
    #[error(
        "migration `{migration}` is applied, but `{dependency}`, on which it depends, is not; \
         if its changes are there, record it with `migrate --fake {}`", .dependency.replace('.', " ")
    )]
    InconsistentHistory {
        /// The applied one.
        migration: String,
        /// The one before it.
        dependency: String,
    },
    /// An applied migration's SQL was edited.
    #[error(
        "migration `{migration}` was edited after it was applied; restore its SQL, \
         or migrate back before it (with the old files) and forward again"
    )]
    Edited {
        /// `blog.0001_initial`.
        migration: String,
    },
    /// A statement of a migration failed. What is done of that migration stays noted, and its next run goes on from there.
    #[error(
        "migration `{migration}` failed at statement {number} of {total}, and {}\n\
         statement: {statement}\ndatabase: {message}", what_stays(*.done)
    )]
    Statement {
        /// `blog.0001_initial`.
        migration: String,
        /// Counted from 1.
        number: usize,
        /// How many statements the migration has.
        total: usize,
        /// How many of them stay done: 0 unless the migration has sections.
        done: usize,
        /// The statement.
        statement: String,
        /// What the database said.
        message: String,
    },
    /// Others held a lock for longer than the migration may wait.
    #[error(
        "migration `{migration}` waited {waited:.1?} in {tries} tries for a lock, and {}\n\
         statement: {statement}\n{}", what_stays(*.done), in_the_way(.blockers)
    )]
    Blocked {
        /// `blog.0001_initial`.
        migration: String,
        /// How often it was tried.
        tries: u32,
        /// How long since the first try.
        waited: std::time::Duration,
        /// How many statements stay done.
        done: usize,
        /// The statement that waited.
        statement: String,
        /// Who was in the way at last: process, state and query of each.
        blockers: Vec<String>,
    },
    /// A migration was interrupted between two of its sections, and what was asked for needs all or nothing of it.
    #[error(
        "migration `{migration}` is {} half-way ({done} statements done); finish that first: `migrate {}`",
        if *.forward { "applied" } else { "taken back" }, .target
    )]
    HalfDone {
        /// `blog.0001_initial`.
        migration: String,
        /// Whether it was being applied.
        forward: bool,
        /// How many of its statements are done.
        done: usize,
        /// What to say to `migrate`.
        target: String,
    },
    /// A migration was interrupted between two of its sections, and what was run of it is not what its file says now.
    #[error(
        "migration `{migration}` was interrupted after {done} statements, which were edited since; \
         restore them (what follows them may be edited), and run `migrate` again"
    )]
    EditedHalfDone {
        /// `blog.0001_initial`.
        migration: String,
        /// How many of its statements were run.
        done: usize,
    },
    /// Rows would point at nothing after a migration; the database is as it was before it.
    #[error(
        "migration `{migration}` would leave rows that point at nothing, so it was undone: {}; \
         delete or mend these rows first", .rows.join(", ")
    )]
    DanglingRows {
        /// `blog.0001_initial`.
        migration: String,
        /// Table, row id and the table pointed at, the first few.
        rows: Vec<String>,
    },
    /// `--fake-initial` found some of a first migration's tables.
    #[error(
        "migration `{migration}` cannot be noted as applied: of its tables, {} {} missing or without some of the columns; \
         make them as the migration would, or drop the others and migrate without `--fake-initial`",
        .missing.join(", "), if .missing.len() == 1 { "is" } else { "are" }
    )]
    PartlyThere {
        /// `blog.0001_initial`.
        migration: String,
        /// The tables that are not there, or not whole.
        missing: Vec<String>,
    },
    /// A data step failed. What is noted of it stays done, and its next run goes on from there.
    #[error("data step `{step}` failed: {message}; the next `migrate` goes on behind what it had finished")]
    DataStep {
        /// `blog.0003_split_name.fill`.
        step: String,
        /// What it said, or the database.
        message: String,
    },
    /// A value does not fit a field of a row in a data step.
    #[error("`{field}`: {message}")]
    WrongValue {
        /// `blog.Post.title`.
        field: String,
        /// What is wrong.
        message: String,
    },
    /// A data step that was interrupted makes other calls than before.
    #[error(
        "data step `{step}` was interrupted, and now makes another call (`{call}`) than it made then at the same place; \
         let it make the same calls in the same order, or migrate back before it and forward again"
    )]
    StepChanged {
        /// `blog.0003_split_name.fill`.
        step: String,
        /// The call.
        call: String,
    },
    /// A data step has no way back.
    #[error(
        "data step `{step}` has no way back; give it `#[migration(.., reverse = function)]`, \
         or note it as taken back with `migrate --fake`"
    )]
    Irreversible {
        /// `blog.0003_split_name.fill`.
        step: String,
    },
    /// A data step follows nothing that exists.
    #[error("data step `{step}` of app `{app}` follows `{after}`, which has no files{}", hint(.suggestion))]
    UnknownStepPlace {
        /// The function's name.
        step: String,
        /// The app.
        app: String,
        /// What it follows.
        after: String,
        /// The nearest that exists.
        suggestion: Option<String>,
    },
    /// Two data steps of one place have one name.
    #[error("two functions are the data step `{step}`; give one another name")]
    SameStep {
        /// `blog.0003_split_name.fill`.
        step: String,
    },
    /// Two data steps follow the same migration.
    #[error(
        "data steps `{first}` and `{second}` follow the same migration; \
         say which comes second: `#[migration(after = \"{after}\")]`"
    )]
    StepsTogether {
        /// One of them.
        first: String,
        /// The other.
        second: String,
        /// What the other would have to follow.
        after: String,
    },
    /// A migration comes after a data step that the program does not have.
    #[error(
        "migration `{migration}` comes after the data step `{step}`, whose function is not in this program; restore it"
    )]
    MissingStep {
        /// The migration.
        migration: String,
        /// The data step.
        step: String,
    },
    /// The database has run a data step that the program does not have.
    #[error(
        "the database has run the data step `{step}`, whose function is not in this program; restore it from version \
         control, or forget it with `migrate --prune` when nothing needs it any more"
    )]
    MissingAppliedStep {
        /// The data step.
        step: String,
    },
    /// Another process held the lock of migrations for too long.
    #[error("another process is migrating and did not end within {waited:?}; try again when it has")]
    Locked {
        /// How long was waited.
        waited: std::time::Duration,
    },
    /// The database failed outside of a migration's own statements.
    #[error("{action}: {message}")]
    Database {
        /// What was being done.
        action: &'static str,
        /// What the database said.
        message: String,
    },
}

impl Error {
    pub(super) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }
}

fn what_stays(done: usize) -> String {
    match done {
        0 => "the database is as it was before it".to_owned(),
        _ => format!("its first {done} statements stay done; the next `migrate` goes on behind them"),
    }
}

fn in_the_way(blockers: &[String]) -> String {
    match blockers {
        [] => "who was in the way is not known".to_owned(),
        _ => format!("in the way: {}", blockers.join("\n            ")),
    }
}

fn hint(suggestion: &Option<String>) -> String {
    suggestion
        .as_ref()
        .map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default()
}

fn still_open(questions: &[String]) -> String {
    if questions.is_empty() {
        return String::new();
    }
    format!("; still open:\n\n{}", questions.join("\n\n"))
}
