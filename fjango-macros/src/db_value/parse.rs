use proc_macro2::TokenStream;
use syn::{Data, DeriveInput, Expr, Fields, Ident, Path, Type};

use crate::errors::Errors;
use crate::options::Options;

/// A struct around one value, as written.
pub struct DbValueArgs {
    pub ident: Ident,
    pub inner: Type,
    /// The rule beyond those of the inner type.
    pub check: Option<Path>,
}

impl DbValueArgs {
    /// Reads and checks the struct; the rules are about its shape alone.
    pub fn parse(item: TokenStream, errors: &mut Errors) -> Option<Self> {
        let item: DeriveInput = syn::parse2(item).map_err(|error| errors.push(error)).ok()?;
        let ident = &item.ident;
        let mut options = Options::of_attributes("#[db_value]", "db_value", &item.attrs);
        let check = options.expression("check", "check = valid_isbn");
        options.finish(errors);
        let check = match check {
            Some(Expr::Path(path)) => Some(path.path),
            Some(other) => {
                errors.add(
                    other,
                    "`check` names a function `fn(&T) -> Result<(), Invalid>`; write its name, as in `check = valid_isbn`",
                );
                None
            }
            None => None,
        };
        let fields = match &item.data {
            Data::Struct(body) => &body.fields,
            Data::Enum(_) => {
                errors.add(
                    ident,
                    "`DbValue` is for structs around one value; on an enum derive `Choices`",
                );
                return None;
            }
            Data::Union(_) => {
                errors.add(ident, "a union cannot be stored; use a struct around one value");
                return None;
            }
        };
        if !item.generics.params.is_empty() {
            errors.add(
                &item.generics,
                "a stored type cannot be generic; write the type of its value, as in `struct Isbn(String);`",
            );
            return None;
        }
        let inner = match fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => &fields.unnamed[0].ty,
            _ => {
                errors.add(
                    ident,
                    format!(
                        "`DbValue` needs exactly one unnamed field, as in `struct {ident}(String);`; \
                         store several values as `Json<{ident}>`"
                    ),
                );
                return None;
            }
        };
        if let Type::Path(path) = inner
            && path
                .path
                .segments
                .last()
                .is_some_and(|segment| segment.ident == "Option")
        {
            errors.add(
                inner,
                format!("a stored type cannot be `NULL` itself; wrap the plain type and write `Option<{ident}>` on the field"),
            );
            return None;
        }
        Some(Self {
            ident: ident.clone(),
            inner: inner.clone(),
            check,
        })
    }
}
