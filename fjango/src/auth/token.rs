//! Tokens: what is signed, and how it is read back.

use std::time::Duration;

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, errors::ErrorKind};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;

use super::{Error, Result};
use crate::conf::{self, Secret};

/// What a token is for. Each kind is signed with a key of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenKind {
    /// Says who asks, for some minutes.
    Access,
    /// Buys one new pair of tokens.
    Refresh,
}

impl TokenKind {
    /// The label a key is derived with; a new version of it makes all tokens of the kind void.
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Access => b"fjango.auth.token.access.v1",
            Self::Refresh => b"fjango.auth.token.refresh.v1",
        }
    }
}

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The user's id as text, as JWT wants it.
    pub sub: String,
    /// The kind, so that one is never taken for the other.
    pub token_type: TokenKind,
    /// This token's own id.
    pub jti: Uuid,
    /// Who issued it.
    pub iss: String,
    /// When it was issued, in seconds since 1970.
    pub iat: i64,
    /// When it expires, in seconds since 1970.
    pub exp: i64,
}

impl Claims {
    /// The user's id.
    ///
    /// # Errors
    /// [`Error::InvalidToken`] when `sub` is no number.
    pub fn user_id(&self) -> Result<i64> {
        self.sub.parse().map_err(|_| Error::InvalidToken {
            reason: "names no user",
        })
    }
}

/// How tokens are made. [`TokenConfig::from_settings`] reads it from the settings.
#[derive(Clone, Debug)]
pub struct TokenConfig {
    /// What all keys are derived from.
    pub secret_key: Secret<String>,
    /// Former secret keys, still accepted when a token is read.
    pub secret_key_fallbacks: Vec<Secret<String>>,
    /// How long an access token is valid. Five minutes unless set.
    pub access_lifetime: Duration,
    /// How long a refresh token is valid. One day unless set.
    pub refresh_lifetime: Duration,
    /// Written into tokens and required of them. `fjango` unless set.
    pub issuer: String,
    /// How far clocks may differ. Nothing unless set.
    pub leeway: Duration,
}

impl TokenConfig {
    /// The defaults, with this secret key.
    pub fn new(secret_key: impl Into<String>) -> Self {
        Self {
            secret_key: Secret::new(secret_key.into()),
            secret_key_fallbacks: Vec::new(),
            access_lifetime: Duration::from_secs(5 * 60),
            refresh_lifetime: Duration::from_secs(24 * 60 * 60),
            issuer: "fjango".to_owned(),
            leeway: Duration::ZERO,
        }
    }

    /// What the settings say.
    #[must_use]
    pub fn from_settings(settings: &conf::Settings) -> Self {
        let auth = &settings.auth;
        let defaults = Self::new(settings.secret_key.expose().as_str());
        Self {
            secret_key_fallbacks: settings.secret_key_fallbacks.clone(),
            access_lifetime: auth.access_token_lifetime,
            refresh_lifetime: auth.refresh_token_lifetime,
            issuer: auth.issuer.clone().unwrap_or(defaults.issuer.clone()),
            leeway: auth.leeway,
            ..defaults
        }
    }
}

/// Signs and reads tokens: JWT with HS256.
///
/// # Examples
/// ```
/// use fjango::auth::{TokenConfig, TokenKind, Tokens};
///
/// let tokens = Tokens::new(&TokenConfig::new("at least 32 random bytes, not these"));
/// let (access, _) = tokens.sign(TokenKind::Access, 7)?;
/// assert_eq!(tokens.read(TokenKind::Access, &access)?.user_id()?, 7);
/// assert!(tokens.read(TokenKind::Refresh, &access).is_err());
/// # Ok::<(), fjango::auth::Error>(())
/// ```
#[derive(Clone)]
pub struct Tokens {
    access: Keys,
    refresh: Keys,
    access_lifetime: Duration,
    refresh_lifetime: Duration,
    issuer: String,
    leeway: Duration,
}

#[derive(Clone)]
struct Keys {
    sign: EncodingKey,
    /// The current key first, then former ones.
    read: Vec<DecodingKey>,
}

impl Tokens {
    /// Derives the keys.
    #[must_use]
    pub fn new(config: &TokenConfig) -> Self {
        let keys = |kind: TokenKind| Keys {
            sign: EncodingKey::from_secret(&derive(&config.secret_key, kind)),
            read: std::iter::once(&config.secret_key)
                .chain(&config.secret_key_fallbacks)
                .map(|secret| DecodingKey::from_secret(&derive(secret, kind)))
                .collect(),
        };
        Self {
            access: keys(TokenKind::Access),
            refresh: keys(TokenKind::Refresh),
            access_lifetime: config.access_lifetime,
            refresh_lifetime: config.refresh_lifetime,
            issuer: config.issuer.clone(),
            leeway: config.leeway,
        }
    }

    /// How long a token of this kind is valid.
    #[must_use]
    pub fn lifetime(&self, kind: TokenKind) -> Duration {
        match kind {
            TokenKind::Access => self.access_lifetime,
            TokenKind::Refresh => self.refresh_lifetime,
        }
    }

    /// A new token, and what it says.
    ///
    /// # Errors
    /// [`Error::Signing`].
    pub fn sign(&self, kind: TokenKind, user_id: i64) -> Result<(String, Claims)> {
        self.sign_at(kind, user_id, Utc::now())
    }

    pub(super) fn sign_at(&self, kind: TokenKind, user_id: i64, now: DateTime<Utc>) -> Result<(String, Claims)> {
        let lifetime = i64::try_from(self.lifetime(kind).as_secs()).unwrap_or(i64::MAX);
        let claims = Claims {
            sub: user_id.to_string(),
            token_type: kind,
            jti: Uuid::new_v4(),
            iss: self.issuer.clone(),
            iat: now.timestamp(),
            exp: now.timestamp().saturating_add(lifetime),
        };
        let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.keys(kind).sign);
        match token {
            Ok(token) => Ok((token, claims)),
            Err(error) => Err(Error::Signing {
                message: error.to_string(),
            }),
        }
    }

    /// Reads a token of this kind: its algorithm, signature, issuer, times and kind must all be right.
    ///
    /// # Errors
    /// [`Error::InvalidToken`].
    pub fn read(&self, kind: TokenKind, token: &str) -> Result<Claims> {
        let mut rules = Validation::new(Algorithm::HS256);
        rules.leeway = self.leeway.as_secs();
        rules.set_issuer(&[&self.issuer]);
        rules.set_required_spec_claims(&["exp", "iss", "sub"]);
        let mut reason = "has a wrong signature";
        for key in &self.keys(kind).read {
            match jsonwebtoken::decode::<Claims>(token, key, &rules) {
                Ok(data) if data.claims.token_type == kind => return Ok(data.claims),
                Ok(_) => reason = "is of the wrong kind",
                Err(error) => match error.kind() {
                    // Perhaps a former key signed it.
                    ErrorKind::InvalidSignature => continue,
                    ErrorKind::ExpiredSignature => reason = "has expired",
                    ErrorKind::InvalidIssuer => reason = "is from another issuer",
                    _ => reason = "is malformed",
                },
            }
            break;
        }
        Err(Error::InvalidToken { reason })
    }

    fn keys(&self, kind: TokenKind) -> &Keys {
        match kind {
            TokenKind::Access => &self.access,
            TokenKind::Refresh => &self.refresh,
        }
    }
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens")
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

/// A key for one purpose, so that what one part signs means nothing to another.
fn derive(secret: &Secret<String>, kind: TokenKind) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).expect("HMAC takes a key of any length");
    mac.update(kind.label());
    mac.finalize().into_bytes().into()
}
