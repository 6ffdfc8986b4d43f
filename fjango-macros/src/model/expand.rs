//! Writes the expansion. Nothing here can fail: everything was resolved and checked.

mod columns;
mod diesel;
mod inputs;
mod meta;
mod part;
mod related;
mod rules;
mod target;

pub use meta::ends;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Attribute;
use syn::spanned::Spanned as _;

pub use part::part;
pub use target::{aliases, rename_in_struct};

use super::parse::ModelArgs;
use super::spec::{Kind, ModelSpec};

/// The whole expansion.
pub fn model(args: &ModelArgs, spec: &ModelSpec) -> TokenStream {
    let derived = derived(&args.item.attrs);
    let unless_derived =
        |name: &str, tokens: TokenStream| (!derived.iter().any(|known| known == name)).then_some(tokens);
    let item = (!args.emitted).then(|| struct_item(&args.item));
    let columns = columns::columns(args, spec);
    let inputs = inputs::inputs(args, spec);
    let model = model_impl(args, spec);
    let serialize = unless_derived("Serialize", serialize(spec));
    let related = related::related(args, spec);
    let track = spec.tracked().map(|field| track(spec, &field.ident));
    let soft_delete = spec.deleted_at().map(|_| {
        let ident = &spec.ident;
        quote! { impl ::fjango::__private::SoftDelete for #ident {} }
    });
    let hooks = args.hooks.map(|span| {
        let ident = &spec.ident;
        quote_spanned! { span => ::fjango::__private::register_hooks!(#ident); }
    });
    let diesel = args.diesel.map(|_| diesel::table(args, spec));
    let ident = &spec.ident;
    let (create, patch) = (inputs::create_ident(spec), inputs::patch_ident(spec));
    let schema = unless_derived(
        "JsonSchema",
        quote! { ::fjango::__private::model_schema_impl!(#ident); },
    );
    quote! {
        #item
        #columns
        #inputs
        #model
        #serialize
        #related
        #track
        #soft_delete
        #diesel
        ::fjango::__private::register_model!(#ident);
        #hooks
        #schema
        ::fjango::__private::input_impls!(#create, #patch);
    }
}

/// The struct itself, with what every model can do.
pub fn struct_item(item: &syn::ItemStruct) -> TokenStream {
    let derived = derived(&item.attrs);
    let unless_derived =
        |name: &str, tokens: TokenStream| (!derived.iter().any(|known| known == name)).then_some(tokens);
    let clone = unless_derived("Clone", quote! { #[derive(::core::clone::Clone)] });
    let debug = unless_derived("Debug", quote! { #[derive(::core::fmt::Debug)] });
    quote! { #clone #debug #item }
}

/// The last names of the traits that the user derives below `#[model]`.
fn derived(attrs: &[Attribute]) -> Vec<String> {
    let mut present = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("derive")) {
        // What does not parse is the compiler's to report.
        let _ = attr.parse_nested_meta(|meta| {
            present.extend(meta.path.segments.last().map(|segment| segment.ident.to_string()));
            Ok(())
        });
    }
    present
}

/// `<T as DbValue>`, underlined where the type is written. A type that cannot be stored then gives one and the same
/// message wherever it is used, and the compiler shows that once.
fn stored(ty: &syn::Type) -> TokenStream {
    quote_spanned! { ty.span() => <#ty as ::fjango::__private::DbValue> }
}

fn model_impl(args: &ModelArgs, spec: &ModelSpec) -> TokenStream {
    let (ident, name) = (&spec.ident, &spec.name);
    let meta = meta::meta(args, spec);
    let (columns, create, patch) = (
        columns::ident(spec),
        inputs::create_ident(spec),
        inputs::patch_ident(spec),
    );
    // Without a key there is an error already, and these only have to compile.
    let (key_type, key) = match spec.key() {
        Some(key) => {
            let (borrow, ty) = (key.borrow(), &key.ty);
            (quote! { #ty }, quote! { ::core::clone::Clone::clone(#borrow) })
        }
        None => (quote! { i64 }, quote! { ::core::unreachable!() }),
    };
    let reads = spec.fields.iter().scan(0_usize, |position, field| {
        let name = &field.ident;
        Some(if field.kind == Kind::Holder {
            let (index, ty) = (*position, &field.ty);
            quote! { #name: <#ty as ::fjango::__private::ModelPart>::from_row(row.skip(#index))?, }
        } else if field.part.is_some() {
            *position += 1;
            return Some(quote! {});
        } else if field.is_column() {
            let index = *position;
            *position += 1;
            if field.is_custom() {
                let stored = stored(&field.ty);
                quote! { #name: row.get_with(#index, #stored::decode)?, }
            } else {
                quote! { #name: row.get(#index)?, }
            }
        } else if field.kind == Kind::Broken {
            quote! { #name: ::core::unreachable!(), }
        } else {
            quote! { #name: ::core::default::Default::default(), }
        })
    });
    // A field that is wrong already must not add a warning.
    let broken = spec.fields.iter().any(|field| field.kind == Kind::Broken);
    let quiet = broken.then(|| quote! { #[allow(unreachable_code)] });
    let values = spec.columns().enumerate().map(|(index, field)| {
        let (borrow, stored) = (field.borrow(), stored(&field.ty));
        quote! { #index => #stored::to_value(#borrow) }
    });
    let sets = spec.columns().enumerate().map(|(index, field)| {
        let (place, stored) = (field.place(), stored(&field.ty));
        quote! { #index => #place = #stored::from_value(value)? }
    });
    let relations = spec
        .fields
        .iter()
        .filter(|field| !matches!(field.kind, Kind::Plain | Kind::Tracked | Kind::Broken | Kind::Holder))
        .map(|field| {
            let (borrow, text) = (field.borrow_mut(), &field.name);
            quote! { #text => ::fjango::__private::Option::Some(#borrow) }
        });
    let row = quote! { Self { #(#reads)* } };
    let row = match spec.tracked() {
        Some(_) => quote! {
            let mut row = #row;
            ::fjango::__private::remember(&mut row);
            ::fjango::__private::Result::Ok(row)
        },
        None => quote! { ::fjango::__private::Result::Ok(#row) },
    };
    let tracked = spec.tracked().map(|field| {
        let name = &field.ident;
        quote! {
            fn tracked_mut(&mut self) -> ::fjango::__private::Option<&mut ::fjango::__private::Tracked> {
                ::fjango::__private::Option::Some(&mut self.#name)
            }
        }
    });
    let uploads = uploads(spec);
    let hooks = match args.hooks {
        Some(span) => quote_spanned! { span => ::fjango::__private::WithHooks },
        None => quote! { ::fjango::__private::NoHooks },
    };
    quote! {
        impl ::fjango::__private::Model for #ident {
            const META: &'static ::fjango::__private::ModelMeta = #meta;
            const IDENTITY: &'static str = ::core::concat!(::core::module_path!(), "::", #name);
            type Key = #key_type;
            type Columns = #columns;
            type Create = #create;
            type Patch = #patch;
            type Hooks = #hooks;

            fn key(&self) -> Self::Key {
                #key
            }

            #quiet
            fn from_row(
                row: ::fjango::__private::Row<'_>,
            ) -> ::fjango::__private::Result<Self, ::fjango::__private::DecodeError> {
                #row
            }

            fn value(&self, field: usize) -> ::fjango::__private::Value {
                match field {
                    #(#values,)*
                    _ => ::fjango::__private::Value::Null(::fjango::__private::SqlType::Text),
                }
            }

            fn set_value(
                &mut self,
                field: usize,
                value: ::fjango::__private::Value,
            ) -> ::fjango::__private::Result<(), ::fjango::__private::Invalid> {
                match field {
                    #(#sets,)*
                    _ => {}
                }
                ::fjango::__private::Result::Ok(())
            }

            fn relation(
                &mut self,
                name: &str,
            ) -> ::fjango::__private::Option<&mut dyn ::fjango::__private::Relation> {
                match name {
                    #(#relations,)*
                    _ => ::fjango::__private::Option::None,
                }
            }

            #tracked
            #uploads
        }
    }
}

/// How the content of a model's files is reached.
fn uploads(spec: &ModelSpec) -> Option<TokenStream> {
    let files: Vec<_> = spec.columns().filter(|field| field.is_file()).collect();
    let gets = files.iter().map(|field| {
        let (index, borrow) = (field.position, field.borrow());
        quote! { #index => ::fjango::__private::FileType::pending(#borrow) }
    });
    let sets = files.iter().map(|field| {
        let (index, place) = (field.position, field.place());
        quote! { #index => #place = ::fjango::__private::FileType::of_upload(upload) }
    });
    (!files.is_empty()).then(|| {
        quote! {
            fn upload(&self, field: usize) -> ::fjango::__private::Option<&::fjango::__private::Upload> {
                match field {
                    #(#gets,)*
                    _ => ::fjango::__private::Option::None,
                }
            }

            fn set_upload(&mut self, field: usize, upload: ::fjango::__private::Upload) {
                match field {
                    #(#sets,)*
                    _ => {}
                }
            }
        }
    })
}

/// What a model with a field for it knows of its changes.
fn track(spec: &ModelSpec, name: &syn::Ident) -> TokenStream {
    let ident = &spec.ident;
    quote! {
        impl ::fjango::__private::Track for #ident {
            fn tracked(&self) -> &::fjango::__private::Tracked {
                &self.#name
            }
        }
    }
}

fn serialize(spec: &ModelSpec) -> TokenStream {
    let ident = &spec.ident;
    let fields = spec
        .fields
        .iter()
        .filter(|field| !matches!(field.kind, Kind::Tracked | Kind::Broken | Kind::Holder));
    let entries = fields.map(|field| {
        let (name, text) = (&field.ident, &field.name);
        let value = field.borrow();
        if field.kind == Kind::Plain {
            let stored = stored(&field.ty);
            // At the type, so that one which cannot be stored is one message; `self` and `map` are not the type's.
            let call = quote_spanned! { field.ty.span() => .serialize_entry(#text, &#stored::shown(#value))? };
            quote! { map #call; }
        } else if field.is_column() {
            quote! { map.serialize_entry(#text, #value)?; }
        } else {
            // Rows that were not loaded are left out rather than shown as none.
            quote! {
                if self.#name.get().is_some() {
                    map.serialize_entry(#text, &self.#name)?;
                }
            }
        }
    });
    quote! {
        impl ::fjango::__private::serde::Serialize for #ident {
            fn serialize<S: ::fjango::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::fjango::__private::Result<S::Ok, S::Error> {
                use ::fjango::__private::serde::ser::SerializeMap as _;
                let mut map = serializer.serialize_map(::fjango::__private::Option::None)?;
                #(#entries)*
                map.end()
            }
        }
    }
}
