use actix_web::HttpRequest;
use futures_util::future::LocalBoxFuture;

use super::Guard;
use crate::http::{Problem, State};
use crate::value::Value;

/// What a request needs to be allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Access {
    /// The rule.
    pub guard: Guard,
    /// For [`Guard::Permission`], the permission asked for: `blog.change_post`.
    pub permission: String,
}

impl Access {
    /// The rule `guard`, with the permission it means should it be [`Guard::Permission`].
    pub fn new(guard: Guard, permission: impl Into<String>) -> Self {
        Self {
            guard,
            permission: permission.into(),
        }
    }
}

/// Who sent a request.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Caller {
    /// The user's primary key.
    pub key: Value,
    /// Whether rows of other owners may be written too.
    pub is_superuser: bool,
}

impl Caller {
    /// The user with this key.
    pub fn new(key: Value, is_superuser: bool) -> Self {
        Self { key, is_superuser }
    }
}

/// Decides who may do what. The application shares one as `State<dyn Authorizer>`; without one, everything but
/// [`Guard::Anyone`] is refused with 401.
pub trait Authorizer: Send + Sync + 'static {
    /// Says who the caller is (`None` is nobody) when the request may go on.
    ///
    /// # Errors
    /// 401 when the caller must log in, 403 when it is known and may not.
    fn authorize<'a>(
        &'a self,
        request: &'a HttpRequest,
        access: Access,
    ) -> LocalBoxFuture<'a, Result<Option<Caller>, Problem>>;
}

/// Asks the application's [`Authorizer`].
pub(super) async fn authorize(request: &HttpRequest, access: Access) -> Result<Option<Caller>, Problem> {
    match request.app_data::<State<dyn Authorizer>>() {
        Some(authorizer) => authorizer.authorize(request, access).await,
        None if access.guard == Guard::Anyone => Ok(None),
        None => Err(Problem::unauthorized("Bearer")),
    }
}
