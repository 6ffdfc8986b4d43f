//! A schema that was changed by hand is found, and what is told mends it.

use fjango::db::Db;
use fjango::migrate::Target;
use fjango::migrate::drift::{Change, Difference, DriftOptions, drift};
use fjango_tests::{FreshDatabase, Kind};

use super::states::every_kind;
use super::support::{History, run, schema};

pub async fn found(db: &Db, history: &History) -> Vec<Difference> {
    drift(db, &history.graph, &DriftOptions::default()).await.unwrap()
}

fn lines(found: &[Difference]) -> String {
    found.iter().map(|one| format!("{one}\n")).collect()
}

/// What is done to the database of [`every_kind`], and how the difference that it makes begins. PostgreSQL.
const POSTGRES: &[(&str, &[&str])] = &[
    ("DROP TABLE blog_post_tags", &["table blog_post_tags: is missing"]),
    (
        "ALTER TABLE blog_tag ADD COLUMN extra int",
        &["column blog_tag.extra: no migration made it: integer"],
    ),
    (
        "ALTER TABLE blog_post DROP COLUMN a_text",
        &["column blog_post.a_text: is missing, and the migrations say text not null"],
    ),
    (
        "ALTER TABLE blog_post ALTER a_text TYPE varchar(10)",
        &["column blog_post.a_text: is character varying(10), and the migrations say text"],
    ),
    (
        "ALTER TABLE blog_post ALTER a_text TYPE text COLLATE \"C\"",
        &["column blog_post.a_text: is text collate C"],
    ),
    (
        "ALTER TABLE blog_post ALTER title TYPE varchar(100)",
        &["column blog_post.title: is character varying(100), and the migrations say character varying(200)"],
    ),
    (
        "ALTER TABLE blog_post ALTER a_text DROP NOT NULL",
        &["column blog_post.a_text: is nullable"],
    ),
    (
        "ALTER TABLE blog_post ALTER created DROP DEFAULT",
        &["column blog_post.created: is without a default"],
    ),
    (
        "ALTER TABLE blog_post ALTER created SET DEFAULT '2020-01-01 00:00:00+00'",
        &["column blog_post.created: is default '2020-01-01 00:00:00+00'"],
    ),
    (
        "ALTER TABLE blog_post ALTER a_integer SET DEFAULT 5",
        &["column blog_post.a_integer: is default 5"],
    ),
    (
        "ALTER TABLE blog_tag ALTER id DROP IDENTITY",
        &["column blog_tag.id: is not numbered"],
    ),
    (
        "COMMENT ON TABLE blog_tag IS 'mine'",
        &["table blog_tag: is commented `mine`"],
    ),
    (
        "COMMENT ON COLUMN blog_tag.id IS 'mine'",
        &["column blog_tag.id: is commented `mine`"],
    ),
    (
        "DROP INDEX blog_post_status_idx",
        &["index blog_post.blog_post_status_idx: is missing"],
    ),
    (
        "CREATE INDEX mine ON blog_post (lower(title))",
        &["index blog_post.mine: no migration made it: btree (lower(title::text))"],
    ),
    (
        "CREATE UNIQUE INDEX mine ON blog_tag (id) WHERE id > 5",
        &["index blog_tag.mine: no migration made it: unique btree (id) where (id > 5)"],
    ),
    (
        "DROP INDEX blog_post_status_idx; CREATE INDEX blog_post_status_idx ON blog_post (status DESC)",
        &["index blog_post.blog_post_status_idx: is btree (status desc)"],
    ),
    (
        "DROP INDEX blog_post_status_idx; CREATE INDEX blog_post_status_idx ON blog_post USING hash (status)",
        &["index blog_post.blog_post_status_idx: is hash (status)"],
    ),
    (
        "DROP INDEX blog_post_status_idx; CREATE INDEX blog_post_status_idx ON blog_post (status) INCLUDE (title)",
        &["index blog_post.blog_post_status_idx: is btree (status) include (title)"],
    ),
    (
        "ALTER TABLE blog_post DROP CONSTRAINT blog_post_title_key",
        &["unique rule blog_post.blog_post_title_key: is missing"],
    ),
    (
        "ALTER TABLE blog_post ADD CONSTRAINT mine UNIQUE (a_integer)",
        &["unique rule blog_post.mine: no migration made it"],
    ),
    (
        "ALTER TABLE blog_post_tags DROP CONSTRAINT blog_post_tags_pkey",
        &["primary key blog_post_tags.blog_post_tags_pkey: is missing"],
    ),
    (
        "ALTER TABLE blog_post DROP CONSTRAINT blog_post_author_id_fkey",
        &["foreign key blog_post.blog_post_author_id_fkey: is missing"],
    ),
    (
        "ALTER TABLE blog_post DROP CONSTRAINT blog_post_author_id_fkey; ALTER TABLE blog_post ADD CONSTRAINT blog_post_author_id_fkey \
         FOREIGN KEY (author_id) REFERENCES blog_user ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED",
        &[
            "foreign key blog_post.blog_post_author_id_fkey: is foreign key (author_id) references blog_user (id) on delete SET NULL",
        ],
    ),
    (
        "ALTER TABLE blog_post DROP CONSTRAINT blog_post_author_id_fkey; ALTER TABLE blog_post ADD CONSTRAINT blog_post_author_id_fkey \
         FOREIGN KEY (author_id) REFERENCES blog_user ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID",
        &["foreign key blog_post.blog_post_author_id_fkey: is not valid"],
    ),
    (
        "ALTER TABLE blog_post ADD CONSTRAINT mine CHECK (a_integer > 0)",
        &["check blog_post.mine: no migration made it"],
    ),
    (
        "ALTER TABLE blog_post DROP CONSTRAINT blog_post_sane_check; ALTER TABLE blog_post ADD CONSTRAINT blog_post_sane_check CHECK (a_integer > 0)",
        &["check blog_post.blog_post_sane_check: is check (a_integer > 0)"],
    ),
    (
        "ALTER TABLE blog_post DROP CONSTRAINT blog_post_status_choices_check",
        &["check blog_post.blog_post_status_choices_check: is missing"],
    ),
    (
        "ALTER TABLE blog_post ADD CONSTRAINT mine EXCLUDE USING btree (a_integer WITH =)",
        &["exclusion constraint blog_post.mine: no migration made it"],
    ),
    (
        "ALTER TABLE blog_post RENAME COLUMN a_text TO b_text",
        &[
            "column blog_post.a_text: is missing",
            "column blog_post.b_text: no migration",
        ],
    ),
    (
        "ALTER TABLE blog_user RENAME TO blog_people; ALTER INDEX blog_user_pkey RENAME TO blog_people_pkey",
        &["table blog_user: is missing"],
    ),
];

/// The same for SQLite, whose tables are changed by building them anew with another text.
const SQLITE: &[(&str, &[&str])] = &[
    ("DROP TABLE blog_post_tags", &["table blog_post_tags: is missing"]),
    (
        "ALTER TABLE blog_tag ADD COLUMN extra int",
        &["column blog_tag.extra: no migration made it: int"],
    ),
    (
        "ALTER TABLE blog_tag ADD COLUMN extra int CHECK (extra > 1)",
        &["column blog_tag.extra:", "check blog_tag: no migration made it"],
    ),
    (
        "ALTER TABLE blog_post RENAME COLUMN a_text TO b_text",
        &[
            "column blog_post.a_text: is missing",
            "column blog_post.b_text: no migration",
        ],
    ),
    (
        "DROP INDEX blog_post_status_idx",
        &["index blog_post.blog_post_status_idx: is missing"],
    ),
    (
        "CREATE INDEX mine ON blog_post (lower(title))",
        &["index blog_post.mine: no migration made it: btree (lower ( title ))"],
    ),
    (
        "CREATE UNIQUE INDEX mine ON blog_tag (id) WHERE id > 5",
        &["index blog_tag.mine: no migration made it: unique btree (id) where id > 5"],
    ),
    (
        "DROP INDEX blog_post_status_idx; CREATE INDEX blog_post_status_idx ON blog_post (status DESC)",
        &["index blog_post.blog_post_status_idx: is btree (status desc)"],
    ),
    (
        "DROP INDEX blog_post_status_idx; CREATE INDEX blog_post_status_idx ON blog_post (status COLLATE NOCASE)",
        &["index blog_post.blog_post_status_idx: is btree (status collate NOCASE)"],
    ),
    (
        "DROP INDEX blog_post_title_key",
        &["unique rule blog_post.blog_post_title_key: is missing"],
    ),
    (
        "ALTER TABLE blog_user RENAME TO blog_people",
        &["table blog_user: is missing"],
    ),
];

/// Pieces of a table's text, what stands instead, and how the difference begins.
const SQLITE_TEXTS: &[(&str, &str, &str)] = &[
    (
        "\"a_text\" text NOT NULL",
        "\"a_text\" blob NOT NULL",
        "column blog_post.a_text: is blob, and the migrations say text",
    ),
    (
        "\"a_text\" text NOT NULL",
        "\"a_text\" text COLLATE NOCASE NOT NULL",
        "column blog_post.a_text: is text collate NOCASE",
    ),
    (
        "\"a_text\" text NOT NULL",
        "\"a_text\" text",
        "column blog_post.a_text: is nullable",
    ),
    (
        "\"a_text\" text NOT NULL",
        "\"a_text\" text NOT NULL DEFAULT 'x'",
        "column blog_post.a_text: is default 'x'",
    ),
    (
        "\"a_text\" text NOT NULL",
        "\"a_text\" text NOT NULL UNIQUE",
        "unique rule blog_post: no migration made it",
    ),
    (
        "\"title\" varchar(200)",
        "\"title\" varchar(100)",
        "column blog_post.title: is varchar(100)",
    ),
    (
        "AUTOINCREMENT",
        "",
        "column blog_post.id: note: is the row id where the migrations say numbered by the database",
    ),
    (
        "ON DELETE CASCADE",
        "ON DELETE SET NULL",
        "foreign key blog_post.blog_post_author_id_fkey: is foreign key (author_id) references blog_user (id) on delete SET NULL",
    ),
    (
        "CHECK (a_integer < a_big_int)",
        "CHECK (a_integer > 0)",
        "check blog_post.blog_post_sane_check: is check a_integer > 0",
    ),
    (
        ", 'it''s out'",
        "",
        "check blog_post.blog_post_status_choices_check: is check status in ( 'draft' )",
    ),
];

fjango_tests::each_database! {
    async fn what_was_changed_by_hand_is_found_and_mended(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut history = History::default();
        history.make(&every_kind()).unwrap();
        let cases = if database.kind() == Kind::Postgres { POSTGRES } else { SQLITE };
        for (sql, expected) in cases {
            mutate(&db, &history, &[*sql], expected).await;
        }
        if database.kind() == Kind::Sqlite {
            for (old, new, expected) in SQLITE_TEXTS {
                let write = format!("UPDATE sqlite_master SET sql = replace(sql, '{}', '{}') WHERE name = 'blog_post'", old.replace('\'', "''"), new.replace('\'', "''"));
                let unique = new.contains("UNIQUE");
                if unique {
                    // Its own index cannot be written so.
                    continue;
                }
                mutate(&db, &history, &["PRAGMA writable_schema = ON", &write, "PRAGMA writable_schema = RESET"], &[expected]).await;
            }
        }
    }

    async fn tables_of_others_are_told_when_asked_for(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut history = History::default();
        history.make(&every_kind()).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        run(&db, "CREATE TABLE mine (id integer)").await;
        run(&db, "CREATE VIEW seen AS SELECT 1 AS x").await;
        assert_eq!(found(&db, &history).await, []);
        let all = drift(&db, &history.graph, &DriftOptions { unknown_tables: true }).await.unwrap();
        assert_eq!(lines(&all), "table mine: no migration made it\n");
        assert!(all[0].is_drift() && all[0].sql.is_empty());
    }

    async fn names_are_notes_and_what_was_written_by_hand_is_known(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut history = History::default();
        history.make(&every_kind()).unwrap();
        let mut migrations: Vec<_> = history.graph.iter().cloned().collect();
        for script in migrations[0].scripts.values_mut() {
            script.up.push_str("CREATE INDEX \"by_hand\" ON blog_post (a_integer);\nCREATE INDEX gone ON blog_tag (id);\nDROP INDEX gone;\n");
        }
        history.graph = fjango::migrate::Graph::new(migrations).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        assert_eq!(found(&db, &history).await, []);
        run(&db, "CREATE INDEX gone ON blog_tag (id)").await;
        assert_eq!(found(&db, &history).await.len(), 1);
        run(&db, "DROP INDEX gone").await;
        run(&db, "DROP INDEX blog_post_status_idx").await;
        run(&db, "CREATE INDEX other ON blog_post (status)").await;
        let notes = found(&db, &history).await;
        assert_eq!(notes.iter().map(|one| one.change).collect::<Vec<_>>(), [Change::Note], "{}", lines(&notes));
        mend(&db, &notes).await;
        assert_eq!(found(&db, &history).await, []);
        let json = serde_json::to_value(&notes).unwrap();
        assert_eq!(json[0]["change"], "note");
        assert_eq!(json[0]["object"], "index");
    }
}

async fn mend(db: &Db, found: &[Difference]) {
    let mut done = Vec::new();
    for one in found {
        // A table that is built anew for one difference is so for all.
        if !done.contains(&&one.sql) {
            // One connection, as the statements belong together.
            let mut connection = db.connection().await.unwrap();
            for statement in &one.sql {
                connection
                    .batch(statement)
                    .await
                    .unwrap_or_else(|error| panic!("{error}: {statement} of {one}"));
            }
            connection.release();
            done.push(&one.sql);
        }
    }
}

async fn mutate(db: &Db, history: &History, sql: &[&str], expected: &[&str]) {
    history.migrate(db, &Target::All).await.unwrap();
    let before = schema(db).await;
    let clean = found(db, history).await;
    assert!(clean.is_empty(), "before {sql:?}: {}", lines(&clean));
    let mut connection = db.connection().await.unwrap();
    for statement in sql {
        connection
            .batch(statement)
            .await
            .unwrap_or_else(|error| panic!("{error}: {statement}"));
    }
    connection.release();
    let differences = found(db, history).await;
    let told = lines(&differences);
    for beginning in expected {
        assert!(
            told.lines().any(|line| line.starts_with(beginning)),
            "{sql:?} gave\n{told}and not {beginning}"
        );
    }
    mend(db, &differences).await;
    let left = found(db, history).await;
    assert!(left.is_empty(), "{sql:?}, mended by\n{told}leaves\n{}", lines(&left));
    run(db, "DROP TABLE IF EXISTS blog_people").await;
    assert_eq!(schema(db).await, before, "{sql:?} mended by\n{told}");
    history.migrate(db, &Target::Zero("blog".into())).await.unwrap();
}
