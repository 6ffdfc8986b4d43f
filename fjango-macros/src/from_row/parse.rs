use proc_macro2::{Span, TokenStream};
use syn::{Data, DeriveInput, Expr, Fields, Ident, Type, Visibility};

use crate::errors::Errors;
use crate::options::Options;

/// A field and where its value comes from.
pub struct FieldArgs {
    pub ident: Ident,
    pub vis: Visibility,
    pub ty: Type,
    /// The columns' methods that lead to it: `author`, `name`.
    pub way: Vec<Ident>,
}

/// A struct as written.
pub struct FromRowArgs {
    pub ident: Ident,
    pub vis: Visibility,
    /// The model that it is a part of.
    pub of: Option<syn::Path>,
    pub fields: Vec<FieldArgs>,
}

impl FromRowArgs {
    /// Reads and checks the struct.
    pub fn parse(item: TokenStream, errors: &mut Errors) -> Option<Self> {
        let item: DeriveInput = syn::parse2(item).map_err(|error| errors.push(error)).ok()?;
        let named = match item.data {
            Data::Struct(body) => match body.fields {
                Fields::Named(fields) if !fields.named.is_empty() => Some(fields.named),
                _ => None,
            },
            _ => None,
        };
        let Some(named) = named else {
            let example = format!("struct {} {{ name: String }}", item.ident);
            errors.add(
                &item.ident,
                format!(
                    "`FromRow` needs a struct with named fields, as in `{example}`; other values are read as tuples"
                ),
            );
            return None;
        };
        if !item.generics.params.is_empty() {
            errors.add(
                &item.generics,
                "what a row becomes cannot be generic or borrow; write the types of its fields",
            );
            return None;
        }
        let mut options = Options::of_attributes("#[from_row]", "from_row", &item.attrs);
        let of = options
            .expression("of", "of = Post")
            .and_then(|model| model_path(model, errors));
        options.finish(errors);
        let fields = named
            .into_iter()
            .filter_map(|field| {
                let mut options = Options::of_attributes("#[from_row]", "from_row", &field.attrs);
                let from = options.string("from", "from = \"author__name\"");
                options.finish(errors);
                let ident = field.ident?;
                let way = match &from {
                    None => vec![ident.clone()],
                    Some(text) if of.is_none() => {
                        errors.add(
                            text,
                            "`from` names a column of a model; write which with `#[from_row(of = Post)]` on the struct",
                        );
                        return None;
                    }
                    Some(text) => {
                        let steps = text.value();
                        let steps = steps.split("__").map(|step| step_ident(step, text.span()));
                        let Some(way) = steps.collect::<Option<Vec<_>>>() else {
                            errors.add(text, "`from` takes a way of fields, as in `from = \"author__name\"`");
                            return None;
                        };
                        way
                    }
                };
                Some(FieldArgs {
                    ident,
                    vis: field.vis,
                    ty: field.ty,
                    way,
                })
            })
            .collect();
        Some(Self {
            ident: item.ident,
            vis: item.vis,
            of,
            fields,
        })
    }
}

fn model_path(model: Expr, errors: &mut Errors) -> Option<syn::Path> {
    match model {
        Expr::Path(path) => Some(path.path),
        other => {
            errors.add(other, "`of` takes a model, as in `of = Post`");
            None
        }
    }
}

fn step_ident(step: &str, span: Span) -> Option<Ident> {
    let mut ident: Ident = syn::parse_str(step)
        .or_else(|_| syn::parse_str(&format!("r#{step}")))
        .ok()?;
    ident.set_span(span);
    Some(ident)
}
