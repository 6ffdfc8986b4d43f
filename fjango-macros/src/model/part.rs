//! Parts: columns that several models share.
//!
//! A macro sees one struct only. So `#[model(part)]` puts out, beside the struct and its columns' metadata, a
//! `macro_rules!` of the struct's name that holds what was written; it is imported together with the struct. A model
//! that flattens parts calls the macro of each in turn, which adds the part and goes on in [`join`]; at the end the model
//! is expanded as if the fields stood in it, their types and metadata asked of the part.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;
use syn::spanned::Spanned as _;
use syn::{Attribute, Ident, ItemStruct, LitStr, Type};

use super::parse::{FieldArgs, ModelArgs, PartOf};
use super::rules::RuleArgs;
use super::spec::{Kind, ModelSpec};
use super::{check, expand};
use crate::errors::Errors;
use crate::names;

/// The expansion of `#[model(part, …)]`.
pub fn part(mut args: ModelArgs, arguments: &TokenStream, item: &TokenStream, mut errors: Errors) -> TokenStream {
    let mut spec = ModelSpec::resolve(&args, "");
    let read = errors.is_empty();
    let broken = check::shapes(&args, &spec, &mut errors);
    check::part(&args, &spec, &mut errors);
    if read {
        check::model(&args, &spec, &mut errors);
    }
    check::default_literals(&mut args, &spec, &mut errors);
    spec.leave_out(&broken);
    let written = quote! { { #arguments } { #item } };
    expand::rename_in_struct(&mut args, &spec);
    let mut expansion = expand::aliases(&mut spec);
    expansion.extend(expand::part(&args, &spec, &written, salt(&written)));
    expansion.extend(errors.into_compile_errors());
    expansion
}

/// Tells apart parts that are called the same: by what they say, and where.
fn salt(written: &TokenStream) -> u64 {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    written.to_string().hash(&mut hasher);
    if proc_macro::is_available() {
        let span = proc_macro::Span::call_site();
        (span.file(), span.line(), span.column()).hash(&mut hasher);
    }
    hasher.finish()
}

/// The first step of a model with parts: the struct, and the call of the first part's macro.
pub fn begin(mut args: ModelArgs, arguments: &TokenStream, item: &TokenStream, mut errors: Errors) -> TokenStream {
    let written = args.item.clone();
    let mut spec = ModelSpec::resolve(&args, "");
    // What is wrong is reported at the end.
    spec.leave_out(&check::shapes(&args, &spec, &mut Errors::default()));
    expand::rename_in_struct(&mut args, &spec);
    let mut bare = std::mem::replace(&mut args.item, written);
    bare.attrs.retain(|attr| beside(attr).is_none());
    let bare = expand::struct_item(&bare);
    check::holders(&args, &mut errors);
    let next = errors
        .is_empty()
        .then(|| call(&args, 0, &quote! { { #arguments } { #item } }));
    let errors = errors.into_compile_errors();
    quote! { #bare #next #errors }
}

/// The call of the macro of the part that stands at `position` among the model's parts.
fn call(args: &ModelArgs, position: usize, state: &TokenStream) -> TokenStream {
    let holder = args.fields.iter().filter(|field| field.flatten.is_some()).nth(position);
    // Invariant: `begin` has seen that the types of the fields that hold parts are paths.
    match holder.map(|holder| &holder.ty) {
        Some(Type::Path(path)) => quote! { #path! { #state } },
        _ => TokenStream::new(),
    }
}

/// The next step: the part of a macro joins the model, which calls the next or is expanded.
///
/// `tokens` are groups: the arguments and the struct of the new part, those of the model, those of the parts before.
pub fn join(tokens: TokenStream, app: &str) -> TokenStream {
    let groups: Vec<TokenStream> = tokens.into_iter().filter_map(group).collect();
    let [part_arguments, part, arguments, item, before @ ..] = groups.as_slice() else {
        return syn::Error::new(
            proc_macro2::Span::call_site(),
            "the macro of a part is called by `#[model]`; write `#[field(flatten)]` on a field of the part's type",
        )
        .to_compile_error();
    };
    let mut errors = Errors::default();
    let Some(mut args) = ModelArgs::parse(arguments.clone(), item.clone(), &mut errors) else {
        return errors.into_compile_errors();
    };
    let parts: Vec<&TokenStream> = before.iter().chain([part_arguments, part]).collect();
    let joined = parts.len() / 2;
    if joined < args.fields.iter().filter(|field| field.flatten.is_some()).count() {
        return call(&args, joined, &quote! { { #arguments } { #item } #({ #parts })* });
    }
    let parts = parts
        .chunks(2)
        .filter_map(|part| ModelArgs::parse(part[0].clone(), part[1].clone(), &mut Errors::default()));
    let beside_model = std::mem::take(&mut args.item.attrs);
    take_in(&mut args, parts.collect(), &mut errors);
    args.emitted = true;
    let flat = flat_item(&args);
    args.item.attrs = beside_model;
    let registrations: TokenStream = args
        .item
        .attrs
        .iter()
        .filter_map(|attr| Some((beside(attr)?, attr)))
        .map(|(what, attr)| {
            let arguments = match &attr.meta {
                syn::Meta::List(list) => list.tokens.clone(),
                _ => TokenStream::new(),
            };
            match what {
                Beside::Api => crate::model_api::registration(arguments, &flat),
                Beside::Admin => crate::admin::registration(arguments, &flat),
            }
        })
        .collect();
    let expansion = super::finish(args, app, errors);
    quote! { #expansion #registrations }
}

fn group(token: TokenTree) -> Option<TokenStream> {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(Group::stream(&group)),
        _ => None,
    }
}

/// Puts the fields and the options of parts into the model.
fn take_in(args: &mut ModelArgs, parts: Vec<ModelArgs>, errors: &mut Errors) {
    let mut parts = parts.into_iter();
    let own = args.fields.iter().filter(|field| field.flatten.is_none());
    let mut taken: Vec<String> = own.map(|field| names::plain(&field.ident)).collect();
    for holder in std::mem::take(&mut args.fields) {
        let Some(part) = holder.flatten.and_then(|_| parts.next()) else {
            args.fields.push(holder);
            continue;
        };
        let prefix = holder.prefix.as_ref().map(LitStr::value).unwrap_or_default();
        let at = holder.ident.span();
        if let (Some(written), Some((check, _))) = (&holder.prefix, part.checks.first()) {
            errors.add(
                written,
                format!(
                    "check `{check}` of the part names its columns, which `prefix` would rename; remove `prefix`, or \
                     move the check to the model"
                ),
            );
        }
        let rules = part.indexes.iter().chain(&part.unique).chain(&part.exclusions);
        let sql = rules.filter_map(|rule| rule.sql().next()).next();
        let generated = part.fields.iter().find_map(|field| field.generated.as_ref());
        if let (Some(written), true) = (&holder.prefix, sql.or(generated).is_some()) {
            errors.add(
                written,
                "SQL of the part names its columns, which `prefix` would rename; remove `prefix`, or move the rule or \
                 field with that SQL to the model",
            );
        }
        let renamed = |rules: Vec<RuleArgs>| {
            let rules = rules.into_iter();
            rules.map(|rule| {
                let mut rule = rule.with_fields(|name| with_prefix(&prefix, name, at));
                rule.option.set_span(at);
                // A part that is in a model twice has its rules twice.
                rule.name = rule
                    .name
                    .map(|name| LitStr::new(&format!("{prefix}{}", name.value()), at));
                rule
            })
        };
        args.indexes.extend(renamed(part.indexes));
        args.unique.extend(renamed(part.unique));
        args.exclusions.extend(renamed(part.exclusions));
        args.checks.extend(part.checks.into_iter().map(|(mut name, sql)| {
            name.set_span(at);
            (name, sql)
        }));
        if args.ordering.is_empty() {
            args.ordering.extend(part.ordering.iter().map(|path| {
                let path = path.value();
                let (sign, name) = path.strip_prefix('-').map_or(("", path.as_str()), |name| ("-", name));
                LitStr::new(&format!("{sign}{prefix}{name}"), at)
            }));
        }
        let model = names::snake_case(&names::plain(&args.item.ident));
        let of = PartFields {
            holder: &holder,
            prefix: &prefix,
            model: &model,
        };
        let fields = of.fields(part.fields, &part.item);
        let holder_name = names::plain(&holder.ident);
        args.fields.push(holder);
        for field in fields {
            let name = names::plain(&field.ident);
            if taken.contains(&name) {
                errors.add_at(
                    at,
                    format!(
                        "the part has a field `{name}`, which this model has already; rename one, or add \
                         `prefix = \"{holder_name}_\"`"
                    ),
                );
                continue;
            }
            taken.push(name);
            args.fields.push(field);
        }
    }
}

/// What the fields of a part become in a model.
struct PartFields<'a> {
    holder: &'a FieldArgs,
    prefix: &'a str,
    model: &'a str,
}

impl PartFields<'_> {
    fn fields(&self, fields: Vec<FieldArgs>, item: &ItemStruct) -> Vec<FieldArgs> {
        let explicit_key = fields.iter().any(|field| field.primary_key.is_some());
        let args = ModelArgs::of_fields(item.clone(), fields);
        let mut spec = ModelSpec::resolve(&args, "");
        let broken = check::shapes(&args, &spec, &mut Errors::default());
        spec.leave_out(&broken);
        args.fields
            .into_iter()
            .zip(&spec.fields)
            .enumerate()
            .filter(|(_, (_, field))| field.is_column())
            .map(|(position, (field, resolved))| {
                let part = PartOf {
                    holder: self.holder.ident.clone(),
                    ty: self.holder.ty.clone(),
                    position,
                    column: resolved.position,
                    explicit_key,
                    prefixed: !self.prefix.is_empty(),
                };
                self.field(field, part)
            })
            .collect()
    }

    fn field(&self, field: FieldArgs, part: PartOf) -> FieldArgs {
        let at = self.holder.ident.span();
        let prefixed = |text: LitStr| LitStr::new(&format!("{}{}", self.prefix, text.value()), at);
        let words = self.prefix.replace('_', " ");
        FieldArgs {
            ident: with_prefix(self.prefix, &field.ident, at),
            vis: self.holder.vis.clone(),
            column: field.column.map(prefixed),
            slug_from: field.slug_from.map(prefixed),
            renamed_from: field.renamed_from.map(prefixed),
            verbose_name: field
                .verbose_name
                .map(|text| LitStr::new(&format!("{words}{}", text.value()), at)),
            related_name: field.related_name.map(|text| {
                LitStr::new(
                    &format!("{}{}", self.prefix, text.value()).replace("{model}", self.model),
                    at,
                )
            }),
            part: Some(part),
            ..field
        }
    }
}

fn with_prefix(prefix: &str, name: &Ident, at: proc_macro2::Span) -> Ident {
    let name = format!("{prefix}{}", names::plain(name));
    match syn::parse_str::<Ident>(&name) {
        Ok(_) => Ident::new(&name, at),
        Err(_) => Ident::new_raw(&name, at),
    }
}

/// The struct with the fields of its parts in place of the parts: what the attributes beside `#[model]` speak of.
fn flat_item(args: &ModelArgs) -> ItemStruct {
    let mut item = args.item.clone();
    let fields = args.fields.iter().filter(|field| field.flatten.is_none()).map(|field| {
        let (vis, name, ty) = (&field.vis, &field.ident, &field.ty);
        quote! { #vis #name: #ty }
    });
    if let Ok(fields) = syn::parse2(quote! { { #(#fields),* } }) {
        item.fields = syn::Fields::Named(fields);
    }
    item
}

/// An attribute of fjango beside `#[model]`.
#[derive(Clone, Copy)]
enum Beside {
    Api,
    Admin,
}

fn beside(attr: &Attribute) -> Option<Beside> {
    match attr.path().segments.last()?.ident.to_string().as_str() {
        "api" => Some(Beside::Api),
        "admin" => Some(Beside::Admin),
        _ => None,
    }
}

/// Whether `#[model]` stands below and flattens parts, so that it alone knows all the fields.
pub fn takes_over(item: &ItemStruct) -> bool {
    let below = item
        .attrs
        .iter()
        .any(|attr| attr.path().segments.last().is_some_and(|last| last.ident == "model"));
    let flattens = |field: &syn::Field| {
        field.attrs.iter().any(|attr| {
            attr.path().is_ident("field")
                && matches!(&attr.meta, syn::Meta::List(list) if list.tokens.clone().into_iter().any(
                    |token| matches!(token, TokenTree::Ident(word) if word == "flatten")
                ))
        })
    };
    below && item.fields.iter().any(flattens)
}

/// The struct with the attribute moved below `#[model]`.
pub fn move_below(name: &str, arguments: TokenStream, mut item: ItemStruct) -> TokenStream {
    let name = Ident::new(name, arguments.span());
    item.attrs.push(syn::parse_quote! { #[#name(#arguments)] });
    quote! { #item }
}

/// Whether a field of a part can be a column.
pub fn is_shared(kind: Kind) -> bool {
    !matches!(kind, Kind::ManyToMany | Kind::Reverse | Kind::Tracked)
}
