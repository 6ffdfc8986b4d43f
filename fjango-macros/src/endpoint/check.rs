//! The rules, one function each.

use syn::{FnArg, ItemFn, ReturnType, Type};

use super::parse::EndpointArgs;
use super::spec::{EndpointSpec, Source};
use crate::errors::Errors;
use crate::names;

/// Checks every rule.
pub fn endpoint(args: &EndpointArgs, spec: &EndpointSpec, item: &ItemFn, errors: &mut Errors) {
    asynchronous(item, errors);
    free(item, errors);
    concrete(item, errors);
    path(args, item, errors);
    path_parameters(args, spec, errors);
    guard(args, errors);
    statuses(args, errors);
}

fn asynchronous(item: &ItemFn, errors: &mut Errors) {
    if item.sig.asyncness.is_none() {
        errors.add(
            item.sig.fn_token,
            format!("an endpoint awaits its database; write `async fn {}`", item.sig.ident),
        );
    }
}

fn free(item: &ItemFn, errors: &mut Errors) {
    if let Some(FnArg::Receiver(receiver)) = item.sig.inputs.first() {
        errors.add(
            receiver,
            "an endpoint has no `self`; take shared values as `State<T>`, and put the function outside of `impl`",
        );
    }
}

fn concrete(item: &ItemFn, errors: &mut Errors) {
    if !item.sig.generics.params.is_empty() {
        errors.add(
            &item.sig.generics,
            "an endpoint cannot be generic, because one function serves one path; write the types",
        );
    }
    for input in &item.sig.inputs {
        if let FnArg::Typed(typed) = input
            && matches!(*typed.ty, Type::ImplTrait(_) | Type::Reference(_))
        {
            errors.add(
                &typed.ty,
                "a parameter is made from the request, so its type must be owned and named; write such as `Json<T>`",
            );
        }
    }
    if let ReturnType::Type(_, ty) = &item.sig.output
        && matches!(**ty, Type::ImplTrait(_))
    {
        errors.add(
            ty,
            "the documentation needs the type of the response; name it, as in `Result<Json<T>>`",
        );
    }
}

fn path(args: &EndpointArgs, item: &ItemFn, errors: &mut Errors) {
    if args.path.is_none() {
        errors.add(
            &item.sig.ident,
            format!(
                "endpoint `{0}` has no path; add `path = \"/{0}\"`",
                names::plain(&item.sig.ident)
            ),
        );
    }
}

fn path_parameters(args: &EndpointArgs, spec: &EndpointSpec, errors: &mut Errors) {
    let Some(path) = &args.path else { return };
    let free: Vec<String> = spec
        .parameters
        .iter()
        .filter(|parameter| parameter.source == Source::Request)
        .filter_map(|parameter| parameter.ident.as_ref().map(names::plain))
        .collect();
    for name in &spec.path_names {
        let taken = spec
            .parameters
            .iter()
            .any(|parameter| parameter.source == Source::Path(name.clone()));
        if taken {
            continue;
        }
        let hint = match names::closest(name, free.iter().map(String::as_str)) {
            Some(close) => format!("rename `{close}` to `{name}`"),
            None => format!("add a parameter such as `{name}: i64`"),
        };
        errors.add(
            path,
            format!("`{{{name}}}` is in the path but no parameter is called so; {hint}"),
        );
    }
}

fn guard(args: &EndpointArgs, errors: &mut Errors) {
    let Some(permission) = &args.permission else { return };
    let text = permission.value();
    let well_formed = text
        .split_once('.')
        .is_some_and(|(app, name)| !app.is_empty() && !name.is_empty() && !name.contains('.'));
    if !well_formed || text.contains(char::is_whitespace) {
        errors.add(
            permission,
            format!("`{text}` is no permission; write the app, a dot and its name, such as `blog.change_post`"),
        );
    }
    if let Some(login) = &args.login {
        errors.add_at(
            login.span,
            "who has the permission is logged in; remove `login`, or `permission`",
        );
    }
}

fn statuses(args: &EndpointArgs, errors: &mut Errors) {
    if let Some(status) = &args.status
        && !(200..400).contains(&status.value)
    {
        errors.add_at(
            status.span,
            "`status` is that of success, 200 to 399; list the others as `errors(…)`",
        );
    }
    for status in &args.errors {
        if !status.base10_parse().is_ok_and(|code: u16| (400..600).contains(&code)) {
            errors.add(
                status,
                "`errors` lists statuses from 400 to 599, such as `errors(404, 409)`",
            );
        }
    }
}
