//! Users, groups and permissions, as every admin has them.

use serde::Deserialize;

use super::action::{ActionBuilder, ActionContext, ActionOutcome};
use super::builder::{Admin, Entry};
use super::contract::ActionPlace;
use super::{Actor, FieldAccess};
use crate::auth::{Group, Permission, User, set_password, unusable_password};
use crate::http::{FieldError, Problem, ToProblem as _};
use crate::orm::Model as _;
use crate::schema::ModelMeta;
use crate::value::{DbValue as _, Value};

/// A new password.
#[derive(Deserialize, schemars::JsonSchema)]
struct NewPassword {
    /// At least 8 characters, and nothing that others use.
    password: String,
}

/// Nobody sets a hash: a new user has a password that nothing matches until somebody gives another.
fn no_password() -> Value {
    unusable_password().to_value()
}

async fn change_password(users: ActionContext<User>, form: NewPassword) -> Result<ActionOutcome, Problem> {
    let user = users.rows().get_one(&users.db).await?;
    // Who may not do everything must not become somebody who may.
    if user.is_superuser && !users.actor.is_superuser {
        return Err(Problem::forbidden());
    }
    match set_password(&users.db, &user.username, &form.password).await {
        Ok(()) => Ok(ActionOutcome::new(format!("password of {} changed", user.username))),
        Err(error) => match error.to_problem() {
            problem if problem.status().is_server_error() => Err(problem),
            _ => Err(Problem::validation(vec![FieldError::new(
                "/password",
                "password",
                error.to_string(),
            )])),
        },
    }
}

/// The most that somebody may do with a field, whatever the policy says: who may not do everything makes nobody who may.
pub(super) fn most(actor: &Actor, meta: &ModelMeta, field: &str) -> FieldAccess {
    match meta.is(User::META) && field == "is_superuser" && !actor.is_superuser {
        true => FieldAccess::Read,
        false => FieldAccess::Write,
    }
}

/// What is said of the tables of accounts.
pub(super) fn entries() -> Vec<Entry> {
    let password = ActionBuilder::new("password", "Set password", change_password)
        .on([ActionPlace::Row, ActionPlace::Detail])
        .reauth()
        .max(1);
    let users = Admin::model::<User>()
        .group("Accounts")
        .icon("users")
        .columns(|user| {
            (
                user.username(),
                user.email(),
                user.is_staff(),
                user.is_active(),
                user.last_login(),
            )
        })
        .filters(|user| {
            (
                user.is_staff(),
                user.is_superuser(),
                user.is_active(),
                user.groups(),
                user.date_joined(),
            )
        })
        .search(|user| (user.username(), user.first_name(), user.last_name(), user.email()))
        .sortable(|user| (user.email(), user.last_login(), user.date_joined()))
        .readonly(|user| (user.last_login(), user.date_joined()))
        .layout(|form| {
            form.section("", |section| {
                section
                    .row(|user| (user.username(), user.email()))
                    .row(|user| (user.first_name(), user.last_name()))
            })
            .section("Permissions", |section| {
                section
                    .fields(|user| (user.is_active(), user.is_staff(), user.is_superuser()))
                    .fields(|user| (user.groups(), user.user_permissions()))
            })
            .aside(|user| (user.last_login(), user.date_joined()))
        })
        .action(password);
    let groups = Admin::model::<Group>()
        .group("Accounts")
        .icon("shield")
        .columns(|group| group.name());
    let permissions = Admin::model::<Permission>()
        .group("Accounts")
        .icon("key")
        .columns(|permission| {
            (
                permission.name(),
                permission.content_type().app_label(),
                permission.codename(),
            )
        })
        .filters(|permission| permission.content_type())
        .search(|permission| (permission.name(), permission.codename()));
    let mut users = users.into_entry();
    users.presets.extend(
        User::META
            .field_index("password")
            .map(|at| (at, no_password as fn() -> Value)),
    );
    vec![users, groups.into_entry(), permissions.into_entry()]
}
