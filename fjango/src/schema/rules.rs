//! Indexes and the rules over several columns of a model.

/// An index over several columns.
///
/// Generated code fills it with `IndexMeta { fields: &["status"], ..IndexMeta::EMPTY }`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexMeta {
    /// The short name; the index is called `<table>_<name>_idx`. `None` names it after its columns.
    pub name: Option<&'static str>,
    /// The fields it is over, in order; expressions are left out.
    pub fields: &'static [&'static str],
    /// What it is over when that is more than fields in ascending order; else empty.
    pub keys: &'static [KeyMeta],
    /// Only over rows that meet this SQL condition.
    pub condition: Option<&'static str>,
    /// Fields whose values the index carries along, so that a query need not look at the rows.
    pub include: &'static [&'static str],
    /// The kind of index: `gin`; `None` for a b-tree.
    pub using: Option<&'static str>,
}

impl IndexMeta {
    /// Over nothing yet.
    pub const EMPTY: Self = Self {
        name: None,
        fields: &[],
        keys: &[],
        condition: None,
        include: &[],
        using: None,
    };
}

/// A uniqueness rule over several columns.
///
/// Generated code fills it with `UniqueMeta { fields: &["author", "slug"], ..UniqueMeta::EMPTY }`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UniqueMeta {
    /// The short name; the rule is called `<table>_<name>_key`. `None` names it after its columns.
    pub name: Option<&'static str>,
    /// The fields it is over, in order; expressions are left out.
    pub fields: &'static [&'static str],
    /// What it is over when that is more than fields; else empty.
    pub keys: &'static [KeyMeta],
    /// Only among rows that meet this SQL condition.
    pub condition: Option<&'static str>,
    /// Fields whose values the rule's index carries along.
    pub include: &'static [&'static str],
    /// Whether two rows with `NULL` in the same place are the same.
    pub nulls_not_distinct: bool,
    /// When it is looked at; `None` for at once, always.
    pub deferrable: Option<Deferrable>,
}

impl UniqueMeta {
    /// Over nothing yet.
    pub const EMPTY: Self = Self {
        name: None,
        fields: &[],
        keys: &[],
        condition: None,
        include: &[],
        nulls_not_distinct: false,
        deferrable: None,
    };
}

/// One place in the list that an index or a uniqueness rule is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyMeta {
    /// A field or an expression.
    pub of: KeyOf,
    /// Largest first.
    pub descending: bool,
    /// Where `NULL` stands; `None` for the database's own choice.
    pub nulls: Option<Nulls>,
    /// How the index compares, on PostgreSQL: `gin_trgm_ops`.
    pub operator_class: Option<&'static str>,
}

impl KeyMeta {
    /// In ascending order.
    pub const fn new(of: KeyOf) -> Self {
        Self {
            of,
            descending: false,
            nulls: None,
            operator_class: None,
        }
    }
}

/// What a [`KeyMeta`] is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOf {
    /// The field of this name.
    Field(&'static str),
    /// An SQL expression over the table's columns.
    Sql(&'static str),
}

/// Where `NULL` stands in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    /// Before all values.
    First,
    /// After all values.
    Last,
}

/// When a rule that a transaction may put off is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deferrable {
    /// After each statement, unless the transaction says `SET CONSTRAINTS … DEFERRED`.
    Immediate,
    /// At the end of the transaction.
    Deferred,
}

/// A condition that every row meets, kept by the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckMeta {
    /// The short name; the constraint is called `<table>_<name>_check`.
    pub name: &'static str,
    /// The SQL condition over the model's own columns.
    pub sql: &'static str,
}

/// A rule that no two rows clash: the same values in some fields, and overlapping spans in others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExclusionMeta {
    /// The short name; the constraint is called `<table>_<name>_excl`.
    pub name: &'static str,
    /// The fields whose values must be the same for two rows to clash.
    pub equal: &'static [&'static str],
    /// The spans that must overlap: the field with the start, which belongs to the span, and the one with the end,
    /// which does not.
    pub overlap: &'static [(&'static str, &'static str)],
    /// Only among rows that meet this SQL condition.
    pub condition: Option<&'static str>,
}
