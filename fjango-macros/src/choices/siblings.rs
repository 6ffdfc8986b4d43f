//! Which of the traits that `Choices` brings along the user derives already.
//!
//! A derive is not shown the other derives of its item, and a second `impl Clone` would not compile. So the file is
//! read, where the compiler knows one, and the enum looked up in it. Without a file (a documentation test given on
//! standard input) only derives below this one are seen, and `#[derive(Choices)]` is best written alone.

use syn::visit::{self, Visit};
use syn::{Attribute, DeriveInput, ItemEnum};

/// The last names of the traits derived on `item`, as far as they can be seen.
pub fn derived(item: &DeriveInput, source: Option<&str>) -> Vec<String> {
    let mut derived = traits(&item.attrs);
    if let Some(file) = source.and_then(|source| syn::parse_file(source).ok()) {
        let mut search = Search {
            name: item.ident.to_string(),
            body: body(item),
            derived: Vec::new(),
        };
        search.visit_file(&file);
        derived.append(&mut search.derived);
    }
    derived
}

struct Search {
    name: String,
    body: String,
    derived: Vec<String>,
}

impl<'ast> Visit<'ast> for Search {
    fn visit_item_enum(&mut self, item: &'ast ItemEnum) {
        let found = DeriveInput::from(item.clone());
        // Two modules may have an enum of one name; the variants tell them apart.
        if item.ident == self.name && body(&found) == self.body {
            let traits = traits(&item.attrs);
            if traits.iter().any(|name| name == "Choices") {
                self.derived.extend(traits);
            }
        }
        visit::visit_item_enum(self, item);
    }
}

fn body(item: &DeriveInput) -> String {
    match &item.data {
        syn::Data::Enum(body) => {
            let variants = body.variants.iter().map(|variant| variant.ident.to_string());
            variants.collect::<Vec<_>>().join(",")
        }
        _ => String::new(),
    }
}

/// The last names of the traits in the `#[derive(…)]` attributes.
fn traits(attrs: &[Attribute]) -> Vec<String> {
    let mut names = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("derive")) {
        // What does not parse is the compiler's to report.
        let _ = attr.parse_nested_meta(|meta| {
            names.extend(meta.path.segments.last().map(|segment| segment.ident.to_string()));
            Ok(())
        });
    }
    names
}
