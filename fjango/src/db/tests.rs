//! What is logged of statements.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::TryStreamExt;

use super::{Config, Db, Executor, Statement, StatementBuilder, first_value};
use crate::conf::{Environment, Settings};
use crate::value::Value;

#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The lines that `work` logs in production, with what counts as slow.
fn logged(slow_query: Option<Duration>, work: impl AsyncFnOnce(&Db)) -> Vec<serde_json::Value> {
    let buffer = Buffer::default();
    let writer = buffer.clone();
    let settings = Settings::defaults(Environment::Production);
    let subscriber = crate::log::subscriber(&settings, false, move || writer.clone());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    tracing::subscriber::with_default(subscriber, || {
        runtime.block_on(async {
            let config = Config {
                slow_query,
                ..Config::default()
            };
            work(&Db::connect_with("sqlite::memory:", &config).await.unwrap()).await;
        });
    });
    let text = String::from_utf8(buffer.0.lock().unwrap().clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

async fn look_for_a_secret(db: &Db) {
    let mut sql = StatementBuilder::new(db.dialect());
    sql.push("SELECT ").bind(Value::Text("secret".into()));
    let found: Vec<String> = db.fetch(sql.finish(), first_value).await.unwrap();
    assert_eq!(found, ["secret"]);
}

#[test]
fn a_slow_statement_is_a_warning_with_its_text_time_and_rows() {
    let lines = logged(Some(Duration::ZERO), look_for_a_secret);
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(line["level"], "WARN");
    assert_eq!(line["target"], "fjango::sql");
    assert_eq!(line["message"], "slow statement: SELECT ?");
    assert_eq!((&line["rows"], &line["binds"]), (&1.into(), &1.into()));
    assert!(line["elapsed_ms"].as_f64().unwrap() > 0.0);
    assert!(!line.to_string().contains("secret"), "{line}");
}

#[test]
fn a_fast_one_and_any_one_without_a_limit_are_not() {
    for limit in [Some(Duration::from_secs(60)), None] {
        assert_eq!(logged(limit, look_for_a_secret), Vec::<serde_json::Value>::new());
    }
}

#[test]
fn a_failing_one_is_logged_without_rows_and_a_stream_with_those_that_were_read() {
    let lines = logged(Some(Duration::ZERO), async |db| {
        db.execute(Statement::sql("SELECT nothing")).await.unwrap_err();
        let mut rows = db.stream(Statement::sql("SELECT 1 UNION SELECT 2"), first_value::<i64>);
        while rows.try_next().await.unwrap().is_some() {}
    });
    let [failed, streamed] = lines.as_slice() else {
        panic!("{lines:?}")
    };
    assert!(failed.get("rows").is_none_or(serde_json::Value::is_null), "{failed}");
    assert_eq!(streamed["rows"], 2);
}
