use super::{FieldMeta, ModelMeta, names};

/// What happens to rows that point at a deleted row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OnDelete {
    /// They are deleted too.
    Cascade,
    /// The deletion is refused.
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
    pub const fn sql(self) -> &'static str {
        match self {
            Self::Cascade => "CASCADE",
            Self::Restrict => "RESTRICT",
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
    /// What happens when that row is deleted.
    pub on_delete: OnDelete,
    /// The name of the way back, such as `posts`; `None` for `<model>_set`.
    pub related_name: Option<&'static str>,
}

/// A many-to-many field; its rows live in a table between the two.
#[derive(Clone, Copy)]
pub struct ManyToManyMeta {
    /// The struct field's name: `tags`.
    pub name: &'static str,
    /// The model at the other end.
    pub target: fn() -> &'static ModelMeta,
    /// The name of the way back.
    pub related_name: Option<&'static str>,
    /// The table between, when the model names it; else `<table>_<field>`.
    pub table: Option<&'static str>,
    /// A hint for people.
    pub help: &'static str,
    /// The name for people.
    pub verbose_name: &'static str,
    /// The doc comment.
    pub doc: &'static str,
}

impl ManyToManyMeta {
    /// The table between, as Django names it: `blog_post_tags`.
    pub fn through_table(&self, owner: &ModelMeta) -> String {
        self.table.map_or_else(
            || names::bounded(&format!("{}_{}", owner.table, self.name)),
            str::to_owned,
        )
    }

    /// The column that holds the owner's key: `post_id`; `from_post_id` when both ends are one model.
    pub fn source_column(&self, owner: &ModelMeta) -> String {
        let prefix = if (self.target)().is(owner) { "from_" } else { "" };
        format!("{prefix}{}_id", owner.name_lower())
    }

    /// The column that holds the other end's key: `tag_id`; `to_post_id` when both ends are one model.
    pub fn target_column(&self, owner: &ModelMeta) -> String {
        let target = (self.target)();
        let prefix = if target.is(owner) { "to_" } else { "" };
        format!("{prefix}{}_id", target.name_lower())
    }
}

/// A field declared to hold the rows that point here: `comments: ReverseForeignKey<Comment>`.
#[derive(Clone, Copy)]
pub struct ReverseMeta {
    /// The struct field's name, equal to the other side's `related_name`.
    pub name: &'static str,
    /// The model that points here.
    pub source: fn() -> &'static ModelMeta,
    /// Whether at most one row can point here.
    pub one: bool,
}

impl ReverseMeta {
    /// The foreign key of the other model that this is the way back of.
    ///
    /// `None` when there is none with that `related_name`; start-up checks report it.
    pub fn field(&self, owner: &ModelMeta) -> Option<&'static FieldMeta> {
        (self.source)().reverse_field(owner, self.name)
    }
}
