use std::collections::BTreeSet;

use super::finding::{Finding, Level, Lock};
use crate::migrate::files::Migration;
use crate::migrate::plan::Direction;
use crate::migrate::section::{IGNORE, markers};
use crate::migrate::split::{TokenKind, split, statements, tokens};
use crate::migrate::statement::{Action, Change, Computed, Rule, Verb, read};

/// Judges the statements of a migration for PostgreSQL; one without SQL for it has none.
pub fn lint(migration: &Migration, direction: Direction) -> Vec<Finding> {
    let script = migration.scripts.get("postgres").map(|script| match direction {
        Direction::Forward => script.up.as_str(),
        Direction::Backward => script.down.as_str(),
    });
    lint_script(script.unwrap_or_default())
}

/// Judges the statements of a script.
///
/// ```
/// use fjango::migrate::{Level, lint_script};
///
/// let found = lint_script("CREATE INDEX i ON post (title)");
/// assert_eq!((found[0].rule, found[0].level), ("create-index", Level::Unsafe));
/// assert!(!lint_script("-- fjango: ignore create-index: ten rows\nCREATE INDEX i ON post (title)")[0].is_unsafe());
/// ```
pub fn lint_script(script: &str) -> Vec<Finding> {
    let mut judge = Judge {
        atomic: true,
        ..Judge::default()
    };
    let mut found = Vec::new();
    for piece in split(script) {
        let mut ignored = Vec::new();
        for marker in markers(piece) {
            match marker.strip_prefix(IGNORE) {
                Some(rest) => ignored.push(rest.trim()),
                None => judge.begin(marker == "transaction"),
            }
        }
        let Some(statement) = statements(piece).pop() else {
            continue;
        };
        let verdict = judge.judge(statement);
        let reason = ignored.iter().find_map(|text| {
            let (rule, reason) = text.split_once(':')?;
            (rule.trim() == verdict.rule && !reason.trim().is_empty()).then(|| reason.trim().to_owned())
        });
        found.push(Finding {
            number: found.len() + 1,
            statement: statement.to_owned(),
            lock: verdict.lock,
            rewrites: verdict.rewrites,
            scans: verdict.scans,
            level: verdict.level,
            rule: verdict.rule,
            advice: verdict.advice,
            ignored: reason,
        });
    }
    found
}

/// What is known of the statements before.
#[derive(Default)]
struct Judge {
    /// Whether the section is a transaction.
    atomic: bool,
    /// Made by this migration.
    tables: BTreeSet<String>,
    /// Constraints that hold for new rows since this section.
    promised_now: BTreeSet<String>,
    /// Constraints that this migration made.
    promised: BTreeSet<String>,
    /// `table.column` of checks that the column is not `NULL`, by the name of the constraint.
    not_null: Vec<(String, String, String)>,
    validated: BTreeSet<String>,
    /// `table.column` of columns that this migration added and that accept no `NULL`.
    required: BTreeSet<(String, String)>,
    /// Whether this section holds a lock that keeps everybody out of a table that others use.
    holds: bool,
}

struct Verdict {
    lock: Lock,
    rewrites: bool,
    scans: bool,
    level: Level,
    rule: &'static str,
    advice: String,
}

impl Verdict {
    fn safe(lock: Lock) -> Self {
        Self {
            lock,
            rewrites: false,
            scans: false,
            level: Level::Safe,
            rule: "",
            advice: String::new(),
        }
    }

    fn new(lock: Lock, level: Level, rule: &'static str, advice: impl Into<String>) -> Self {
        Self {
            level,
            rule,
            advice: advice.into(),
            ..Self::safe(lock)
        }
    }

    fn bad(lock: Lock, rule: &'static str, advice: impl Into<String>) -> Self {
        Self::new(lock, Level::Unsafe, rule, advice)
    }

    fn notice(lock: Lock, rule: &'static str, advice: impl Into<String>) -> Self {
        Self::new(lock, Level::Notice, rule, advice)
    }

    fn scans(mut self) -> Self {
        self.scans = true;
        self
    }

    fn rewrites(mut self) -> Self {
        self.rewrites = true;
        self
    }
}

/// Functions whose value is one for all rows, so that a default of theirs is stored once.
const STABLE: [&str; 8] = [
    "now",
    "current_timestamp",
    "current_date",
    "transaction_timestamp",
    "statement_timestamp",
    "current_user",
    "numeric",
    "varchar",
];

impl Judge {
    fn begin(&mut self, atomic: bool) {
        self.atomic = atomic;
        self.holds = false;
        self.promised_now.clear();
    }

    fn judge(&mut self, statement: &str) -> Verdict {
        if !self.atomic {
            self.begin(false);
        }
        let verdict = self.change(statement);
        self.holds |= verdict.lock == Lock::AccessExclusive;
        verdict
    }

    fn change(&mut self, statement: &str) -> Verdict {
        match read(statement) {
            Change::CreateTable { table, .. } => {
                self.tables.insert(table);
                Verdict::safe(Lock::None)
            }
            Change::CreateIndex { table, .. } if self.tables.contains(&table) => Verdict::safe(Lock::None),
            Change::CreateIndex { concurrently: true, .. } | Change::DropIndex { concurrently: true, .. } if self.atomic => {
                Verdict::bad(
                    Lock::ShareUpdateExclusive,
                    "concurrently-in-transaction",
                    "it cannot run inside a transaction; put `-- fjango: no-transaction` on a line before it",
                )
            }
            Change::CreateIndex { concurrently: true, .. } | Change::DropIndex { concurrently: true, .. } => {
                Verdict::safe(Lock::ShareUpdateExclusive)
            }
            Change::CreateIndex { .. } => Verdict::bad(
                Lock::Share,
                "create-index",
                "nobody writes to the table until the index is built; write `CREATE INDEX CONCURRENTLY`, \
                 below a line `-- fjango: no-transaction`",
            )
            .scans(),
            Change::DropIndex { .. } => Verdict::notice(
                Lock::AccessExclusive,
                "drop-index",
                "it waits for every query on the table, and all others behind it; write `DROP INDEX CONCURRENTLY`, \
                 below a line `-- fjango: no-transaction`",
            ),
            Change::Reindex { concurrently: true } => Verdict::safe(Lock::ShareUpdateExclusive),
            Change::Reindex { .. } => Verdict::bad(
                Lock::AccessExclusive,
                "reindex",
                "nobody writes until it is done; write `REINDEX … CONCURRENTLY`, below a line `-- fjango: no-transaction`",
            )
            .scans(),
            Change::DropTable { tables } if tables.iter().all(|table| self.tables.contains(table)) => {
                Verdict::safe(Lock::None)
            }
            Change::DropTable { .. } => Verdict::bad(
                Lock::AccessExclusive,
                "drop-table",
                "a program that still uses it fails, and its rows are gone; release a program without it first, and drop it \
                 with the next release",
            ),
            Change::Truncate { .. } => Verdict::notice(
                Lock::AccessExclusive,
                "truncate",
                "all rows are gone, and rows that others point at too, with CASCADE",
            ),
            Change::Rewrite => Verdict::bad(
                Lock::AccessExclusive,
                "rewrite",
                "the table is written anew while nobody can read it; `VACUUM` without FULL, or pg_repack, does without",
            )
            .rewrites(),
            Change::Lock => Verdict::notice(
                Lock::AccessExclusive,
                "lock-table",
                "others wait until the transaction ends; keep it short",
            ),
            Change::Write { table, .. } if self.tables.contains(&table) => Verdict::safe(Lock::None),
            Change::Write { verb, some, .. } => self.write(verb, some),
            Change::AlterTable { table, .. } if self.tables.contains(&table) => Verdict::safe(Lock::None),
            Change::AlterTable { table, actions } => {
                let verdicts = actions.iter().map(|action| self.action(&table, action)).collect::<Vec<_>>();
                let worst = verdicts.into_iter().max_by_key(|verdict| (verdict.level, verdict.lock));
                worst.unwrap_or_else(|| Verdict::safe(Lock::AccessExclusive))
            }
            Change::AddEnumValue | Change::Harmless => Verdict::safe(Lock::None),
            Change::Vacuum => Verdict::safe(Lock::ShareUpdateExclusive),
            Change::Other { verb } => Verdict::notice(
                Lock::None,
                "unknown",
                format!("what `{verb}` locks is not known here; look it up in PostgreSQL's documentation"),
            ),
        }
    }

    fn write(&self, verb: Verb, some: bool) -> Verdict {
        if self.holds && verb != Verb::Insert {
            return Verdict::bad(
                Lock::AccessExclusive,
                "rows-under-lock",
                "the statements before it keep everybody out of a table until these rows are written; put \
                 `-- fjango: transaction` on a line before it, or make it a data step, which goes batch by batch",
            );
        }
        match (verb, some) {
            (Verb::Insert, _) | (_, true) => Verdict::safe(Lock::RowExclusive),
            _ => Verdict::notice(
                Lock::RowExclusive,
                "all-rows",
                "every row stays locked for those who write until all are done; a data step goes batch by batch",
            ),
        }
    }

    fn action(&mut self, table: &str, action: &Action<'_>) -> Verdict {
        const ALL: Lock = Lock::AccessExclusive;
        match action {
            Action::AddColumn {
                column,
                not_null,
                default,
                constraint,
                computed,
            } => {
                if *not_null {
                    self.required.insert((table.to_owned(), column.clone()));
                }
                add_column(column, *not_null, default.as_deref(), *constraint, *computed)
            }
            Action::DropColumn { column } => Verdict::bad(
                ALL,
                "drop-column",
                format!(
                    "a program that still reads or writes `{column}` fails; release one without it first \
                     (let the column accept NULL until then), and drop it with the next release"
                ),
            ),
            Action::RenameColumn { .. } | Action::RenameTable => Verdict::bad(
                ALL,
                "rename",
                "a program that still uses the old name fails; keep the name in the database (`column = \"…\"`, \
                 `table = \"…\"`), or add the new one, write both, and drop the old one later",
            ),
            Action::AlterType { column } => Verdict::bad(
                ALL,
                "rewrite",
                format!(
                    "the table is written anew while nobody can read it, unless `{column}` only gets longer; add a column, \
                     fill it by a data step, use it, and drop the old one with a later release"
                ),
            )
            .rewrites(),
            Action::SetNotNull { column } => {
                let known = |(of, name, constraint): &(String, String, String)| {
                    of == table && name == column && self.validated.contains(constraint)
                };
                if self.not_null.iter().any(known) {
                    return Verdict::safe(ALL);
                }
                Verdict::bad(
                    ALL,
                    "set-not-null",
                    "every row is read while nobody else can; add `CHECK (… IS NOT NULL) NOT VALID` and validate it in \
                     sections of their own first",
                )
                .scans()
            }
            Action::AddConstraint {
                rule: Rule::ForeignKey | Rule::Check,
                not_valid: true,
                name,
                body,
                ..
            } => {
                self.promised_now.insert(name.clone());
                self.promised.insert(name.clone());
                if let Some(column) = body
                    .strip_prefix("CHECK (")
                    .and_then(|rest| rest.split_once(" IS NOT NULL)"))
                    .map(|(column, _)| column.trim_matches('"').to_owned())
                {
                    self.not_null.push((table.to_owned(), column, name.clone()));
                }
                Verdict::safe(ALL)
            }
            Action::AddConstraint {
                rule: rule @ (Rule::ForeignKey | Rule::Check),
                ..
            } => {
                let lock = match rule {
                    Rule::ForeignKey => Lock::ShareRowExclusive,
                    _ => ALL,
                };
                Verdict::bad(
                    lock,
                    "validate-later",
                    "every row is read under this lock; add it `NOT VALID`, and `VALIDATE CONSTRAINT` in a section of its own",
                )
                .scans()
            }
            Action::AddConstraint {
                rule: Rule::Unique | Rule::PrimaryKey,
                using_index: true,
                ..
            } => Verdict::safe(ALL),
            Action::AddConstraint { rule: Rule::Exclude, .. } => Verdict::bad(
                ALL,
                "exclude",
                "its index is built while nobody can use the table, and PostgreSQL has no other way; do it when few do",
            )
            .scans(),
            Action::AddConstraint { .. } => Verdict::bad(
                ALL,
                "unique-index-first",
                "its index is built while nobody can use the table; `CREATE UNIQUE INDEX CONCURRENTLY` below a line \
                 `-- fjango: no-transaction`, then `ADD CONSTRAINT … USING INDEX`",
            )
            .scans(),
            Action::ValidateConstraint { name } => {
                self.validated.insert(name.clone());
                if self.promised_now.contains(name) {
                    return Verdict::bad(
                        ALL,
                        "validate-apart",
                        "the lock that adding the constraint took is held while every row is read; validate it in a section \
                         of its own",
                    )
                    .scans();
                }
                Verdict::safe(Lock::ShareUpdateExclusive)
            }
            // A value for rows that exist, and none for those to come.
            Action::DropDefault { column } if self.required.contains(&(table.to_owned(), column.clone())) => {
                Verdict::bad(
                    ALL,
                    "drop-default",
                    format!(
                        "a program that still runs knows nothing of `{column}`, so each row that it inserts is refused; let the \
                         column have a default (`db_default`) until the next release"
                    ),
                )
            }
            Action::DropDefault { column } => Verdict::notice(
                ALL,
                "drop-default",
                format!("a program that still runs and leaves `{column}` to the database inserts NULL, or is refused"),
            ),
            // Names as fjango gives them; what another name is about is not known here.
            Action::DropConstraint { name }
                if self.promised.contains(name) || ["_fkey", "_check", "_excl"].iter().any(|end| name.ends_with(end)) =>
            {
                Verdict::safe(ALL)
            }
            Action::DropConstraint { .. } => Verdict::notice(
                ALL,
                "drop-unique",
                "if it is a unique rule, an upsert of a program that still runs and rests on it (`ON CONFLICT`) fails",
            ),
            Action::Catalogue => Verdict::safe(ALL),
            Action::Other { words } => Verdict::notice(
                ALL,
                "unknown",
                format!("whether `{words}` takes long is not known here; look it up in PostgreSQL's documentation"),
            ),
        }
    }
}

fn add_column(
    column: &str,
    not_null: bool,
    default: Option<&str>,
    constraint: Option<Rule>,
    computed: Computed,
) -> Verdict {
    const ALL: Lock = Lock::AccessExclusive;
    if computed == Computed::Stored || default.is_some_and(is_volatile) {
        return Verdict::bad(
            ALL,
            "rewrite",
            format!(
                "each row gets a value of its own for `{column}`, so the table is written anew; add the column without it, \
                 set the default, and fill the rows by a data step"
            ),
        )
        .rewrites();
    }
    match constraint {
        Some(Rule::Unique | Rule::PrimaryKey) => Verdict::bad(
            ALL,
            "unique-index-first",
            "its index is built while nobody can use the table; add the column, then the index CONCURRENTLY",
        )
        .scans(),
        Some(Rule::Check | Rule::ForeignKey) => Verdict::bad(
            ALL,
            "validate-later",
            "every row is read under this lock; add the column, then the constraint `NOT VALID`, and validate it later",
        )
        .scans(),
        _ if not_null && computed == Computed::AtRead => Verdict::bad(
            ALL,
            "set-not-null",
            format!("`{column}` is computed for every row while nobody else can read the table; let it accept NULL"),
        )
        .scans(),
        _ if not_null && default.is_none() => Verdict::bad(
            ALL,
            "not-null-without-default",
            format!("rows that exist have no value for `{column}`, so it fails if there are any; give it a default"),
        ),
        _ => Verdict::safe(ALL),
    }
}

/// Whether a default may differ from row to row. A call that is not known may.
fn is_volatile(default: &str) -> bool {
    let mut before = "";
    for (kind, token) in tokens(default) {
        match kind {
            TokenKind::Space | TokenKind::Comment => {}
            TokenKind::Word => before = token,
            TokenKind::Mark if token == "(" && !before.is_empty() => {
                if !STABLE.iter().any(|name| before.eq_ignore_ascii_case(name)) {
                    return true;
                }
                before = "";
            }
            _ => before = "",
        }
    }
    false
}
