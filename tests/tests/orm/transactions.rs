use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use fjango::db::{self, Error, Executor, Isolation, Statement, TransactionOptions, first_value};
use fjango::prelude::*;
use fjango_tests::FreshDatabase;

async fn accounts(database: &FreshDatabase) -> Db {
    let db = Db::connect(database.url()).await.unwrap();
    db.execute(Statement::sql(
        "CREATE TABLE account (id integer PRIMARY KEY, cents bigint NOT NULL)",
    ))
    .await
    .unwrap();
    db.execute(Statement::sql("INSERT INTO account VALUES (1, 100), (2, 100)"))
        .await
        .unwrap();
    db
}

async fn sum(db: &impl Executor) -> i64 {
    let rows: Vec<i64> = db
        .fetch(
            Statement::sql("SELECT CAST(SUM(cents) AS bigint) FROM account"),
            first_value,
        )
        .await
        .unwrap();
    rows[0]
}

/// Takes 150 from one account if both together hold as much: correct alone, wrong beside another that does the same.
async fn withdraw(tx: &Tx, account: i64, tries: &AtomicU32) -> db::Result<bool> {
    tries.fetch_add(1, Ordering::SeqCst);
    let enough = sum(tx).await >= 150;
    tokio::task::yield_now().await;
    if enough {
        tx.execute_sql(&format!("UPDATE account SET cents = cents - 150 WHERE id = {account}"))
            .await?;
    }
    Ok(enough)
}

fjango_tests::each_database! {
    async fn conflicts_are_run_again_until_they_are_none(database: &FreshDatabase) {
        let db = accounts(database).await;
        let tries = Arc::new(AtomicU32::new(0));
        let withdrawals = (0..8).map(|i| {
            let (db, tries) = (db.clone(), Arc::clone(&tries));
            let options = TransactionOptions { retries: 50, ..TransactionOptions::serializable() };
            async move { db.transaction_with(options, async |tx| withdraw(tx, i % 2 + 1, &tries).await).await.unwrap() }
        });
        let paid = futures_util::future::join_all(withdrawals).await;
        assert_eq!(paid.into_iter().filter(|paid| *paid).count(), 1, "of 200 cents 150 are paid once");
        assert_eq!(sum(&db).await, 50);
        assert!(tries.load(Ordering::SeqCst) >= 8);
    }

    async fn an_error_that_is_no_conflict_is_not_run_again(database: &FreshDatabase) {
        let db = accounts(database).await;
        let mut tries = 0;
        let refused: db::Result<()> = db.transaction_with(TransactionOptions::serializable(), async |tx| {
            tries += 1;
            tx.execute_sql("INSERT INTO account VALUES (1, 5)").await.map(drop)
        }).await;
        assert!(matches!(refused, Err(Error::Integrity { .. })), "{refused:?}");
        assert_eq!(tries, 1);
    }

    async fn a_snapshot_reads_one_state_and_writes_nothing(database: &FreshDatabase) {
        let db = accounts(database).await;
        let seen: db::Result<(i64, i64)> = db.transaction_with(TransactionOptions::snapshot(), async |tx| {
            let before = sum(tx).await;
            db.execute(Statement::sql("UPDATE account SET cents = 0")).await?;
            Ok((before, sum(tx).await))
        }).await;
        assert_eq!(seen.unwrap(), (200, 200));
        assert_eq!(sum(&db).await, 0);
        let options = TransactionOptions { isolation: Isolation::ReadCommitted, read_only: true, ..TransactionOptions::default() };
        let refused: db::Result<usize> = db.transaction_with(options, async |tx| tx.execute_sql("DELETE FROM account").await).await;
        assert!(matches!(refused, Err(Error::ReadOnly)), "{refused:?}");
    }

    async fn work_after_the_commit_runs_once_it_is_committed(database: &FreshDatabase) {
        let db = accounts(database).await;
        let (sent, note) = tokio::sync::mpsc::unbounded_channel::<(&str, i64)>();
        let mut note = note;
        let tell = |what: &'static str| {
            let (db, sent) = (db.clone(), sent.clone());
            async move { sent.send((what, sum(&db).await)).unwrap() }
        };
        let result: db::Result<()> = db.transaction(async |tx| {
            tx.execute_sql("UPDATE account SET cents = 1").await?;
            tx.on_commit(tell("outer"));
            let undone: db::Result<()> = tx.transaction(async |tx| {
                tx.on_commit(tell("undone"));
                tx.execute_sql("INSERT INTO nowhere VALUES (1)").await.map(drop)
            }).await;
            assert!(undone.is_err());
            let kept: db::Result<()> = tx.transaction(async |tx| { tx.on_commit(tell("inner")); Ok(()) }).await;
            kept?;
            Ok(())
        }).await;
        result.unwrap();
        // It sees what was committed.
        assert_eq!((note.try_recv().unwrap(), note.try_recv().unwrap()), (("outer", 2), ("inner", 2)));
        let failed: db::Result<()> = db.transaction(async |tx| {
            tx.on_commit(tell("failed"));
            tx.execute_sql("INSERT INTO nowhere VALUES (1)").await.map(drop)
        }).await;
        assert!(failed.is_err() && note.try_recv().is_err());
    }

    async fn a_named_lock_keeps_others_out(database: &FreshDatabase) {
        let db = accounts(database).await;
        let additions = (0..10).map(|_| {
            let db = db.clone();
            async move {
                let result: db::Result<()> = db.transaction(async |tx| {
                    tx.advisory_lock("accounts").await?;
                    // Read, think, write: without the lock additions would be lost.
                    let cents: Vec<i64> = tx.fetch(Statement::sql("SELECT cents FROM account WHERE id = 1"), first_value).await?;
                    tokio::task::yield_now().await;
                    tx.execute_sql(&format!("UPDATE account SET cents = {} WHERE id = 1", cents[0] + 1)).await.map(drop)
                }).await;
                result.unwrap();
            }
        });
        futures_util::future::join_all(additions).await;
        assert_eq!(sum(&db).await, 210);
    }
}
