use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Ident, LitStr};

use super::rules;
use crate::model::check::is_symmetrical;
use crate::model::parse::{FieldArgs, ModelArgs, OnDelete, PartOf};
use crate::model::rules::Deferrable;
use crate::model::spec::{FieldSpec, INTEGERS, Kind, ModelSpec};
use crate::options::{At, Number};
use crate::{names, options};

/// The `&ModelMeta { … }` of a model.
pub fn meta(args: &ModelArgs, spec: &ModelSpec) -> TokenStream {
    let (name, app, table, doc) = (&spec.name, &spec.app, &spec.table, &args.doc);
    let (verbose, plural) = (&spec.verbose_name, &spec.verbose_name_plural);
    let pairs = || args.fields.iter().zip(&spec.fields);
    let fields = pairs().filter(|(_, field)| field.is_column()).map(|(args, field)| {
        let whole = column(args, field);
        match spec
            .deleted_at()
            .is_some_and(|deleted_at| deleted_at.position == field.position)
        {
            true => quote! { ::fjango::__private::FieldMeta { deleted_at: true, ..#whole } },
            false => whole,
        }
    });
    let key = spec.columns().position(|field| field.primary_key).unwrap_or_default();
    let many = pairs()
        .filter(|(_, field)| field.kind == Kind::ManyToMany)
        .map(|(args, field)| many(args, field));
    let reverse = pairs()
        .filter(|(_, field)| field.kind == Kind::Reverse)
        .map(|(_, field)| {
            let (name, target) = (&field.name, &field.target);
            let kind = reverse_kind(field);
            quote! {
                ::fjango::__private::ReverseMeta {
                    name: #name,
                    source: || <#target as ::fjango::__private::Model>::META,
                    kind: #kind,
                }
            }
        });
    let ordering = args.ordering.iter().map(|path| {
        let path = path.value();
        let descending = path.starts_with('-');
        let path = path.trim_start_matches('-');
        quote! { ::fjango::__private::OrderMeta { path: #path, descending: #descending } }
    });
    let indexes = args.indexes.iter().map(rules::index);
    let unique = args.unique.iter().map(rules::unique);
    let exclusions = args.exclusions.iter().map(rules::exclusion);
    let comment = args.comment.as_ref().map_or_else(String::new, LitStr::value);
    let checks = args.checks.iter().map(|(name, sql)| {
        let name = names::plain(name);
        quote! { ::fjango::__private::CheckMeta { name: #name, sql: #sql } }
    });
    let lifecycle = lifecycle(args, spec);
    let renamed_from = match &args.renamed_from {
        Some(from) => quote! { ::fjango::__private::Option::Some(#from) },
        None => quote! { ::fjango::__private::Option::None },
    };
    quote! {
        &::fjango::__private::ModelMeta {
            name: #name,
            app: #app,
            renamed_from: #renamed_from,
            table: #table,
            verbose_name: #verbose,
            verbose_name_plural: #plural,
            doc: #doc,
            fields: &[#(#fields),*],
            primary_key: #key,
            many_to_many: &[#(#many),*],
            reverse: &[#(#reverse),*],
            ordering: &[#(#ordering),*],
            indexes: &[#(#indexes),*],
            unique: &[#(#unique),*],
            checks: &[#(#checks),*],
            exclusions: &[#(#exclusions),*],
            comment: #comment,
            lifecycle: #lifecycle,
        }
    }
}

fn lifecycle(args: &ModelArgs, spec: &ModelSpec) -> TokenStream {
    let version = args
        .fields
        .iter()
        .zip(&spec.fields)
        .find(|(args, field)| args.version.is_some() && field.is_column());
    let position = |field: Option<&FieldSpec>| match field {
        Some(field) => {
            let position = field.position;
            quote! { ::fjango::__private::Option::Some(#position) }
        }
        None => quote! { ::fjango::__private::Option::None },
    };
    let (version, deleted_at) = (version.map(|(_, field)| field), spec.deleted_at());
    if args.hooks.is_none() && version.is_none() && deleted_at.is_none() {
        return quote! { ::fjango::__private::Lifecycle::NONE };
    }
    let (hooks, version, soft_delete) = (args.hooks.is_some(), position(version), position(deleted_at));
    quote! { ::fjango::__private::Lifecycle { hooks: #hooks, version: #version, soft_delete: #soft_delete } }
}

/// The metadata of a part's column is the part's, where its defaults and validators stand; names and the way back are
/// the model's.
fn part_column(args: &FieldArgs, field: &FieldSpec, part: &PartOf) -> TokenStream {
    let (ty, position) = (&part.ty, part.column);
    let whole = quote! { <#ty as ::fjango::__private::ModelPart>::FIELDS[#position] };
    let mut set = Vec::new();
    if part.prefixed {
        let (name, column, verbose) = (&field.name, &field.column, &field.verbose_name);
        set.push(quote! { name: #name, column: #column, verbose_name: #verbose });
        if let Some(source) = &args.slug_from {
            set.push(quote! { slug_from: ::fjango::__private::Option::Some(#source) });
        }
        if let Some(from) = &args.renamed_from {
            set.push(quote! { renamed_from: ::fjango::__private::Option::Some(#from) });
        }
        if args.width_field.is_some() || args.height_field.is_some() {
            let file = file(args, field);
            set.push(quote! { file: ::fjango::__private::Option::Some(#file) });
        }
    }
    if let Some(name) = &args.related_name {
        set.push(quote! { relation: ::fjango::__private::relation_called(#whole.relation, #name) });
    }
    if set.is_empty() {
        return whole;
    }
    quote! { ::fjango::__private::FieldMeta { #(#set,)* ..#whole } }
}

/// One column's metadata.
pub fn column(args: &FieldArgs, field: &FieldSpec) -> TokenStream {
    if let Some(part) = &field.part {
        return part_column(args, field, part);
    }
    let (name, column, stored) = (&field.name, &field.column, super::stored(&field.ty));
    let mut set = Vec::new();
    let mut flag = |on: bool, name: &str| {
        if on {
            let name = Ident::new(name, proc_macro2::Span::call_site());
            set.push(quote! { #name: true });
        }
    };
    flag(field.primary_key, "primary_key");
    flag(field.auto, "auto");
    flag(args.unique.is_some() || field.kind == Kind::OneToOne, "unique");
    flag(args.index.is_some(), "index");
    flag(args.sensitive.is_some(), "sensitive");
    flag(args.version.is_some(), "version");
    flag(args.auto_now.is_some(), "auto_now");
    flag(args.auto_now_add.is_some(), "auto_now_add");
    if let Some(value) = max_length(args, field) {
        set.push(quote! { max_length: ::fjango::__private::Option::Some(#value) });
    }
    if field.is_file() {
        let file = file(args, field);
        set.push(quote! { file: ::fjango::__private::Option::Some(#file) });
    }
    for (name, number) in [("min", &args.min), ("max", &args.max)] {
        if let Some(At { value, .. }) = number {
            let name = Ident::new(name, proc_macro2::Span::call_site());
            let bound = match value {
                Number::Integer(x) => quote! { Integer(#x) },
                Number::Float(x) => quote! { Float(#x) },
            };
            set.push(quote! { #name: ::fjango::__private::Option::Some(::fjango::__private::Bound::#bound) });
        }
    }
    if let Some(default) = &args.default {
        let value = default_value(default, field);
        let stored_value = match &field.target {
            Some(_) => quote! { ::fjango::__private::DbValue },
            None => super::stored(&field.inner),
        };
        set.push(quote! {
            default: ::fjango::__private::Option::Some(|| {
                #value
                #stored_value::to_value(&value)
            })
        });
    } else if field.uuid_key {
        set.push(quote! { default: ::fjango::__private::Option::Some(::fjango::__private::new_uuid) });
    }
    let texts = [
        ("db_default", &args.db_default),
        ("generated", &args.generated),
        ("collation", &args.collation),
        ("slug_from", &args.slug_from),
        ("renamed_from", &args.renamed_from),
    ];
    for (name, text) in texts
        .into_iter()
        .filter_map(|(name, text)| Some((name, text.as_ref()?)))
    {
        let name = Ident::new(name, proc_macro2::Span::call_site());
        set.push(quote! { #name: ::fjango::__private::Option::Some(#text) });
    }
    if args.stored.as_ref().is_some_and(|stored| !stored.value) {
        set.push(quote! { stored: false });
    }
    for (name, text) in [("comment", &args.comment), ("help", &args.help)] {
        if let Some(text) = text {
            let name = Ident::new(name, proc_macro2::Span::call_site());
            set.push(quote! { #name: #text });
        }
    }
    let (verbose, doc) = (&field.verbose_name, &args.doc);
    set.push(quote! { verbose_name: #verbose });
    if !doc.is_empty() {
        set.push(quote! { doc: #doc });
    }
    if !args.validators.is_empty() {
        let inner = &field.inner;
        let validators = args.validators.iter().map(|path| {
            quote! { |value| ::fjango::__private::run_validator::<#inner>(value, #path) }
        });
        set.push(quote! { validators: &[#(#validators),*] });
    }
    if let Some(target) = &field.target {
        set.push(relation(args, field, target));
    }
    quote! {
        ::fjango::__private::FieldMeta {
            #(#set,)*
            ..::fjango::__private::FieldMeta::new(#name, #column, &#stored::TYPE)
        }
    }
}

/// The longest name of a file is Django's, where nothing else is said.
fn max_length(args: &FieldArgs, field: &FieldSpec) -> Option<u32> {
    let given = args.max_length.as_ref().map(|length| length.value);
    given.or(field.is_file().then_some(100))
}

fn file(args: &FieldArgs, field: &FieldSpec) -> TokenStream {
    let ty = &field.inner;
    let file_type = quote_spanned! { ty.span() => <#ty as ::fjango::__private::FileType> };
    let mut set = Vec::new();
    if let Some(directory) = &args.upload_to {
        set.push(quote! { upload_to: #directory });
    }
    if let Some(At { value, .. }) = &args.max_size {
        let bytes = u64::from(*value);
        set.push(quote! { max_size: ::fjango::__private::Option::Some(#bytes) });
    }
    for (name, texts) in [("extensions", &args.extensions), ("content_types", &args.content_types)] {
        if !texts.is_empty() {
            let name = Ident::new(name, proc_macro2::Span::call_site());
            set.push(quote! { #name: &[#(#texts),*] });
        }
    }
    for (name, other) in [("width_field", &args.width_field), ("height_field", &args.height_field)] {
        if let Some(other) = other {
            let name = Ident::new(name, proc_macro2::Span::call_site());
            set.push(quote! { #name: ::fjango::__private::Option::Some(#other) });
        }
    }
    quote! {
        ::fjango::__private::FileMeta {
            #(#set,)*
            ..::fjango::__private::FileMeta::new(#file_type::KIND, #file_type::STORAGE)
        }
    }
}

/// A literal is converted, so that `"x"` is a `String` or a `Slug`, but a number on a number is left to inference:
/// `3` would be an `i32` first, which is no `u64`. A foreign key's default is a key.
fn default_value(default: &syn::Expr, field: &FieldSpec) -> TokenStream {
    let inner = &field.inner;
    let ty = match &field.target {
        Some(target) => quote! { <#target as ::fjango::__private::Model>::Key },
        None => quote! { #inner },
    };
    let name = field.type_name();
    let text = matches!(options::literal(default), Some(syn::Lit::Str(_)));
    let number = options::number(default).is_some() && field.target.is_none();
    let primitive = INTEGERS.contains(&name.as_str()) || matches!(name.as_str(), "f32" | "f64");
    if text || (number && !primitive) {
        quote! { let value: #ty = ::core::convert::Into::into(#default); }
    } else {
        quote! { let value: #ty = #default; }
    }
}

fn related_name(args: &FieldArgs) -> TokenStream {
    match &args.related_name {
        Some(name) => quote! { ::fjango::__private::Option::Some(#name) },
        None => quote! { ::fjango::__private::Option::None },
    }
}

fn relation(args: &FieldArgs, field: &FieldSpec, target: &syn::Type) -> TokenStream {
    let kind = if field.kind == Kind::OneToOne {
        quote! { OneToOne }
    } else {
        quote! { ForeignKey }
    };
    let on_delete = match args.on_delete.as_ref().map(|rule| rule.value) {
        Some(OnDelete::Cascade) => quote! { Cascade },
        Some(OnDelete::Protect) => quote! { Protect },
        Some(OnDelete::Restrict) => quote! { Restrict },
        Some(OnDelete::SetNull) => quote! { SetNull },
        Some(OnDelete::SetDefault) => quote! { SetDefault },
        Some(OnDelete::DoNothing) | None => quote! { DoNothing },
    };
    let related_name = related_name(args);
    let constraint = match &args.db_constraint {
        Some(At { value: false, .. }) => quote! { ::fjango::__private::Option::None },
        _ => rules::deferrable(args.deferrable.as_ref().map_or(Deferrable::Deferred, |at| at.value)),
    };
    quote! {
        relation: ::fjango::__private::Option::Some(::fjango::__private::RelationMeta {
            kind: ::fjango::__private::RelationKind::#kind,
            target: || <#target as ::fjango::__private::Model>::META,
            identity: <#target as ::fjango::__private::Model>::IDENTITY,
            on_delete: ::fjango::__private::OnDelete::#on_delete,
            related_name: #related_name,
            constraint: #constraint,
        })
    }
}

fn many(args: &FieldArgs, field: &FieldSpec) -> TokenStream {
    let (name, target, verbose, doc) = (&field.name, &field.target, &field.verbose_name, &args.doc);
    let mut set = Vec::new();
    if args.related_name.is_some() {
        let related_name = related_name(args);
        set.push(quote! { related_name: #related_name });
    }
    if let Some(from) = &args.renamed_from {
        set.push(quote! { renamed_from: ::fjango::__private::Option::Some(#from) });
    }
    if let Some(table) = &args.table {
        set.push(quote! { table: ::fjango::__private::Option::Some(#table) });
    }
    if let Some(through) = &args.through {
        let fields = through_fields(args);
        set.push(quote! {
            through: ::fjango::__private::Option::Some(::fjango::__private::ThroughMeta {
                model: || <#through as ::fjango::__private::Model>::META,
                identity: <#through as ::fjango::__private::Model>::IDENTITY,
                fields: #fields,
            })
        });
    }
    if is_symmetrical(args, field) {
        set.push(quote! { symmetrical: true });
    }
    if let Some(help) = &args.help {
        set.push(quote! { help: #help });
    }
    if !doc.is_empty() {
        set.push(quote! { doc: #doc });
    }
    quote! {
        ::fjango::__private::ManyToManyMeta {
            identity: <#target as ::fjango::__private::Model>::IDENTITY,
            verbose_name: #verbose,
            #(#set,)*
            ..::fjango::__private::ManyToManyMeta::new(#name, || <#target as ::fjango::__private::Model>::META)
        }
    }
}

fn through_fields(args: &FieldArgs) -> TokenStream {
    match args.through_fields.as_slice() {
        [source, target] => {
            let (source, target) = (names::plain(source), names::plain(target));
            quote! { ::fjango::__private::Option::Some((#source, #target)) }
        }
        _ => quote! { ::fjango::__private::Option::None },
    }
}

fn reverse_kind(field: &FieldSpec) -> TokenStream {
    match field.type_name().as_str() {
        "ReverseOneToOne" => quote! { ::fjango::__private::ReverseKind::OneToOne },
        "ReverseManyToMany" => quote! { ::fjango::__private::ReverseKind::ManyToMany },
        _ => quote! { ::fjango::__private::ReverseKind::ForeignKey },
    }
}

/// Asks the compiler for what only it knows: that a way back has somebody who points here, and that a model between
/// points at both ends.
pub fn ends(args: &ModelArgs, spec: &ModelSpec) -> TokenStream {
    let model = &spec.ident;
    let mut output = TokenStream::new();
    for (args, field) in args.fields.iter().zip(&spec.fields) {
        let (name, Some(target)) = (&field.name, &field.target) else {
            continue;
        };
        let other = &field.target_name;
        if field.kind == Kind::Reverse {
            let kind = reverse_kind(field);
            let what = match field.type_name().as_str() {
                "ReverseOneToOne" => "one-to-one field",
                "ReverseManyToMany" => "many-to-many field",
                _ => "foreign key",
            };
            let (by, through) = match &args.through {
                Some(through) => (
                    format!(" and `through = {}`", last_segment(through)),
                    quote! { ::fjango::__private::Option::Some(<#through as ::fjango::__private::Model>::IDENTITY) },
                ),
                None => (String::new(), quote! { ::fjango::__private::Option::None }),
            };
            let message = format!(
                "`{other}` has no {what} to `{}` with `related_name = \"{name}\"`{by}; add one, or remove `{name}`",
                spec.name
            );
            output.extend(quote_spanned! { target.span() =>
                const _: () = ::core::assert!(
                    ::fjango::__private::leads_back(
                        <#target as ::fjango::__private::Model>::META,
                        #kind,
                        <#model as ::fjango::__private::Model>::IDENTITY,
                        #name,
                        #through,
                    ),
                    #message
                );
            });
        }
        if let (Kind::ManyToMany, Some(through)) = (field.kind, &args.through) {
            let between = last_segment(through);
            let fields = through_fields(args);
            let none = |end: &str| match args.through_fields.as_slice() {
                [source, target] => {
                    let field = if end == spec.name { source } else { target };
                    format!("`{between}` has no foreign key `{field}` to `{end}`; correct `through_fields`")
                }
                _ if field.to_itself => format!(
                    "`{between}` needs two foreign keys to `{end}`: the first leads here, the second to the other"
                ),
                _ => format!("`{between}` has no foreign key to `{end}`; add one, as the model between needs it"),
            };
            let (no_source, no_target) = (none(&spec.name), none(other));
            let ambiguous = format!(
                "`{between}` has several foreign keys to one of the ends; name both with `through_fields(…, …)`"
            );
            output.extend(quote_spanned! { through.span() =>
                const _: () = match ::fjango::__private::ends(
                    <#through as ::fjango::__private::Model>::META,
                    <#model as ::fjango::__private::Model>::IDENTITY,
                    <#target as ::fjango::__private::Model>::IDENTITY,
                    #fields,
                ) {
                    ::fjango::__private::Ends::Clear => {}
                    ::fjango::__private::Ends::NoSource => ::core::panic!(#no_source),
                    ::fjango::__private::Ends::NoTarget => ::core::panic!(#no_target),
                    ::fjango::__private::Ends::Ambiguous => ::core::panic!(#ambiguous),
                };
            });
        }
    }
    output
}

fn last_segment(path: &syn::Path) -> String {
    path.segments
        .last()
        .map_or_else(String::new, |segment| segment.ident.to_string())
}
