use std::fmt;

use super::Actor;
use super::contract::Can;
use crate::orm::Query;
use crate::schema::ModelMeta;
use crate::value::Value;

/// What may be done with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FieldAccess {
    /// Not even that it is there may be known.
    Hidden,
    /// It may be seen.
    Read,
    /// It may be changed.
    Write,
}

/// Who may do what in the admin. Every endpoint asks it, so nothing is left to the pages.
///
/// What is not overridden says: what the permissions of [`Actor`] say, every row, every field.
///
/// # Examples
/// ```
/// use fjango::admin::contract::Can;
/// use fjango::admin::{Actor, FieldAccess, Policy};
/// use fjango::orm::{Expr, Query};
/// use fjango::schema::ModelMeta;
/// use fjango::value::Value;
///
/// /// Authors see their own posts, and no salary.
/// struct Own;
///
/// impl Policy for Own {
///     fn scope(&self, actor: &Actor, mut query: Query) -> Query {
///         if let Some(author) = query.meta.field("author").filter(|_| !actor.is_superuser) {
///             query.filter.push(Expr::own(author, Value::BigInt(actor.id)));
///         }
///         query
///     }
///
///     fn field(&self, actor: &Actor, _: &'static ModelMeta, field: &str) -> FieldAccess {
///         if field == "salary" && !actor.is_superuser { FieldAccess::Hidden } else { FieldAccess::Write }
///     }
/// }
/// ```
pub trait Policy: Send + Sync + 'static {
    /// Whether rows of a model may be treated so at all: Django's permissions unless overridden. Who may change rows may
    /// see them; to export needs to see, to import to add and to change.
    fn model(&self, actor: &Actor, meta: &'static ModelMeta, can: Can) -> bool {
        allowed(actor, meta, can)
    }

    /// The rows that may be seen: adds conditions to the query's `filter`. All unless overridden.
    fn scope(&self, actor: &Actor, query: Query) -> Query {
        let _ = actor;
        query
    }

    /// What may be done with a field. Everything unless overridden.
    fn field(&self, actor: &Actor, meta: &'static ModelMeta, field: &str) -> FieldAccess {
        let _ = (actor, meta, field);
        FieldAccess::Write
    }

    /// Whether a page from Rust may be seen and its forms be sent, after the page itself had nothing against it. `home` is
    /// the dashboard. Every page unless overridden.
    fn page(&self, actor: &Actor, key: &str) -> bool {
        let _ = (actor, key);
        true
    }

    /// Whether [`object`](Self::object) says anything of rows of this model. Lists then read whole rows.
    fn has_objects(&self, meta: &'static ModelMeta) -> bool {
        let _ = meta;
        false
    }

    /// Whether this row may be treated so, after [`model`](Self::model) and [`scope`](Self::scope) had nothing against
    /// it. `values` are the row's, in the order of [`ModelMeta::fields`]: those before a change, and once more those
    /// after it.
    ///
    /// It is asked of a row that is opened, written, deleted, acted on or exported, of its history and of each row
    /// of an inline. Which rows stand in lists, counts, pickers and the palette is for [`scope`](Self::scope) to say, as it
    /// is part of the query: what must not even be known belongs there.
    fn object(&self, actor: &Actor, meta: &'static ModelMeta, values: &[Value], can: Can) -> bool {
        let _ = (actor, meta, values, can);
        true
    }
}

/// What Django's add, change, delete and view permissions say.
#[derive(Clone, Copy, Debug, Default)]
pub struct ModelPermissions;

impl Policy for ModelPermissions {}

fn allowed(actor: &Actor, meta: &ModelMeta, can: Can) -> bool {
    let has = |action: &str| actor.has(&format!("{}.{action}_{}", meta.app, meta.name_lower()));
    match can {
        Can::View | Can::Export => has("view") || has("change"),
        Can::Add => has("add"),
        Can::Change => has("change"),
        Can::Delete => has("delete"),
        Can::Import => has("add") && has("change"),
    }
}

impl fmt::Debug for dyn Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Policy")
    }
}
