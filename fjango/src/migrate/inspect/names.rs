//! Names of tables and columns as names of Rust.

use std::collections::BTreeSet;

/// What cannot be a name in Rust unless it is written `r#type`.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// What cannot be a name in Rust at all, and what fields of a model cannot be called.
const IMPOSSIBLE: &[&str] = &[
    "self",
    "super",
    "crate",
    "pk",
    "eq",
    "ne",
    "in_",
    "is_null",
    "is_not_null",
    "key",
];

/// Types that the written models name, or that their expansion finds by these names.
const TAKEN: &[&str] = &[
    "Box",
    "Choices",
    "Clone",
    "Copy",
    "DateTime",
    "DbValue",
    "Debug",
    "Decimal",
    "Default",
    "Drop",
    "Duration",
    "Err",
    "Fn",
    "ForeignKey",
    "From",
    "FromRow",
    "Into",
    "Json",
    "ManyToMany",
    "NaiveDate",
    "NaiveTime",
    "None",
    "Ok",
    "OneToOne",
    "Option",
    "Result",
    "Self",
    "Send",
    "Some",
    "String",
    "Sync",
    "Utc",
    "Uuid",
    "Vec",
];

/// Names that are given once each.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// The name of a field for `column`, as it is written: `r#type`.
    pub(super) fn field(&mut self, column: &str) -> String {
        let mut name = snake(column);
        if IMPOSSIBLE.contains(&name.as_str()) {
            name.push_str("_field");
        }
        let name = self.free(name, "_");
        if KEYWORDS.contains(&name.as_str()) {
            return format!("r#{name}");
        }
        name
    }

    /// The name of a type for `text`. The types that a model makes beside itself must be free too.
    pub(super) fn model(&mut self, text: &str) -> String {
        let mut name = camel(text);
        let made = ["", "Create", "Patch", "Columns"];
        let mut number = 1;
        let base = if TAKEN.contains(&name.as_str()) {
            format!("{name}Model")
        } else {
            name.clone()
        };
        name.clone_from(&base);
        while made.iter().any(|end| self.0.contains(&format!("{name}{end}"))) {
            number += 1;
            name = format!("{base}{number}");
        }
        self.0.extend(made.iter().map(|end| format!("{name}{end}")));
        name
    }

    /// The name of a variant, a check or an index.
    pub(super) fn variant(&mut self, text: &str) -> String {
        let name = camel(text);
        let name = if name == "Self" { "SelfValue".to_owned() } else { name };
        self.free(name, "")
    }

    /// `name`, or with a number where it is given already.
    pub(super) fn free(&mut self, name: String, between: &str) -> String {
        let mut free = name.clone();
        let mut number = 1;
        while !self.0.insert(free.clone()) {
            number += 1;
            free = format!("{name}{between}{number}");
        }
        free
    }
}

/// `userName`, `User-Name` and `user__name_` are `user_name`.
pub(super) fn snake(text: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    for c in text.chars() {
        if !c.is_ascii_alphanumeric() {
            if !out.ends_with('_') && !out.is_empty() {
                out.push('_');
            }
        } else {
            if c.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit()) {
                out.push('_');
            }
            out.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    let out = out.trim_end_matches('_');
    match out.chars().next() {
        None => "unnamed".to_owned(),
        Some(c) if c.is_ascii_digit() => format!("n{out}"),
        Some(_) => out.to_owned(),
    }
}

/// `blog_post` is `BlogPost`.
pub(super) fn camel(text: &str) -> String {
    let words = snake(text);
    let words = words.split('_').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_names_become_names_of_rust() {
        let check = |text: &str, field: &str, model: &str| {
            assert_eq!((snake(text), camel(text)), (field.into(), model.into()), "{text}");
        };
        check("userName", "user_name", "UserName");
        check("User Name", "user_name", "UserName");
        check("__a__b__", "a_b", "AB");
        check("2nd", "n2nd", "N2nd");
        check("HTTPStatus", "httpstatus", "Httpstatus");
        check("größe", "gr_e", "GrE");
        check("%", "unnamed", "Unnamed");
    }

    #[test]
    fn a_name_is_given_once() {
        let mut names = Names::default();
        let fields: Vec<String> = ["a b", "a-b", "type", "self", "pk"]
            .iter()
            .map(|one| names.field(one))
            .collect();
        assert_eq!(fields, ["a_b", "a_b_2", "r#type", "self_field", "pk_field"]);
        let mut names = Names::default();
        let models: Vec<String> = ["post", "post_create", "option", "Post"]
            .iter()
            .map(|one| names.model(one))
            .collect();
        assert_eq!(models, ["Post", "PostCreate2", "OptionModel", "Post2"]);
    }
}
