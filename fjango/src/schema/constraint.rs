//! What the database keeps true of a model's rows, by the names that migrations give it.

use super::{ExclusionMeta, FieldMeta, KeyMeta, KeyOf, ModelMeta, UniqueMeta, mentions, names};

/// A rule that the database refuses to see broken.
#[derive(Clone, Debug)]
pub struct ConstraintMeta {
    /// Its name in the database: `blog_post_author_id_slug_key`.
    pub name: String,
    /// The fields it is about, those that an expression names included; none for a `check(…)` of the model.
    pub fields: Vec<&'static FieldMeta>,
    /// What it demands.
    pub rule: Rule,
}

/// What a [`ConstraintMeta`] demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// No two rows have the same values.
    Unique,
    /// The same among some of the rows, or of expressions.
    UniqueAmong(&'static UniqueMeta),
    /// No two rows clash.
    Exclusion(&'static ExclusionMeta),
    /// There is such a row in the other table.
    ForeignKey,
    /// A `check(name = "sql")` of the model.
    Check {
        /// The short name.
        name: &'static str,
        /// The condition.
        sql: &'static str,
    },
    /// At most so many characters.
    MaxLength,
    /// Between `min` and `max`.
    Range,
    /// One of the choices.
    Choices,
}

impl ModelMeta {
    /// The constraints of the table, in the order of its fields, those of several fields after them.
    pub fn constraints(&self) -> Vec<ConstraintMeta> {
        let mut found = Vec::new();
        let fields: &'static [FieldMeta] = self.fields;
        for field in fields {
            let mut add = |columns: &[&str], kind: &str, rule: Rule| {
                found.push(ConstraintMeta {
                    name: names::constraint(self.table, columns, kind),
                    fields: vec![field],
                    rule,
                });
            };
            let column = field.column;
            if field.primary_key {
                add(&[], "pkey", Rule::Unique);
            } else if field.unique {
                add(&[column], "key", Rule::Unique);
            }
            if field.relation.is_some_and(|relation| relation.constraint.is_some()) {
                add(&[column], "fkey", Rule::ForeignKey);
            }
            if field.max_length.is_some() {
                add(&[column, "length"], "check", Rule::MaxLength);
            }
            if field.min.is_some() || field.max.is_some() {
                add(&[column, "range"], "check", Rule::Range);
            }
            if !field.value_type.choices.is_empty() {
                add(&[column, "choices"], "check", Rule::Choices);
            }
        }
        for unique in self.unique {
            let plain = unique.keys.is_empty() && unique.condition.is_none();
            found.push(ConstraintMeta {
                name: match unique.name {
                    Some(name) => names::constraint(self.table, &[name], "key"),
                    None => self.unique_name(&self.columns_of(unique.fields)),
                },
                fields: match unique.keys {
                    [] => unique.fields.iter().filter_map(|name| self.field(name)).collect(),
                    keys => self.fields_of(keys),
                },
                rule: match plain {
                    true => Rule::Unique,
                    false => Rule::UniqueAmong(unique),
                },
            });
        }
        for exclusion in self.exclusions {
            let spans = exclusion.overlap.iter().flat_map(|(start, end)| [start, end]);
            found.push(ConstraintMeta {
                name: names::constraint(self.table, &[exclusion.name], "excl"),
                fields: exclusion
                    .equal
                    .iter()
                    .chain(spans)
                    .filter_map(|name| self.field(name))
                    .collect(),
                rule: Rule::Exclusion(exclusion),
            });
        }
        for check in self.checks {
            found.push(ConstraintMeta {
                name: names::constraint(self.table, &[check.name], "check"),
                fields: Vec::new(),
                rule: Rule::Check {
                    name: check.name,
                    sql: check.sql,
                },
            });
        }
        found
    }

    /// The fields that `keys` are of, those that their expressions name included, each once.
    fn fields_of(&self, keys: &[KeyMeta]) -> Vec<&'static FieldMeta> {
        let fields: &'static [FieldMeta] = self.fields;
        let is_in = |field: &&FieldMeta| {
            keys.iter().any(|key| match key.of {
                KeyOf::Field(name) => field.name == name,
                KeyOf::Sql(sql) => mentions(sql, field.column),
            })
        };
        fields.iter().filter(is_in).collect()
    }
}
