use super::{Live, phases};
use crate::migrate::section::Section;
use crate::migrate::sql::{name, quote};

/// PostgreSQL with other clients.
#[derive(Debug)]
pub(in crate::migrate::sql) struct PostgresLive;

impl Live for PostgresLive {
    fn sections(&self, statements: Vec<String>) -> Vec<Section<String>> {
        phases::arrange(statements)
    }

    fn wait_for_locks(&self, milliseconds: u128) -> String {
        // 0 would be for ever.
        format!("SET lock_timeout = {}", milliseconds.clamp(1, i32::MAX as u128))
    }

    // A limit that suits requests would stop the building of an index half-way.
    fn session(&self) -> (&'static str, &'static str) {
        (
            "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0",
            "RESET statement_timeout; RESET idle_in_transaction_session_timeout; RESET lock_timeout",
        )
    }

    fn session_id(&self) -> &'static str {
        "SELECT pg_backend_pid()::text"
    }

    fn blockers(&self, id: &str) -> String {
        format!(
            "SELECT format('process %s (%s for %s s): %s', pid, coalesce(state, 'unknown state'), \
             coalesce(round(extract(epoch FROM now() - xact_start))::text, '?'), \
             coalesce(nullif(left(regexp_replace(query, '\\s+', ' ', 'g'), 200), ''), 'nothing')) \
             FROM pg_stat_activity WHERE pid = ANY(pg_blocking_pids({id})) ORDER BY pid LIMIT 5"
        )
    }

    fn index_state(&self, index: &str) -> String {
        format!(
            "SELECT indisvalid::text FROM pg_index WHERE indexrelid = to_regclass({})",
            quote(&name(index))
        )
    }

    fn drop_unfinished(&self, index: &str) -> String {
        format!("DROP INDEX CONCURRENTLY IF EXISTS {}", name(index))
    }

    fn drop_free_index(&self, index: &str) -> String {
        leniently(&format!("DROP INDEX {}", name(index)), "dependent_objects_still_exist")
    }

    fn drop_constraint(&self, table: &str, constraint: &str) -> String {
        let drop = format!("ALTER TABLE {} DROP CONSTRAINT {}", name(table), name(constraint));
        self.leniently(&drop)
    }

    fn leniently(&self, statement: &str) -> String {
        leniently(statement, "duplicate_object")
    }
}

fn leniently(statement: &str, also: &str) -> String {
    format!(
        "DO $fjango$ BEGIN EXECUTE {}; EXCEPTION WHEN undefined_object OR undefined_table OR undefined_column \
         OR duplicate_table OR duplicate_column OR {also} THEN NULL; END $fjango$",
        quote(statement)
    )
}
