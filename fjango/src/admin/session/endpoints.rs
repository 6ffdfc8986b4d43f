//! `GET session`, `POST login`, `POST logout`, `POST reauth`.

use actix_web::dev::Payload;
use actix_web::http::{Method, header};
use actix_web::{FromRequest as _, HttpResponse};
use chrono::Utc;

use super::cookie::{Cookie, Place};
use super::device::Device;
use super::sessions::{Entered, Found, check_token, not_staff};
use super::throttle::{Attempt, Counted};
use super::token::Token;
use super::{Sessions, next, origin, store};
use crate::admin::contract::{Entrance, Login, ProblemCode, Reauth};
use crate::admin::error::with_code;
use crate::admin::gate::{Endpoint, Open, json};
use crate::admin::{Actor, Asks, Context, Error};
use crate::auth::{self, Auth, User, set_last_login, user_by_name};
use crate::http::{Client, Problem, ProblemType, State};

/// What a browser says of itself is kept so far.
const MAX_AGENT: usize = 200;

pub(in crate::admin) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::open(Method::GET, "/session", |open| Box::pin(session(open))),
        Endpoint::open(Method::POST, "/login", |open| Box::pin(login(open))),
        Endpoint::open(Method::POST, "/logout", |open| Box::pin(logout(open))),
        Endpoint::new(Method::POST, "/reauth", Asks::Actor, |context| {
            Box::pin(reauth(context))
        }),
    ]
}

fn sessions(open: &Open) -> Result<State<Sessions>, Problem> {
    State::<Sessions>::from_request(&open.request, &mut Payload::None).into_inner()
}

async fn session(open: Open) -> Result<HttpResponse, Problem> {
    let sessions = sessions(&open)?;
    let session = match sessions.find(&open.request).await? {
        Found::Entered(entered) => Some(sessions.describe(&entered)),
        Found::NotStaff | Found::Nobody => None,
    };
    Ok(json(&Entrance {
        title: open.site.title.clone(),
        env: open.site.environment.clone(),
        session,
    }))
}

async fn login(mut open: Open) -> Result<HttpResponse, Problem> {
    origin::check(&open.request)?;
    let client = Client::of(&open.request);
    let place = Place::of(&client);
    if place == Place::Insecure {
        return Err(Problem::forbidden().with_detail(
            "Signing in needs HTTPS, except at localhost. Behind a proxy that speaks it, name the proxy in \
             `server.trusted_proxies`.",
        ));
    }
    let sessions = sessions(&open)?;
    let body: Login = open.body().await?;
    let device = device(&open, place, &body.username).await?;
    let attempt = Attempt::new(&body.username, client.address(), device.as_ref());
    let user = checked(&open, attempt, &body.username, &body.password).await?;
    if !user.is_staff && !user.is_superuser {
        return Err(not_staff());
    }
    let now = Utc::now();
    // Whoever had a session with this browser has a new one: what was known of the old is worth nothing.
    if let Some(old) = place.token(&open.request) {
        store::end(&open.db, &old).await.map_err(Error::from)?;
    }
    let token = Token::random();
    let ip = client.address().map_or_else(String::new, |address| address.to_string());
    let agent = open.request.headers().get(header::USER_AGENT);
    let agent = agent.and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let agent = agent.chars().take(MAX_AGENT).collect();
    // Somebody has to clear away what others left, and this is not often.
    crate::admin::upload::sweep(&open.db).await?;
    let session = store::begin(&open.db, &user, &token, (ip, agent), (now, sessions.end_of(now)));
    let session = session.await.map_err(Error::from)?;
    set_last_login(&open.db, user.id, now).await?;
    let actor = Actor::load(&open.db, &user).await?;
    let entered = Entered {
        token,
        session,
        user,
        actor,
    };
    let mut told = sessions.describe(&entered);
    told.next = body
        .next
        .and_then(|wanted| next::inside(open.site.mounted_at(), &wanted));
    let mut response = json(&told);
    let device = device.unwrap_or_else(Device::random);
    let cookies = [
        place.set(Cookie::Session, entered.token.as_str()),
        place.set(Cookie::Device, &device.cookie(&entered.user)),
    ];
    for cookie in cookies.into_iter().flatten() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Ends the session, if there is one; who has none is out already.
async fn logout(open: Open) -> Result<HttpResponse, Problem> {
    origin::check(&open.request)?;
    let place = Place::of(&Client::of(&open.request));
    let token = place.token(&open.request);
    if let Some(token) = &token
        && store::find(&open.db, token).await.map_err(Error::from)?.is_some()
    {
        check_token(&open.request, token)?;
        store::end(&open.db, token).await.map_err(Error::from)?;
    }
    let mut response = HttpResponse::NoContent().finish();
    if let Some(cookie) = place.remove(Cookie::Session) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

async fn reauth(mut context: Context) -> Result<HttpResponse, Problem> {
    let sessions = sessions(&context)?;
    let body: Reauth = context.body().await?;
    let mut entered = sessions.entered(&context.request).await?;
    let client = Client::of(&context.request);
    let username = &entered.user.username;
    let device = device(&context, Place::of(&client), username).await?;
    let attempt = Attempt::new(username, client.address(), device.as_ref());
    checked(&context, attempt, username, &body.password).await?;
    let now = Utc::now();
    store::confirm(&context.db, entered.session.id, now)
        .await
        .map_err(Error::from)?;
    entered.session.confirmed = now;
    Ok(json(&sessions.describe(&entered)))
}

/// The browser that sent a request, if this account signed in with it before.
async fn device(open: &Open, place: Place, username: &str) -> Result<Option<Device>, Problem> {
    let Some(cookie) = place.read(&open.request, Cookie::Device) else {
        return Ok(None);
    };
    let user = user_by_name(&open.db, username).await?;
    Ok(user.and_then(|user| Device::known(cookie, &user)))
}

/// The user of a username and a password, if there were not too many wrong ones.
async fn checked(open: &Open, attempt: Attempt, username: &str, password: &str) -> Result<User, Problem> {
    let auth = State::<Auth>::from_request(&open.request, &mut Payload::None).into_inner()?;
    let counted = attempt.count(&open.db, Utc::now()).await.map_err(Error::from)?;
    if let Counted::Wait(after) = counted {
        tracing::warn!(address = ?Client::of(&open.request).address(), "too many wrong passwords");
        return Err(with_code(Problem::too_many_requests(after), ProblemCode::TooMany)
            .with_detail("Too many wrong passwords. Wait some minutes, then try again."));
    }
    let user = match auth.verify(&open.db, username, password).await {
        Err(auth::Error::InvalidCredentials) => {
            let problem = Problem::new(ProblemType::Unauthorized);
            return Err(with_code(problem, ProblemCode::BadCredentials)
                .with_detail("No active account has this username and password."));
        }
        checked => checked?,
    };
    attempt.forgive(&open.db, Utc::now()).await.map_err(Error::from)?;
    Ok(user)
}
