use std::future::ready;

use actix_web::HttpRequest;
use futures_util::future::LocalBoxFuture;

use crate::api::{Access, Authorizer, Caller, Guard};
use crate::auth::{self, user_of};
use crate::db::Db;
use crate::http::{Problem, State, ToProblem as _};
use crate::value::Value;

/// Lets the API ask the accounts who may do what.
pub(super) struct Accounts;

impl Authorizer for Accounts {
    fn authorize<'a>(
        &'a self,
        request: &'a HttpRequest,
        access: Access,
    ) -> LocalBoxFuture<'a, Result<Option<Caller>, Problem>> {
        // What most requests are must not cost the memory of the rest.
        if access.guard == Guard::Anyone && !auth::is_identified(request) {
            return Box::pin(ready(Ok(None)));
        }
        Box::pin(async move {
            let user = user_of(request).await?;
            let needed = match access.guard {
                Guard::Anyone => auth::Access::Anyone,
                Guard::Authenticated => auth::Access::Authenticated,
                Guard::Staff => auth::Access::Staff,
                Guard::Superuser => auth::Access::Superuser,
                Guard::Permission => auth::Access::Permission(access.permission),
            };
            // Without a database among the state `user_of` has failed already.
            if let Some(db) = request.app_data::<State<Db>>() {
                needed
                    .check(&**db, user.as_ref())
                    .await
                    .map_err(|error| error.to_problem())?;
            }
            Ok(user.map(|user| Caller::new(Value::BigInt(user.id), user.is_superuser)))
        })
    }
}
