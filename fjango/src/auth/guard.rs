//! Who asks, and what may be asked of whom.

use actix_web::{FromRequest, HttpMessage as _, HttpRequest, dev::Payload, http::header::AUTHORIZATION};
use futures_util::future::LocalBoxFuture;

use super::{Auth, Error, Result, TokenKind, store};
use crate::db::{Db, Executor};
use crate::http::{Problem, State, ToProblem as _};

/// The user who sent the request, from `Authorization: Bearer <access token>`.
///
/// As a handler's parameter it demands a login: without one the answer is 401. The user is read from the database
/// once in each request, so that a user set inactive is out at once.
///
/// # Examples
/// ```
/// use fjango::auth::CurrentUser;
///
/// async fn greet(user: CurrentUser) -> String {
///     format!("Hello {}", user.username)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentUser {
    /// The user's id.
    pub id: i64,
    /// What the user logs in with.
    pub username: String,
    /// Whether the user belongs to those who run the site.
    pub is_staff: bool,
    /// Whether every permission check passes.
    pub is_superuser: bool,
}

impl CurrentUser {
    /// Whether the user has a permission such as `blog.change_post`, directly or through a group; superusers have
    /// all. One statement, or none for a superuser.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn has_permission(&self, db: &impl Executor, permission: &str) -> Result<bool> {
        if self.is_superuser {
            return Ok(true);
        }
        match permission.split_once('.') {
            Some((app, codename)) => store::has_permission(db, self.id, app, codename).await,
            None => Ok(false),
        }
    }
}

/// Who may do something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Everybody, also without a login.
    Anyone,
    /// Every user.
    Authenticated,
    /// Users with `is_staff`, and superusers.
    Staff,
    /// Superusers.
    #[default]
    Superuser,
    /// Users with this permission, such as `blog.change_post`, and superusers.
    Permission(String),
}

impl Access {
    /// Lets the user pass or says why not.
    ///
    /// # Errors
    /// [`Error::NotAuthenticated`] (401) where a login could help, [`Error::PermissionDenied`] (403) where the user
    /// is known and may not, [`Error::Database`].
    pub async fn check(&self, db: &impl Executor, user: Option<&CurrentUser>) -> Result<()> {
        if *self == Self::Anyone {
            return Ok(());
        }
        let user = user.ok_or(Error::NotAuthenticated)?;
        let (passes, needed) = match self {
            Self::Anyone | Self::Authenticated => (true, ""),
            Self::Staff => (user.is_staff || user.is_superuser, "staff"),
            Self::Superuser => (user.is_superuser, "superuser"),
            Self::Permission(permission) => (user.has_permission(db, permission).await?, permission.as_str()),
        };
        if passes {
            Ok(())
        } else {
            Err(Error::PermissionDenied {
                needed: needed.to_owned(),
            })
        }
    }
}

/// The user whom an `Authorization` header names; `None` without the header.
///
/// # Errors
/// [`Error::InvalidToken`] when there is a header and it does not lead to an active user, [`Error::Database`].
pub async fn authenticate(auth: &Auth, db: &impl Executor, authorization: Option<&str>) -> Result<Option<CurrentUser>> {
    let Some(authorization) = authorization else {
        return Ok(None);
    };
    let token = match authorization.trim().split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ => {
            return Err(Error::InvalidToken {
                reason: "must be sent as `Bearer <access token>`",
            });
        }
    };
    let claims = auth.tokens().read(TokenKind::Access, token)?;
    match store::user_by_id(db, claims.user_id()?).await? {
        Some(user) if user.is_active => Ok(Some(CurrentUser {
            id: user.id,
            username: user.username,
            is_staff: user.is_staff,
            is_superuser: user.is_superuser,
        })),
        _ => Err(Error::InvalidToken {
            reason: "belongs to no active user",
        }),
    }
}

/// What an earlier look at the same request found.
#[derive(Clone)]
struct Known(Option<CurrentUser>);

/// Whether a request says who sends it, be it true or not.
pub(crate) fn is_identified(request: &HttpRequest) -> bool {
    request.headers().contains_key(AUTHORIZATION)
}

/// The user who sent a request, or `None` when it does not say. Asked twice, it answers from memory.
///
/// It needs [`State<Auth>`] and [`State<Db>`].
///
/// # Errors
/// A 401 problem when the token is wrong; 500 when the state is missing.
pub async fn user_of(request: &HttpRequest) -> Result<Option<CurrentUser>, Problem> {
    if !is_identified(request) {
        return Ok(None);
    }
    // Read out first, so that nothing is borrowed while waiting.
    let known = request.extensions().get::<Known>().cloned();
    if let Some(Known(user)) = known {
        return Ok(user);
    }
    let mut lines = request.headers().get_all(AUTHORIZATION);
    let user = match (lines.next(), lines.next()) {
        (None, _) => None,
        (Some(line), None) => {
            let auth = State::<Auth>::extract(request).await?;
            let db = State::<Db>::extract(request).await?;
            let line = line.to_str().unwrap_or_default();
            authenticate(&auth, &*db, Some(line))
                .await
                .map_err(|error| error.to_problem())?
        }
        _ => {
            let reason = "was sent more than once";
            return Err(Error::InvalidToken { reason }.to_problem());
        }
    };
    request.extensions_mut().insert(Known(user.clone()));
    Ok(user)
}

impl FromRequest for CurrentUser {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let user = user_of(&request).await?;
            user.ok_or_else(|| Error::NotAuthenticated.to_problem())
        })
    }
}
