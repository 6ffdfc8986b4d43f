//! The SQL of accounts. Statements are written out: each is one question with a fixed answer.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Result;
use crate::db::{Executor, Statement, StatementBuilder};
use crate::value::Value;

/// What logging in needs of a user.
pub(super) struct Account {
    pub id: i64,
    pub username: String,
    pub password: String,
    pub is_active: bool,
    pub is_staff: bool,
    pub is_superuser: bool,
}

/// The parts of a statement: text, and values between.
pub(super) enum Part {
    Sql(&'static str),
    Bind(Value),
}

/// A statement whose text alternates with its values.
macro_rules! sql {
    ($db:expr, $($sql:literal $(, $bind:expr)?);+ $(;)?) => {
        crate::auth::store::statement($db, vec![$(
            crate::auth::store::Part::Sql($sql),
            $(crate::auth::store::Part::Bind(crate::value::DbValue::to_value(&$bind)),)?
        )+])
    };
}
pub(super) use sql;

pub(super) fn statement(db: &impl Executor, parts: Vec<Part>) -> Statement {
    let mut builder = StatementBuilder::new(db.dialect());
    if !matches!(parts.first(), Some(Part::Sql(text)) if text.starts_with("SELECT")) {
        builder.writes();
    }
    for part in parts {
        match part {
            Part::Sql(text) => builder.push(text),
            Part::Bind(value) => builder.bind(value),
        };
    }
    builder.finish()
}

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

pub(super) async fn account_by_name(db: &impl Executor, username: &str) -> Result<Option<Account>> {
    if username_objection(username).is_some() {
        return Ok(None);
    }
    account(db, sql!(db,
        "SELECT id, username, password, is_active, is_staff, is_superuser FROM auth_user WHERE username = ", username.to_owned();
    ))
    .await
}

pub(super) async fn account_by_id(db: &impl Executor, id: i64) -> Result<Option<Account>> {
    account(
        db,
        sql!(db,
            "SELECT id, username, password, is_active, is_staff, is_superuser FROM auth_user WHERE id = ", id;
        ),
    )
    .await
}

async fn account(db: &impl Executor, statement: Statement) -> Result<Option<Account>> {
    let rows = db.fetch(statement, |row| {
        Ok(Account {
            id: row.get(0)?,
            username: row.get(1)?,
            password: row.get(2)?,
            is_active: row.get(3)?,
            is_staff: row.get(4)?,
            is_superuser: row.get(5)?,
        })
    });
    Ok(rows.await?.into_iter().next())
}

pub(super) async fn set_last_login(db: &impl Executor, user: i64, now: DateTime<Utc>) -> Result<()> {
    db.execute(sql!(db, "UPDATE auth_user SET last_login = ", now; " WHERE id = ", user))
        .await?;
    Ok(())
}

/// Replaces a hash, unless the password was changed meanwhile.
pub(super) async fn replace_hash(db: &impl Executor, user: i64, old: &str, new: String) -> Result<()> {
    let statement = sql!(db,
        "UPDATE auth_user SET password = ", new; " WHERE id = ", user; " AND password = ", old.to_owned());
    db.execute(statement).await?;
    Ok(())
}

pub(super) async fn has_permission(db: &impl Executor, user: i64, app: &str, codename: &str) -> Result<bool> {
    let statement = sql!(db,
        "SELECT 1 FROM auth_permission p JOIN django_content_type c ON c.id = p.content_type_id WHERE c.app_label = ",
            app.to_owned();
        " AND p.codename = ", codename.to_owned();
        " AND (p.id IN (SELECT permission_id FROM auth_user_user_permissions WHERE user_id = ", user;
        ") OR p.id IN (SELECT gp.permission_id FROM auth_group_permissions gp \
         JOIN auth_user_groups ug ON ug.group_id = gp.group_id WHERE ug.user_id = ", user;
        ")) LIMIT 1");
    Ok(!db.fetch(statement, |_| Ok(())).await?.is_empty())
}

/// A refresh token's row to be.
pub(super) struct NewRefresh {
    pub jti: Uuid,
    pub family: Uuid,
    pub user: i64,
    pub expires: DateTime<Utc>,
}

pub(super) async fn insert_refresh(db: &impl Executor, token: NewRefresh) -> Result<()> {
    let statement = sql!(db,
        "INSERT INTO auth_refreshtoken (jti, family, user_id, expires, used, revoked) VALUES (", token.jti;
        ", ", token.family; ", ", token.user; ", ", token.expires; ", ", false; ", ", false; ")");
    db.execute(statement).await?;
    Ok(())
}

/// Marks a token as used. Of many who try at once, one gets `true`: this is the gate.
pub(super) async fn use_refresh(db: &impl Executor, jti: Uuid, user: i64) -> Result<bool> {
    let statement = sql!(db,
        "UPDATE auth_refreshtoken SET used = ", true; " WHERE jti = ", jti; " AND user_id = ", user;
        " AND used = ", false; " AND revoked = ", false);
    Ok(db.execute(statement).await? == 1)
}

/// The family of a token that was issued.
pub(super) async fn family_of(db: &impl Executor, jti: Uuid) -> Result<Option<Uuid>> {
    let statement = sql!(db, "SELECT family FROM auth_refreshtoken WHERE jti = ", jti);
    Ok(db.fetch(statement, |row| row.get(0)).await?.into_iter().next())
}

pub(super) async fn revoke_family(db: &impl Executor, family: Uuid) -> Result<()> {
    db.execute(sql!(db, "UPDATE auth_refreshtoken SET revoked = ", true; " WHERE family = ", family))
        .await?;
    Ok(())
}

pub(super) async fn delete_expired(db: &impl Executor, user: i64, now: DateTime<Utc>) -> Result<()> {
    let statement = sql!(db,
        "DELETE FROM auth_refreshtoken WHERE user_id = ", user; " AND expires < ", now);
    db.execute(statement).await?;
    Ok(())
}

/// A user's row to be.
pub(super) struct NewUser<'a> {
    pub username: &'a str,
    pub email: &'a str,
    pub password: String,
    pub staff: bool,
    pub superuser: bool,
}

pub(super) async fn insert_user(db: &impl Executor, user: NewUser<'_>) -> Result<i64> {
    let statement = sql!(db,
        "INSERT INTO auth_user (password, is_superuser, username, first_name, last_name, email, is_staff, is_active, \
         date_joined) VALUES (", user.password;
        ", ", user.superuser; ", ", user.username.to_owned(); ", '', '', ", user.email.to_owned();
        ", ", user.staff; ", ", true; ", ", Utc::now(); ") RETURNING id");
    let ids = db.fetch(statement, |row| row.get::<i64>(0)).await?;
    Ok(ids.into_iter().next().unwrap_or_default())
}
