use syn::{FnArg, Ident, ItemFn, Pat, Type};

use super::parse::EndpointArgs;
use crate::errors::Errors;
use crate::{names, paths};

/// Where a parameter's value comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Source {
    /// The part of the path called so.
    Path(String),
    /// The request, as the type says.
    Request,
}

/// A parameter of the function.
pub struct Parameter {
    pub ident: Option<Ident>,
    pub ty: Type,
    pub source: Source,
}

/// An endpoint with its parameters resolved.
pub struct EndpointSpec {
    /// The names in the path.
    pub path_names: Vec<String>,
    pub parameters: Vec<Parameter>,
}

impl EndpointSpec {
    pub fn resolve(args: &EndpointArgs, item: &ItemFn, errors: &mut Errors) -> Self {
        let path_names = args
            .path
            .as_ref()
            .map_or_else(Vec::new, |path| paths::check(path, errors));
        let parameters = item.sig.inputs.iter().filter_map(|input| match input {
            FnArg::Receiver(_) => None,
            FnArg::Typed(typed) => {
                let ident = match &*typed.pat {
                    Pat::Ident(pattern) => Some(pattern.ident.clone()),
                    _ => None,
                };
                let name = ident.as_ref().map(names::plain);
                let in_path = name.filter(|name| path_names.contains(name));
                Some(Parameter {
                    ident,
                    ty: (*typed.ty).clone(),
                    source: in_path.map_or(Source::Request, Source::Path),
                })
            }
        });
        Self {
            parameters: parameters.collect(),
            path_names,
        }
    }
}
