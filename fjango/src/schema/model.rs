use super::{CheckMeta, ExclusionMeta, FieldMeta, FileMeta, IndexMeta, ManyToManyMeta, ReverseMeta, UniqueMeta, names};

/// A column (or a lookup path through relations) to order by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderMeta {
    /// The field, or a path such as `author__name`.
    pub path: &'static str,
    /// Largest first.
    pub descending: bool,
}

/// The field that a model with `soft_delete` has.
pub const SOFT_DELETE_FIELD: &str = "deleted_at";

/// What happens to single rows beyond the write itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lifecycle {
    /// Whether the model has hooks of its own, which writes of single rows call.
    pub hooks: bool,
    /// The position of the field that counts a row's writes, which each of them expects unchanged.
    pub version: Option<usize>,
    /// The position of the field that says when a row was deleted, of a model whose deleted rows stay.
    pub soft_delete: Option<usize>,
}

impl Lifecycle {
    /// Nothing.
    pub const NONE: Self = Self {
        hooks: false,
        version: None,
        soft_delete: None,
    };
}

/// Everything fjango knows of a model.
#[derive(Clone, Copy)]
pub struct ModelMeta {
    /// The struct's name: `Post`.
    pub name: &'static str,
    /// The app it belongs to: the crate's name unless `app = "…"` says otherwise.
    pub app: &'static str,
    /// What the model was called before, alone or with its app (`blog.Post`), so that its rows stay when it is renamed.
    pub renamed_from: Option<&'static str>,
    /// The table: `blog_post`.
    pub table: &'static str,
    /// The name for people: `post`.
    pub verbose_name: &'static str,
    /// Its plural: `posts`.
    pub verbose_name_plural: &'static str,
    /// The doc comment.
    pub doc: &'static str,
    /// The columns, in the order of the struct.
    pub fields: &'static [FieldMeta],
    /// The position of the primary key in `fields`.
    pub primary_key: usize,
    /// The many-to-many fields.
    pub many_to_many: &'static [ManyToManyMeta],
    /// The declared ways back.
    pub reverse: &'static [ReverseMeta],
    /// The order of rows when a query does not say.
    pub ordering: &'static [OrderMeta],
    /// Indexes over several columns.
    pub indexes: &'static [IndexMeta],
    /// Uniqueness over several columns.
    pub unique: &'static [UniqueMeta],
    /// Conditions on every row.
    pub checks: &'static [CheckMeta],
    /// Rules that no two rows clash.
    pub exclusions: &'static [ExclusionMeta],
    /// What the database itself notes about the table; empty for nothing.
    pub comment: &'static str,
    /// What happens to single rows beyond the write itself.
    pub lifecycle: Lifecycle,
}

impl ModelMeta {
    /// What the fields take that name files.
    pub fn files(&self) -> impl Iterator<Item = &'static FileMeta> {
        let fields: &'static [FieldMeta] = self.fields;
        fields.iter().filter_map(|field| field.file.as_ref())
    }

    /// Whether a field names files.
    pub fn has_files(&self) -> bool {
        self.files().next().is_some()
    }

    /// The field that says when a row was deleted, of a model whose deleted rows stay.
    pub fn deleted_at(&self) -> Option<&'static FieldMeta> {
        Some(&self.fields[self.lifecycle.soft_delete?])
    }

    /// The field that counts a row's writes.
    pub fn version(&self) -> Option<&'static FieldMeta> {
        Some(&self.fields[self.lifecycle.version?])
    }

    /// `app.Post`, unique among all models.
    pub fn label(&self) -> String {
        format!("{}.{}", self.app, self.name)
    }

    /// The struct's name in lower case without separators, as Django's `model_name`: `blogpost`.
    pub fn name_lower(&self) -> String {
        self.name.to_lowercase()
    }

    /// Whether both describe the same model.
    pub fn is(&self, other: &ModelMeta) -> bool {
        self.app == other.app && self.name == other.name
    }

    /// The primary key's column.
    pub fn pk(&self) -> &'static FieldMeta {
        // Invariant: the macro puts the key's position here.
        &self.fields[self.primary_key]
    }

    /// The field called `name`; `pk` is another name of the primary key.
    pub fn field(&self, name: &str) -> Option<&'static FieldMeta> {
        if name == "pk" {
            return Some(self.pk());
        }
        let fields: &'static [FieldMeta] = self.fields;
        fields.iter().find(|field| field.name == name)
    }

    /// The position of the field called `name`.
    pub fn field_index(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// The field stored in the column called `column`.
    pub fn field_of_column(&self, column: &str) -> Option<&'static FieldMeta> {
        let fields: &'static [FieldMeta] = self.fields;
        fields.iter().find(|field| field.column == column)
    }

    /// The many-to-many field called `name`.
    pub fn many_to_many(&self, name: &str) -> Option<&'static ManyToManyMeta> {
        let fields: &'static [ManyToManyMeta] = self.many_to_many;
        fields.iter().find(|field| field.name == name)
    }

    /// This model's foreign key to `target` whose way back is called `related_name`.
    pub fn reverse_field(&self, target: &ModelMeta, related_name: &str) -> Option<&'static FieldMeta> {
        let fields: &'static [FieldMeta] = self.fields;
        fields.iter().find(|field| {
            field.target().is_some_and(|meta| meta.is(target)) && self.related_name(field) == related_name
        })
    }

    /// The name of the way back of one of this model's foreign keys: its `related_name`, else `<model>_set`
    /// (for one-to-one `<model>`).
    pub fn related_name(&self, field: &FieldMeta) -> String {
        match field.relation {
            Some(super::RelationMeta {
                related_name: Some(name),
                ..
            }) => name.to_owned(),
            Some(super::RelationMeta {
                kind: super::RelationKind::OneToOne,
                ..
            }) => self.name_lower(),
            _ => format!("{}_set", self.name_lower()),
        }
    }

    /// The stable name of the unique constraint over these columns.
    pub fn unique_name(&self, columns: &[&str]) -> String {
        names::constraint(self.table, columns, "key")
    }

    /// The columns of the fields called `fields`; unknown names are left out.
    pub fn columns_of(&self, fields: &[&str]) -> Vec<&'static str> {
        fields
            .iter()
            .filter_map(|name| self.field(name))
            .map(|field| field.column)
            .collect()
    }
}

impl PartialEq for ModelMeta {
    fn eq(&self, other: &Self) -> bool {
        self.is(other)
    }
}

impl Eq for ModelMeta {}

impl std::fmt::Debug for ModelMeta {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ModelMeta({})", self.label())
    }
}
