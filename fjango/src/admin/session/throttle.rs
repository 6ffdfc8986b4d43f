//! How often a password may be wrong.
//!
//! An attempt is counted before its password is looked at, and taken back when it was right, so that a thousand guesses at
//! once are no more than a thousand in a row. Counts are in the database: all processes share them, and a restart
//! forgives nothing.

use std::net::IpAddr;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::device::Device;
use super::token::digest;
use super::{AdminAttempt, AdminAttemptCreate, AdminAttemptPatch};
use crate::db::{Db, RowLock};
use crate::orm::{self, Model as _};

/// How long attempts count.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Wrong passwords for one account from one address, or from a browser known to it: what somebody needs who tries all they ever had.
const PER_PAIR: i32 = 10;
/// From one address, for any account: an office behind one router has more people.
const PER_ADDRESS: i32 = 50;
/// For one account, from anywhere: guesses from many addresses. Who guesses so also locks the account's owner out, except
/// where the owner signed in before; so it is far above what one person does.
const PER_ACCOUNT: i32 = 100;

/// An attempt to give a password, which is counted.
pub(super) struct Attempt {
    /// Sorted, so that two who count the same lock them in the same order.
    subjects: Vec<(String, i32)>,
    /// The one that a right password forgets.
    own: String,
}

/// What came of counting.
pub(super) enum Counted {
    /// The password may be looked at.
    Go,
    /// Too many were wrong; so long it stays like this.
    Wait(Duration),
}

impl Attempt {
    /// An attempt from an address, or from a browser in which this account signed in before, which is counted by itself.
    pub(super) fn new(username: &str, address: Option<IpAddr>, device: Option<&Device>) -> Self {
        let account = username.trim().to_lowercase();
        let address = address.map_or_else(String::new, network);
        let (own, others) = match device {
            Some(device) => (digest("device", &format!("{} {account}", device.name())), Vec::new()),
            None => (
                digest("pair", &format!("{address} {account}")),
                vec![
                    (digest("address", &address), PER_ADDRESS),
                    (digest("account", &account), PER_ACCOUNT),
                ],
            ),
        };
        let mut subjects = others;
        subjects.push((own.clone(), PER_PAIR));
        subjects.sort();
        Self { subjects, own }
    }

    #[cfg(test)]
    pub(super) fn names(&self) -> Vec<String> {
        self.subjects.iter().map(|(subject, _)| subject.clone()).collect()
    }

    /// Counts it, unless there were too many.
    pub(super) async fn count(&self, db: &Db, now: DateTime<Utc>) -> orm::Result<Counted> {
        db.transaction(async |tx| {
            let names = || self.subjects.iter().map(|(subject, _)| subject.clone());
            let new = names().map(|subject| AdminAttemptCreate::new(subject, 0, now));
            AdminAttempt::objects().bulk_create_ignore(tx, new).await?;
            let rows = AdminAttempt::objects()
                .filter(|attempt| attempt.subject().in_(names()))
                .order_by(|attempt| attempt.subject().asc());
            let rows = rows.select_for_update(RowLock::Wait).all(tx).await?;
            let mut wait = TimeDelta::zero();
            for row in &rows {
                let limit = self.subjects.iter().find(|(subject, _)| *subject == row.subject);
                let over = limit.is_some_and(|(_, limit)| row.count >= *limit);
                if over && row.since + WINDOW > now {
                    wait = wait.max(row.since + WINDOW - now);
                }
            }
            if wait > TimeDelta::zero() {
                return Ok(Counted::Wait(wait.to_std().unwrap_or_default()));
            }
            let old = AdminAttempt::objects()
                .filter(|attempt| attempt.subject().in_(names()) & attempt.since().le(now - WINDOW));
            let anew = AdminAttemptPatch {
                count: Some(0),
                since: Some(now),
            };
            if rows.iter().any(|row| row.since + WINDOW <= now) {
                old.update(tx, anew).await?;
            }
            AdminAttempt::objects()
                .filter(|attempt| attempt.subject().in_(names()))
                .update_with(tx, |attempt| attempt.count().set(attempt.count() + 1))
                .await?;
            Ok(Counted::Go)
        })
        .await
    }

    /// Takes the attempt back: its password was right. The account's wrong ones from this address are forgotten, and all
    /// that count no more.
    pub(super) async fn forgive(&self, db: &Db, now: DateTime<Utc>) -> orm::Result<()> {
        db.transaction(async |tx| {
            let others = self.subjects.iter().map(|(subject, _)| subject);
            let others = others.filter(|subject| **subject != self.own).cloned();
            AdminAttempt::objects()
                .filter(|attempt| attempt.subject().in_(others) & attempt.count().gt(0))
                .update_with(tx, |attempt| attempt.count().set(attempt.count() - 1))
                .await?;
            let over = AdminAttempt::objects()
                .filter(|attempt| attempt.subject().eq(self.own.as_str()) | attempt.since().le(now - WINDOW));
            over.delete(tx).await?;
            Ok(())
        })
        .await
    }
}

/// What one client can have many addresses in: for IPv6 the network of 64 bits.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
    }
}
