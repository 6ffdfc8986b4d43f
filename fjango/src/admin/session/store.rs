//! What signing in asks the database.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::token::{Token, password_mark};
use super::{AdminSession, AdminSessionCreate, AdminSessionPatch};
use crate::auth::User;
use crate::db::{Db, Executor};
use crate::orm::{self, Model as _};

/// How far behind `last_seen` may be, so that not every request writes.
const SEEN_TO: TimeDelta = TimeDelta::seconds(60);

/// The session of a token with its user: one statement.
pub(super) async fn find(db: &impl Executor, token: &Token) -> orm::Result<Option<AdminSession>> {
    let sessions = AdminSession::objects().filter(|session| session.token_hash().eq(token.hash()));
    sessions.select_related(|session| session.user()).first(db).await
}

/// Makes a session, and forgets all that are over.
pub(super) async fn begin(
    db: &Db,
    user: &User,
    token: &Token,
    (ip, agent): (String, String),
    (now, expires): (DateTime<Utc>, DateTime<Utc>),
) -> orm::Result<AdminSession> {
    db.transaction(async |tx| {
        let over = AdminSession::objects().filter(|session| session.expires().lt(now));
        over.delete(tx).await?;
        let session = AdminSessionCreate {
            id: Some(Uuid::new_v4()),
            ip: Some(ip),
            agent: Some(agent),
            ..AdminSessionCreate::new(
                token.hash(),
                user.id,
                password_mark(&user.password),
                now,
                now,
                expires,
                now,
            )
        };
        AdminSession::objects().create(tx, session).await
    })
    .await
}

/// Notes that the session was used, when that was not noted lately.
pub(super) async fn see(db: &impl Executor, session: &AdminSession, now: DateTime<Utc>) -> orm::Result<()> {
    if session.last_seen + SEEN_TO > now {
        return Ok(());
    }
    let patch = AdminSessionPatch {
        last_seen: Some(now),
        ..AdminSessionPatch::default()
    };
    let own = AdminSession::objects().filter(|other| other.id().eq(session.id));
    own.update(db, patch).await.map(drop)
}

/// Notes that the password was given again.
pub(super) async fn confirm(db: &impl Executor, session: Uuid, now: DateTime<Utc>) -> orm::Result<()> {
    let patch = AdminSessionPatch {
        confirmed: Some(now),
        ..AdminSessionPatch::default()
    };
    let own = AdminSession::objects().filter(|other| other.id().eq(session));
    own.update(db, patch).await.map(drop)
}

/// Ends the session of a token, if there is one.
pub(super) async fn end(db: &impl Executor, token: &Token) -> orm::Result<()> {
    let sessions = AdminSession::objects().filter(|session| session.token_hash().eq(token.hash()));
    sessions.delete(db).await.map(drop)
}
