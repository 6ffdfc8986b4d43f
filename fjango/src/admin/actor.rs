use std::collections::HashSet;
use std::sync::Arc;

use actix_web::HttpRequest;
use futures_util::future::LocalBoxFuture;

use crate::auth::{self, User, permissions_of};
use crate::db::Executor;
use crate::http::Problem;

/// Who uses the admin: a user who may enter it, with all permissions.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Actor {
    /// The user's key.
    pub id: i64,
    /// What the user signs in with.
    pub username: String,
    /// The full name, else the username.
    pub name: String,
    /// Whether everything may be done.
    pub is_superuser: bool,
    permissions: Arc<HashSet<String>>,
}

impl Actor {
    /// Somebody with these permissions, such as `blog.change_post`.
    pub fn new(id: i64, username: &str, permissions: impl IntoIterator<Item = String>) -> Self {
        Self {
            id,
            username: username.to_owned(),
            name: username.to_owned(),
            is_superuser: false,
            permissions: Arc::new(permissions.into_iter().collect()),
        }
    }

    /// Reads the permissions of a user: one statement, or none for a superuser.
    ///
    /// # Errors
    /// [`auth::Error::Database`].
    pub async fn load(db: &impl Executor, user: &User) -> auth::Result<Self> {
        let permissions = match user.is_superuser {
            true => HashSet::new(),
            false => permissions_of(db, user.id).await?,
        };
        let name = format!("{} {}", user.first_name, user.last_name);
        let name = match name.trim() {
            "" => user.username.clone(),
            name => name.to_owned(),
        };
        Ok(Self {
            name,
            is_superuser: user.is_superuser,
            ..Self::new(user.id, &user.username, permissions)
        })
    }

    /// Whether the user has a permission such as `blog.change_post`; superusers have all.
    pub fn has(&self, permission: &str) -> bool {
        self.is_superuser || self.permissions.contains(permission)
    }
}

/// Says who sends a request to the admin. The server shares one as `State<dyn Identify>`.
pub trait Identify: Send + Sync + 'static {
    /// Who sends the request.
    ///
    /// # Errors
    /// 401 without a session, 403 when the user may not enter the admin.
    fn actor<'a>(&'a self, request: &'a HttpRequest) -> LocalBoxFuture<'a, Result<Actor, Problem>>;

    /// Refuses a change that this user's page did not send.
    ///
    /// # Errors
    /// 403 when the token or the origin is wrong.
    fn guard<'a>(&'a self, request: &'a HttpRequest, actor: &'a Actor) -> LocalBoxFuture<'a, Result<(), Problem>>;

    /// Whether the password was given so lately that dangerous things may be done.
    ///
    /// # Errors
    /// When the session cannot be read.
    fn is_fresh<'a>(&'a self, request: &'a HttpRequest, actor: &'a Actor) -> LocalBoxFuture<'a, Result<bool, Problem>>;
}
