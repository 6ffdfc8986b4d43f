/// How a value is compared, by Django's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is Django's lookup of its name")]
pub enum Lookup {
    Exact,
    In,
    Lt,
    Lte,
    Gt,
    Gte,
    Range,
    IsNull,
    IExact,
    Contains,
    IContains,
    StartsWith,
    IStartsWith,
    EndsWith,
    IEndsWith,
    Regex,
    IRegex,
    /// JSON that has another as a part.
    ContainsJson,
    /// JSON that is a part of another.
    ContainedBy,
    HasKey,
    HasKeys,
    HasAnyKeys,
}

use Lookup::*;

/// Of everything but JSON.
const ORDERED: &[Lookup] = &[Exact, In, Lt, Lte, Gt, Gte, Range, IsNull];
const TEXTS: &[Lookup] = &[
    Exact,
    In,
    IExact,
    Contains,
    IContains,
    StartsWith,
    IStartsWith,
    EndsWith,
    IEndsWith,
    Lt,
    Lte,
    Gt,
    Gte,
    Range,
    Regex,
    IRegex,
    IsNull,
];
const JSON: &[Lookup] = &[
    Exact,
    In,
    ContainsJson,
    ContainedBy,
    HasKey,
    HasKeys,
    HasAnyKeys,
    IsNull,
];
/// Of a value inside JSON, which may be of any kind.
const JSON_PARTS: &[Lookup] = &[
    Exact,
    In,
    Lt,
    Lte,
    Gt,
    Gte,
    IExact,
    IContains,
    StartsWith,
    IStartsWith,
    EndsWith,
    IEndsWith,
    Regex,
    IRegex,
    ContainsJson,
    ContainedBy,
    HasKey,
    HasKeys,
    HasAnyKeys,
    IsNull,
];

impl Lookup {
    pub(super) const fn of_ordered() -> &'static [Self] {
        ORDERED
    }

    pub(super) const fn of_texts() -> &'static [Self] {
        TEXTS
    }

    pub(super) const fn of_json() -> &'static [Self] {
        JSON
    }

    pub(super) const fn of_json_parts() -> &'static [Self] {
        JSON_PARTS
    }

    /// As it is spelled: `icontains`.
    pub const fn name(self) -> &'static str {
        match self {
            Exact => "exact",
            In => "in",
            Lt => "lt",
            Lte => "lte",
            Gt => "gt",
            Gte => "gte",
            Range => "range",
            IsNull => "isnull",
            IExact => "iexact",
            Contains | ContainsJson => "contains",
            IContains => "icontains",
            StartsWith => "startswith",
            IStartsWith => "istartswith",
            EndsWith => "endswith",
            IEndsWith => "iendswith",
            Regex => "regex",
            IRegex => "iregex",
            ContainedBy => "contained_by",
            HasKey => "has_key",
            HasKeys => "has_keys",
            HasAnyKeys => "has_any_keys",
        }
    }
}
