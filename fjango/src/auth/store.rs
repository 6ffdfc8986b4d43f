//! What login asks the tables of accounts.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    PasswordHash, PermissionColumns, RefreshToken, RefreshTokenCreate, RefreshTokenPatch, Result, User, UserCreate,
    UserPatch,
};
use crate::db::{Executor, RowLock, Tx};
use crate::orm::{Model as _, QuerySet};

const MAX_USERNAME_LENGTH: usize = 150;

/// What is wrong with a username, if anything.
pub(super) fn username_objection(username: &str) -> Option<&'static str> {
    if username.trim().is_empty() {
        Some("is empty")
    } else if username.chars().count() > MAX_USERNAME_LENGTH {
        Some("has more than 150 characters")
    } else if !username.chars().all(|c| c.is_alphanumeric() || "@.+-_".contains(c)) {
        Some("may only have letters, digits and `@`, `.`, `+`, `-`, `_`")
    } else {
        None
    }
}

pub(crate) async fn user_by_name(db: &impl Executor, username: &str) -> Result<Option<User>> {
    // A name that nobody can have may hold what no database stores.
    if username_objection(username).is_some() {
        return Ok(None);
    }
    let users = User::objects().filter(|user| user.username().eq(username));
    Ok(users.first(db).await?)
}

pub(super) async fn user_by_id(db: &impl Executor, id: i64) -> Result<Option<User>> {
    Ok(User::objects().filter(|user| user.id().eq(id)).first(db).await?)
}

/// The user, whom no other transaction may take like this until this one ends.
///
/// Whatever writes several tokens of a user takes the user first. Tokens alone can be locked in two orders at once: who
/// waits for a token that another is just using holds it afterwards, even if it turns out to be used.
pub(super) async fn lock_user(tx: &Tx, id: i64) -> Result<Option<User>> {
    let users = User::objects().filter(|user| user.id().eq(id));
    // The rows of tokens point at the user all the while, and new ones may.
    Ok(users.select_for_no_key_update(RowLock::Wait).first(tx).await?)
}

pub(crate) async fn set_last_login(db: &impl Executor, id: i64, now: DateTime<Utc>) -> Result<()> {
    let patch = UserPatch {
        last_login: Some(Some(now)),
        ..UserPatch::default()
    };
    User::objects()
        .filter(|user| user.id().eq(id))
        .update(db, patch)
        .await?;
    Ok(())
}

/// Replaces a hash, unless the password was changed meanwhile.
pub(super) async fn replace_hash(db: &impl Executor, id: i64, old: &PasswordHash, new: String) -> Result<()> {
    let patch = UserPatch {
        password: Some(new.into()),
        ..UserPatch::default()
    };
    let unchanged = User::objects().filter(|user| user.id().eq(id) & user.password().eq(old.clone()));
    unchanged.update(db, patch).await?;
    Ok(())
}

pub(super) async fn has_permission(db: &impl Executor, id: i64, app: &str, codename: &str) -> Result<bool> {
    let named = |permission: PermissionColumns| {
        permission.codename().eq(codename) & permission.content_type().app_label().eq(app)
    };
    let allowed = User::objects().filter(|user| {
        let through_group = user.groups().any(|group| group.permissions().any(named));
        user.id().eq(id) & (user.user_permissions().any(named) | through_group)
    });
    Ok(allowed.exists(db).await?)
}

pub(super) async fn insert_refresh(db: &impl Executor, token: RefreshTokenCreate) -> Result<()> {
    RefreshToken::objects().create(db, token).await?;
    Ok(())
}

fn token(jti: Uuid) -> QuerySet<RefreshToken> {
    RefreshToken::objects().filter(|token| token.jti().eq(jti))
}

/// Marks a token as used. Of many who try at once, one gets `true`: this is the gate.
pub(super) async fn use_refresh(db: &impl Executor, jti: Uuid, user: i64) -> Result<bool> {
    let patch = RefreshTokenPatch {
        used: Some(true),
        ..RefreshTokenPatch::default()
    };
    let fresh = token(jti).filter(|token| token.user().eq(user) & token.used().eq(false) & token.revoked().eq(false));
    Ok(fresh.update(db, patch).await? == 1)
}

/// The family of a token that was issued.
pub(super) async fn family_of(db: &impl Executor, jti: Uuid) -> Result<Option<Uuid>> {
    Ok(token(jti).first(db).await?.map(|token| token.family))
}

pub(super) async fn revoke_family(db: &impl Executor, family: Uuid) -> Result<()> {
    let patch = RefreshTokenPatch {
        revoked: Some(true),
        ..RefreshTokenPatch::default()
    };
    let tokens = RefreshToken::objects().filter(|token| token.family().eq(family) & token.revoked().eq(false));
    tokens.update(db, patch).await?;
    Ok(())
}

pub(super) async fn delete_expired(db: &impl Executor, user: i64, now: DateTime<Utc>) -> Result<()> {
    let expired = RefreshToken::objects().filter(|token| token.user().eq(user) & token.expires().lt(now));
    expired.delete(db).await?;
    Ok(())
}

pub(super) async fn insert_user(db: &impl Executor, user: UserCreate) -> Result<i64> {
    Ok(User::objects().create(db, user).await?.id)
}
