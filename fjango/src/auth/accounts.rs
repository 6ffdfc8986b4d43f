//! Making accounts.

use super::{Error, PasswordHasher, Result, UserCreate, check_password, store};
use crate::db::Db;

/// Makes a user who may log in and nothing more, and gives its id. The password is checked and hashed.
///
/// # Errors
/// [`Error::InvalidUsername`], [`Error::UsernameTaken`], [`Error::WeakPassword`], [`Error::Database`].
pub async fn create_user(db: &Db, username: &str, email: &str, password: &str) -> Result<i64> {
    create(db, username, email, password, false).await
}

/// Makes a user who may do everything, and gives its id. The password is checked and hashed;
/// [`random_password`](super::random_password) makes a good one up.
///
/// # Errors
/// As [`create_user`].
pub async fn create_superuser(db: &Db, username: &str, email: &str, password: &str) -> Result<i64> {
    create(db, username, email, password, true).await
}

/// Sets a user's password, checked and hashed.
///
/// # Errors
/// [`Error::InvalidUsername`] when there is no such user, [`Error::WeakPassword`], [`Error::Database`].
pub async fn set_password(db: &Db, username: &str, password: &str) -> Result<()> {
    let Some(user) = store::user_by_name(db, username).await? else {
        return Err(Error::InvalidUsername { reason: "is unknown" });
    };
    check(password, username, "")?;
    let encoded = PasswordHasher::default().hash(password).await?;
    store::replace_hash(db, user.id, &user.password, encoded).await
}

async fn create(db: &Db, username: &str, email: &str, password: &str, superuser: bool) -> Result<i64> {
    if let Some(reason) = store::username_objection(username) {
        return Err(Error::InvalidUsername { reason });
    }
    check(password, username, email)?;
    let password = PasswordHasher::default().hash(password).await?;
    let user = UserCreate {
        email: Some(email.to_owned()),
        is_staff: Some(superuser),
        is_superuser: Some(superuser),
        ..UserCreate::new(password, username)
    };
    store::insert_user(db, user).await
}

fn check(password: &str, username: &str, email: &str) -> Result<()> {
    match check_password(password, username, email) {
        issues if issues.is_empty() => Ok(()),
        issues => Err(Error::WeakPassword { issues }),
    }
}
