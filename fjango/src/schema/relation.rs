use super::{Deferrable, FieldMeta, ModelMeta, names};

/// What happens to rows that point at a deleted row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OnDelete {
    /// They are deleted too.
    Cascade,
    /// The deletion is refused, even of rows whose deletion would take these along.
    Protect,
    /// The deletion is refused, unless these rows are deleted by it as well.
    Restrict,
    /// Their column becomes `NULL`.
    SetNull,
    /// Their column takes its default.
    SetDefault,
    /// The database alone decides (and by default refuses at the end of the transaction).
    DoNothing,
}

impl OnDelete {
    /// The SQL action.
    ///
    /// `RESTRICT` forbids at once, as `Protect` means it. `NO ACTION` looks when everything is done, so that rows which
    /// go as well forbid nothing, as `Restrict` means it.
    pub const fn sql(self) -> &'static str {
        match self {
            Self::Cascade => "CASCADE",
            Self::Protect => "RESTRICT",
            Self::Restrict => "NO ACTION",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
            Self::DoNothing => "NO ACTION",
        }
    }
}

/// Which kind of relation a column carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RelationKind {
    /// Many rows may point at one.
    ForeignKey,
    /// At most one row points at one.
    OneToOne,
}

/// Where a column points.
#[derive(Clone, Copy)]
pub struct RelationMeta {
    /// Foreign key or one-to-one.
    pub kind: RelationKind,
    /// The model pointed at; the column holds its primary key.
    pub target: fn() -> &'static ModelMeta,
    /// Which model that is, for what is checked while compiling: [`Model::IDENTITY`](crate::orm::Model::IDENTITY).
    pub identity: &'static str,
    /// What happens when that row is deleted.
    pub on_delete: OnDelete,
    /// The name of the way back, such as `posts`; `None` for `<model>_set`.
    pub related_name: Option<&'static str>,
    /// Whether the database watches over it, and when it looks; `None` for not at all.
    pub constraint: Option<Deferrable>,
}

/// A many-to-many field; its rows live in a table between the two.
///
/// Generated code fills it with `ManyToManyMeta { …, ..ManyToManyMeta::new("tags", || Tag::META) }`.
#[derive(Clone, Copy)]
pub struct ManyToManyMeta {
    /// The struct field's name: `tags`.
    pub name: &'static str,
    /// The model at the other end.
    pub target: fn() -> &'static ModelMeta,
    /// Which model that is, for what is checked while compiling.
    pub identity: &'static str,
    /// The name of the way back.
    pub related_name: Option<&'static str>,
    /// The table between, when the model names it; else `<table>_<field>`.
    pub table: Option<&'static str>,
    /// The model whose rows relate the two; `None` for a table of two keys that nobody else knows of.
    pub through: Option<ThroughMeta>,
    /// Whether a row related to another of the same model is so both ways, as friends are.
    pub symmetrical: bool,
    /// What the field was called before, so that its rows stay when it is renamed.
    pub renamed_from: Option<&'static str>,
    /// A hint for people.
    pub help: &'static str,
    /// The name for people.
    pub verbose_name: &'static str,
    /// The doc comment.
    pub doc: &'static str,
}

/// The model between two others: a membership between a group and a person.
#[derive(Clone, Copy)]
pub struct ThroughMeta {
    /// The model.
    pub model: fn() -> &'static ModelMeta,
    /// Which model that is, for what is checked while compiling.
    pub identity: &'static str,
    /// Its foreign keys to the field's own model and to the other end, where it has several.
    pub fields: Option<(&'static str, &'static str)>,
}

impl ManyToManyMeta {
    /// A field with a table of its own.
    pub const fn new(name: &'static str, target: fn() -> &'static ModelMeta) -> Self {
        Self {
            name,
            target,
            identity: "",
            related_name: None,
            table: None,
            through: None,
            symmetrical: false,
            renamed_from: None,
            help: "",
            verbose_name: name,
            doc: "",
        }
    }

    /// The table between, as Django names it: `blog_post_tags`; a `through` model's own.
    pub fn through_table(&self, owner: &ModelMeta) -> String {
        if let Some(through) = self.through {
            return (through.model)().table.to_owned();
        }
        self.table.map_or_else(
            || names::bounded(&format!("{}_{}", owner.table, self.name)),
            str::to_owned,
        )
    }

    /// The column that holds the owner's key: `post_id`; `from_post_id` when both ends are one model.
    pub fn source_column(&self, owner: &ModelMeta) -> String {
        if let Some((source, _)) = self.through_fields(owner) {
            return source.column.to_owned();
        }
        let prefix = if (self.target)().is(owner) { "from_" } else { "" };
        format!("{prefix}{}_id", owner.name_lower())
    }

    /// The column that holds the other end's key: `tag_id`; `to_post_id` when both ends are one model.
    pub fn target_column(&self, owner: &ModelMeta) -> String {
        if let Some((_, target)) = self.through_fields(owner) {
            return target.column.to_owned();
        }
        let target = (self.target)();
        let prefix = if target.is(owner) { "to_" } else { "" };
        format!("{prefix}{}_id", target.name_lower())
    }

    /// The `through` model's foreign keys to the owner and to the other end.
    ///
    /// `None` without such a model. That the foreign keys are there is checked while compiling.
    pub fn through_fields(&self, owner: &ModelMeta) -> Option<(&'static FieldMeta, &'static FieldMeta)> {
        let through = self.through?;
        let model = (through.model)();
        if let Some((source, target)) = through.fields {
            return Some((model.field(source)?, model.field(target)?));
        }
        let fields: &'static [FieldMeta] = model.fields;
        let pointing = |at: &ModelMeta| {
            let found = fields
                .iter()
                .filter(|field| field.target().is_some_and(|meta| meta.is(at)));
            found.collect::<Vec<_>>()
        };
        let (sources, targets) = (pointing(owner), pointing((self.target)()));
        // To itself, the first leads back and the second on, as in Django.
        Some((*sources.first()?, *targets.last()?))
    }

    /// Whether two keys are all that a row of the table between needs, so that a list of keys can be written.
    pub fn takes_keys(&self, owner: &ModelMeta) -> bool {
        let (Some(through), Some((source, target))) = (self.through, self.through_fields(owner)) else {
            return true;
        };
        let ends = [source.name, target.name];
        let mut others = (through.model)()
            .fields
            .iter()
            .filter(|field| !ends.contains(&field.name));
        others.all(|field| !field.required())
    }
}

/// Which kind of relation a declared way back is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReverseKind {
    /// Any number of rows point here: `ReverseForeignKey<Comment>`.
    ForeignKey,
    /// At most one row points here: `ReverseOneToOne<Profile>`.
    OneToOne,
    /// Any number of rows on both sides: `ReverseManyToMany<Post>`.
    ManyToMany,
}

/// A field declared to hold the rows that point here: `comments: ReverseForeignKey<Comment>`.
#[derive(Clone, Copy)]
pub struct ReverseMeta {
    /// The struct field's name, equal to the other side's `related_name`.
    pub name: &'static str,
    /// The model that points here.
    pub source: fn() -> &'static ModelMeta,
    /// What it points here with.
    pub kind: ReverseKind,
}

impl ReverseMeta {
    /// The foreign key of the other model that this is the way back of. That it is there is checked while compiling.
    pub fn field(&self, owner: &ModelMeta) -> Option<&'static FieldMeta> {
        (self.source)().reverse_field(owner, self.name)
    }

    /// The many-to-many field of the other model that this is the way back of.
    pub fn many_to_many(&self, owner: &ModelMeta) -> Option<&'static ManyToManyMeta> {
        let fields: &'static [ManyToManyMeta] = (self.source)().many_to_many;
        let mut back = fields.iter().filter(|field| (field.target)().is(owner));
        back.find(|field| field.related_name == Some(self.name))
    }
}
