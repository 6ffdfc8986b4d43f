//! Users, groups and permissions, as every admin has them.

use serde::Deserialize;

use super::action::{ActionBuilder, ActionContext, ActionOutcome};
use super::builder::{Admin, Entry};
use super::contract::{ActionPlace, Can};
use super::{Actor, Error, FieldAccess};
use crate::api::Written;
use crate::auth::{ContentType, Group, Permission, User, permissions_of, set_password, unusable_password};
use crate::db::Executor;
use crate::http::{FieldError, Problem, ToProblem as _};
use crate::orm::{Model as _, related_keys};
use crate::schema::ModelMeta;
use crate::value::{DbValue as _, Invalid, ValidationErrors, Value};

/// The one many-to-many field of a group.
const GROUPS_PERMISSIONS: usize = 0;

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
    // Nobody becomes somebody who may do more.
    let theirs = permissions_of(&users.db, user.id).await?;
    let is_more = user.is_superuser || theirs.iter().any(|permission| !users.actor.has(permission));
    if is_more && !users.actor.is_superuser {
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

/// Whether somebody may treat rows of a table of accounts so, whatever the policy says: what permissions mean, only who
/// may do everything changes.
pub(super) fn may(actor: &Actor, meta: &ModelMeta, can: Can) -> bool {
    let means = meta.is(Permission::META) || meta.is(ContentType::META);
    actor.is_superuser || !means || matches!(can, Can::View | Can::Export)
}

/// Whether somebody may treat this row so, whatever the policy says: a superuser is changed and deleted by superusers.
pub(super) fn may_with(actor: &Actor, meta: &ModelMeta, values: &[Value], can: Can) -> bool {
    if actor.is_superuser || !meta.is(User::META) || matches!(can, Can::View | Can::Export) {
        return true;
    }
    let flag = meta
        .field_index("is_superuser")
        .and_then(|position| values.get(position));
    flag != Some(&Value::Bool(true))
}

/// Objects to permissions and groups that are given or taken away by somebody who has not got all of it: who may change
/// users could otherwise do everything, through them or as one of them.
pub(super) async fn check_gifts(
    db: &impl Executor,
    actor: &Actor,
    meta: &'static ModelMeta,
    key: Option<&Value>,
    written: &Written,
    prefix: &str,
    errors: &mut ValidationErrors,
) -> super::Result<()> {
    let concerns = meta.is(User::META) || meta.is(Group::META);
    if actor.is_superuser || !concerns {
        return Ok(());
    }
    for (position, keys) in &written.many {
        let before = match key {
            Some(key) => related_keys(db, meta, *position, key).await?,
            None => Vec::new(),
        };
        let changed = keys.iter().filter(|key| !before.contains(key));
        let changed = changed.chain(before.iter().filter(|key| !keys.contains(key)));
        let many = &meta.many_to_many[*position];
        let mut permissions = Vec::new();
        for key in changed {
            if (many.target)().is(Group::META) {
                permissions.extend(related_keys(db, Group::META, GROUPS_PERMISSIONS, key).await?);
            } else {
                permissions.push(key.clone());
            }
        }
        let permissions = permissions
            .into_iter()
            .map(i64::from_value)
            .collect::<Result<Vec<_>, _>>();
        let permissions = permissions.map_err(|_| Error::NotFound)?;
        if permissions.is_empty() {
            continue;
        }
        let names = Permission::objects()
            .filter(|permission| permission.id().in_(permissions))
            .values(db, |permission| {
                (permission.content_type().app_label(), permission.codename())
            })
            .await?;
        let is_own = |(app, codename): &(String, String)| actor.has(&format!("{app}.{codename}"));
        if !names.iter().all(is_own) {
            let detail = "gives or takes away what you may not do yourself";
            errors.push(Invalid::new("not_yours", detail).at(format!("{prefix}/{}", many.name)));
        }
    }
    Ok(())
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
