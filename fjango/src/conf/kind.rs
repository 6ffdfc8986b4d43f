//! The types a setting may have: how each is read from a node, shown, and described.

use super::node::{Content, Node};
use super::{ConnectionUrl, Environment, Network, Origin, Secret};
use serde_json::{Value, json};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

/// Longer durations are mistakes, and would overflow when added to an instant.
const MAX_DURATION: Duration = Duration::from_secs(10 * 365 * 86_400);

/// Why a node does not fit.
#[derive(Debug)]
pub(super) struct Misfit {
    /// More about the reason, beyond "must be …; found …".
    pub(super) detail: Option<String>,
    /// The place, if it is inside the value, as for an element of an array.
    pub(super) origin: Option<Origin>,
}

impl Misfit {
    const fn type_() -> Self {
        Self {
            detail: None,
            origin: None,
        }
    }

    fn because(detail: impl Into<String>) -> Self {
        Self {
            detail: Some(detail.into()),
            origin: None,
        }
    }
}

/// A type of setting.
pub(super) trait Kind: Sized {
    /// Whether messages must not quote the value.
    const SECRET: bool = false;
    /// Whether the empty text of a variable is a value; else it counts as not set.
    const EMPTY_IS_VALUE: bool = false;
    /// What is allowed, completing "must be …".
    fn expected() -> String;
    fn read(node: &Node) -> Result<Self, Misfit>;
    /// The value as shown to people: secrets masked, durations in words.
    fn shown(&self) -> Value;
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// [`Pretty`](Self::Pretty) in development and test, else [`Json`](Self::Json).
    #[default]
    Auto,
    /// Readable lines, with colour on a terminal.
    Pretty,
    /// One JSON object a line.
    Json,
}

/// What a server does at its start when migrations are not applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PendingMigrations {
    /// It does not start.
    Refuse,
    /// It says so in the log.
    Warn,
    /// It does not look.
    Ignore,
}

fn text_of(node: &Node) -> Result<&str, Misfit> {
    match &node.content {
        Content::Text(text) | Content::String(text) => Ok(text),
        _ => Err(Misfit::type_()),
    }
}

impl Kind for bool {
    fn expected() -> String {
        "`true` or `false`".to_owned()
    }

    fn read(node: &Node) -> Result<Self, Misfit> {
        match &node.content {
            Content::Boolean(value) => Ok(*value),
            Content::Text(text) => match text.to_ascii_lowercase().as_str() {
                "true" | "1" | "yes" | "on" => Ok(true),
                "false" | "0" | "no" | "off" => Ok(false),
                _ => Err(Misfit::type_()),
            },
            Content::String(text) if matches!(text.as_str(), "true" | "false") => {
                Err(Misfit::because("remove the quotes"))
            }
            _ => Err(Misfit::type_()),
        }
    }

    fn shown(&self) -> Value {
        json!(self)
    }
}

macro_rules! integer_kinds {
    ($($integer:ty),*) => {$(
        impl Kind for $integer {
            fn expected() -> String {
                "an integer".to_owned()
            }

            fn read(node: &Node) -> Result<Self, Misfit> {
                let number = match &node.content {
                    Content::Integer(number, _) => *number,
                    Content::Text(text) => {
                        let digits = text.replace('_', "");
                        if digits.is_empty() || !digits.trim_start_matches(['-', '+']).bytes().all(|b| b.is_ascii_digit()) {
                            return Err(Misfit::type_());
                        }
                        digits.parse().ok()
                    }
                    Content::String(text) if text.parse::<i128>().is_ok() => {
                        return Err(Misfit::because("remove the quotes"));
                    }
                    _ => return Err(Misfit::type_()),
                };
                number
                    .and_then(|number| Self::try_from(number).ok())
                    .ok_or_else(|| Misfit::because(format!("it is not between {} and {}", Self::MIN, Self::MAX)))
            }

            fn shown(&self) -> Value {
                json!(self)
            }
        }
    )*};
}
integer_kinds!(u16, u32, u64, usize);

impl Kind for String {
    fn expected() -> String {
        "a string".to_owned()
    }

    fn read(node: &Node) -> Result<Self, Misfit> {
        text_of(node).map(str::to_owned)
    }

    fn shown(&self) -> Value {
        json!(self)
    }
}

impl Kind for Secret<String> {
    const SECRET: bool = true;

    fn expected() -> String {
        "a secret string".to_owned()
    }

    fn read(node: &Node) -> Result<Self, Misfit> {
        match text_of(node)? {
            "" => Err(Misfit::because("give it a value or remove it")),
            text => Ok(Self::new(text.to_owned())),
        }
    }

    fn shown(&self) -> Value {
        json!(self)
    }
}

impl Kind for ConnectionUrl {
    const SECRET: bool = true;

    fn expected() -> String {
        "a URL such as `\"sqlite://db.sqlite3\"` or `\"postgres://user@host/name\"`".to_owned()
    }

    fn read(node: &Node) -> Result<Self, Misfit> {
        let text = text_of(node)?.trim();
        match text.split_once(':') {
            Some((scheme, rest))
                if !rest.is_empty()
                    && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                    && scheme
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')) =>
            {
                if text.contains(|c: char| c.is_control()) {
                    return Err(Misfit::because("it contains a control character"));
                }
                Ok(Self::new(text))
            }
            _ => Err(Misfit::because("it does not begin with a scheme")),
        }
    }

    fn shown(&self) -> Value {
        json!(self)
    }
}

impl Kind for Duration {
    fn expected() -> String {
        "a duration such as `\"30s\"`, `\"10 min\"`, `\"1d\"`, or an integer of seconds".to_owned()
    }

    fn read(node: &Node) -> Result<Self, Misfit> {
        let duration = match &node.content {
            Content::Integer(Some(seconds), _) => match u64::try_from(*seconds) {
                Ok(seconds) => Duration::from_secs(seconds),
                Err(_) if *seconds < 0 => return Err(Misfit::because("it is negative")),
                Err(_) => Duration::MAX,
            },
            Content::Text(text) | Content::String(text) => {
                let text = text.trim();
                if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
                    Duration::from_secs(text.parse().unwrap_or(u64::MAX))
                } else {
                    humantime::parse_duration(text).map_err(|error| Misfit::because(error.to_string()))?
                }
            }
            _ => return Err(Misfit::type_()),
        };
        if duration > MAX_DURATION {
            return Err(Misfit::because("it is longer than 10 years"));
        }
        Ok(duration)
    }

    fn shown(&self) -> Value {
        json!(humantime::format_duration(*self).to_string())
    }
}

/// The word for "no such limit".
const OFF: &str = "off";

impl Kind for Option<Duration> {
    fn expected() -> String {
        format!("{}, or `\"off\"`", Duration::expected())
    }

    fn read(node: &Node) -> Result<Self, Misfit> {
        match &node.content {
            Content::Text(text) | Content::String(text) if text.trim().eq_ignore_ascii_case(OFF) => Ok(None),
            Content::Boolean(false) => Ok(None),
            _ => Duration::read(node).and_then(|duration| match duration.is_zero() {
                true => Err(Misfit::because("zero is no limit; write `\"off\"`")),
                false => Ok(Some(duration)),
            }),
        }
    }

    fn shown(&self) -> Value {
        self.map_or(json!(OFF), |duration| duration.shown())
    }
}

impl Kind for Option<String> {
    const EMPTY_IS_VALUE: bool = true;

    fn expected() -> String {
        "a string".to_owned()
    }

    fn read(node: &Node) -> Result<Self, Misfit> {
        text_of(node).map(|text| (!text.is_empty()).then(|| text.to_owned()))
    }

    fn shown(&self) -> Value {
        json!(self)
    }
}

impl Kind for SocketAddr {
    fn expected() -> String {
        "an address and port such as `\"127.0.0.1:8000\"`, `\"localhost:8000\"` or `\"[::1]:8000\"`".to_owned()
    }

    fn read(node: &Node) -> Result<Self, Misfit> {
        let text = text_of(node)?.trim();
        if let Ok(address) = text.parse() {
            return Ok(address);
        }
        if let Some(port) = text.strip_prefix("localhost:").and_then(|port| port.parse().ok()) {
            return Ok((Ipv4Addr::LOCALHOST, port).into());
        }
        if text.parse::<IpAddr>().is_ok() {
            return Err(Misfit::because("the port is missing"));
        }
        if text.strip_prefix(':').unwrap_or(text).parse::<u16>().is_ok() {
            return Err(Misfit::because("the address is missing"));
        }
        Err(Misfit::type_())
    }

    fn shown(&self) -> Value {
        json!(self.to_string())
    }
}

impl Kind for Network {
    fn expected() -> String {
        "an IP address or network such as `\"10.0.0.0/8\"`".to_owned()
    }

    fn read(node: &Node) -> Result<Self, Misfit> {
        text_of(node)?.trim().parse().map_err(Misfit::because)
    }

    fn shown(&self) -> Value {
        json!(self.to_string())
    }
}

impl Kind for Environment {
    fn expected() -> String {
        "`development`, `test`, `production` or another name".to_owned()
    }

    fn read(node: &Node) -> Result<Self, Misfit> {
        text_of(node)?.parse().map_err(Misfit::because)
    }

    fn shown(&self) -> Value {
        json!(self.name())
    }
}

impl Kind for LogFormat {
    fn expected() -> String {
        "`\"auto\"`, `\"pretty\"` or `\"json\"`".to_owned()
    }

    fn read(node: &Node) -> Result<Self, Misfit> {
        match text_of(node)? {
            "auto" => Ok(Self::Auto),
            "pretty" => Ok(Self::Pretty),
            "json" => Ok(Self::Json),
            _ => Err(Misfit::type_()),
        }
    }

    fn shown(&self) -> Value {
        json!(match self {
            Self::Auto => "auto",
            Self::Pretty => "pretty",
            Self::Json => "json",
        })
    }
}

impl Kind for PendingMigrations {
    fn expected() -> String {
        "`\"refuse\"`, `\"warn\"` or `\"ignore\"`".to_owned()
    }

    fn read(node: &Node) -> Result<Self, Misfit> {
        match text_of(node)? {
            "refuse" => Ok(Self::Refuse),
            "warn" => Ok(Self::Warn),
            "ignore" => Ok(Self::Ignore),
            _ => Err(Misfit::type_()),
        }
    }

    fn shown(&self) -> Value {
        json!(match self {
            Self::Refuse => "refuse",
            Self::Warn => "warn",
            Self::Ignore => "ignore",
        })
    }
}

impl<T: Kind> Kind for Vec<T> {
    const SECRET: bool = T::SECRET;
    const EMPTY_IS_VALUE: bool = true;

    fn expected() -> String {
        format!(
            "an array (in a variable: separated by commas), each element {}",
            T::expected()
        )
    }

    fn read(node: &Node) -> Result<Self, Misfit> {
        match &node.content {
            Content::Array(items) => items
                .iter()
                .map(|item| {
                    T::read(item).map_err(|misfit| Misfit {
                        detail: Some(
                            misfit
                                .detail
                                .unwrap_or_else(|| format!("an element is {}", item.found(T::SECRET))),
                        ),
                        origin: Some(misfit.origin.unwrap_or_else(|| item.origin.clone())),
                    })
                })
                .collect(),
            Content::Text(text) => text
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(|item| {
                    T::read(&Node {
                        origin: node.origin.clone(),
                        content: Content::Text(item.to_owned()),
                    })
                })
                .collect(),
            Content::String(_) => Err(Misfit::because("write `[\"...\"]`")),
            _ => Err(Misfit::type_()),
        }
    }

    fn shown(&self) -> Value {
        self.iter().map(T::shown).collect()
    }
}
