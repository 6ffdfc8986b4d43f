//! What one actor sees of one model: the policy, asked in the ways that endpoints need.

use super::builder::{Entry, Repr, name_field};
use super::contract::Can;
use super::{Actor, AdminSite, Context, Error, FieldAccess, Policy};
use crate::auth::User;
use crate::orm::{Expr, Model as _, Path, Query, lookup};
use crate::schema::{FieldMeta, ModelMeta, registry};
use crate::value::Value;

/// What can be done with rows, in the order in which it is told.
const ALL: [Can; 6] = [Can::View, Can::Add, Can::Change, Can::Delete, Can::Export, Can::Import];

/// What one actor sees of one model.
#[derive(Clone, Copy)]
pub(crate) struct Lens<'a> {
    pub(crate) site: &'a AdminSite,
    pub(crate) actor: &'a Actor,
    pub(crate) entry: &'a Entry,
}

impl Context {
    /// The model at `{model}`, as the actor sees it.
    pub(crate) fn lens(&self) -> Result<Lens<'_>, Error> {
        self.lens_of(self.part("model"))
    }

    /// A model by its key, as the actor sees it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not registered, [`Error::Forbidden`] when the actor may not see it.
    pub(crate) fn lens_of(&self, key: &str) -> Result<Lens<'_>, Error> {
        let entry = self.site.entry(key).ok_or(Error::NotFound)?;
        let lens = Lens {
            site: &self.site,
            actor: &self.actor,
            entry,
        };
        if lens.can(Can::View) {
            Ok(lens)
        } else {
            Err(Error::Forbidden)
        }
    }

    /// Refuses what the actor may not do with rows of the model at `{model}`.
    pub(super) fn allow(&self, can: Can) -> Result<(), Error> {
        if self.lens()?.can(can) {
            Ok(())
        } else {
            Err(Error::Forbidden)
        }
    }
}

impl<'a> Lens<'a> {
    pub(crate) fn meta(&self) -> &'static ModelMeta {
        self.entry.meta
    }

    fn policy(&self) -> &'a dyn Policy {
        self.site.policy_of(self.entry.meta)
    }

    /// Whether some rows may be treated so.
    pub(crate) fn can(&self, can: Can) -> bool {
        super::accounts::may(self.actor, self.entry.meta, can) && self.policy().model(self.actor, self.entry.meta, can)
    }

    /// All that may be done with some rows.
    pub(crate) fn cans(&self) -> Vec<Can> {
        ALL.into_iter().filter(|can| self.can(*can)).collect()
    }

    /// Whether what may be done differs from row to row.
    pub(crate) fn has_objects(&self) -> bool {
        let of_accounts = self.entry.meta.is(User::META) && !self.actor.is_superuser;
        of_accounts || self.policy().has_objects(self.entry.meta)
    }

    /// Whether this row may be treated so.
    pub(crate) fn object(&self, values: &[Value], can: Can) -> bool {
        let of_accounts = super::accounts::may_with(self.actor, self.entry.meta, values, can);
        self.can(can) && of_accounts && self.policy().object(self.actor, self.entry.meta, values, can)
    }

    /// All that may be done with this row.
    pub(crate) fn cans_of(&self, values: &[Value]) -> Vec<Can> {
        ALL.into_iter().filter(|can| self.object(values, *can)).collect()
    }

    /// What may be done with an own field, many-to-many ones among them.
    pub(crate) fn field(&self, name: &str) -> FieldAccess {
        if self.meta().field(name).is_some_and(super::builder::is_sensitive) {
            return FieldAccess::Hidden;
        }
        let access = self.policy().field(self.actor, self.entry.meta, name);
        access.min(super::accounts::most(self.actor, self.entry.meta, name))
    }

    /// The column at the end of a way, when the actor may see all that leads there.
    pub(crate) fn way(&self, way: &str) -> Option<(Path, &'static FieldMeta)> {
        let (path, field) = lookup::column(self.entry.meta, way).ok()?;
        let mut meta = self.entry.meta;
        for step in path.fields().into_iter().chain([field]) {
            if !self.sees(meta, step.name) {
                return None;
            }
            meta = step.target().unwrap_or(meta);
        }
        Some((path, field))
    }

    /// Whether the actor may see this field of a model.
    fn sees(&self, meta: &'static ModelMeta, name: &str) -> bool {
        let field = meta.field(name);
        if field.is_some_and(super::builder::is_sensitive) {
            return false;
        }
        let policy = self.site.policy_of(meta);
        let model = meta.is(self.entry.meta) || policy.model(self.actor, meta, Can::View);
        model && policy.field(self.actor, meta, name) > FieldAccess::Hidden
    }

    /// Whether a filter may be used: the actor may see every step of its way.
    pub(crate) fn may_filter(&self, way: &str) -> bool {
        let mut meta = self.entry.meta;
        for step in way.split("__") {
            if !self.sees(meta, step) {
                return false;
            }
            let next = meta.field(step).and_then(FieldMeta::target);
            let next = next.or_else(|| meta.many_to_many(step).map(|many| (many.target)()));
            let next = match next {
                Some(next) => Some(next),
                None => match registry::pointing_at(meta).find(|(source, field)| source.related_name(field) == step) {
                    // Who asks which rows point here is told of them.
                    Some((source, field)) if !self.sees(source, field.name) => return false,
                    pointing => pointing.map(|(source, _)| source),
                },
            };
            match next {
                Some(next) => meta = next,
                // What follows is a part of the value, such as its year.
                None => return meta.field(step).is_some(),
            }
        }
        true
    }

    /// What rows are called, as the actor may know it.
    pub(crate) fn repr(&self) -> Repr {
        self.called(self.entry.meta, &self.entry.repr)
    }

    /// Whether the actor may know what rows were called when something was done to them, which any of the fields may have
    /// been part of.
    pub(crate) fn knows_names(&self) -> bool {
        match &self.entry.repr {
            Repr::Key => false,
            Repr::Fields(fields) => fields.iter().all(|field| self.sees(self.entry.meta, field.name)),
            Repr::Code(_) => true,
        }
    }

    /// What rows of a model are called, of the fields that the actor may see; by their keys where there is none.
    fn called(&self, meta: &'static ModelMeta, repr: &Repr) -> Repr {
        let Repr::Fields(fields) = repr else {
            return repr.clone();
        };
        let mut fields = fields.clone();
        fields.retain(|field| self.sees(meta, field.name));
        match fields.is_empty() {
            true => Repr::Key,
            false => Repr::Fields(fields),
        }
    }

    /// The rows that the actor may see.
    pub(crate) fn query(&self) -> Query {
        self.policy()
            .scope(self.actor, Query::rooted(self.entry.meta, &self.entry.root))
    }

    /// The model at the other end of a relation, as the actor sees it.
    pub(crate) fn other(&self, meta: &'static ModelMeta) -> Other {
        let policy = self.site.policy_of(meta);
        let is_visible = policy.model(self.actor, meta, Can::View);
        let scoped = policy.scope(self.actor, Query::new(meta));
        let entry = self.site.entry_of(meta);
        let repr = entry.map_or_else(|| Entry::of(meta).repr, |entry| entry.repr.clone());
        Other {
            meta,
            repr: self.called(meta, &repr),
            name: name_field(meta).filter(|field| self.sees(meta, field.name)),
            is_visible,
            scope: (!scoped.filter.is_empty()).then_some(scoped),
            key: entry.map(|entry| entry.key.clone()),
            can_add: entry.is_some()
                && super::accounts::may(self.actor, meta, Can::Add)
                && policy.model(self.actor, meta, Can::Add),
        }
    }

    /// A registered model, as this actor sees it; nothing when it is not registered or not to be seen.
    pub(crate) fn neighbour(&self, meta: &'static ModelMeta) -> Option<Lens<'a>> {
        let entry = self.site.entry_of(meta)?;
        let lens = Lens { entry, ..*self };
        lens.can(Can::View).then_some(lens)
    }

    /// The row with this key among those that the actor may see.
    pub(crate) fn by_key(&self, key: &Value) -> Query {
        let mut query = self.query();
        query.order = Some(Vec::new());
        query.filter.push(Expr::own(self.meta().pk(), key.clone()));
        query
    }

    /// The key in an address; text that can be no key leads nowhere.
    pub(crate) fn key(&self, text: &str) -> Result<Value, Error> {
        if text.contains('\0') {
            return Err(Error::NotFound);
        }
        (self.meta().pk().value_type.parse_text)(text).map_err(|_| Error::NotFound)
    }
}

/// The model at the other end of a relation.
pub(crate) struct Other {
    pub(crate) meta: &'static ModelMeta,
    pub(crate) repr: Repr,
    /// The field that is likely its name, when the actor may see it.
    pub(crate) name: Option<&'static FieldMeta>,
    /// Whether the actor may see some of its rows.
    pub(crate) is_visible: bool,
    /// The rows that may be seen, where those are not all.
    pub(crate) scope: Option<Query>,
    /// Its key, when it is registered.
    pub(crate) key: Option<String>,
    pub(crate) can_add: bool,
}
