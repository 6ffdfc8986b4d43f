//! Indexes and rules of a model, as migration files hold them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::is_false;
use crate::schema::{
    CheckMeta, Deferrable, ExclusionMeta, IndexMeta, KeyMeta, KeyOf, Nulls, UniqueMeta, mentions, rename_column,
};

/// An index over several columns.
///
/// A file has it as the list of its keys alone, `["status", "created desc"]`, where nothing else is to be said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexState {
    /// The short name; `None` names it after its columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is over, in order.
    #[serde(rename = "fields")]
    pub keys: Vec<KeyState>,
    /// Only over rows that meet this SQL condition.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// Fields whose values it carries along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// The kind of index: `gin`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub using: Option<String>,
}

/// A uniqueness rule over several columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UniqueState {
    /// The short name; `None` names it after its columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is over, in order.
    #[serde(rename = "fields")]
    pub keys: Vec<KeyState>,
    /// Only among rows that meet this SQL condition.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// Fields whose values its index carries along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// Whether two rows with `NULL` in the same place are the same.
    #[serde(default, skip_serializing_if = "is_false")]
    pub nulls_not_distinct: bool,
    /// When it is looked at; `None` for at once, always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferrable: Option<DeferrableState>,
}

/// A condition on every row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckState {
    /// The short name, unique in its model.
    pub name: String,
    /// The SQL condition over the model's own columns.
    pub sql: String,
}

/// A rule that no two rows clash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExclusionState {
    /// The short name, unique in its model.
    pub name: String,
    /// The fields whose values must be the same for two rows to clash.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub equal: Vec<String>,
    /// The spans that must overlap: the fields with their starts and ends.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overlap: Vec<(String, String)>,
    /// Only among rows that meet this SQL condition.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
}

/// See [`Deferrable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "Deferrable says each")]
pub enum DeferrableState {
    Immediate,
    Deferred,
}

/// One place in the list that an index or a rule is over, as text: `created desc nulls last`, or with an expression
/// in parentheses `(lower(title)) text_pattern_ops`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyState {
    /// A field or an expression.
    pub of: KeyOfState,
    /// Largest first.
    pub descending: bool,
    /// Where `NULL` stands; `None` for the database's own choice.
    pub nulls: Option<Nulls>,
    /// How the index compares, on PostgreSQL.
    pub operator_class: Option<String>,
}

/// What a [`KeyState`] is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyOfState {
    /// The field of this name.
    Field(String),
    /// An SQL expression over the table's columns.
    Sql(String),
}

impl KeyState {
    /// A field in ascending order.
    pub fn field(name: impl Into<String>) -> Self {
        Self {
            of: KeyOfState::Field(name.into()),
            descending: false,
            nulls: None,
            operator_class: None,
        }
    }

    fn from_meta(meta: &KeyMeta) -> Self {
        Self {
            of: match meta.of {
                KeyOf::Field(name) => KeyOfState::Field(name.to_owned()),
                KeyOf::Sql(sql) => KeyOfState::Sql(sql.to_owned()),
            },
            descending: meta.descending,
            nulls: meta.nulls,
            operator_class: meta.operator_class.map(str::to_owned),
        }
    }

    fn all(fields: &[&str], keys: &[KeyMeta]) -> Vec<Self> {
        match keys {
            [] => fields.iter().map(|name| Self::field(*name)).collect(),
            keys => keys.iter().map(Self::from_meta).collect(),
        }
    }

    /// The name of the field, when it is one.
    pub fn field_name(&self) -> Option<&str> {
        match &self.of {
            KeyOfState::Field(name) => Some(name),
            KeyOfState::Sql(_) => None,
        }
    }

    fn rename_field(&mut self, old: &str, new: &str) {
        if let KeyOfState::Field(name) = &mut self.of
            && name == old
        {
            new.clone_into(name);
        }
    }

    fn rename_column(&mut self, old: &str, new: &str) {
        if let KeyOfState::Sql(sql) = &mut self.of {
            *sql = rename_column(sql, old, new);
        }
    }
}

impl fmt::Display for KeyState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.of {
            KeyOfState::Field(name) => f.write_str(name)?,
            KeyOfState::Sql(sql) => write!(f, "({sql})")?,
        }
        if let Some(class) = &self.operator_class {
            write!(f, " {class}")?;
        }
        if self.descending {
            f.write_str(" desc")?;
        }
        match self.nulls {
            Some(Nulls::First) => f.write_str(" nulls first"),
            Some(Nulls::Last) => f.write_str(" nulls last"),
            None => Ok(()),
        }
    }
}

impl FromStr for KeyState {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (of, rest) = match text.strip_prefix('(') {
            Some(inner) => {
                let end = closing(inner).ok_or_else(|| format!("the expression `{text}` does not close"))?;
                (KeyOfState::Sql(inner[..end].to_owned()), &inner[end + 1..])
            }
            None => {
                let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
                (KeyOfState::Field(name.to_owned()), rest)
            }
        };
        let mut key = Self {
            of,
            descending: false,
            nulls: None,
            operator_class: None,
        };
        let mut words = rest.split_whitespace();
        while let Some(word) = words.next() {
            match word {
                "desc" => key.descending = true,
                "nulls" => {
                    key.nulls = match words.next() {
                        Some("first") => Some(Nulls::First),
                        Some("last") => Some(Nulls::Last),
                        _ => return Err(format!("`nulls` in `{text}` is `first` or `last`")),
                    }
                }
                class => key.operator_class = Some(class.to_owned()),
            }
        }
        Ok(key)
    }
}

/// Where the parenthesis closes that was opened before `text`.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0_usize, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') if depth == 0 => return Some(at),
            (None, ')') => depth -= 1,
            _ => {}
        }
    }
    None
}

impl Serialize for KeyState {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for KeyState {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// What indexes and uniqueness rules have in common.
macro_rules! over_keys {
    ($state:ident) => {
        impl $state {
            /// The fields it names, those it carries along included; what an expression names is none of them.
            pub fn fields(&self) -> impl Iterator<Item = &str> {
                let keys = self.keys.iter().filter_map(KeyState::field_name);
                keys.chain(self.include.iter().map(String::as_str))
            }

            /// Its SQL, which may name any column.
            pub fn sql(&self) -> impl Iterator<Item = &str> {
                let expressions = self.keys.iter().filter_map(|key| match &key.of {
                    KeyOfState::Sql(sql) => Some(sql.as_str()),
                    KeyOfState::Field(_) => None,
                });
                expressions.chain(self.condition.as_deref())
            }

            /// Whether both say the same under whatever name.
            pub fn same_but_name(&self, other: &Self) -> bool {
                let bare = |one: &Self| Self {
                    name: None,
                    ..one.clone()
                };
                bare(self) == bare(other)
            }

            /// What people call it: its name, else its keys.
            pub fn called(&self) -> String {
                self.name.clone().unwrap_or_else(|| {
                    let keys: Vec<String> = self.keys.iter().map(KeyState::to_string).collect();
                    keys.join(", ")
                })
            }

            /// Its part of a migration's name.
            pub(in crate::migrate) fn fragment(&self) -> String {
                let fields: Vec<&str> = self.keys.iter().filter_map(KeyState::field_name).collect();
                self.name.clone().unwrap_or_else(|| fields.join("_"))
            }

            fn rename_field(&mut self, old: &str, new: &str) {
                for key in &mut self.keys {
                    key.rename_field(old, new);
                }
                for include in self.include.iter_mut().filter(|include| *include == old) {
                    new.clone_into(include);
                }
            }

            fn rename_column(&mut self, old: &str, new: &str) {
                for key in &mut self.keys {
                    key.rename_column(old, new);
                }
                if let Some(condition) = &mut self.condition {
                    *condition = rename_column(condition, old, new);
                }
            }

            /// Itself, or the list of its keys where that is all.
            fn short<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let plain = Self {
                    keys: self.keys.clone(),
                    ..Self::default()
                };
                if plain == *self {
                    self.keys.serialize(serializer)
                } else {
                    self.serialize(serializer)
                }
            }

            fn long<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(Deserialize)]
                #[serde(untagged)]
                enum Form {
                    Short(Vec<KeyState>),
                    Long($state),
                }
                Ok(match Form::deserialize(deserializer)? {
                    Form::Short(keys) => Self {
                        keys,
                        ..Self::default()
                    },
                    Form::Long(whole) => whole,
                })
            }
        }

        impl<S: Into<String>> FromIterator<S> for $state {
            fn from_iter<I: IntoIterator<Item = S>>(fields: I) -> Self {
                Self {
                    keys: fields.into_iter().map(KeyState::field).collect(),
                    ..Self::default()
                }
            }
        }

        impl<S: Into<String>> From<Vec<S>> for $state {
            fn from(fields: Vec<S>) -> Self {
                fields.into_iter().collect()
            }
        }
    };
}

over_keys!(IndexState);
over_keys!(UniqueState);

impl IndexState {
    pub(super) fn from_meta(meta: &IndexMeta) -> Self {
        Self {
            name: meta.name.map(str::to_owned),
            keys: KeyState::all(meta.fields, meta.keys),
            condition: meta.condition.map(str::to_owned),
            include: owned(meta.include),
            using: meta.using.map(str::to_owned),
        }
    }
}

impl UniqueState {
    pub(super) fn from_meta(meta: &UniqueMeta) -> Self {
        Self {
            name: meta.name.map(str::to_owned),
            keys: KeyState::all(meta.fields, meta.keys),
            condition: meta.condition.map(str::to_owned),
            include: owned(meta.include),
            nulls_not_distinct: meta.nulls_not_distinct,
            deferrable: meta.deferrable.map(DeferrableState::from),
        }
    }
}

impl CheckState {
    pub(super) fn from_meta(meta: &CheckMeta) -> Self {
        Self {
            name: meta.name.to_owned(),
            sql: meta.sql.to_owned(),
        }
    }
}

impl ExclusionState {
    pub(super) fn from_meta(meta: &ExclusionMeta) -> Self {
        let span = |(start, end): &(&str, &str)| ((*start).to_owned(), (*end).to_owned());
        Self {
            name: meta.name.to_owned(),
            equal: owned(meta.equal),
            overlap: meta.overlap.iter().map(span).collect(),
            condition: meta.condition.map(str::to_owned),
        }
    }

    /// The fields it names; what its condition names is none of them.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let spans = self.overlap.iter().flat_map(|(start, end)| [start, end]);
        self.equal.iter().chain(spans).map(String::as_str)
    }

    fn rename_field(&mut self, old: &str, new: &str) {
        let spans = self.overlap.iter_mut().flat_map(|(start, end)| [start, end]);
        for field in self.equal.iter_mut().chain(spans).filter(|field| *field == old) {
            new.clone_into(field);
        }
    }
}

impl super::ModelState {
    /// Lets the model's rules follow a field that got another name, and its column with it perhaps.
    pub fn rename_in_rules(&mut self, old: (&str, &str), new: (&str, &str)) {
        let ((old_field, old_column), (new_field, new_column)) = (old, new);
        for index in &mut self.indexes {
            index.rename_field(old_field, new_field);
            index.rename_column(old_column, new_column);
        }
        for unique in &mut self.unique {
            unique.rename_field(old_field, new_field);
            unique.rename_column(old_column, new_column);
        }
        for exclusion in &mut self.exclusions {
            exclusion.rename_field(old_field, new_field);
            if let Some(condition) = &mut exclusion.condition {
                *condition = rename_column(condition, old_column, new_column);
            }
        }
        for check in &mut self.checks {
            check.sql = rename_column(&check.sql, old_column, new_column);
        }
        for field in &mut self.fields {
            if let Some(generated) = &mut field.generated {
                *generated = rename_column(generated, old_column, new_column);
            }
        }
    }

    /// The first rule whose SQL names the column, in words: ``check `cheap` ``.
    pub fn rule_that_names(&self, column: &str) -> Option<String> {
        let named = |sql: &str| mentions(sql, column);
        let checks = self.checks.iter().filter(|check| named(&check.sql));
        let checks = checks.map(|check| format!("check `{}`", check.name));
        let indexes = self.indexes.iter().filter(|index| index.sql().any(named));
        let indexes = indexes.map(|index| format!("index `{}`", index.called()));
        let unique = self.unique.iter().filter(|unique| unique.sql().any(named));
        let unique = unique.map(|unique| format!("unique rule `{}`", unique.called()));
        let exclusions = self.exclusions.iter();
        let exclusions = exclusions.filter(|exclusion| exclusion.condition.as_deref().is_some_and(named));
        let exclusions = exclusions.map(|exclusion| format!("exclusion `{}`", exclusion.name));
        let fields = self.fields.iter();
        let fields = fields.filter(|field| field.generated.as_deref().is_some_and(named));
        let fields = fields.map(|field| format!("generated field `{}`", field.name));
        checks
            .chain(indexes)
            .chain(unique)
            .chain(exclusions)
            .chain(fields)
            .next()
    }
}

impl From<Deferrable> for DeferrableState {
    fn from(when: Deferrable) -> Self {
        match when {
            Deferrable::Immediate => Self::Immediate,
            Deferrable::Deferred => Self::Deferred,
        }
    }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Lists of indexes or rules whose members are short where they can be.
macro_rules! short {
    ($list:ident, $one:ident, $state:ident) => {
        pub(in crate::migrate) mod $one {
            use super::$state;
            use serde::{Deserializer, Serializer};

            pub(in crate::migrate) fn serialize<S: Serializer>(one: &$state, serializer: S) -> Result<S::Ok, S::Error> {
                one.short(serializer)
            }

            pub(in crate::migrate) fn deserialize<'de, D: Deserializer<'de>>(
                deserializer: D,
            ) -> Result<$state, D::Error> {
                $state::long(deserializer)
            }
        }

        pub(in crate::migrate) mod $list {
            use super::$one as form;
            use super::$state;
            use serde::{Deserialize, Deserializer, Serialize, Serializer};

            #[derive(Serialize, Deserialize)]
            #[serde(transparent)]
            struct One(#[serde(with = "form")] $state);

            pub(in crate::migrate) fn serialize<S: Serializer>(
                list: &[$state],
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(list.iter().cloned().map(One))
            }

            pub(in crate::migrate) fn deserialize<'de, D: Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Vec<$state>, D::Error> {
                Ok(Vec::<One>::deserialize(deserializer)?
                    .into_iter()
                    .map(|one| one.0)
                    .collect())
            }
        }
    };
}

short!(index_list, index_form, IndexState);
short!(unique_list, unique_form, UniqueState);
