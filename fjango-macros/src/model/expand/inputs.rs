use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use crate::model::parse::{FieldArgs, ModelArgs};
use crate::model::spec::{FieldSpec, Kind, ModelSpec};

/// `PostCreate`.
pub fn create_ident(spec: &ModelSpec) -> Ident {
    format_ident!("{}Create", spec.name)
}

/// `PostPatch`.
pub fn patch_ident(spec: &ModelSpec) -> Ident {
    format_ident!("{}Patch", spec.name)
}

/// One field of an input and how it goes into and out of `Values`.
struct Entry<'a> {
    ident: &'a Ident,
    doc: String,
    /// The type of a value: `String`, or the target's key.
    ty: TokenStream,
    position: usize,
    many: bool,
    /// Whether creating may leave it out beyond `NULL`.
    defaulted: bool,
    optional: bool,
    key: bool,
    /// Whether creating has no say in it.
    counted: bool,
    /// Whether content can come in its place.
    file: bool,
    /// `<T as DbValue>` of a type that only the compiler knows.
    custom: Option<TokenStream>,
}

fn entries<'a>(args: &'a ModelArgs, spec: &'a ModelSpec) -> Vec<Entry<'a>> {
    let mut entries = Vec::new();
    for (args, field) in args.fields.iter().zip(&spec.fields) {
        let deletion = spec
            .deleted_at()
            .is_some_and(|deleted_at| deleted_at.ident == field.ident);
        let set_by_fjango = field.auto || deletion || args.auto_now.is_some() || args.auto_now_add.is_some();
        if set_by_fjango
            || args.generated.is_some()
            || matches!(field.kind, Kind::Reverse | Kind::Tracked | Kind::Broken | Kind::Holder)
        {
            continue;
        }
        entries.push(Entry {
            ident: &field.ident,
            doc: if args.version.is_some() {
                "The version that the row must have; without one, any.".to_owned()
            } else if args.doc.is_empty() {
                format!("The field `{}`.", field.name)
            } else {
                args.doc.clone()
            },
            ty: value_type(field),
            position: field.position,
            many: field.kind == Kind::ManyToMany,
            defaulted: is_defaulted(args, field),
            optional: field.optional,
            key: field.primary_key,
            counted: args.version.is_some(),
            file: field.is_file(),
            custom: field.is_custom().then(|| super::stored(&field.inner)),
        });
    }
    entries
}

fn value_type(field: &FieldSpec) -> TokenStream {
    let inner = &field.inner;
    match &field.target {
        Some(target) => quote! { <#target as ::fjango::__private::Model>::Key },
        None => quote! { #inner },
    }
}

fn is_defaulted(args: &FieldArgs, field: &FieldSpec) -> bool {
    args.default.is_some() || args.db_default.is_some() || args.slug_from.is_some() || field.uuid_key
}

impl Entry<'_> {
    fn create_type(&self) -> TokenStream {
        let ty = &self.ty;
        match (self.many, self.defaulted || self.optional) {
            (true, _) => quote! { ::std::vec::Vec<#ty> },
            (false, true) => quote! { ::fjango::__private::Option<#ty> },
            (false, false) => quote! { #ty },
        }
    }

    fn patch_type(&self) -> TokenStream {
        let ty = &self.ty;
        match (self.many, self.optional) {
            (true, _) => quote! { ::fjango::__private::Option<::std::vec::Vec<#ty>> },
            (false, true) => quote! { ::fjango::__private::Option<::fjango::__private::Option<#ty>> },
            (false, false) => quote! { ::fjango::__private::Option<#ty> },
        }
    }

    fn required(&self) -> bool {
        !(self.many || self.defaulted || self.optional)
    }
}

/// `PostCreate` and `PostPatch`.
pub fn inputs(args: &ModelArgs, spec: &ModelSpec) -> TokenStream {
    let entries = entries(args, spec);
    let patch = patch(args, spec, &entries);
    let entries: Vec<Entry<'_>> = entries.into_iter().filter(|entry| !entry.counted).collect();
    let create = create(args, spec, &entries);
    quote! { #create #patch }
}

fn create(args: &ModelArgs, spec: &ModelSpec, entries: &[Entry<'_>]) -> TokenStream {
    let (model, ident, visibility) = (&spec.ident, create_ident(spec), &args.item.vis);
    let doc = format!("What creating a [`{}`] takes.", spec.name);
    let new_doc = "The required fields; everything else has its default.";
    let fields = entries.iter().map(|entry| {
        let (name, ty, doc) = (entry.ident, entry.create_type(), &entry.doc);
        quote! { #[doc = #doc] pub #name: #ty }
    });
    let parameters = entries.iter().filter(|entry| entry.required()).map(|entry| {
        let (name, ty) = (entry.ident, &entry.ty);
        quote! { #name: impl ::core::convert::Into<#ty> }
    });
    let initial = entries.iter().map(|entry| {
        let name = entry.ident;
        if entry.required() {
            quote! { #name: ::core::convert::Into::into(#name) }
        } else {
            quote! { #name: ::core::default::Default::default() }
        }
    });
    let puts = entries.iter().map(|entry| {
        let (name, position) = (entry.ident, entry.position);
        if entry.file {
            return quote! { values.put_file(#position, &self.#name); };
        }
        if let Some(stored) = &entry.custom {
            return match (entry.defaulted, entry.optional) {
                (true, _) => quote! { values.put_some_with(#position, &self.#name, #stored::to_value); },
                (false, true) => {
                    let given = quote! { &::fjango::__private::Option::Some(self.#name) };
                    quote! { values.put_null_with(#position, #given, #stored::SQL_TYPE, #stored::to_value); }
                }
                (false, false) => quote! { values.set(#position, #stored::to_value(&self.#name)); },
            };
        }
        match (entry.many, entry.defaulted) {
            (true, _) => quote! { values.put_many(#position, &self.#name); },
            (false, true) => quote! { values.give_some(#position, self.#name); },
            (false, false) => quote! { values.give(#position, self.#name); },
        }
    });
    let takes = entries.iter().map(|entry| {
        let (name, position) = (entry.ident, entry.position);
        if entry.file {
            return match entry.optional {
                true => quote! { #name: values.take_file_some(#position)?.flatten() },
                false => quote! { #name: values.take_file(#position)? },
            };
        }
        if let Some(stored) = &entry.custom {
            return match (entry.required(), entry.defaulted) {
                (true, _) => quote! { #name: values.take_with(#position, #stored::from_value)? },
                (false, true) => quote! { #name: values.take_some_with(#position, #stored::from_value)? },
                (false, false) => quote! { #name: values.take_null_with(#position, #stored::from_value)?.flatten() },
            };
        }
        match (entry.many, entry.defaulted, entry.optional) {
            (true, ..) => quote! { #name: values.take_many(#position)? },
            (false, true, _) => quote! { #name: values.take_some(#position)? },
            (false, false, true) => quote! { #name: values.take_some(#position)?.flatten() },
            (false, false, false) => quote! { #name: values.take(#position)? },
        }
    });
    quote! {
        #[doc = #doc]
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        #visibility struct #ident {
            #(#fields,)*
        }

        #[allow(dead_code, clippy::too_many_arguments, reason = "one argument for each required field")]
        impl #ident {
            #[doc = #new_doc]
            #visibility fn new(#(#parameters),*) -> Self {
                Self { #(#initial),* }
            }
        }

        impl ::fjango::__private::Input for #ident {
            type Model = #model;
            const PARTIAL: bool = false;

            fn fill(self, values: &mut ::fjango::__private::Values) {
                let _ = &values;
                #(#puts)*
            }

            fn from_values(
                values: &mut ::fjango::__private::Values,
            ) -> ::fjango::__private::Result<Self, ::fjango::__private::ValidationErrors> {
                ::fjango::__private::Result::Ok(Self { #(#takes),* })
            }
        }
    }
}

fn patch(args: &ModelArgs, spec: &ModelSpec, entries: &[Entry<'_>]) -> TokenStream {
    let (model, ident, visibility) = (&spec.ident, patch_ident(spec), &args.item.vis);
    let doc = format!(
        "What changing a [`{}`] takes; a field that is `None` stays as it is.",
        spec.name
    );
    let entries: Vec<&Entry<'_>> = entries.iter().filter(|entry| !entry.key).collect();
    let fields = entries.iter().map(|entry| {
        let (name, ty, doc) = (entry.ident, entry.patch_type(), &entry.doc);
        quote! { #[doc = #doc] pub #name: #ty }
    });
    let puts = entries.iter().map(|entry| {
        let (name, position) = (entry.ident, entry.position);
        if entry.file {
            return quote! { values.put_file_some(#position, &self.#name); };
        }
        if let Some(stored) = &entry.custom {
            return if entry.optional {
                quote! { values.put_null_with(#position, &self.#name, #stored::SQL_TYPE, #stored::to_value); }
            } else {
                quote! { values.put_some_with(#position, &self.#name, #stored::to_value); }
            };
        }
        match entry.many {
            true => quote! { values.put_many_some(#position, &self.#name); },
            false => quote! { values.give_some(#position, self.#name); },
        }
    });
    let takes = entries.iter().map(|entry| {
        let (name, position) = (entry.ident, entry.position);
        if entry.file {
            return quote! { #name: values.take_file_some(#position)? };
        }
        if let Some(stored) = &entry.custom {
            return if entry.optional {
                quote! { #name: values.take_null_with(#position, #stored::from_value)? }
            } else {
                quote! { #name: values.take_some_with(#position, #stored::from_value)? }
            };
        }
        let take = if entry.many {
            quote! { take_many_some }
        } else {
            quote! { take_some }
        };
        quote! { #name: values.#take(#position)? }
    });
    quote! {
        #[doc = #doc]
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::default::Default)]
        #visibility struct #ident {
            #(#fields,)*
        }

        impl ::fjango::__private::Input for #ident {
            type Model = #model;
            const PARTIAL: bool = true;

            fn fill(self, values: &mut ::fjango::__private::Values) {
                let _ = &values;
                #(#puts)*
            }

            fn from_values(
                values: &mut ::fjango::__private::Values,
            ) -> ::fjango::__private::Result<Self, ::fjango::__private::ValidationErrors> {
                let _ = &values;
                ::fjango::__private::Result::Ok(Self { #(#takes),* })
            }
        }
    }
}
