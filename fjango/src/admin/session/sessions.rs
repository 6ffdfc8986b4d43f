use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::{FromRequest as _, HttpMessage as _, HttpRequest};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::LocalBoxFuture;

use super::cookie::Place;
use super::token::{Token, password_mark};
use super::{AdminSession, origin, store};
use crate::admin::contract::{ProblemCode, Session, SessionUser};
use crate::admin::error::with_code;
use crate::admin::{Actor, Error, Identify};
use crate::auth::User;
use crate::conf::Settings;
use crate::db::Db;
use crate::http::{Client, Problem, ProblemType, State};

/// How long after the password was given dangerous things may be done.
pub const REAUTH_WITHIN: Duration = Duration::from_secs(10 * 60);

const CSRF_TOKEN: &str = "x-csrf-token";

/// Who is signed in, by the session that a request's cookie names.
#[derive(Clone, Copy, Debug)]
pub struct Sessions {
    idle: TimeDelta,
    absolute: TimeDelta,
}

/// A session that holds, as a request found it.
#[derive(Clone)]
pub(super) struct Entered {
    pub(super) token: Token,
    pub(super) session: AdminSession,
    pub(super) user: User,
    pub(super) actor: Actor,
}

/// What an earlier look at the same request found.
#[derive(Clone)]
struct Known(Found);

/// What is behind a request's cookie.
#[derive(Clone)]
pub(super) enum Found {
    /// Somebody who may enter.
    Entered(Box<Entered>),
    /// Somebody who may not enter any more.
    NotStaff,
    /// No session, or one that is over.
    Nobody,
}

impl Sessions {
    /// Sessions that end so long after the last request, and so long after their beginning.
    #[must_use]
    pub fn new(idle: Duration, absolute: Duration) -> Self {
        let delta = |duration| TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX);
        Self {
            idle: delta(idle),
            absolute: delta(absolute),
        }
    }

    /// What the settings say.
    #[must_use]
    pub fn from_settings(settings: &Settings) -> Self {
        Self::new(settings.admin.session_idle, settings.admin.session_absolute)
    }

    /// When a session that begins now ends in any case.
    pub(super) fn end_of(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now.checked_add_signed(self.absolute)
            .unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// Who is behind a request. Asked twice, it answers from memory.
    pub(super) async fn find(&self, request: &HttpRequest) -> Result<Found, Problem> {
        // Read out first, so that nothing is borrowed while waiting.
        let known = request.extensions().get::<Known>().cloned();
        if let Some(Known(found)) = known {
            return Ok(found);
        }
        let found = self.look(request).await?;
        request.extensions_mut().insert(Known(found.clone()));
        Ok(found)
    }

    async fn look(&self, request: &HttpRequest) -> Result<Found, Problem> {
        let Some(token) = Place::of(&Client::of(request)).token(request) else {
            return Ok(Found::Nobody);
        };
        let db = State::<Db>::from_request(request, &mut Payload::None).into_inner()?;
        let Some(session) = store::find(&*db, &token).await.map_err(Error::from)? else {
            return Ok(Found::Nobody);
        };
        let now = Utc::now();
        // Invariant: it was read along.
        let Some(user) = session.user.get().cloned() else {
            return Ok(Found::Nobody);
        };
        let is_over = session.expires <= now || session.last_seen + self.idle <= now;
        if is_over || !user.is_active || session.password_mark != password_mark(&user.password) {
            return Ok(Found::Nobody);
        }
        if !user.is_staff && !user.is_superuser {
            return Ok(Found::NotStaff);
        }
        store::see(&*db, &session, now).await.map_err(Error::from)?;
        let actor = Actor::load(&*db, &user).await?;
        Ok(Found::Entered(Box::new(Entered {
            token,
            session,
            user,
            actor,
        })))
    }

    /// Who is signed in.
    ///
    /// # Errors
    /// 401 without a session, 403 when the user may not enter.
    pub(super) async fn entered(&self, request: &HttpRequest) -> Result<Entered, Problem> {
        match self.find(request).await? {
            Found::Entered(entered) => Ok(*entered),
            Found::NotStaff => Err(not_staff()),
            Found::Nobody => Err(with_code(Problem::new(ProblemType::Unauthorized), ProblemCode::SignIn)
                .with_detail("Nobody is signed in, or the session is over. Sign in.")),
        }
    }

    /// What the pages are told of a session.
    pub(super) fn describe(&self, entered: &Entered) -> Session {
        let Entered { session, actor, .. } = entered;
        let now = Utc::now();
        let idle = now.checked_add_signed(self.idle).unwrap_or(session.expires);
        let fresh = fresh_until(session);
        Session {
            user: SessionUser {
                id: actor.id.to_string(),
                name: actor.name.clone(),
                username: actor.username.clone(),
                superuser: actor.is_superuser,
            },
            csrf: entered.token.csrf(),
            expires: session.expires.min(idle),
            reauth_until: Some(fresh).filter(|until| *until > now),
            next: None,
        }
    }
}

/// Until when dangerous things may be done.
fn fresh_until(session: &AdminSession) -> DateTime<Utc> {
    session.confirmed + REAUTH_WITHIN
}

/// 403 of a user who does not belong to the staff.
pub(super) fn not_staff() -> Problem {
    with_code(Problem::forbidden(), ProblemCode::Forbidden)
        .with_detail("This account may not enter the admin; somebody who runs the site can make it staff.")
}

/// Refuses a change that does not know the session's token.
pub(super) fn check_token(request: &HttpRequest, token: &Token) -> Result<(), Problem> {
    let sent = request.headers().get(CSRF_TOKEN).and_then(|value| value.to_str().ok());
    match sent.is_some_and(|sent| token.csrf_is(sent)) {
        true => Ok(()),
        false => Err(origin::refusal(
            "The change needs the session's token in `X-CSRF-Token`; `GET session` gives it.",
        )),
    }
}

impl Identify for Sessions {
    fn actor<'a>(&'a self, request: &'a HttpRequest) -> LocalBoxFuture<'a, Result<Actor, Problem>> {
        Box::pin(async move { Ok(self.entered(request).await?.actor) })
    }

    fn guard<'a>(&'a self, request: &'a HttpRequest, _: &'a Actor) -> LocalBoxFuture<'a, Result<(), Problem>> {
        Box::pin(async move {
            origin::check(request)?;
            check_token(request, &self.entered(request).await?.token)
        })
    }

    fn is_fresh<'a>(&'a self, request: &'a HttpRequest, _: &'a Actor) -> LocalBoxFuture<'a, Result<bool, Problem>> {
        Box::pin(async move { Ok(fresh_until(&self.entered(request).await?.session) > Utc::now()) })
    }
}
