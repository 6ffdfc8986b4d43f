//! What a setting is: the description all else is made of, and the macro that writes it once.

use super::kind::Kind;
use super::node::Node;
use super::{Environment, Problem};
use std::ops::RangeInclusive;
use std::path::Path;

/// What a default may depend on.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) env: &'a Environment,
    pub(super) root: &'a Path,
}

/// One setting as documented: all but its type.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Setting {
    /// The dotted key, such as `database.pool_size`.
    pub path: &'static str,
    /// What it is for, in Markdown.
    pub doc: &'static str,
    /// What is allowed, completing "must be …".
    pub expected: String,
    /// The default as shown to people.
    pub default: String,
    /// The environment variables that set it; the first one present wins.
    pub variables: Vec<String>,
    /// Whether its value is never shown.
    pub secret: bool,
    pub(super) empty_is_value: bool,
}

impl Setting {
    /// The section's name; empty for keys at the top of the file.
    pub fn section(&self) -> &'static str {
        self.path.split_once('.').map_or("", |(section, _)| section)
    }

    /// The key inside its section.
    pub fn key(&self) -> &'static str {
        self.path.split_once('.').map_or(self.path, |(_, key)| key)
    }
}

/// A section of the settings, such as `[server]`.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Section {
    /// The table's name; empty for the top of the file.
    pub name: &'static str,
    /// What it is about, in Markdown.
    pub doc: &'static str,
}

/// Judges a value of the right type; the error says what is wrong with it.
type Check<T> = Box<dyn Fn(&T) -> Result<(), String>>;

/// The description of one setting of type `T`, as the `settings!` table gives it.
pub(super) struct Spec<T> {
    pub(super) path: &'static str,
    pub(super) doc: &'static str,
    pub(super) default: fn(&Context<'_>) -> T,
    pub(super) default_shown: Option<&'static str>,
    pub(super) short_names: &'static [&'static str],
    pub(super) allowed: Option<String>,
    pub(super) check: Option<Check<T>>,
    pub(super) outside_files: bool,
}

impl<T: Kind + 'static> Spec<T> {
    pub(super) fn new(path: &'static str, doc: &'static str, default: fn(&Context<'_>) -> T) -> Self {
        Self {
            path,
            doc,
            default,
            default_shown: None,
            short_names: &[],
            allowed: None,
            check: None,
            outside_files: false,
        }
    }

    /// Shorter variables beside `FJANGO_<SECTION>__<KEY>`, which wins over them.
    pub(super) fn env(mut self, names: &'static [&'static str]) -> Self {
        self.short_names = names;
        self
    }

    /// How the default is described, where it differs from machine to machine.
    pub(super) fn shown(mut self, text: &'static str) -> Self {
        self.default_shown = Some(text);
        self
    }

    /// The least and the greatest value.
    pub(super) fn range(mut self, range: RangeInclusive<T>) -> Self
    where
        T: PartialOrd,
    {
        let text = format!(
            "from {} to {}",
            plain(&range.start().shown()),
            plain(&range.end().shown())
        );
        self.allowed = Some(text.clone());
        self.check = Some(Box::new(move |value| match range.contains(value) {
            true => Ok(()),
            false => Err(format!("it must lie in the range {text}")),
        }));
        self
    }

    /// A rule of the value's own.
    pub(super) fn check(mut self, check: impl Fn(&T) -> Result<(), String> + 'static) -> Self {
        self.check = Some(Box::new(check));
        self
    }

    /// For the setting that decides which files are read.
    pub(super) fn outside_files(mut self) -> Self {
        self.outside_files = true;
        self
    }

    pub(super) fn expected(&self) -> String {
        match &self.allowed {
            Some(allowed) => format!("{}, {allowed}", T::expected()),
            None => T::expected(),
        }
    }

    pub(super) fn describe(&self) -> Setting {
        let mut variables = vec![format!("FJANGO_{}", self.path.replace('.', "__").to_uppercase())];
        variables.extend(self.short_names.iter().map(|name| (*name).to_owned()));
        Setting {
            path: self.path,
            doc: self.doc.trim(),
            expected: self.expected(),
            default: self.default_text(),
            variables,
            secret: T::SECRET,
            empty_is_value: T::EMPTY_IS_VALUE,
        }
    }

    fn default_text(&self) -> String {
        if let Some(text) = self.default_shown {
            return text.to_owned();
        }
        let in_environment = |env: &Environment| {
            let value = (self.default)(&Context {
                env,
                root: Path::new(""),
            })
            .shown();
            match value {
                serde_json::Value::Null => "none".to_owned(),
                serde_json::Value::String(text) => format!("`\"{text}\"`"),
                value => format!("`{value}`"),
            }
        };
        let [development, test, production] =
            [Environment::Development, Environment::Test, Environment::Production].map(|env| in_environment(&env));
        if development == production && test == production {
            production
        } else if development == test {
            format!("{development} in development and test, else {production}")
        } else if test == production {
            format!("{development} in development, else {production}")
        } else {
            format!("{development} in development, {test} in test, else {production}")
        }
    }

    /// Reads one source's value.
    pub(super) fn read(&self, node: &Node) -> Result<T, Problem> {
        let fail = |origin: &super::Origin, detail: Option<String>| {
            let detail = detail.map_or(String::new(), |detail| format!(" ({detail})"));
            let message = format!(
                "`{}` must be {}; found {}{detail}",
                self.path,
                self.expected(),
                node.found(T::SECRET)
            );
            Problem::new(origin.clone(), message).about(self.path)
        };
        let value =
            T::read(node).map_err(|misfit| fail(misfit.origin.as_ref().unwrap_or(&node.origin), misfit.detail))?;
        if let Some(check) = &self.check {
            check(&value).map_err(|detail| fail(&node.origin, Some(detail)))?;
        }
        Ok(value)
    }
}

/// A shown value as text, without JSON's quotes.
pub(super) fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        value => value.to_string(),
    }
}

/// Declares every setting once. From it come the structs, how they are read, the names of the
/// variables, the reference page, and how they are shown.
///
/// A setting is `key: Type = default;`, the default being an expression in which the first
/// identifier given to the macro is the [`Context`]. Methods of [`Spec`] may follow, after commas.
macro_rules! settings {
    (
        $context:ident =>
        $(#[doc = $root_doc:literal])*
        root {$(
            $(#[doc = $doc:literal])*
            $key:ident: $type:ty = $default:expr $(, $option:ident($($argument:expr),*))*;
        )*}
        $(
            $(#[doc = $section_doc:literal])*
            $section:ident: $Section:ident {$(
                $(#[doc = $inner_doc:literal])*
                $inner_key:ident: $inner_type:ty = $inner_default:expr
                    $(, $inner_option:ident($($inner_argument:expr),*))*;
            )*}
        )*
    ) => {
        $(#[doc = $root_doc])*
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub struct Settings {
            $($(#[doc = $doc])* pub $key: $type,)*
            $($(#[doc = $section_doc])* pub $section: $Section,)*
            /// Where the values came from, and what is not fjango's own.
            details: std::sync::Arc<Details>,
        }

        $(
            $(#[doc = $section_doc])*
            #[derive(Clone, Debug)]
            #[non_exhaustive]
            pub struct $Section {
                $($(#[doc = $inner_doc])* pub $inner_key: $inner_type,)*
            }
        )*

        /// The sections in the order of the table.
        pub(super) const SECTIONS: &[Section] = &[
            Section { name: "", doc: "Keys at the top of the file, before any section." },
            $(Section { name: stringify!($section), doc: concat!($($section_doc, "\n"),*) },)*
        ];

        impl Settings {
            /// Reads every setting; `reader` collects what is wrong.
            pub(super) fn build(reader: &mut Reader<'_>) -> Self {
                Self {
                    $($key: reader.read(
                        Spec::<$type>::new(
                            stringify!($key),
                            concat!($($doc, "\n"),*),
                            |$context: &Context<'_>| { let _ = $context; $default },
                        )$(.$option($($argument),*))*
                    ),)*
                    $($section: $Section {
                        $($inner_key: reader.read(
                            Spec::<$inner_type>::new(
                                concat!(stringify!($section), ".", stringify!($inner_key)),
                                concat!($($inner_doc, "\n"),*),
                                |$context: &Context<'_>| { let _ = $context; $inner_default },
                            )$(.$inner_option($($inner_argument),*))*
                        ),)*
                    },)*
                    details: std::sync::Arc::default(),
                }
            }

            /// Every value as shown to people, in the order of the table.
            pub(super) fn shown(&self) -> Vec<(&'static str, serde_json::Value)> {
                vec![
                    $((stringify!($key), self.$key.shown()),)*
                    $($((
                        concat!(stringify!($section), ".", stringify!($inner_key)),
                        self.$section.$inner_key.shown(),
                    ),)*)*
                ]
            }
        }
    };
}
pub(super) use settings;
