use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{GenericArgument, Ident, PathArguments, Type, parse_quote_spanned};

use crate::model::parse::ModelArgs;
use crate::model::spec::{FieldSpec, Kind, ModelSpec};
use crate::names;

/// Lets the struct name the models at the other ends by the aliases that [`aliases`] defines.
pub fn rename_in_struct(args: &mut ModelArgs, spec: &ModelSpec) {
    for field in &spec.fields {
        let Some(alias) = alias(spec, field) else { continue };
        let mut fields = args.item.fields.iter_mut();
        if let Some(written) = fields.find(|written| written.ident.as_ref() == Some(&field.ident)) {
            rename(&mut written.ty, &alias);
        }
    }
}

/// Gives the models at the other ends of relations private names, and lets the expansion use these.
///
/// A struct that is no model would break each of the many places that speak of it. An alias does not compile then, once
/// and where the struct is written, and what the compiler cannot name it does not complain about.
pub fn aliases(spec: &mut ModelSpec) -> TokenStream {
    let mut output = TokenStream::new();
    for index in 0..spec.fields.len() {
        let field = &spec.fields[index];
        let (Some(alias), Some(target)) = (alias(spec, field), field.target.clone()) else {
            continue;
        };
        // What was written is named once, so that a name that is nothing is told once.
        let written = format_ident!("{alias}Written", span = target.span());
        // Named and not called: there is nothing to compute.
        let is_model = quote_spanned! { target.span() =>
            let _ = <#written as ::fjango::__private::IsModel>::is_model;
        };
        // The documentation shows what stands behind a private name, which is to be the model.
        output.extend(quote! {
            #[cfg(doc)]
            type #alias = #target;
            #[cfg(not(doc))]
            type #written = #target;
            #[cfg(not(doc))]
            type #alias = <#written as ::fjango::__private::Checked<{ #is_model 0 }>>::Itself;
        });
        let field = &mut spec.fields[index];
        rename(&mut field.ty, &alias);
        rename(&mut field.inner, &alias);
        field.target = Some(parse_quote_spanned! { target.span() => #alias });
    }
    output
}

/// `PostAuthorTarget`, where the model at the other end is another one.
fn alias(spec: &ModelSpec, field: &FieldSpec) -> Option<Ident> {
    let target = field.target.as_ref()?;
    let known = field.to_itself || field.part.is_some() || field.kind == Kind::Broken;
    let name = names::camel_case(&field.name);
    (!known).then(|| format_ident!("{}{}Target", spec.name, name, span = target.span()))
}

/// Puts the name in place of the `T` of `ForeignKey<T>` or `Option<ForeignKey<T>>`.
fn rename(ty: &mut Type, alias: &Ident) {
    let path = match ty {
        Type::Path(path) => path,
        Type::Group(group) => return rename(&mut group.elem, alias),
        _ => return,
    };
    let Some(segment) = path.path.segments.last_mut() else {
        return;
    };
    let is_option = segment.ident == "Option";
    let PathArguments::AngleBracketed(arguments) = &mut segment.arguments else {
        return;
    };
    match arguments.args.first_mut() {
        Some(GenericArgument::Type(inner)) if is_option => rename(inner, alias),
        Some(GenericArgument::Type(inner)) => *inner = parse_quote_spanned! { alias.span() => #alias },
        _ => {}
    }
}
