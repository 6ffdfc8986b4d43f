//! The steps of a migration, as `operations.toml` holds them.

use serde::{Deserialize, Serialize};

use super::Error;
use super::state::{
    CheckState, ExclusionState, FieldState, IndexState, ManyToManyState, ModelState, ProjectState, UniqueState,
    index_list, is_false, unique_form, unique_list,
};

/// One change of the state. The app is the migration's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
#[expect(missing_docs, reason = "the names say it; `model` is the struct's name")]
pub enum Operation {
    CreateModel {
        model: String,
        table: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty", with = "index_list")]
        indexes: Vec<IndexState>,
        #[serde(default, skip_serializing_if = "Vec::is_empty", with = "unique_list")]
        unique: Vec<UniqueState>,
        fields: Vec<FieldState>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        many_to_many: Vec<ManyToManyState>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        checks: Vec<CheckState>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        exclusions: Vec<ExclusionState>,
        #[serde(default, skip_serializing_if = "is_false")]
        soft_delete: bool,
    },
    DeleteModel {
        model: String,
    },
    /// The struct has another name; what points at it follows. The table is another step's.
    RenameModel {
        model: String,
        to: String,
    },
    /// The model comes from the app `from` to the migration's own; what points at it follows. The table is another step's.
    MoveModel {
        model: String,
        from: String,
    },
    AlterTable {
        model: String,
        table: String,
    },
    /// What the database notes about the table; `None` for nothing.
    AlterTableComment {
        model: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
    /// Whether deleted rows stay, marked as such, and uniqueness is about the others.
    AlterSoftDelete {
        model: String,
        soft_delete: bool,
    },
    AddField {
        model: String,
        field: FieldState,
    },
    RemoveField {
        model: String,
        field: String,
    },
    AlterField {
        model: String,
        field: FieldState,
    },
    /// The field and its column have other names; indexes and rules over it follow.
    RenameField {
        model: String,
        field: String,
        to: String,
        column: String,
    },
    /// Rows that hold the choice `value` get `to`. The choices themselves are an `AlterField`'s.
    RenameChoice {
        model: String,
        field: String,
        value: String,
        to: String,
    },
    AddManyToMany {
        model: String,
        field: ManyToManyState,
    },
    /// The field, its table or that table's columns have other names; its rows stay.
    RenameManyToMany {
        model: String,
        field: String,
        to: ManyToManyState,
    },
    RemoveManyToMany {
        model: String,
        field: String,
    },
    /// The table of the many-to-many field `from` (`blog.Post.tags`) becomes that of a model, with its rows. The model's
    /// fields `source` and `target` are the two ends; what it has besides is other steps'.
    ModelFromManyToMany {
        model: String,
        from: String,
        source: String,
        target: String,
    },
    /// The table of the model `from` (`blog.Tagging`) becomes that of a many-to-many field, with its rows.
    ManyToManyFromModel {
        model: String,
        field: ManyToManyState,
        from: String,
        source: String,
        target: String,
    },
    AddIndex {
        model: String,
        #[serde(flatten)]
        index: IndexState,
    },
    RemoveIndex {
        model: String,
        #[serde(flatten)]
        index: IndexState,
    },
    /// The index, as it is called before, gets another short name; without one it is named after its columns.
    RenameIndex {
        model: String,
        #[serde(flatten)]
        index: IndexState,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
    },
    AddConstraint {
        model: String,
        constraint: Constraint,
    },
    RemoveConstraint {
        model: String,
        constraint: Constraint,
    },
    /// The rule, as it is called before, gets another short name; a unique one without is named after its columns.
    RenameConstraint {
        model: String,
        constraint: Constraint,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
    },
}

/// A rule over a whole table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Constraint {
    Unique(#[serde(with = "unique_form")] UniqueState),
    Check(CheckState),
    Exclusion(ExclusionState),
}

impl Operation {
    /// The whole of `model`, as it is created.
    pub fn create(model: &ModelState) -> Self {
        Self::CreateModel {
            model: model.name.clone(),
            table: model.table.clone(),
            comment: model.comment.clone(),
            indexes: model.indexes.clone(),
            unique: model.unique.clone(),
            fields: model.fields.iter().map(FieldState::without_fill).collect(),
            many_to_many: model.many_to_many.clone(),
            checks: model.checks.clone(),
            exclusions: model.exclusions.clone(),
            soft_delete: model.soft_delete,
        }
    }

    /// The struct's name of the model changed.
    pub fn model(&self) -> &str {
        match self {
            Self::CreateModel { model, .. }
            | Self::DeleteModel { model }
            | Self::RenameModel { model, .. }
            | Self::MoveModel { model, .. }
            | Self::RenameField { model, .. }
            | Self::RenameChoice { model, .. }
            | Self::RenameManyToMany { model, .. }
            | Self::AlterTable { model, .. }
            | Self::AlterTableComment { model, .. }
            | Self::AlterSoftDelete { model, .. }
            | Self::AddField { model, .. }
            | Self::RemoveField { model, .. }
            | Self::AlterField { model, .. }
            | Self::AddManyToMany { model, .. }
            | Self::RemoveManyToMany { model, .. }
            | Self::ModelFromManyToMany { model, .. }
            | Self::ManyToManyFromModel { model, .. }
            | Self::AddIndex { model, .. }
            | Self::RemoveIndex { model, .. }
            | Self::RenameIndex { model, .. }
            | Self::AddConstraint { model, .. }
            | Self::RemoveConstraint { model, .. }
            | Self::RenameConstraint { model, .. } => model,
        }
    }

    /// The label that the model changed has after the step, in a migration of `app`.
    pub(super) fn label_after(&self, app: &str) -> String {
        match self {
            Self::RenameModel { to, .. } => format!("{app}.{to}"),
            _ => format!("{app}.{}", self.model()),
        }
    }

    /// Changes `state` as the migration of `app` does.
    ///
    /// # Errors
    /// [`Error::UnknownModel`], [`Error::UnknownField`], [`Error::DuplicateModel`] or [`Error::DuplicateField`] when the
    /// step does not fit.
    pub fn apply(&self, app: &str, state: &mut ProjectState) -> Result<(), Error> {
        let label = format!("{app}.{}", self.model());
        if let Self::CreateModel {
            model,
            table,
            comment,
            indexes,
            unique,
            fields,
            many_to_many,
            checks,
            exclusions,
            soft_delete,
        } = self
        {
            let created = ModelState {
                app: app.to_owned(),
                name: model.clone(),
                table: table.clone(),
                fields: fields.clone(),
                many_to_many: many_to_many.clone(),
                indexes: indexes.clone(),
                unique: unique.clone(),
                checks: checks.clone(),
                exclusions: exclusions.clone(),
                comment: comment.clone(),
                soft_delete: *soft_delete,
            };
            return match state.models.insert(label.clone(), created) {
                None => Ok(()),
                Some(_) => Err(Error::DuplicateModel { label }),
            };
        }
        match self {
            Self::RenameModel { to, .. } => return state.relabel(&label, app, to),
            Self::MoveModel { model, from } => return state.relabel(&format!("{from}.{model}"), app, model),
            Self::ModelFromManyToMany {
                model,
                from,
                source,
                target,
            } => return state.model_from(from, app, model, [source, target]),
            Self::ManyToManyFromModel { from, field, .. } => {
                state.model(&label)?;
                state.model(from)?;
                state.models.remove(from);
                state.model_mut(&label)?.many_to_many.push(field.clone());
                return Ok(());
            }
            _ => {}
        }
        let model = state.model_mut(&label)?;
        let unknown = |field: &str| Error::UnknownField {
            label: label.clone(),
            field: field.to_owned(),
        };
        match self {
            Self::CreateModel { .. }
            | Self::RenameModel { .. }
            | Self::MoveModel { .. }
            | Self::ModelFromManyToMany { .. }
            | Self::ManyToManyFromModel { .. } => {}
            Self::DeleteModel { .. } => {
                state.models.remove(&label);
            }
            Self::AlterTable { table, .. } => model.table.clone_from(table),
            Self::AlterTableComment { comment, .. } => model.comment.clone_from(comment),
            Self::AlterSoftDelete { soft_delete, .. } => model.soft_delete = *soft_delete,
            Self::AddField { field, .. } if model.field(&field.name).is_some() => {
                return Err(Error::DuplicateField {
                    label: label.clone(),
                    field: field.name.clone(),
                });
            }
            Self::AddField { field, .. } => model.fields.push(field.without_fill()),
            Self::AlterField { field, .. } => {
                let place = model.fields.iter_mut().find(|old| old.name == field.name);
                *place.ok_or_else(|| unknown(&field.name))? = field.without_fill();
            }
            Self::RemoveField { field, .. } => {
                take(&mut model.fields, |old| old.name == *field).ok_or_else(|| unknown(field))?;
            }
            Self::RenameField { field, to, column, .. } => model.rename_field(field, to, column)?,
            Self::RenameChoice { field, .. } => {
                model.field(field).ok_or_else(|| unknown(field))?;
            }
            Self::RenameManyToMany { field, to, .. } => {
                let place = model.many_to_many.iter_mut().find(|old| old.name == *field);
                place.ok_or_else(|| unknown(field))?.clone_from(to);
            }
            Self::AddManyToMany { field, .. } => model.many_to_many.push(field.clone()),
            Self::RemoveManyToMany { field, .. } => {
                take(&mut model.many_to_many, |old| old.name == *field).ok_or_else(|| unknown(field))?;
            }
            Self::AddIndex { index, .. } => model.indexes.push(index.clone()),
            Self::RemoveIndex { index, .. } => {
                take(&mut model.indexes, |old| old == index).ok_or_else(|| unknown(&index.called()))?;
            }
            Self::RenameIndex { index, to, .. } => {
                let place = model.indexes.iter_mut().find(|old| *old == index);
                place.ok_or_else(|| unknown(&index.called()))?.name.clone_from(to);
            }
            Self::AddConstraint { constraint, .. } => match constraint {
                Constraint::Unique(unique) => model.unique.push(unique.clone()),
                Constraint::Check(check) => model.checks.push(check.clone()),
                Constraint::Exclusion(exclusion) => model.exclusions.push(exclusion.clone()),
            },
            Self::RemoveConstraint { constraint, .. } => match constraint {
                Constraint::Unique(unique) => {
                    take(&mut model.unique, |old| old == unique).ok_or_else(|| unknown(&unique.called()))?;
                }
                Constraint::Check(check) => {
                    take(&mut model.checks, |old| old.name == check.name).ok_or_else(|| unknown(&check.name))?;
                }
                Constraint::Exclusion(exclusion) => {
                    take(&mut model.exclusions, |old| old.name == exclusion.name)
                        .ok_or_else(|| unknown(&exclusion.name))?;
                }
            },
            Self::RenameConstraint { constraint, to, .. } => match constraint {
                Constraint::Unique(unique) => {
                    let place = model.unique.iter_mut().find(|old| *old == unique);
                    place.ok_or_else(|| unknown(&unique.called()))?.name.clone_from(to);
                }
                Constraint::Check(check) => {
                    let place = model.checks.iter_mut().find(|old| old.name == check.name);
                    let name = to.clone().ok_or_else(|| unknown(&check.name))?;
                    place.ok_or_else(|| unknown(&check.name))?.name = name;
                }
                Constraint::Exclusion(exclusion) => {
                    let place = model.exclusions.iter_mut().find(|old| old.name == exclusion.name);
                    let name = to.clone().ok_or_else(|| unknown(&exclusion.name))?;
                    place.ok_or_else(|| unknown(&exclusion.name))?.name = name;
                }
            },
        }
        Ok(())
    }

    /// A line for people: `Add field subtitle to Post`.
    pub fn describe(&self) -> String {
        match self {
            Self::CreateModel { model, .. } => format!("Create model {model}"),
            Self::DeleteModel { model } => format!("Delete model {model}, its table and all its rows"),
            Self::RenameModel { model, to } => format!("Rename model {model} to {to}"),
            Self::MoveModel { model, from } => format!("Move model {model} here from {from}"),
            Self::RenameField { model, field, to, .. } if field == to => {
                format!("Rename the column of field {field} of {model}")
            }
            Self::RenameField { model, field, to, .. } => format!("Rename field {field} of {model} to {to}"),
            Self::RenameChoice {
                model,
                field,
                value,
                to,
            } => format!("Rename choice {value} of {model}.{field} to {to}"),
            Self::RenameManyToMany { model, field, to } if *field == to.name => {
                format!("Rename the table or columns of many-to-many {field} of {model}")
            }
            Self::RenameManyToMany { model, field, to } => {
                format!("Rename many-to-many {field} of {model} to {}", to.name)
            }
            Self::AlterTable { model, table } => format!("Rename the table of {model} to {table}"),
            Self::AlterTableComment { model, .. } => format!("Alter the comment of {model}"),
            Self::AlterSoftDelete {
                model,
                soft_delete: true,
            } => format!("Keep deleted rows of {model}, and let uniqueness be about the others"),
            Self::AlterSoftDelete { model, .. } => {
                format!("Bring soft-deleted rows of {model} back, unless they are deleted before")
            }
            Self::AddField { model, field } => format!("Add field {} to {model}", field.name),
            Self::RemoveField { model, field } => format!("Remove field {field} from {model} and drop its column"),
            Self::AlterField { model, field } => format!("Alter field {} of {model}", field.name),
            Self::AddManyToMany { model, field } => format!("Add many-to-many {} to {model}", field.name),
            Self::RemoveManyToMany { model, field } => {
                format!("Remove many-to-many {field} from {model} and drop its table")
            }
            Self::ModelFromManyToMany { model, from, .. } => {
                format!("Make model {model} of the table of many-to-many {from}, with its rows")
            }
            Self::ManyToManyFromModel { model, field, from, .. } => {
                format!(
                    "Make many-to-many {} of {model} of the table of model {from}, with its rows",
                    field.name
                )
            }
            Self::AddIndex { model, index } => format!("Add index {} to {model}", on(index)),
            Self::RemoveIndex { model, index } => format!("Remove index {} from {model}", on(index)),
            Self::RenameIndex { model, index, to } => match to {
                Some(to) => format!("Rename index {} of {model} to {to}", on(index)),
                None => format!("Name index {} of {model} after its columns", on(index)),
            },
            Self::RenameConstraint { model, constraint, to } => match to {
                Some(to) => format!("Rename {} of {model} to {to}", constraint.describe()),
                None => format!("Name {} of {model} after its columns", constraint.describe()),
            },
            Self::AddConstraint { model, constraint } => format!("Add {} to {model}", constraint.describe()),
            Self::RemoveConstraint { model, constraint } => format!("Remove {} from {model}", constraint.describe()),
        }
    }

    /// Whether rows or values are lost.
    pub fn loses_data(&self) -> bool {
        matches!(
            self,
            Self::DeleteModel { .. } | Self::RemoveField { .. } | Self::RemoveManyToMany { .. }
        )
    }

    /// What to look at before it is applied.
    pub fn warning(&self) -> Option<&'static str> {
        match self {
            _ if self.loses_data() => Some("its data is lost"),
            Self::AddField { field, .. } if field.unique && !field.nullable && field.fill.is_some() => {
                Some("every row that exists gets the same value, and it is unique: with two rows this fails")
            }
            _ => None,
        }
    }

    /// The step's part of an automatic name, as Django's `migration_name_fragment`: `post_subtitle`.
    pub(super) fn name_fragment(&self) -> String {
        let text = match self {
            Self::CreateModel { model, .. } => model.clone(),
            Self::DeleteModel { model } => format!("delete_{model}"),
            Self::RenameModel { model, to } => format!("rename_{model}_{to}"),
            Self::MoveModel { model, from } => format!("move_{model}_from_{from}"),
            Self::RenameField { model, field, to, .. } => format!("rename_{field}_{model}_{to}"),
            Self::RenameChoice {
                model,
                field,
                value,
                to,
            } => {
                let plain = |text: &str| text.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
                format!("{model}_{field}_{}_{}", plain(value), plain(to))
            }
            Self::RenameManyToMany { model, field, to } => format!("rename_{field}_{model}_{}", to.name),
            Self::AlterTable { model, .. } => format!("alter_{model}_table"),
            Self::AlterTableComment { model, .. } => format!("alter_{model}_table_comment"),
            Self::AlterSoftDelete { model, .. } => format!("{model}_soft_delete"),
            Self::AddField { model, field } => format!("{model}_{}", field.name),
            Self::RemoveField { model, field } | Self::RemoveManyToMany { model, field } => {
                format!("remove_{model}_{field}")
            }
            Self::AlterField { model, field } => format!("alter_{model}_{}", field.name),
            Self::AddManyToMany { model, field } => format!("{model}_{}", field.name),
            Self::ModelFromManyToMany { model, from, .. } => format!("{model}_from_{}", from.replace('.', "_")),
            Self::ManyToManyFromModel { model, field, from, .. } => {
                format!("{model}_{}_from_{}", field.name, from.replace('.', "_"))
            }
            Self::AddIndex { model, index } => format!("{model}_{}_idx", index.fragment()),
            Self::RemoveIndex { model, index } => format!("remove_{model}_{}_idx", index.fragment()),
            Self::RenameIndex { model, index, to } => {
                format!("rename_{model}_{}_idx", to.clone().unwrap_or_else(|| index.fragment()))
            }
            Self::RenameConstraint { model, constraint, .. } => {
                format!("rename_{model}_{}", constraint.name_fragment())
            }
            Self::AddConstraint { model, constraint } => format!("{model}_{}", constraint.name_fragment()),
            Self::RemoveConstraint { model, constraint } => format!("remove_{model}_{}", constraint.name_fragment()),
        };
        text.to_lowercase()
    }
}

impl Constraint {
    fn describe(&self) -> String {
        match self {
            Self::Unique(unique) => match &unique.name {
                Some(name) => format!("unique constraint {name}"),
                None => format!("unique constraint on {}", unique.called()),
            },
            Self::Check(check) => format!("check {}", check.name),
            Self::Exclusion(exclusion) => format!("exclusion constraint {}", exclusion.name),
        }
    }

    fn name_fragment(&self) -> String {
        match self {
            Self::Unique(unique) => format!("{}_unique", unique.fragment()),
            Self::Check(check) => format!("{}_check", check.name),
            Self::Exclusion(exclusion) => format!("{}_excl", exclusion.name),
        }
    }
}

/// `on status, created`, or its name.
fn on(index: &IndexState) -> String {
    match &index.name {
        Some(name) => name.clone(),
        None => format!("on {}", index.called()),
    }
}

fn take<T>(list: &mut Vec<T>, is_it: impl Fn(&T) -> bool) -> Option<T> {
    let index = list.iter().position(is_it)?;
    Some(list.remove(index))
}
