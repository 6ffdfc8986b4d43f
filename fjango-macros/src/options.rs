//! Reads the options of an attribute: `name`, `name = value`, `name(a, b)`.
//!
//! A reader of our own rather than a derived one, because each wrong value then says what the option takes, with an
//! example, in the words of the option.

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{Expr, ExprLit, ExprUnary, Ident, Lit, LitStr, Token, UnOp};

use crate::errors::Errors;
use crate::names;

/// A value and where it was written.
#[derive(Clone, Debug)]
pub struct At<T> {
    pub value: T,
    pub span: Span,
}

/// A number literal, with its sign.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    Integer(i64),
    Float(f64),
}

impl Number {
    /// The number for comparing, exact up to 2⁵³.
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Integer(x) => x as f64,
            Self::Float(x) => x,
        }
    }
}

enum Form {
    Word,
    Value(Expr),
    List(TokenStream),
}

struct Entry {
    name: Ident,
    form: Form,
    taken: bool,
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = Ident::parse_any(input)?;
        let form = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Form::Value(input.parse()?)
        } else if input.peek(syn::token::Paren) {
            let content;
            syn::parenthesized!(content in input);
            Form::List(content.parse()?)
        } else {
            Form::Word
        };
        Ok(Self {
            name,
            form,
            taken: false,
        })
    }
}

/// The options of one attribute, taken one by one by name. What is left at the end is unknown.
pub struct Options {
    /// How messages call the attribute: `#[field]`.
    attribute: &'static str,
    entries: Vec<Entry>,
    known: Vec<&'static str>,
    errors: Errors,
}

impl Options {
    /// Reads `tokens`, what stands between the attribute's parentheses.
    pub fn parse(attribute: &'static str, tokens: TokenStream) -> Self {
        let mut options = Self {
            attribute,
            entries: Vec::new(),
            known: Vec::new(),
            errors: Errors::default(),
        };
        options.extend(tokens);
        options
    }

    /// Reads the attributes called `name` among `attrs`, as one.
    pub fn of_attributes(attribute: &'static str, name: &str, attrs: &[syn::Attribute]) -> Self {
        let mut options = Self::parse(attribute, TokenStream::new());
        for attr in attrs.iter().filter(|attr| attr.path().is_ident(name)) {
            match &attr.meta {
                syn::Meta::List(list) => options.extend(list.tokens.clone()),
                syn::Meta::Path(path) => options.errors.add(
                    path,
                    format!("`#[{name}]` says nothing; write `#[{name}(…)]` with an option, or remove it"),
                ),
                syn::Meta::NameValue(pair) => options.errors.add(
                    pair,
                    format!("`#[{name}]` takes its options in parentheses; write `#[{name}(…)]`"),
                ),
            }
        }
        options
    }

    fn extend(&mut self, tokens: TokenStream) {
        match Punctuated::<Entry, Token![,]>::parse_terminated.parse2(tokens) {
            Ok(entries) => self.entries.extend(entries),
            Err(error) => self.errors.push(error),
        }
    }

    /// Takes the first option when it is a bare word, such as `get` in `#[api(get, …)]`.
    pub fn leading_word(&mut self) -> Option<Ident> {
        let first = self.entries.first_mut()?;
        if !matches!(first.form, Form::Word) {
            return None;
        }
        first.taken = true;
        Some(first.name.clone())
    }

    fn take_all(&mut self, name: &'static str) -> Vec<(Ident, Form)> {
        self.known.push(name);
        let mut found = Vec::new();
        for entry in &mut self.entries {
            if !entry.taken && entry.name == name {
                entry.taken = true;
                found.push((entry.name.clone(), std::mem::replace(&mut entry.form, Form::Word)));
            }
        }
        found
    }

    fn take(&mut self, name: &'static str) -> Option<(Ident, Form)> {
        let mut found = self.take_all(name).into_iter();
        let first = found.next();
        for (again, _) in found {
            self.errors.add(again, format!("`{name}` is given twice; keep one"));
        }
        first
    }

    /// A word alone: `unique`.
    pub fn flag(&mut self, name: &'static str) -> Option<Span> {
        let (ident, form) = self.take(name)?;
        if !matches!(form, Form::Word) {
            self.errors.add(
                &ident,
                format!("`{name}` takes no value; write `{name}` alone, or remove it"),
            );
        }
        Some(ident.span())
    }

    fn wrong<T>(&mut self, ident: &Ident, form: &Form, what: &str, example: &str) -> Option<T> {
        let message = format!("`{ident}` takes {what}, as in `{example}`");
        match form {
            Form::Value(value) => self.errors.add(value, message),
            Form::Word | Form::List(_) => self.errors.add(ident, message),
        }
        None
    }

    /// Text: `table = "blog_post"`.
    pub fn string(&mut self, name: &'static str, example: &str) -> Option<LitStr> {
        let (ident, form) = self.take(name)?;
        if let Form::Value(value) = &form
            && let Some(Lit::Str(text)) = literal(value)
        {
            return Some(text.clone());
        }
        self.wrong(&ident, &form, "text in quotes", example)
    }

    /// One of the texts in `known`: `on_delete = "cascade"`.
    pub fn choice<T: Copy>(&mut self, name: &'static str, known: &[(&'static str, T)]) -> Option<At<T>> {
        let example = format!("{name} = \"{}\"", known.first().map_or("", |(text, _)| text));
        let text = self.string(name, &example)?;
        let value = text.value();
        if let Some((_, choice)) = known.iter().find(|(known, _)| *known == value) {
            return Some(At {
                value: *choice,
                span: text.span(),
            });
        }
        let known: Vec<&str> = known.iter().map(|(text, _)| *text).collect();
        self.errors.add(
            &text,
            format!("`{name}` cannot be `{value}`; {}", names::suggestion(&value, &known)),
        );
        None
    }

    /// A positive whole number: `max_length = 200`.
    pub fn count(&mut self, name: &'static str, example: &str) -> Option<At<u32>> {
        let (ident, form) = self.take(name)?;
        if let Form::Value(value) = &form
            && let Some(Lit::Int(number)) = literal(value)
        {
            match number.base10_parse() {
                Ok(0) => self
                    .errors
                    .add(number, format!("`{name}` is 0; give at least 1, or leave `{name}` out")),
                Ok(count) => {
                    return Some(At {
                        value: count,
                        span: number.span(),
                    });
                }
                Err(_) => self
                    .errors
                    .add(number, format!("`{name}` is too large; the largest is {}", u32::MAX)),
            }
            return None;
        }
        self.wrong(&ident, &form, "a whole number", example)
    }

    /// A number: `min = -1`, `max = 9.5`.
    pub fn number(&mut self, name: &'static str) -> Option<At<Number>> {
        let (ident, form) = self.take(name)?;
        if let Form::Value(value) = &form
            && let Some(number) = number(value)
        {
            return Some(At {
                value: number,
                span: value.span(),
            });
        }
        self.wrong(&ident, &form, "a number", &format!("{name} = 1"))
    }

    /// `true` or `false`: `symmetrical = false`.
    pub fn boolean(&mut self, name: &'static str) -> Option<At<bool>> {
        let (ident, form) = self.take(name)?;
        if let Form::Value(value) = &form
            && let Some(Lit::Bool(truth)) = literal(value)
        {
            return Some(At {
                value: truth.value,
                span: truth.span,
            });
        }
        self.wrong(&ident, &form, "`true` or `false`", &format!("{name} = false"))
    }

    /// The path of a type: `through = Membership`.
    pub fn path(&mut self, name: &'static str, example: &str) -> Option<syn::Path> {
        let (ident, form) = self.take(name)?;
        if let Form::Value(Expr::Path(path)) = &form
            && path.qself.is_none()
        {
            return Some(path.path.clone());
        }
        self.wrong(&ident, &form, "the name of a model", example)
    }

    /// The path of a function: `reverse = unfill`.
    pub fn function(&mut self, name: &'static str, example: &str) -> Option<syn::Path> {
        let (ident, form) = self.take(name)?;
        match &form {
            Form::Value(Expr::Path(path)) if path.qself.is_none() => Some(path.path.clone()),
            _ => self.wrong(&ident, &form, "the name of a function", example),
        }
    }

    /// Any expression: `default = Status::Draft`.
    pub fn expression(&mut self, name: &'static str, example: &str) -> Option<Expr> {
        let (ident, form) = self.take(name)?;
        match form {
            Form::Value(value) => Some(value),
            form => self.wrong(&ident, &form, "a value", example),
        }
    }

    fn list_of<T: Parse>(&mut self, ident: &Ident, form: Form, what: &str, example: &str) -> Vec<T> {
        if let Form::List(tokens) = form {
            match Punctuated::<T, Token![,]>::parse_terminated.parse2(tokens) {
                Ok(list) if !list.is_empty() => return list.into_iter().collect(),
                Ok(_) => self.errors.add(
                    ident,
                    format!("`{ident}` is empty; name at least one, as in `{example}`"),
                ),
                Err(error) => self
                    .errors
                    .add_at(error.span(), format!("`{ident}` takes {what}, as in `{example}`")),
            }
        } else {
            self.wrong::<()>(ident, &form, &format!("{what} in parentheses"), example);
        }
        Vec::new()
    }

    /// Names in parentheses: `list_display(title, author)`.
    pub fn names(&mut self, name: &'static str, example: &str) -> Vec<Ident> {
        match self.take(name) {
            Some((ident, form)) => self.list_of(&ident, form, "names", example),
            None => Vec::new(),
        }
    }

    /// Lists of what `T` reads, any number of times, each with the option's name: `index(a, b), index(c)`.
    pub fn lists<T: Parse>(&mut self, name: &'static str, what: &str, example: &str) -> Vec<(Ident, Vec<T>)> {
        self.take_all(name)
            .into_iter()
            .map(|(ident, form)| {
                let list = self.list_of(&ident, form, what, example);
                (ident, list)
            })
            .filter(|(_, list)| !list.is_empty())
            .collect()
    }

    /// Paths in parentheses: `validators(check::even)`.
    pub fn paths(&mut self, name: &'static str, example: &str) -> Vec<syn::Path> {
        match self.take(name) {
            Some((ident, form)) => self.list_of(&ident, form, "paths", example),
            None => Vec::new(),
        }
    }

    /// Whole numbers in parentheses: `errors(404, 409)`.
    pub fn integers(&mut self, name: &'static str, example: &str) -> Vec<syn::LitInt> {
        match self.take(name) {
            Some((ident, form)) => self.list_of(&ident, form, "whole numbers", example),
            None => Vec::new(),
        }
    }

    /// Texts in parentheses: `tags("blog", "writing")`.
    pub fn texts(&mut self, name: &'static str, example: &str) -> Vec<LitStr> {
        match self.take(name) {
            Some((ident, form)) => self.list_of(&ident, form, "texts in quotes", example),
            None => Vec::new(),
        }
    }

    /// One text or several in parentheses: `ordering = "-created"`, `ordering = ("-created", "title")`.
    pub fn strings(&mut self, name: &'static str, example: &str) -> Vec<LitStr> {
        let Some((ident, form)) = self.take(name) else {
            return Vec::new();
        };
        if let Form::Value(value) = &form {
            let values: Vec<&Expr> = match value {
                Expr::Tuple(tuple) => tuple.elems.iter().collect(),
                Expr::Array(array) => array.elems.iter().collect(),
                Expr::Paren(paren) => vec![&*paren.expr],
                single => vec![single],
            };
            let texts: Option<Vec<LitStr>> = values
                .into_iter()
                .map(|value| match literal(value) {
                    Some(Lit::Str(text)) => Some(text.clone()),
                    _ => None,
                })
                .collect();
            if let Some(texts) = texts.filter(|texts| !texts.is_empty()) {
                return texts;
            }
        }
        self.wrong::<()>(&ident, &form, "text in quotes, or several in parentheses", example);
        Vec::new()
    }

    /// Named texts, any number of times: `check(positive = "price > 0")`.
    pub fn named_texts(&mut self, name: &'static str, example: &str) -> Vec<(Ident, LitStr)> {
        struct Pair(Ident, LitStr);
        impl Parse for Pair {
            fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
                let name = input.parse()?;
                input.parse::<Token![=]>()?;
                Ok(Self(name, input.parse()?))
            }
        }
        self.take_all(name)
            .into_iter()
            .flat_map(|(ident, form)| self.list_of::<Pair>(&ident, form, "a name and SQL in quotes", example))
            .map(|Pair(name, text)| (name, text))
            .collect()
    }

    /// Reports what was wrong, and every option that nobody took.
    pub fn finish(mut self, errors: &mut Errors) {
        for entry in self.entries.iter().filter(|entry| !entry.taken) {
            let name = names::plain(&entry.name);
            let hint = names::suggestion(&name, &self.known);
            self.errors.add(
                &entry.name,
                format!("`{}` has no option `{name}`; {hint}", self.attribute),
            );
        }
        errors.append(self.errors);
    }
}

/// The literal behind an expression, also when a `macro_rules!` wrapped it in an invisible group.
pub fn literal(expr: &Expr) -> Option<&Lit> {
    match expr {
        Expr::Lit(ExprLit { lit, .. }) => Some(lit),
        Expr::Group(group) => literal(&group.expr),
        _ => None,
    }
}

/// The number literal behind an expression, with its sign.
pub fn number(expr: &Expr) -> Option<Number> {
    match expr {
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(_), expr, ..
        }) => match number(expr)? {
            Number::Integer(x) => Some(Number::Integer(-x)),
            Number::Float(x) => Some(Number::Float(-x)),
        },
        other => match literal(other)? {
            Lit::Int(x) => x.base10_parse().ok().map(Number::Integer),
            Lit::Float(x) => x.base10_parse().ok().map(Number::Float),
            _ => None,
        },
    }
}
