use crate::error::{Error, Result};

/// Longer names would make the names of indexes longer than PostgreSQL keeps them.
const MAX_LENGTH: usize = 40;

/// Rust's strict and reserved keywords.
const KEYWORDS: [&str; 51] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Names that cargo, Rust or fjango use themselves, with what for.
const TAKEN: [(&str, &str); 12] = [
    ("test", "a crate of Rust"),
    ("core", "a crate of Rust"),
    ("std", "a crate of Rust"),
    ("alloc", "a crate of Rust"),
    ("proc_macro", "a crate of Rust"),
    ("build", "a directory of cargo"),
    ("deps", "a directory of cargo"),
    ("examples", "a directory of cargo"),
    ("incremental", "a directory of cargo"),
    ("fjango", "the library itself"),
    ("auth", "the app of users and groups"),
    ("django", "the prefix of tables that fjango shares with Django"),
];

/// The name of a package that is also a good name of an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectName(String);

impl ProjectName {
    /// Checks a name.
    ///
    /// # Errors
    /// [`Error::Name`] says what is wrong with it.
    pub fn new(name: &str) -> Result<Self> {
        match objection(name) {
            None => Ok(Self(name.to_owned())),
            Some(reason) => Err(Error::Name {
                name: name.to_owned(),
                reason,
            }),
        }
    }

    /// The package's name.
    pub fn package(&self) -> &str {
        &self.0
    }

    /// The app that the package's models belong to: what their tables' names begin with.
    pub fn app(&self) -> String {
        self.0.replace('-', "_")
    }
}

fn objection(name: &str) -> Option<String> {
    let snake = name.replace('-', "_");
    let Some(first) = name.chars().next() else {
        return Some("it is empty".to_owned());
    };
    if name.contains(['/', '\\']) || name == "." || name == ".." {
        return Some("it is a path".to_owned());
    }
    if let Some(wrong) = name
        .chars()
        .find(|&c| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_'))
    {
        return Some(format!(
            "it holds `{wrong}`, and only small letters a to z, digits, `-` and `_` may stand in it"
        ));
    }
    if !first.is_ascii_lowercase() {
        return Some("it begins with something else than a letter".to_owned());
    }
    if name.len() > MAX_LENGTH {
        return Some(format!("it has more than {MAX_LENGTH} characters"));
    }
    if KEYWORDS.contains(&snake.as_str()) {
        return Some("it is a keyword of Rust".to_owned());
    }
    let taken = TAKEN.iter().find(|(taken, _)| *taken == snake)?;
    Some(format!("it is the name of {}", taken.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_names_are_taken() {
        for (name, app) in [
            ("blog", "blog"),
            ("my-site", "my_site"),
            ("shop2", "shop2"),
            ("a_b", "a_b"),
        ] {
            let name = ProjectName::new(name).unwrap();
            assert_eq!(name.app(), app);
        }
    }

    #[test]
    fn wrong_names_are_refused_with_the_reason() {
        let long = "x".repeat(41);
        for (name, reason) in [
            ("", "it is empty"),
            ("a/b", "it is a path"),
            ("..", "it is a path"),
            ("2shop", "it begins with something else than a letter"),
            ("-x", "it begins with something else than a letter"),
            ("Shop", "it holds `S`"),
            ("laden-überall", "it holds `ü`"),
            ("my site", "it holds ` `"),
            ("match", "it is a keyword of Rust"),
            ("gen", "it is a keyword of Rust"),
            ("test", "it is the name of a crate of Rust"),
            ("proc-macro", "it is the name of a crate of Rust"),
            ("fjango", "it is the name of the library itself"),
            ("auth", "it is the name of the app of users and groups"),
            (&long, "it has more than 40 characters"),
        ] {
            let error = ProjectName::new(name).expect_err(name).to_string();
            assert!(error.contains(reason), "{name}: {error}");
        }
    }
}
