//! What `index(…)`, `unique(…)` and `exclude(…)` of a model say.

use proc_macro2::Span;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Token};

use crate::errors::Errors;
use crate::names;
use crate::options::{At, Options};

/// What `deferrable` may be.
pub const DEFERRABLE: &[(&str, Deferrable)] =
    &[("immediate", Deferrable::Immediate), ("deferred", Deferrable::Deferred)];

/// When a rule that may be put off is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deferrable {
    Immediate,
    Deferred,
}

/// One `index(…)`, `unique(…)` or `exclude(…)`.
#[derive(Clone)]
pub struct RuleArgs {
    /// The option's name, where it was written.
    pub option: Ident,
    pub keys: Vec<KeyArgs>,
    pub name: Option<LitStr>,
    pub condition: Option<LitStr>,
    pub include: Vec<Ident>,
    pub using: Option<LitStr>,
    pub nulls_not_distinct: Option<Span>,
    pub deferrable: Option<At<Deferrable>>,
    /// Pairs of fields: where a span starts and where it ends.
    pub overlap: Vec<(Ident, Ident)>,
}

/// One place of the list.
#[derive(Clone)]
pub struct KeyArgs {
    pub of: KeyOf,
    pub descending: bool,
    /// Whether `NULL` comes first or last.
    pub nulls: Option<Nulls>,
    pub operator_class: Option<LitStr>,
}

/// What a place is of.
#[derive(Clone)]
pub enum KeyOf {
    Field(Ident),
    Sql(LitStr),
}

/// Where `NULL` stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Nulls {
    First,
    Last,
}

impl RuleArgs {
    /// Every option called `name`, which takes what is in `allowed` besides fields.
    pub fn parse_all(
        options: &mut Options,
        name: &'static str,
        allowed: &[&str],
        example: &str,
        errors: &mut Errors,
    ) -> Vec<Self> {
        let lists = options.lists::<Item>(name, "names of fields", example);
        lists
            .into_iter()
            .map(|(option, items)| Self::of(option, items, allowed, errors))
            .collect()
    }

    fn of(option: Ident, items: Vec<Item>, allowed: &[&str], errors: &mut Errors) -> Self {
        let mut rule = Self {
            option,
            keys: Vec::new(),
            name: None,
            condition: None,
            include: Vec::new(),
            using: None,
            nulls_not_distinct: None,
            deferrable: None,
            overlap: Vec::new(),
        };
        for item in items {
            let (said, given) = match item {
                Item::Key(key) => {
                    rule.keys.push(key);
                    continue;
                }
                Item::Said(said, given) => (said, given),
            };
            let text = names::plain(&said);
            if !allowed.contains(&text.as_str()) {
                let hint = names::suggestion(&text, allowed);
                let quotes = match given {
                    Given::Call => "; SQL such as `\"lower(title)\"` stands in quotes",
                    _ => "",
                };
                errors.add(
                    &said,
                    format!("`{}` has no option `{text}`; {hint}{quotes}", rule.option),
                );
                continue;
            }
            rule.take(&said, &text, given, errors);
        }
        rule
    }

    fn take(&mut self, said: &Ident, text: &str, given: Given, errors: &mut Errors) {
        match (text, given) {
            ("name", Given::Text(name)) => self.name = Some(name),
            ("where", Given::Text(condition)) => self.condition = Some(condition),
            ("using", Given::Text(using)) => self.using = Some(using),
            ("deferrable", Given::Text(when)) => {
                let value = when.value();
                match DEFERRABLE.iter().find(|(known, _)| *known == value) {
                    Some((_, deferrable)) => {
                        self.deferrable = Some(At {
                            value: *deferrable,
                            span: when.span(),
                        });
                    }
                    None => {
                        let known: Vec<&str> = DEFERRABLE.iter().map(|(known, _)| *known).collect();
                        let hint = names::suggestion(&value, &known);
                        errors.add(&when, format!("`deferrable` cannot be `{value}`; {hint}"));
                    }
                }
            }
            ("include", Given::Names(fields)) => self.include = fields,
            ("overlap", Given::Names(fields)) => match <[Ident; 2]>::try_from(fields) {
                Ok([start, end]) => self.overlap.push((start, end)),
                Err(_) => errors.add(
                    said,
                    "`overlap` takes the field with the start and the one with the end, as in `overlap(starts, ends)`",
                ),
            },
            ("nulls_not_distinct", Given::Nothing) => self.nulls_not_distinct = Some(said.span()),
            (text, _) => {
                let example = match text {
                    "include" => "include(title)",
                    "overlap" => "overlap(starts, ends)",
                    "nulls_not_distinct" => "nulls_not_distinct",
                    "using" => "using = \"gin\"",
                    "name" => "name = \"live\"",
                    "deferrable" => "deferrable = \"deferred\"",
                    _ => "where = \"price > 0\"",
                };
                errors.add(said, format!("`{text}` is written `{example}`"));
            }
        }
    }

    /// The fields that it names, outside of SQL.
    pub fn fields(&self) -> impl Iterator<Item = &Ident> {
        let keys = self.keys.iter().filter_map(|key| match &key.of {
            KeyOf::Field(field) => Some(field),
            KeyOf::Sql(_) => None,
        });
        let spans = self.overlap.iter().flat_map(|(start, end)| [start, end]);
        keys.chain(&self.include).chain(spans)
    }

    /// The SQL that it holds.
    pub fn sql(&self) -> impl Iterator<Item = &LitStr> {
        let keys = self.keys.iter().filter_map(|key| match &key.of {
            KeyOf::Field(_) => None,
            KeyOf::Sql(sql) => Some(sql),
        });
        keys.chain(&self.condition)
    }

    /// Whether its keys are fields and nothing more.
    pub fn is_plain(&self) -> bool {
        self.keys.iter().all(|key| {
            let bare = !key.descending && key.nulls.is_none() && key.operator_class.is_none();
            bare && matches!(key.of, KeyOf::Field(_))
        })
    }

    /// The same with other names for fields.
    pub fn with_fields(mut self, rename: impl Fn(&Ident) -> Ident) -> Self {
        for key in &mut self.keys {
            if let KeyOf::Field(field) = &mut key.of {
                *field = rename(field);
            }
        }
        for field in &mut self.include {
            *field = rename(field);
        }
        for (start, end) in &mut self.overlap {
            (*start, *end) = (rename(start), rename(end));
        }
        self
    }
}

/// What stands between two commas.
enum Item {
    Key(KeyArgs),
    Said(Ident, Given),
}

/// What is given to an option.
enum Given {
    Text(LitStr),
    Names(Vec<Ident>),
    Nothing,
    /// Something in parentheses, after a word that takes none.
    Call,
}

/// Words that are options when they stand alone or before a parenthesis.
const WORDS: [&str; 3] = ["include", "overlap", "nulls_not_distinct"];

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Ident::peek_any) {
            let ahead = input.fork();
            let word = Ident::parse_any(&ahead)?;
            if ahead.peek(Token![=]) {
                let said = Ident::parse_any(input)?;
                input.parse::<Token![=]>()?;
                return Ok(Self::Said(said, Given::Text(input.parse()?)));
            }
            if ahead.peek(syn::token::Paren) && !WORDS.iter().any(|known| word == known) {
                let said = Ident::parse_any(input)?;
                let content;
                syn::parenthesized!(content in input);
                content.parse::<proc_macro2::TokenStream>()?;
                return Ok(Self::Said(said, Given::Call));
            }
            if WORDS.iter().any(|known| word == known) {
                let said = Ident::parse_any(input)?;
                if !input.peek(syn::token::Paren) {
                    return Ok(Self::Said(said, Given::Nothing));
                }
                let content;
                syn::parenthesized!(content in input);
                let names = Punctuated::<Ident, Token![,]>::parse_terminated(&content)?;
                return Ok(Self::Said(said, Given::Names(names.into_iter().collect())));
            }
        }
        input.parse().map(Self::Key)
    }
}

impl Parse for KeyArgs {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let descending = input.parse::<Option<Token![-]>>()?.is_some();
        let of = if input.peek(LitStr) {
            KeyOf::Sql(input.parse()?)
        } else {
            KeyOf::Field(input.parse()?)
        };
        let mut key = Self {
            of,
            descending,
            nulls: None,
            operator_class: None,
        };
        while input.parse::<Option<Token![.]>>()?.is_some() {
            let method: Ident = input.parse()?;
            let content;
            syn::parenthesized!(content in input);
            match method.to_string().as_str() {
                "asc" => {}
                "desc" => key.descending = true,
                "nulls_first" => key.nulls = Some(Nulls::First),
                "nulls_last" => key.nulls = Some(Nulls::Last),
                "operator_class" => key.operator_class = Some(content.parse()?),
                _ => return Err(syn::Error::new(method.span(), "unknown method")),
            }
        }
        Ok(key)
    }
}
