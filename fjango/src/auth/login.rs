//! Passwords in, tokens out.

use std::time::Duration;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Claims, Error, PasswordHasher, RefreshTokenCreate, Result, TokenConfig, TokenKind, Tokens, User, store};
use crate::db::{Db, Executor};

/// Login as a service: register it with [`Server::state`](crate::http::Server::state) beside the [`Db`].
///
/// # Examples
/// ```no_run
/// # async fn example(db: fjango::db::Db) -> fjango::auth::Result<()> {
/// use fjango::auth::{Auth, TokenConfig};
///
/// let auth = Auth::new(&TokenConfig::new("at least 32 random bytes, not these"));
/// let pair = auth.login(&db, "ada", "correct horse battery").await?;
/// let next = auth.refresh(&db, &pair.refresh).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Auth {
    tokens: Tokens,
    passwords: PasswordHasher,
}

/// What a login or a refresh gives.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct TokenPair {
    /// Send it as `Authorization: Bearer <access>`.
    pub access: String,
    /// Buys the next pair, once. Keep it where scripts cannot read it.
    pub refresh: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// How long `access` is valid, in seconds.
    pub expires_in: u64,
}

impl std::fmt::Debug for TokenPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenPair")
            .field("expires_in", &self.expires_in)
            .finish_non_exhaustive()
    }
}

/// How an attempt to refresh ended, inside its transaction: a refusal must be committed too.
enum Refreshed {
    Pair(TokenPair),
    Refused(&'static str),
}

impl Auth {
    /// Login with these tokens and password hashes of the default cost.
    #[must_use]
    pub fn new(config: &TokenConfig) -> Self {
        Self {
            tokens: Tokens::new(config),
            passwords: PasswordHasher::default(),
        }
    }

    /// The same with another hasher.
    #[must_use]
    pub fn with_passwords(self, passwords: PasswordHasher) -> Self {
        Self { passwords, ..self }
    }

    /// Signs and reads tokens.
    #[must_use]
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// Makes and checks password hashes.
    #[must_use]
    pub fn passwords(&self) -> &PasswordHasher {
        &self.passwords
    }

    /// Checks a username and a password, and begins a family of tokens.
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    pub async fn login(&self, db: &Db, username: &str, password: &str) -> Result<TokenPair> {
        let user = self.verify(db, username, password).await?;
        let now = Utc::now();
        db.transaction(async |tx| {
            // This locks the user, as whoever goes on to the tokens must.
            store::set_last_login(tx, user.id, now).await?;
            store::delete_expired(tx, user.id, now).await?;
            self.issue(tx, user.id, Uuid::new_v4()).await
        })
        .await
    }

    /// Checks a username and a password, and gives the user. A stored hash that is weaker than new ones are is replaced.
    ///
    /// An unknown user, a wrong password and an inactive user are one error and take the same work.
    ///
    /// # Errors
    /// [`Error::InvalidCredentials`], [`Error::Database`].
    pub async fn verify(&self, db: &Db, username: &str, password: &str) -> Result<User> {
        let Some(mut user) = store::user_by_name(db, username).await? else {
            self.passwords.verify_nothing(password).await?;
            return Err(Error::InvalidCredentials);
        };
        let right = match self.passwords.verify(password, user.password.encoded()).await {
            // A hash of a kind that cannot be read is a fact about this row: for the client it is no match.
            Err(Error::PasswordHash { message }) => {
                tracing::warn!(user = user.id, message, "a stored password cannot be checked");
                self.passwords.verify_nothing(password).await?
            }
            checked => checked?,
        };
        if !right || !user.is_active {
            return Err(Error::InvalidCredentials);
        }
        if self.passwords.needs_rehash(user.password.encoded()) {
            let new = self.passwords.hash(password).await?;
            store::replace_hash(db, user.id, &user.password, new.clone()).await?;
            user.password = new.into();
        }
        Ok(user)
    }

    /// Exchanges a refresh token for a new pair. Each token works once; when one is shown again, all tokens of its
    /// family are revoked, since one of the two who showed it is a thief.
    ///
    /// # Errors
    /// [`Error::InvalidToken`], [`Error::Database`].
    pub async fn refresh(&self, db: &Db, refresh: &str) -> Result<TokenPair> {
        let claims = self.tokens.read(TokenKind::Refresh, refresh)?;
        let user = claims.user_id()?;
        let refreshed = db
            .transaction(async |tx| {
                let account = store::lock_user(tx, user).await?;
                let is_first = store::use_refresh(tx, claims.jti, user).await?;
                let Some(family) = store::family_of(tx, claims.jti).await? else {
                    return Ok(Refreshed::Refused("is unknown"));
                };
                if !is_first {
                    store::revoke_family(tx, family).await?;
                    return Ok(Refreshed::Refused("was used before or is revoked"));
                }
                match account {
                    Some(account) if account.is_active => self.issue(tx, user, family).await.map(Refreshed::Pair),
                    _ => {
                        store::revoke_family(tx, family).await?;
                        Ok(Refreshed::Refused("belongs to no active user"))
                    }
                }
            })
            .await;
        match refreshed {
            Ok(Refreshed::Pair(pair)) => Ok(pair),
            Ok(Refreshed::Refused(reason)) => Err(Error::InvalidToken { reason }),
            Err(error) => Err(error),
        }
    }

    /// Ends a login: no token of this one's family refreshes any more. Access tokens run out by themselves.
    ///
    /// # Errors
    /// [`Error::InvalidToken`], [`Error::Database`].
    pub async fn logout(&self, db: &Db, refresh: &str) -> Result<()> {
        let claims = self.tokens.read(TokenKind::Refresh, refresh)?;
        let user = claims.user_id()?;
        db.transaction(async |tx| {
            store::lock_user(tx, user).await?;
            match store::family_of(tx, claims.jti).await? {
                Some(family) => store::revoke_family(tx, family).await,
                None => Ok(()),
            }
        })
        .await
    }

    async fn issue(&self, db: &impl Executor, user: i64, family: Uuid) -> Result<TokenPair> {
        let (access, _) = self.tokens.sign(TokenKind::Access, user)?;
        let (refresh, claims) = self.tokens.sign(TokenKind::Refresh, user)?;
        let row = RefreshTokenCreate {
            jti: Some(claims.jti),
            ..RefreshTokenCreate::new(family, user, expiry(&claims))
        };
        store::insert_refresh(db, row).await?;
        Ok(TokenPair {
            access,
            refresh,
            token_type: "Bearer".to_owned(),
            expires_in: Duration::as_secs(&self.tokens.lifetime(TokenKind::Access)),
        })
    }
}

fn expiry(claims: &Claims) -> DateTime<Utc> {
    DateTime::from_timestamp(claims.exp, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
