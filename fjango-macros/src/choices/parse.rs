use proc_macro2::TokenStream;
use syn::{Data, DeriveInput, Fields, Ident, LitStr};

use crate::errors::Errors;
use crate::names;
use crate::options::Options;

/// A variant with its names resolved.
pub struct VariantArgs {
    pub ident: Ident,
    /// What the database holds, and where that was written.
    pub value: String,
    pub written_value: Option<LitStr>,
    pub label: String,
    /// What was stored before.
    pub renamed_from: Option<LitStr>,
}

/// An enum of choices as written.
pub struct ChoicesArgs {
    pub item: DeriveInput,
    pub variants: Vec<VariantArgs>,
}

impl ChoicesArgs {
    /// Reads the enum; `None` when there is none to go on with.
    pub fn parse(item: TokenStream, errors: &mut Errors) -> Option<Self> {
        let item: DeriveInput = syn::parse2(item).map_err(|error| errors.push(error)).ok()?;
        let Data::Enum(body) = &item.data else {
            errors.add(
                &item.ident,
                "`Choices` is for enums; for a struct around one value derive `DbValue`",
            );
            return None;
        };
        if !item.generics.params.is_empty() {
            errors.add(
                &item.generics,
                "an enum of choices cannot be generic, because its values are text; remove the parameters",
            );
            return None;
        }
        if body.variants.is_empty() {
            errors.add(&item.ident, "an enum of choices needs at least one variant");
            return None;
        }
        let mut variants = Vec::with_capacity(body.variants.len());
        for variant in &body.variants {
            if !matches!(variant.fields, Fields::Unit) {
                errors.add(
                    &variant.fields,
                    format!(
                        "variant `{}` holds data, which text cannot; remove it, or store the enum as `Json<{}>`",
                        variant.ident, item.ident
                    ),
                );
                continue;
            }
            let name = names::plain(&variant.ident);
            let mut options = Options::of_attributes("#[choice]", "choice", &variant.attrs);
            let written_value = options.string("value", "value = \"draft\"");
            let label = options.string("label", "label = \"Not published yet\"");
            let renamed_from = options.string("renamed_from", "renamed_from = \"sketch\"");
            options.finish(errors);
            variants.push(VariantArgs {
                ident: variant.ident.clone(),
                value: written_value
                    .as_ref()
                    .map_or_else(|| names::snake_case(&name), LitStr::value),
                label: label.map_or_else(|| names::capitalized(&names::words(&name)), |text| text.value()),
                written_value,
                renamed_from,
            });
        }
        let complete = variants.len() == body.variants.len();
        complete.then_some(Self { item, variants })
    }
}
