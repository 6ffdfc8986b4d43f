use super::{Finding, Level, Lock, lint_script};

fn worst(script: &str) -> Finding {
    let found = lint_script(script);
    let worst = found.into_iter().max_by_key(|finding| (finding.level, finding.lock));
    worst.expect("the script has a statement")
}

/// The rule and the lock that each statement of the table is expected to show.
const CASES: &[(&str, &str, Lock)] = &[
    (
        "CREATE TABLE a (id int); CREATE INDEX i ON a (id); ALTER TABLE a ALTER b TYPE int",
        "",
        Lock::None,
    ),
    ("create unique index i on s.post (x)", "create-index", Lock::Share),
    (
        "-- fjango: no-transaction\nCREATE INDEX CONCURRENTLY i ON a (b)",
        "",
        Lock::ShareUpdateExclusive,
    ),
    (
        "CREATE INDEX CONCURRENTLY i ON a (b)",
        "concurrently-in-transaction",
        Lock::ShareUpdateExclusive,
    ),
    ("DROP INDEX i", "drop-index", Lock::AccessExclusive),
    ("DROP TABLE a", "drop-table", Lock::AccessExclusive),
    ("TRUNCATE a", "truncate", Lock::AccessExclusive),
    ("VACUUM FULL a", "rewrite", Lock::AccessExclusive),
    ("-- fjango: no-transaction\nVACUUM a", "", Lock::ShareUpdateExclusive),
    ("REINDEX TABLE a", "reindex", Lock::AccessExclusive),
    ("ALTER TABLE a ADD COLUMN b text", "", Lock::AccessExclusive),
    ("ALTER TABLE a ADD b int NOT NULL DEFAULT 1", "", Lock::AccessExclusive),
    (
        "ALTER TABLE a ADD b timestamptz NOT NULL DEFAULT now()",
        "",
        Lock::AccessExclusive,
    ),
    (
        "ALTER TABLE a ADD b varchar(20) DEFAULT 'x(y)'::varchar(20)",
        "",
        Lock::AccessExclusive,
    ),
    (
        "ALTER TABLE a ADD b uuid DEFAULT gen_random_uuid()",
        "rewrite",
        Lock::AccessExclusive,
    ),
    ("ALTER TABLE a ADD b bigserial", "rewrite", Lock::AccessExclusive),
    (
        "ALTER TABLE a ADD b int GENERATED ALWAYS AS (c * 2) STORED",
        "rewrite",
        Lock::AccessExclusive,
    ),
    (
        "ALTER TABLE a ADD b int GENERATED ALWAYS AS (c * 2) VIRTUAL",
        "",
        Lock::AccessExclusive,
    ),
    (
        "ALTER TABLE a ADD b int GENERATED ALWAYS AS (c * 2) VIRTUAL NOT NULL",
        "set-not-null",
        Lock::AccessExclusive,
    ),
    (
        "ALTER TABLE a ADD b int NOT NULL",
        "not-null-without-default",
        Lock::AccessExclusive,
    ),
    (
        "ALTER TABLE a ADD b int UNIQUE",
        "unique-index-first",
        Lock::AccessExclusive,
    ),
    (
        "ALTER TABLE a ADD b int REFERENCES c",
        "validate-later",
        Lock::AccessExclusive,
    ),
    ("ALTER TABLE a DROP COLUMN b", "drop-column", Lock::AccessExclusive),
    (
        "ALTER TABLE a ADD b int NOT NULL DEFAULT 1; ALTER TABLE a ALTER b DROP DEFAULT",
        "drop-default",
        Lock::AccessExclusive,
    ),
    (
        "ALTER TABLE a ALTER b DROP IDENTITY",
        "drop-default",
        Lock::AccessExclusive,
    ),
    (
        "ALTER TABLE a DROP CONSTRAINT IF EXISTS a_b_key",
        "drop-unique",
        Lock::AccessExclusive,
    ),
    ("ALTER TABLE a DROP CONSTRAINT a_b_fkey", "", Lock::AccessExclusive),
    ("ALTER TABLE a RENAME b TO c", "rename", Lock::AccessExclusive),
    (
        "ALTER TABLE IF EXISTS ONLY a RENAME TO c",
        "rename",
        Lock::AccessExclusive,
    ),
    (
        "ALTER TABLE a ALTER COLUMN b SET DATA TYPE bigint",
        "rewrite",
        Lock::AccessExclusive,
    ),
    (
        "ALTER TABLE a ALTER b SET NOT NULL",
        "set-not-null",
        Lock::AccessExclusive,
    ),
    (
        "ALTER TABLE a ALTER b DROP NOT NULL, ALTER b SET DEFAULT 1",
        "",
        Lock::AccessExclusive,
    ),
    (
        "ALTER TABLE a ALTER b DROP NOT NULL, DROP c",
        "drop-column",
        Lock::AccessExclusive,
    ),
    (
        "ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0)",
        "validate-later",
        Lock::AccessExclusive,
    ),
    (
        "ALTER TABLE a ADD CONSTRAINT c FOREIGN KEY (b) REFERENCES d",
        "validate-later",
        Lock::ShareRowExclusive,
    ),
    (
        "ALTER TABLE a ADD CONSTRAINT c FOREIGN KEY (b) REFERENCES d NOT VALID",
        "",
        Lock::AccessExclusive,
    ),
    (
        "ALTER TABLE a ADD CONSTRAINT c UNIQUE (b)",
        "unique-index-first",
        Lock::AccessExclusive,
    ),
    (
        "ALTER TABLE a ADD UNIQUE (b)",
        "unique-index-first",
        Lock::AccessExclusive,
    ),
    (
        "ALTER TABLE a ADD CONSTRAINT c UNIQUE USING INDEX c",
        "",
        Lock::AccessExclusive,
    ),
    (
        "ALTER TABLE a ADD CONSTRAINT c EXCLUDE USING gist (b WITH &&)",
        "exclude",
        Lock::AccessExclusive,
    ),
    ("ALTER TABLE a VALIDATE CONSTRAINT c", "", Lock::ShareUpdateExclusive),
    (
        "ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0) NOT VALID; ALTER TABLE a VALIDATE CONSTRAINT c",
        "validate-apart",
        Lock::AccessExclusive,
    ),
    ("ALTER TABLE a SET (fillfactor = 70)", "unknown", Lock::AccessExclusive),
    ("UPDATE a SET b = 1", "all-rows", Lock::RowExclusive),
    ("UPDATE a SET b = 1 WHERE c", "", Lock::RowExclusive),
    ("INSERT INTO a VALUES (1)", "", Lock::RowExclusive),
    (
        "ALTER TABLE a ADD b int; UPDATE a SET b = 1 WHERE c",
        "rows-under-lock",
        Lock::AccessExclusive,
    ),
    (
        "CREATE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f()",
        "unknown",
        Lock::None,
    ),
    (
        "SELECT 1; SET x = 1; COMMENT ON TABLE a IS 'DROP TABLE a'; CREATE OR REPLACE VIEW v AS SELECT 1",
        "",
        Lock::None,
    ),
    ("/* ALTER */ -- TABLE\n SELECT 'DROP TABLE a'", "", Lock::None),
];

#[test]
fn every_statement_shows_its_rule_and_its_lock() {
    for (script, rule, lock) in CASES {
        let found = worst(script);
        assert_eq!((found.rule, found.lock), (*rule, *lock), "{script}\n{found}");
        assert_eq!(found.rule.is_empty(), found.level == Level::Safe, "{script}");
    }
}

#[test]
fn what_was_validated_before_need_not_be_read_again() {
    let script = "ALTER TABLE a ADD CONSTRAINT c CHECK (\"b\" IS NOT NULL) NOT VALID;\n\
                  -- fjango: no-transaction\nALTER TABLE a VALIDATE CONSTRAINT c;\n\
                  -- fjango: transaction\nALTER TABLE a ALTER COLUMN \"b\" SET NOT NULL;";
    assert_eq!(worst(script).level, Level::Safe);
    assert_eq!(
        worst(&script.replace("VALIDATE CONSTRAINT c", "VALIDATE CONSTRAINT d")).rule,
        "set-not-null"
    );
}

#[test]
fn a_default_that_goes_is_refused_for_the_program_that_knows_nothing_of_the_column() {
    let added = "ALTER TABLE a ADD b int NOT NULL DEFAULT 1; ALTER TABLE a ALTER b DROP DEFAULT";
    assert!(worst(added).is_unsafe());
    assert_eq!(worst(&added.replace("NOT NULL ", "")).level, Level::Notice);
    assert_eq!(worst(&added.replace("ALTER b", "ALTER c")).level, Level::Notice);
    let made = format!("CREATE TABLE a (id int); {added}");
    assert_eq!(worst(&made).level, Level::Safe);
}

#[test]
fn a_rule_is_silent_where_a_reason_is_given() {
    let found = worst("-- fjango: ignore drop-table: unused since 1.4\nDROP TABLE a");
    assert_eq!(
        (found.is_unsafe(), found.ignored.as_deref()),
        (false, Some("unused since 1.4"))
    );
    assert!(worst("-- fjango: ignore drop-table:\nDROP TABLE a").is_unsafe());
    assert!(worst("-- fjango: ignore rename: no\nDROP TABLE a").is_unsafe());
    assert!(worst("-- fjango: ignore drop-table: this one\nDROP TABLE a; DROP TABLE b").is_unsafe());
}
