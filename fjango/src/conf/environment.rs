use std::fmt;
use std::str::FromStr;

/// The environment the program runs in, named by `FJANGO_ENV`.
///
/// Names other than `development` and `test` get the defaults of production, so that a slip such
/// as `FJANGO_ENV=prod` or a `staging` site is never the unsafe one.
///
/// # Examples
/// ```
/// use fjango::conf::Environment;
///
/// let staging: Environment = "staging".parse()?;
/// assert_eq!(staging.name(), "staging");
/// assert!(!staging.is_local());
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Environment {
    /// A developer's machine; the default.
    #[default]
    Development,
    /// Automated tests.
    Test,
    /// A site that serves its users.
    Production,
    /// Any other name: lower-case letters, digits, `-` and `_`.
    Other(String),
}

impl Environment {
    /// The name as written in `FJANGO_ENV` and in `fjango.<env>.toml`.
    pub fn name(&self) -> &str {
        match self {
            Self::Development => "development",
            Self::Test => "test",
            Self::Production => "production",
            Self::Other(name) => name,
        }
    }

    /// Whether this is [`Development`](Self::Development).
    pub fn is_development(&self) -> bool {
        matches!(self, Self::Development)
    }

    /// Whether this is [`Test`](Self::Test).
    pub fn is_test(&self) -> bool {
        matches!(self, Self::Test)
    }

    /// Whether this is [`Production`](Self::Production) by name. To decide what is safe ask
    /// [`is_local`](Self::is_local): other names must be as safe as production.
    pub fn is_production(&self) -> bool {
        matches!(self, Self::Production)
    }

    /// Whether nobody but developers can reach it: development or test.
    pub fn is_local(&self) -> bool {
        matches!(self, Self::Development | Self::Test)
    }
}

impl FromStr for Environment {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "development" => Ok(Self::Development),
            "test" => Ok(Self::Test),
            "production" => Ok(Self::Production),
            // The name becomes part of a file name, so nothing that could leave the directory.
            name if !name.is_empty()
                && name.len() <= 64
                && name
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_') =>
            {
                Ok(Self::Other(name.to_owned()))
            }
            _ => Err("not a name of lower-case letters, digits, `-` and `_`".to_owned()),
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
