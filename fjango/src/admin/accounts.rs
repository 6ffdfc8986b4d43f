//! Users, groups and permissions, as every admin has them.

use std::collections::HashSet;

use serde::Deserialize;

use super::action::{ActionBuilder, ActionContext, ActionOutcome};
use super::builder::{Admin, Entry};
use super::contract::{ActionPlace, Can};
use super::{Actor, FieldAccess};
use crate::api::Written;
use crate::auth::{ContentType, Group, Permission, User, permissions_of, set_password, unusable_password};
use crate::db::{Executor, StatementBuilder, first_value};
use crate::http::{FieldError, Problem, ToProblem as _};
use crate::orm::Model as _;
use crate::schema::ModelMeta;
use crate::value::{DbValue as _, Invalid, ValidationErrors, Value};

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
        let name = meta.many_to_many[*position].name;
        let owner = match key {
            Some(Value::BigInt(key)) => *key,
            _ => 0,
        };
        let table = match name {
            "user_permissions" => "auth_user_user_permissions WHERE user_id = ",
            "groups" => "auth_user_groups WHERE user_id = ",
            "permissions" => "auth_group_permissions WHERE group_id = ",
            _ => continue,
        };
        let column = if name == "groups" { "group_id" } else { "permission_id" };
        let mut sql = StatementBuilder::new(db.dialect());
        sql.push("SELECT ")
            .push(column)
            .push(" FROM ")
            .push(table)
            .bind(Value::BigInt(owner));
        let before: HashSet<i64> = db.fetch(sql.finish(), first_value).await?.into_iter().collect();
        let after = keys.iter().filter_map(|key| match key {
            Value::BigInt(key) => Some(*key),
            _ => None,
        });
        let after: HashSet<i64> = after.collect();
        let changed: Vec<i64> = before.symmetric_difference(&after).copied().collect();
        if changed.is_empty() {
            continue;
        }
        let mut sql = StatementBuilder::new(db.dialect());
        sql.push("SELECT t.app_label, p.codename FROM auth_permission p");
        sql.push(" JOIN django_content_type t ON t.id = p.content_type_id WHERE p.id IN (");
        let (before, after) = match name {
            "groups" => (
                "SELECT permission_id FROM auth_group_permissions WHERE group_id IN (",
                "))",
            ),
            _ => ("", ")"),
        };
        sql.push(before);
        for (i, key) in changed.into_iter().enumerate() {
            sql.push(if i == 0 { "" } else { ", " }).bind(Value::BigInt(key));
        }
        sql.push(after);
        let names = db.fetch(sql.finish(), |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)));
        let names = names.await?;
        if names
            .iter()
            .any(|(app, codename)| !actor.has(&format!("{app}.{codename}")))
        {
            let detail = "gives or takes away what you may not do yourself";
            errors.push(Invalid::new("not_yours", detail).at(format!("{prefix}/{name}")));
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
