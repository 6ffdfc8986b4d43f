//! Paths of URLs with `{name}` in them.

use syn::{Ident, LitStr};

use crate::errors::Errors;

/// Reports what is wrong with a path and gives the names of its parameters.
pub fn check(path: &LitStr, errors: &mut Errors) -> Vec<String> {
    let text = path.value();
    if !text.starts_with('/') {
        errors.add(path, format!("a path begins with `/`; write `\"/{text}\"`"));
    } else if text.len() > 1 && text.ends_with('/') {
        let shorter = text.trim_end_matches('/');
        errors.add(path, format!("a path does not end with `/`; write `\"{shorter}\"`"));
    } else if text.contains("//") || text.contains(['?', '#', ' ', '\\']) {
        errors.add(
            path,
            "a path is segments between single `/`, without `?`, `#` or spaces; write such as `\"/posts/{id}\"`",
        );
    }
    let mut parameters: Vec<String> = Vec::new();
    for segment in text.split('/') {
        if !segment.contains(['{', '}']) {
            continue;
        }
        let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        match name.filter(|name| syn::parse_str::<Ident>(name).is_ok()) {
            Some(name) if parameters.iter().any(|known| known == name) => {
                errors.add(
                    path,
                    format!("`{{{name}}}` is twice in the path; give one another name"),
                );
            }
            Some(name) => parameters.push(name.to_owned()),
            None => errors.add(
                path,
                format!("`{segment}` is no path parameter; a whole segment is one, as in `\"/posts/{{id}}\"`"),
            ),
        }
    }
    parameters
}
